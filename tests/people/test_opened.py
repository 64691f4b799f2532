"""She is told who opened her file: which role, on which day, what sort of thing; never what stands in it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.kinds import kind_of
from terrain.core import audit, clock
from terrain.core.access import Viewer
from terrain.core.models import AuditEvent
from terrain.core.verbs import verbs
from terrain.gatherings.actions import Particulars, open_session
from terrain.gatherings.models import Attendance
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.people.models import Person
from terrain.people.opened import readings
from terrain.people.opened.trails import Sort, trails
from terrain.programmes.models import Assignment
from tests.factories import HOUSE

TODAY = clock.today
OPENED, PAPER = "people:opened", "people:opened_paper"


@pytest.fixture
def fatou(w4i):
    known = Identity("Fatou Diallo", birth=date(1990, 1, 1), birth_precision="year")
    return people.register(known, project=w4i, by=HOUSE)


@pytest.fixture
def file(w4i, fatou, amina, viewer_of):
    said = Opening(kind_of("accompaniment"), w4i, fatou, entry_reason="income", situation="Cherche un travail")
    return open_case(said, by=viewer_of(amina))


def lines(person, viewer, *, named=False, first=None):
    return readings.told(person, viewer, first or TODAY() - timedelta(days=30), TODAY(), named=named).lines


def told_of(person, viewer, **said):
    return {(line.sort, line.role, line.where) for line in lines(person, viewer, **said)}


def test_reading_who_she_is_and_her_file_is_told_by_role_and_project(
    fatou, file, amina, guardian, client_of, viewer_of
):
    client_of(amina).get(fatou.get_absolute_url(), {"show": "1"})
    client_of(amina).get(file.get_absolute_url())
    found = told_of(fatou, viewer_of(guardian))
    assert {sort for sort, _role, _where in found} == {Sort.IDENTITY.label, Sort.FILE.label}
    assert {where for _sort, _role, where in found} == {str(file.project)}
    assert not [line.who for line in lines(fatou, viewer_of(guardian)) if line.who]
    assert {line.who for line in lines(fatou, viewer_of(guardian), named=True)} == {str(amina)}


def test_what_is_read_many_times_on_a_day_is_one_line(fatou, file, amina, guardian, client_of, viewer_of):
    for _time in range(3):
        client_of(amina).get(file.get_absolute_url())
    (line,) = lines(fatou, viewer_of(guardian))
    assert line.times == 3 and line.day == TODAY()


def test_somebody_elses_file_is_not_on_her_sheet(fatou, w4i, amina, guardian, client_of, viewer_of):
    other = people.register(Identity("Awa Sow"), project=w4i, by=HOUSE)
    client_of(amina).get(other.get_absolute_url(), {"show": "1"})
    assert not lines(fatou, viewer_of(guardian)) and len(lines(other, viewer_of(guardian))) == 1


def test_what_was_read_of_a_record_found_to_be_her_is_hers(fatou, w4i, amina, guardian, client_of, viewer_of):
    again = people.register(Identity("Fatou Dialo"), project=w4i, by=HOUSE)
    client_of(amina).get(again.get_absolute_url(), {"show": "1"})
    Person.objects.filter(pk=again.pk).update(merged_into=fatou)
    assert len(lines(fatou, viewer_of(guardian))) == 1


def test_a_list_of_a_session_she_came_to_is_told(fatou, w4i, guardian, viewer_of, amina):
    session = open_session(w4i, Particulars("workshop", TODAY(), "Rabat", "Atelier"), by=HOUSE)
    audit.append("gatherings.names_read", by=viewer_of(amina), obj=session, project_id=w4i.pk)
    assert not lines(fatou, viewer_of(guardian))
    Attendance.objects.create(session=session, person=fatou)
    assert [line.sort for line in lines(fatou, viewer_of(guardian))] == [Sort.LIST.label]


def test_a_refusal_at_her_door_is_told(fatou, officer, donor, guardian, client_of, viewer_of):
    Assignment.objects.filter(user=donor).update(role="partner_focal_point")
    address = reverse(PAPER, args=[fatou.uid])
    assert client_of(officer).get(address).status_code == 403
    (line,) = lines(fatou, viewer_of(guardian))
    assert line.sort == Sort.REFUSED.label


def test_who_came_exceptionally_stands_out(fatou, file, amina, guardian, viewer_of):
    by = viewer_of(amina)
    audit.append("casework.case_read", by=by, obj=file, project_id=file.project_id, detail={"exceptional": True})
    audit.append("casework.case_read", by=by, obj=file, project_id=file.project_id)
    assert sorted(line.exceptional for line in lines(fatou, viewer_of(guardian))) == [False, True]


def test_the_partner_who_opened_the_link_is_told_as_such(fatou, file, guardian, viewer_of):
    audit.append("casework.referral_shown", by=Viewer(label="partner link"), obj=file)
    (line,) = lines(fatou, viewer_of(guardian))
    assert line.role == _("the service that received it") and not line.where


def test_the_role_told_is_the_one_held_on_that_day(fatou, w4i, amina, guardian, viewer_of):
    audit.append("people.identity_read", by=viewer_of(amina), obj=fatou, project_id=w4i.pk)
    Assignment.objects.filter(user=amina).update(starts=TODAY() + timedelta(days=1))
    (line,) = lines(fatou, viewer_of(guardian))
    assert line.role == _("a former colleague")


def test_days_are_kept_to(fatou, amina, guardian, viewer_of):
    audit.append("people.identity_read", by=viewer_of(amina), obj=fatou)
    AuditEvent.objects.update(at=clock.now() - timedelta(days=40))
    assert not lines(fatou, viewer_of(guardian))
    assert len(lines(fatou, viewer_of(guardian), first=TODAY() - timedelta(days=41))) == 1


def test_a_sealed_file_is_told_to_protection_and_given_away_to_nobody_else(
    fatou, file, amina, youssef, guardian, director, client_of, viewer_of
):
    client_of(amina).get(file.get_absolute_url())
    assert len(lines(fatou, viewer_of(youssef))) == 1
    type(file).objects.filter(pk=file.pk).update(sealed_at=clock.now())
    assert not lines(fatou, viewer_of(youssef))
    assert len(lines(fatou, viewer_of(guardian))) == 1


@pytest.mark.parametrize(
    ("who", "look", "sheet"),
    [("guardian", 200, 200), ("director", 200, 200), ("youssef", 200, 200), ("amina", 403, 200), ("colleague", 403, 403),
     ("facilitator", 403, 403), ("officer", 403, 403), ("receptionist", 403, 403), ("stranger", 404, 404), ("admin", 404, 404),
     ("donor", 404, 404), ("partner", 404, 404)],
)  # fmt: skip
def test_who_looks_and_who_prints(who, look, sheet, fatou, file, client_of, request):
    client = client_of(request.getfixturevalue(who))
    assert client.get(reverse(OPENED, args=[fatou.uid])).status_code == look
    assert client.get(reverse(PAPER, args=[fatou.uid])).status_code == sheet


def test_her_sheet_names_no_colleague_unless_protection_ticks_it(fatou, file, amina, guardian, client_of):
    client_of(amina).get(file.get_absolute_url())
    address = reverse(PAPER, args=[fatou.uid])

    def named(user, **asked):
        return [line.who for line in client_of(user).get(address, asked).context["told"].lines if line.who]

    assert not named(guardian) and not named(amina, names="on")
    assert str(amina) in named(guardian, names="on")


def test_the_sheet_speaks_her_language_and_says_that_it_was_printed(fatou, file, guardian, client_of):
    client = client_of(guardian)
    page = client.get(reverse(PAPER, args=[fatou.uid]), {"language": "ar"}).content.decode()
    assert 'lang="ar" dir="rtl"' in page and "Fatou Diallo" in page
    assert client.get(reverse(PAPER, args=[fatou.uid]), {"language": "xx"}).status_code == 403
    assert AuditEvent.objects.get(verb="people.opened_printed").object_id == str(fatou.pk)


def test_days_in_the_wrong_order_are_asked_again(fatou, guardian, client_of):
    asked = {"first": "2026-05-02", "last": "2026-05-01"}
    assert client_of(guardian).get(reverse(OPENED, args=[fatou.uid]), asked).status_code == 422


def test_her_page_leads_there_for_whoever_may(fatou, file, amina, colleague, guardian, client_of):
    def ways(user):
        page = client_of(user).get(fatou.get_absolute_url()).content.decode()
        return tuple(f'href="{reverse(name, args=[fatou.uid])}"' in page for name in (OPENED, PAPER))

    assert ways(guardian) == (True, True)
    assert ways(amina) == (False, True)
    assert ways(colleague) == (False, False)


def test_queries_do_not_grow_with_what_was_read(
    fatou, file, amina, youssef, guardian, viewer_of, django_assert_num_queries, django_assert_max_num_queries
):
    viewer = viewer_of(guardian)
    audit.append("people.identity_read", by=viewer_of(amina), obj=fatou)
    with django_assert_max_num_queries(20) as before:
        lines(fatou, viewer)
    for user in (amina, youssef, guardian):
        for verb, obj in (("people.profile_read", fatou), ("casework.notes_read", file)):
            audit.append(verb, by=viewer_of(user), obj=obj, project_id=file.project_id)
    with django_assert_num_queries(len(before)):
        assert len(lines(fatou, viewer)) == 7


def test_every_reading_that_names_her_leads_to_her():
    """Verbs that say what is read of one person or her file are on some trail; a new one is put there or named here."""
    told = {verb for trail in trails() for verb in trail.sorts}
    about_nobody = {
        "people.names_read", "casework.oversight_read", "casework.journal_read", "casework.holdings_read",
        "casework.certificate_read", "imports.samples_read", "imports.bad_rows_read", "results.list_read", "results.proof_read",
        "radio.voice_read", "radio.avoided_read", "radio.proof_read", "radio.sheet_read", "radio.message_read", "radio.messages_read",
        "radio.listening_read", "radio.testimony_read", "radio.chunk_taken",
        "results.snapshot_taken", "results.breakdown_taken", "workshops.forum_shown",
        "network.professional_read", "network.professionals_read", "network.proof_read", "network.paper_read",
        "network.decision_taken", "outreach.proof_read", "outreach.journalists_read", "learning.room_shown",
        "learning.request_read", "learning.test_taken",
    }  # fmt: skip
    assert {verb for verb in verbs() if verb.endswith(("_read", "_shown", "_taken"))} - told == about_nobody
