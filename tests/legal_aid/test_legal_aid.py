"""Legal protection of a single mother: how to reach her comes first, her child is declared in time, two people see it."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from terrain.casework import booked
from terrain.casework.actions import books
from terrain.casework.actions.cases import Opening, move, open_case
from terrain.casework.actions.grants import Named
from terrain.casework.actions.law import write_date
from terrain.casework.clocks import clocks_of, dates_of
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.models import Fact
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.people.models.profiles import ContactRule, Told, profile_of
from terrain.people.profiles.actions import tell
from terrain.results.rules import parse
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
SERVED = ("judgment_served", "other_judgment_served")
COUNTED = {"count": "subjects", "of": [{"kind": "case_stage", "where": {"case_kind": ["legal_aid"], "stage": ["first_interview"]}}]}  # fmt: skip


@pytest.fixture
def mother(w4i):
    return people.register(Identity("Mère Essai", sex="F"), project=w4i, by=HOUSE)


@pytest.fixture
def file(mother, w4i, amina, colleague, viewer_of):
    named = [Named(colleague, clock.today() + timedelta(days=90), "accompanies")]
    said = Opening(LEGAL_AID, w4i, mother, entry_reason="birth_registration", named=named)
    return open_case(said, by=viewer_of(amina))


@pytest.fixture
def reachable(mother, amina, viewer_of):
    def agreed(**rules):
        _told, version = profile_of(mother)
        tell(mother, Told(), Told(**rules), version=version, by=viewer_of(amina))

    return agreed


def listen(file, viewer):
    return move(Case.objects.get(pk=file.pk), LEGAL_AID.transition("listen"), version=file.version, by=viewer)


@pytest.mark.parametrize("agreed", [{"rules": (ContactRule("call", "+212600000001"),)}, {"never": ("call", "letter")}])
def test_nothing_begins_before_it_is_agreed_how_she_is_reached(agreed, file, reachable, amina, viewer_of):
    with pytest.raises(Denied, match="joindre|reached"):
        listen(file, viewer_of(amina))
    reachable(**agreed)
    assert listen(file, viewer_of(amina)).stage == "first_interview"


def test_the_button_is_not_there_before(file, reachable, amina, client_of):
    step = reverse("casework:move", args=[file.uid, "listen"])
    desk = client_of(amina)
    assert step not in desk.get(file.get_absolute_url()).content.decode()
    reachable(never=("letter",))
    assert step in desk.get(file.get_absolute_url()).content.decode()


def test_she_counts_once_she_may_be_reached_safely(file, reachable, amina, viewer_of):
    reached = Fact.objects.filter(variant__kind="case_stage", subject=file.person.subject)
    assert not reached.exists()
    reachable(never=("letter",))
    listen(file, viewer_of(amina))
    assert reached.count() == 1 and facts.rebuild(check=True).clean
    assert parse(COUNTED).minimum == 10


def test_the_thirty_days_of_the_declaration_run_from_the_birth(file, amina, viewer_of, client_of):
    born = clock.today() - timedelta(days=40)
    write_date(file, "child_born", born, by=viewer_of(amina))
    page = client_of(amina).get(file.get_absolute_url()).content.decode()
    assert str(LEGAL_AID.law.clocks[0]) in page and LEGAL_AID.law.clocks[0].remains() in page
    write_date(file, "declaratory_judgment", clock.today(), by=viewer_of(amina))
    assert Fact.objects.get(variant__kind="legal_clock").quantity == 40


@pytest.mark.parametrize("who", ["youssef", "director", "officer", "guardian", "facilitator", "stranger"])
def test_nobody_else_meets_her_file(who, file, request, client_of):
    desk = client_of(request.getfixturevalue(who))
    assert desk.get(file.get_absolute_url()).status_code == 404
    assert desk.get(reverse("casework:dates", args=[file.uid])).status_code == 404


def test_every_stage_but_the_last_says_what_is_owed():
    owed = {stage.code: LEGAL_AID.law.owed(stage.code, clock.today()) for stage in LEGAL_AID.stages}
    assert [code for code, duties in owed.items() if not duties] == ["closed"]


def test_a_family_judgment_leaves_fifteen_days_to_appeal_and_another_one_thirty():
    """Article 134 of the code of civil procedure, page read on 2026-11-26."""
    served = clock.today()
    ends = {one.clock.code: one.left(served) for one in clocks_of(LEGAL_AID.law, dict.fromkeys(SERVED, served))}
    assert ends == {"appeal": 15, "appeal_other": 30}


def test_a_judgment_served_starts_the_delay_to_appeal_and_its_outcome_counts(file, amina, viewer_of):
    by, today = viewer_of(amina), clock.today()
    said = {"nature": "filiation", "decided_on": str(today - timedelta(8)), "outcome": "granted"}
    books.write_entry(
        file,
        LEGAL_AID.book("proceeding"),
        said | {"served_on": str(today - timedelta(3))},
        day=today - timedelta(90),
        by=by,
    )
    running = {one.clock.code: one.left(today) for one in clocks_of(LEGAL_AID.law, dates_of(file))}
    assert running["appeal"] == 12
    counted = [
        json.loads(fact.variant.attributes) for fact in Fact.objects.filter(variant__kind="proceeding").order_by("day")
    ]
    assert [(one["step"], one.get("outcome")) for one in counted] == [("begun", None), ("ended", "granted")]


def test_a_birth_declared_in_the_book_stops_the_thirty_days(file, amina, viewer_of):
    by, today = viewer_of(amina), clock.today()
    entry = books.write_entry(file, LEGAL_AID.book("child"), {"name": "Nour"}, day=today - timedelta(20), by=by)
    assert clocks_of(LEGAL_AID.law, dates_of(file))[0].state(today) in {"soon", "runs"}
    said = {"name": "Nour", "declared_on": str(today - timedelta(1)), "by_whom": "mother"}
    books.correct_entry(entry, said, day=entry.day, version=1, by=by)
    declared = next(one for one in clocks_of(LEGAL_AID.law, dates_of(file)) if one.clock.code == "birth_declaration")
    assert declared.kept is True


def test_a_hearing_to_which_she_goes_alone_is_announced(file, amina, viewer_of):
    by = viewer_of(amina)
    books.write_entry(file, LEGAL_AID.book("hearing"), {"nature": "support"}, day=clock.today() + timedelta(5), by=by)
    assert [line.words for line in booked.waiting(by)] == ["Audiences · Elle y va seule"]
