"""Files about a group or an enterprise: opened, shown, found, sealed, counted, and never a person's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from terrain.casework import agenda, caseload, exporting
from terrain.casework.actions import appointments, cases, referrals, seals, tasks
from terrain.casework.actions.cases import AlreadyOpen, Opening, open_case
from terrain.casework.enums import SubjectKind
from terrain.casework.kinds import forget_kind, kind_of, register_kind
from terrain.casework.models import Case
from terrain.casework.policies.referrals import check_refer
from terrain.casework.subjects import unknown_files
from terrain.core import clock
from terrain.core.policies import Denied, verdict
from terrain.facts.models import Fact
from terrain.people import actions as people
from terrain.people.duplicates import merging
from terrain.people.groups.actions import compose_group, end_group, join_group
from terrain.people.identity import Identity
from terrain.programmes.models import Organisation
from tests.casework.conftest import ASKED
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def circles(kind):
    """A kind of file about groups."""
    register_kind(replace(kind, code="circle", label="Accompagnement d'un groupe", subject=SubjectKind.GROUP))
    yield kind_of("circle")
    forget_kind("circle")


@pytest.fixture
def firms(kind):
    """A kind of file about enterprises."""
    register_kind(replace(kind, code="firm", label="Accompagnement d'une entreprise", subject=SubjectKind.ENTERPRISE))
    yield kind_of("firm")
    forget_kind("firm")


@pytest.fixture
def mothers(w4i, fatou):
    """A circle to which Fatou belongs."""
    group = compose_group(w4i, "Cercle des mères", by=HOUSE)
    join_group(group, fatou, "trésorière", by=HOUSE)
    return group


@pytest.fixture
def circle_file(circles, w4i, mothers, amina, viewer_of):
    return open_case(Opening(circles, w4i, group=mothers, entry_reason="income"), by=viewer_of(amina))


@pytest.fixture
def firm(programme):
    return Organisation.objects.first()


@pytest.fixture
def firm_file(firms, w4i, firm, amina, viewer_of):
    return open_case(Opening(firms, w4i, enterprise=firm, entry_reason="income"), by=viewer_of(amina))


def opened(kind, project, user, viewer_of, **about):
    return open_case(Opening(kind, project, **about), by=viewer_of(user))


# --- opening ------------------------------------------------------------------------------------------------------------------


def test_a_file_has_exactly_one_subject(circle_file, fatou, firm):
    for wrong in ({"person": fatou}, {"enterprise": firm}, {"group": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=circle_file.pk).update(**wrong)
    assert circle_file.subject_kind == SubjectKind.GROUP


def test_a_kind_of_file_is_about_what_its_table_says(kind, circles, firms, w4i, fatou, mothers, firm, amina, viewer_of):
    for which, about in (
        (kind, {"group": mothers}), (kind, {}), (circles, {"person": fatou}), (firms, {"group": mothers}),
        (circles, {"group": mothers, "person": fatou}), (firms, {"person": fatou, "enterprise": firm}),
    ):  # fmt: skip
        with pytest.raises(Denied):
            opened(which, w4i, amina, viewer_of, **about)
    assert not Case.objects.exists()


def test_a_group_has_its_file_in_its_own_project_while_it_stands(
    circles, w4i, cpe, mothers, amina, stranger, viewer_of
):
    for user, project in ((stranger, cpe), (stranger, w4i)):
        with pytest.raises(Denied):
            opened(circles, project, user, viewer_of, group=mothers)
    with pytest.raises(Denied):
        open_case(Opening(circles, cpe, group=mothers), by=HOUSE)
    mothers = end_group(mothers, clock.today(), by=HOUSE)
    with pytest.raises(Denied):
        opened(circles, w4i, amina, viewer_of, group=mothers)


@pytest.mark.parametrize("which", ["circle_file", "firm_file"])
def test_a_second_file_of_the_kind_is_refused(which, request, amina, viewer_of):
    first = request.getfixturevalue(which)
    said = Opening(first.pathway, first.project, group=first.group, enterprise=first.enterprise)
    with pytest.raises(AlreadyOpen) as known:
        open_case(said, by=viewer_of(amina))
    assert known.value.case == first


def test_a_woman_found_to_be_another_gets_no_second_file_of_one_kind(kind, w4i, file, fatou, amina, viewer_of):
    twin = people.register(Identity("Fatoumata Diallo"), project=w4i, by=HOUSE)
    merging.merge(twin, fatou, [], by=HOUSE)
    twin.refresh_from_db()
    assert file.person_id != twin.pk
    with pytest.raises(AlreadyOpen) as known:
        opened(kind, w4i, amina, viewer_of, person=twin)
    assert known.value.case == file


# --- shown --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["circle_file", "firm_file"])
def test_whoever_needs_to_know_sees_what_it_is_called_everywhere(which, request, amina, youssef, client_of, viewer_of):
    held, viewer = request.getfixturevalue(which), viewer_of(amina)
    name = str(held.group or held.enterprise)
    soon = clock.now() + timedelta(minutes=5)
    appointments.plan(held, soon, host=amina.pk, by=viewer)
    tasks.add_task(held, words="Appeler", owner=amina.pk, due=clock.today(), by=viewer)
    assert [line.name for line in caseload.lines([Case.objects.listed().get()], viewer)] == [name]
    assert [one.name for one in agenda.to_do(list(agenda.open_tasks(viewer, mine=True)), viewer)] == [name]
    client = client_of(amina)
    for where in ("casework:cases", "casework:calendar", "casework:tasks", "desk:home"):
        week = {"week": timezone.localdate(soon).isoformat()} if where == "casework:calendar" else {}
        assert name in client.get(reverse(where), week).content.decode(), where
    assert name in client.get(held.get_absolute_url()).content.decode()
    assert client_of(youssef).get(reverse("casework:caseload")).status_code == 200
    assert name in [said for _what, said in exporting.caseload_fields(held, viewer)]


def test_nobody_else_learns_of_it(circle_file, mothers, colleague, stranger, client_of):
    assert client_of(colleague).get(circle_file.get_absolute_url()).status_code == 404
    group_page = client_of(colleague).get(mothers.get_absolute_url()).content.decode()
    assert circle_file.number not in group_page and "Cercle des mères" in group_page
    assert client_of(stranger).get(mothers.get_absolute_url()).status_code == 404


def test_names_of_the_members_follow_the_rules_for_people(circle_file, mothers, amina, client_of):
    """The file says the group; who is in it stands on the group's page only."""
    client = client_of(amina)
    assert "Fatou" not in client.get(circle_file.get_absolute_url()).content.decode()
    assert "Fatou Diallo" in client.get(mothers.get_absolute_url()).content.decode()


def test_a_file_is_found_by_its_number(circle_file, firm_file, amina, client_of):
    typed = circle_file.number.replace("-", " ").lower()
    page = client_of(amina).get(reverse("casework:cases"), {"number": typed}).content.decode()
    assert circle_file.number in page and firm_file.number not in page
    nothing = client_of(amina).get(reverse("casework:cases"), {"number": "zzz"}).content.decode()
    assert circle_file.number not in nothing


def test_files_open_from_the_page_of_a_group(circles, mothers, amina, client_of):
    client, address = client_of(amina), f"{reverse('casework:new')}?group={mothers.pk}"
    assert f"?group={mothers.pk}" in client.get(mothers.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 200
    client.post(address, {"project": "W4I", "entry_reason": "income", "situation": ""})
    assert Case.objects.get().group == mothers
    assert Case.objects.get().number in client.get(mothers.get_absolute_url()).content.decode()


def test_files_open_from_the_list_of_enterprises(firms, firm, amina, client_of):
    client, address = client_of(amina), f"{reverse('casework:new')}?enterprise={firm.code}"
    assert f"?enterprise={firm.code}" in client.get(reverse("casework:enterprises")).content.decode()
    client.post(address, {"project": "W4I", "entry_reason": "income", "situation": ""})
    assert Case.objects.get().enterprise == firm
    assert Case.objects.get().number in client.get(reverse("casework:enterprises")).content.decode()


def test_no_way_leads_to_what_no_kind_of_file_is_about(mothers, firm, amina, client_of):
    client = client_of(amina)
    assert reverse("casework:enterprises") not in client.get(reverse("casework:cases")).content.decode()
    assert reverse("casework:new") not in client.get(mothers.get_absolute_url()).content.decode()
    assert client.get(reverse("casework:enterprises")).status_code == 403
    assert client.get(f"{reverse('casework:new')}?group={mothers.pk}").status_code == 403


@pytest.mark.parametrize("asked", ["", "?group=0", "?group=x", "?enterprise=nobody", "?group=1&enterprise=1"])
def test_an_address_that_names_nobody_leads_nowhere(circles, firms, amina, client_of, asked):
    assert client_of(amina).get(reverse("casework:new") + asked).status_code == 404


EVERYTHING = [
    "describe", "hand_over", "plan", "add_task", "notes", "write_note", "services", "risk", "papers", "keep_document", "confer",
    "seal",
]  # fmt: skip


@pytest.mark.parametrize("which", ["circle_file", "firm_file"])
def test_every_page_of_such_a_file_opens(which, request, amina, client_of):
    held, client = request.getfixturevalue(which), client_of(amina)
    for name in EVERYTHING:
        assert client.get(reverse(f"casework:{name}", args=[held.uid])).status_code == 200, name
    for name in ("assessments", "assess"):
        assert client.get(reverse(f"casework:{name}", args=[held.uid, "self_reliance"])).status_code == 200, name
    for name in ("refer", "ask_transfer"):
        assert client.get(reverse(f"casework:{name}", args=[held.uid])).status_code == 403, name


# --- sealed, counted, referred ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["circle_file", "firm_file"])
def test_a_sealed_file_is_for_those_named_and_seals_nobody(which, request, fatou, amina, colleague, youssef, viewer_of):
    held = request.getfixturevalue(which)
    named = seals.Named(colleague, clock.today() + timedelta(days=30), "accompanies")
    seals.seal(held, "danger", named=[named], by=viewer_of(amina))
    assert Case.objects.visible_to(viewer_of(amina)).exists() and Case.objects.visible_to(viewer_of(colleague)).exists()
    assert not Case.objects.visible_to(viewer_of(youssef)).exists()
    fatou.refresh_from_db()
    assert not fatou.is_sealed
    seals.unseal(Case.objects.get(), "C'est fini", by=HOUSE)
    assert Case.objects.visible_to(viewer_of(youssef)).exists()


def test_a_sealed_member_hides_nothing_of_the_group_s_file_but_herself(circle_file, mothers, fatou, amina, client_of):
    type(fatou).objects.filter(pk=fatou.pk).update(sealed_at=clock.now())
    client = client_of(amina)
    assert client.get(circle_file.get_absolute_url()).status_code == 200
    assert "Fatou" not in client.get(mothers.get_absolute_url()).content.decode()
    assert "0 personne" in client.get(reverse("people:groups")).content.decode()


def test_a_group_s_file_counts_as_a_file_and_never_as_its_members(circle_file, firm_file):
    facts = Fact.objects.filter(variant__kind="case_opened")
    assert facts.count() == 2
    assert {(fact.subject, fact.occurrences, fact.sex, fact.age) for fact in facts} == {(None, 1, "", None)}


def test_what_is_hers_alone_is_not_offered_for_a_group(circle_file, amina, viewer_of):
    assert not verdict(check_refer, viewer_of(amina), circle_file)
    with pytest.raises(Denied):
        referrals.draft(circle_file, referrals.Asking(None, "usual", **ASKED), by=viewer_of(amina))


def test_a_file_about_a_group_is_closed_and_opened_again(circle_file, amina, youssef, viewer_of):
    step = circle_file.pathway.transition("close")
    cases.move(circle_file, step, closing_reason="goals_met", version=circle_file.version, by=viewer_of(amina))
    closed = cases.agree_to_closing(circle_file, by=viewer_of(youssef))
    assert not closed.is_open
    assert cases.reopen(closed, "Encore", by=viewer_of(amina)).is_open


def test_a_project_opens_only_the_kinds_of_file_that_it_keeps(kind, w4i, fatou, amina, viewer_of, client_of):
    w4i.files = ["reception"]
    w4i.save()
    with pytest.raises(Denied):
        open_case(Opening(kind, w4i, fatou, entry_reason="income"), by=viewer_of(amina))
    page = client_of(amina).get(reverse("casework:new"), {"person": fatou.uid}).content.decode()
    assert str(kind.label) not in page
    assert str(kind.label) not in client_of(amina).get(reverse("casework:cases")).content.decode()
    w4i.files = ["reception", kind.code]
    w4i.save()
    assert open_case(Opening(kind, w4i, fatou, entry_reason="income"), by=viewer_of(amina)).kind == kind.code


def test_a_programme_that_names_a_kind_nobody_knows_is_refused(w4i):
    w4i.files = ["accompaniment", "moonlight"]
    w4i.save()
    assert [words for words in unknown_files(w4i.programme) if "moonlight" in words]
