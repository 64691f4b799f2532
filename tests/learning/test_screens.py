"""Preparing and holding a training on screen; who sees names; what a donor never sees."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import ngettext

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.gatherings import actions as gatherings
from terrain.gatherings.models import Session
from terrain.learning import roster
from terrain.learning.actions import cohorts, registrations
from terrain.learning.actions.enrolments import Comes, enrol_newcomer
from terrain.learning.models import Cohort, Course, Enrolment
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.programmes.actions import name_organisation
from tests.factories import HOUSE, AssignmentFactory, UserFactory
from tests.learning.conftest import somebody
from tests.learning.factories import planned

pytestmark = pytest.mark.django_db


def page(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def client(stranger, client_of):
    """The browser of the coordinator of CPE."""
    return client_of(stranger)


@pytest.fixture
def donor_of_cpe(cpe, client_of):
    user = UserFactory(full_name="Paola")
    AssignmentFactory(user=user, role="donor_viewer", project=cpe)
    return client_of(user)


def test_a_course_is_written_in_two_languages(client):
    typed = {
        "project": "CPE", "code": "justice", "title_fr": "Justice", "title_ar": "العدالة", "threshold": "80", "pass_mark": "60",
        "modules": "Entendre un enfant ; 6\nDécider : 1,5 h", "modules_ar": "الاستماع إلى الطفل", "categories": ["magistrate"],
        "slip": str(uuid4()),
    }  # fmt: skip
    for _time in range(2):
        assert client.post("/trainings/courses/new/", typed).status_code == 302
    course = Course.objects.get()
    assert [module.minutes for module in course.modules.all()] == [360, 90]
    assert course.modules.first().title == {"fr": "Entendre un enfant", "ar": "الاستماع إلى الطفل"}
    assert client.post("/trainings/courses/new/", typed | {"modules": "sans heures", "code": "x"}).status_code == 422
    assert client.post("/trainings/courses/new/", typed | {"slip": str(uuid4())}).status_code == 422
    changed = {**typed, "title_fr": "Justice des mineurs", "version": "1"}
    assert client.post(f"/trainings/courses/{course.uid}/edit/", changed).status_code == 302
    assert client.post(f"/trainings/courses/{course.uid}/edit/", changed | {"title_fr": "Autre"}).status_code == 422
    assert Course.objects.get().title["fr"] == "Justice des mineurs"
    client.post(f"/trainings/courses/{course.uid}/retire/", {"retired": "1"})
    assert Course.objects.get().retired_at is not None


def test_two_days_from_nine_to_four_are_prepared_in_one_form(client, course):
    first = clock.today() + timedelta(days=10)
    typed = {
        "project": "CPE", "course": "justice", "name": "Magistrats, Fès", "place": "Fès", "first_day": first.isoformat(),
        "last_day": (first + timedelta(1)).isoformat(), "starts": "09:00", "ends": "16:00", "pause": "60", "places": "20",
        "groups": "1", "weekends": "on", "slip": str(uuid4()),
    }  # fmt: skip
    for _time in range(2):
        assert client.post("/trainings/new/", typed).status_code == 302
    cohort = Cohort.objects.get()
    assert [(m.session.minutes, str(m.module)) for m in cohort.meetings.all()] == [(360, "Module 1"), (360, "Module 2")]
    assert set(Session.objects.values_list("part_of_course", "kind")) == {(True, "training")}
    assert client.post("/trainings/new/", typed | {"slip": str(uuid4())}).status_code == 422
    assert client.post("/trainings/new/", typed | {"ends": "08:00", "slip": str(uuid4())}).status_code == 422
    assert "Magistrats, Fès" in page(client.get("/trainings/"))


def test_a_day_is_moved_added_and_called_off(client, cohort):
    meeting = cohort.meetings.first()
    address = f"/trainings/{cohort.uid}/days/{meeting.uid}/"
    typed = {
        "day": "2026-03-20",
        "starts": "10:00",
        "ends": "12:00",
        "pause": "0",
        "version": "2",
        "slip": str(uuid4()),
    }
    assert client.post(address, typed).status_code == 302
    cohort.refresh_from_db()
    assert (planned(cohort), cohort.last_day.day) == (480, 20)
    assert client.post(address, typed | {"ends": "13:00"}).status_code == 422
    for _time in range(2):
        client.post(f"/trainings/{cohort.uid}/days/new/", typed | {"day": "2026-03-21"})
    assert cohort.meetings.count() == 3
    client.post(f"{address}cancel/", {"cancelled": "1"})
    assert planned(Cohort.objects.get()) == 480


def test_a_newcomer_who_may_be_known_is_asked_about_first(client, cohort, nadia):
    typed = {"name": "Fictive Nadia", "sex": "F", "category": "magistrate", "language": "fr", "slip": str(uuid4())}
    answer = client.post(f"/trainings/{cohort.uid}/enrol/", typed)
    assert answer.status_code == 200 and "Nadia Fictive" in page(answer)
    assert client.post(f"/trainings/{cohort.uid}/enrol/", typed | {"certain": "1"}).status_code == 302
    assert Enrolment.objects.count() == 2


def test_somebody_the_project_knows_is_found_by_some_letters(client, cohort, cpe):
    said = gatherings.Particulars("workshop", cohort.first_day, "Fès", "Atelier")
    known = gatherings.add_newcomer(gatherings.open_session(cpe, said, by=HOUSE), Identity("Zohra Connue"), by=HOUSE)
    assert "Zohra Connue" in page(client.get(f"/trainings/{cohort.uid}/enrol/?q=zoh"))
    client.post(f"/trainings/{cohort.uid}/enrol/{known.person.uid}/")
    assert Enrolment.objects.get().category == "magistrate"


def test_whoever_comes_without_being_on_the_list_is_put_on_it(client, cohort):
    session = cohort.meetings.select_related("session__project").first().session
    gatherings.add_newcomer(session, Identity("Zohra Venue"), by=HOUSE)
    assert "Zohra Venue" in page(client.get(cohort.get_absolute_url()))
    client.post(f"/trainings/{cohort.uid}/enrol/all/")
    assert Enrolment.objects.get().attended_minutes == 360


def test_reading_who_came_to_an_empty_list_is_noted(client, cohort):
    session = cohort.meetings.select_related("session__project").first().session
    gatherings.add_newcomer(session, Identity("Zohra Venue"), by=HOUSE)
    client.get(cohort.get_absolute_url())
    event = AuditEvent.objects.get(verb="learning.names_read")
    assert event.detail == {"people": 1} and event.project_id == cohort.project_id


def test_people_on_the_list_stand_first_among_the_ticks_of_the_day(client, cohort, nadia):
    assert "Nadia Fictive" in page(client.get(cohort.meetings.first().session.get_absolute_url()))


def test_a_session_of_a_training_keeps_its_day(client, cohort):
    session = cohort.meetings.first().session
    typed = {"kind": "workshop", "theme": "x", "day": "2027-01-01", "place": "Rabat", "minutes": "5", "version": "1"}
    client.post(f"/sessions/{session.uid}/edit/", typed)
    session.refresh_from_db()
    assert (session.kind, session.minutes, session.part_of_course) == ("training", 360, True)


def test_names_are_for_whoever_may_identify_people(cohort, nadia, cpe, client_of, client, donor_of_cpe):
    focal = UserFactory(full_name="Karima")
    AssignmentFactory(user=focal, role="partner_focal_point", project=cpe)
    pages = [
        f"/trainings/{cohort.uid}/",
        f"/trainings/{cohort.uid}/people/{nadia.uid}/",
        f"/trainings/here/{nadia.uid}/",
    ]
    for address in pages:
        assert "Nadia Fictive" in page(client.get(address))
        shown = page(client_of(focal).get(address))
        assert "Nadia" not in shown and "N. F." in shown
        assert nadia.code not in shown and nadia.page_secret not in shown
        assert donor_of_cpe.get(address).status_code == 404
    assert client_of(focal).get(f"/trainings/{cohort.uid}/badges/").status_code == 403


def test_a_donor_sees_the_counter_move_and_no_name(cohort, nadia, donor_of_cpe):
    before = page(donor_of_cpe.get("/results/CPE/"))
    for meeting in cohort.meetings.select_related("session__project"):
        gatherings.record_presence(meeting.session, [nadia.person], by=HOUSE)
    after = page(donor_of_cpe.get("/results/CPE/"))
    assert before != after and "Nadia" not in after and "Fictive" not in after


def test_badges_and_the_list_to_sign_are_printed(client, cohort, nadia):
    shown = page(client.get(f"/trainings/{cohort.uid}/badges/"))
    assert shown.count("Nadia Fictive") == 2 and nadia.code in shown and 'class="qr-frame"' in shown and "<svg" in shown


def test_the_notice_speaks_french_and_arabic(client, cohort):
    client.post(f"/trainings/{cohort.uid}/registration/", {"change": "open", "until": ""})
    shown = page(client.get(f"/trainings/{cohort.uid}/notice/"))
    assert "Justice adaptée aux enfants" in shown and "عدالة ملائمة للأطفال" in shown
    client.post(f"/trainings/{cohort.uid}/registration/", {"change": "close", "until": ""})
    assert not Cohort.objects.get().takes_registrations


def test_two_who_change_one_training_do_not_overwrite_each_other(client, cohort):
    typed = {"name": "Magistrats", "place": "Meknès", "places": "10", "version": "1"}
    assert client.post(f"/trainings/{cohort.uid}/edit/", typed).status_code == 302
    answer = client.post(f"/trainings/{cohort.uid}/edit/", typed | {"name": "Autre"})
    assert answer.status_code == 422 and "Autre" in page(answer)
    assert set(Session.objects.values_list("place_as_written", flat=True)) == {"Meknès"}


def test_a_training_is_closed_and_taken_up_again(client, cohort):
    cohort.refresh_from_db()
    client.post(f"/trainings/{cohort.uid}/change/", {"change": "close"})
    assert Cohort.objects.get().state == ("held" if cohort.first_day <= clock.today() else cohort.state)
    client.post(f"/trainings/{cohort.uid}/change/", {"change": "cancel"})
    assert Session.objects.filter(cancelled_at=None).count() == 0
    client.post(f"/trainings/{cohort.uid}/change/", {"change": "reopen"})
    assert Session.objects.filter(cancelled_at=None).count() == 2


def test_a_longer_list_asks_the_database_no_more_questions(client, cohort, nadia):
    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(cohort.get_absolute_url())
        return len(asked)

    questions()
    few = questions()
    for number in range(1, 8):
        enrol_newcomer(cohort, somebody(number), Comes("magistrate"), by=HOUSE)
    assert questions() == few


def test_whom_somebody_represents_counts_once(cohort, nadia, client):
    session = cohort.meetings.select_related("session__project").first().session
    gatherings.record_presence(session, [nadia.person], by=HOUSE)
    address = f"/sessions/{session.uid}/details/{nadia.person.uid}/"
    typed = {"category": "magistrate", "organisation": "Tribunal de Fès", "minutes": ""}
    assert client.post(address, typed).status_code == 302
    assert "Tribunal de Fès" in page(client.get(address))
    assert session.attendances.get().organisation.profile.nature == ""


def test_for_whom_somebody_came_is_for_whoever_sees_names(cohort, nadia, cpe, client_of, client):
    session = cohort.meetings.select_related("session__project").first().session
    gatherings.record_presence(session, [nadia.person], by=HOUSE)
    attendance = session.attendances.select_related("session").get()
    court = name_organisation("Tribunal de Salé", by=HOUSE)
    gatherings.set_minutes(attendance, category="magistrate", minutes=None, organisation=court, by=HOUSE)
    Enrolment.objects.update(organisation=court)
    focal = UserFactory(full_name="Karima")
    AssignmentFactory(user=focal, role="partner_focal_point", project=cpe)
    details = f"/sessions/{session.uid}/details/{nadia.person.uid}/"
    trainee = f"/trainings/{cohort.uid}/people/{nadia.uid}/"
    for address in (f"/sessions/{session.uid}/", details, trainee):
        assert "Tribunal de Salé" in page(client.get(address))
        shown = page(client_of(focal).get(address))
        assert "N. F." in shown
        assert "Tribunal de Salé" not in shown.replace('<option value="Tribunal de Salé">', "")
    typed = {"category": "lawyer", "minutes": "60"}
    assert client_of(focal).post(details, typed).status_code == 302
    assert client_of(focal).post(trainee, {"category": "lawyer", "language": "fr", "version": "1"}).status_code == 302
    attendance.refresh_from_db()
    nadia.refresh_from_db()
    assert (attendance.category, attendance.organisation, nadia.category, nadia.organisation) == ("lawyer", court) * 2


def test_trainings_that_are_over_stand_on_pages_and_no_other_is_left_out(client, course):
    def many(count: int, state: str) -> None:
        days = dict.fromkeys(("first_day", "last_day"), clock.today() - timedelta(9 if state != "planned" else -9))
        for number in range(count):
            Cohort.objects.create(course=course, project=course.project, name=f"{state} {number}", state=state, **days)

    for state in ("planned", "running", "held"):
        many(31, state)
    shown = [client.get(f"/trainings/?project=CPE&page={number}") for number in (1, 2)]
    assert [len(one.context["past"].object_list) for one in shown] == [30, 1]
    assert [len(shown[0].context[name]) for name in ("running", "upcoming")] == [31, 31]
    assert "planned 30" in page(shown[0]) and "?project=CPE&page=2" in page(shown[0])


def test_those_who_came_uninvited_are_put_on_the_list_all_or_none(cohort, stranger, client_of, monkeypatch, w4i):
    session = cohort.meetings.select_related("session__project").first().session
    gatherings.add_newcomer(session, somebody(1), by=HOUSE)
    unknown = people.register(somebody(2), project=w4i, by=HOUSE)
    found = [*roster.uninvited(cohort, HOUSE), roster.Uninvited(unknown, "")]
    monkeypatch.setattr(roster, "uninvited", lambda cohort, viewer: found)
    address = f"/trainings/{cohort.uid}/enrol/all/"
    assert client_of(stranger).post(address).status_code == 403
    assert not cohort.enrolments.exists()
    monkeypatch.setattr(roster, "uninvited", lambda cohort, viewer: found[:1])
    assert client_of(stranger).post(address).status_code == 302
    assert cohort.enrolments.count() == 1


def test_a_training_is_closed_from_its_last_day_on_and_says_what_that_erases(client, soon, monkeypatch):
    cohorts.open_registration(soon, by=HOUSE)
    registrations.ask(Cohort.objects.get(), registrations.Asked("Nadia Fictive", category="magistrate"))
    address = soon.get_absolute_url()
    assert 'value="close"' not in page(client.get(address))
    assert client.post(f"{address}change/", {"change": "close"}).status_code == 403
    monkeypatch.setattr(clock, "today", lambda: soon.last_day)
    told = page(client.get(address))
    one, many = (
        f"%(shown)s registration{words} erased for good."
        for words in (" that nobody answered is", "s that nobody answered are")
    )
    assert told.index("<details") < told.index(ngettext(one, many, 1) % {"shown": "1"}) < told.index('value="close"')
    assert client.post(f"{address}change/", {"change": "close"}).status_code == 302
    assert Cohort.objects.get().state == "held"


def test_nobody_meets_twice_at_the_same_hour(client, cohort):
    address = f"/trainings/{cohort.uid}/days/new/"
    typed = {"day": "2026-03-12", "starts": "15:00", "ends": "18:00", "pause": "0", "slip": str(uuid4())}
    assert client.post(address, typed).status_code == 422
    for _click in range(2):
        assert client.post(address, typed | {"starts": "16:00"}).status_code == 302
    assert cohort.meetings.count() == 3
    added = cohort.meetings.get(starts__hour=16)
    assert (
        client.post(f"/trainings/{cohort.uid}/days/{added.uid}/", typed | {"version": str(added.edition)}).status_code
        == 422
    )
    same = typed | {"starts": "16:30", "version": str(added.edition)}
    assert client.post(f"/trainings/{cohort.uid}/days/{added.uid}/", same).status_code == 302


def test_nobody_attends_more_minutes_than_a_day_has(client, cohort, nadia):
    session = cohort.meetings.select_related("session__project").first().session
    gatherings.record_presence(session, [nadia.person], by=HOUSE)
    address = f"{session.get_absolute_url()}details/{nadia.person.uid}/"
    assert client.post(address, {"category": "magistrate", "minutes": "361"}).status_code == 422
    assert client.post(address, {"category": "magistrate", "minutes": "360"}).status_code == 302
