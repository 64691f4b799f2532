"""A mother who may have to part with her child: reached as she said, told of all help, never pressed, given time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from terrain.casework import booked, owed
from terrain.casework.actions import books
from terrain.casework.actions.cases import agree_to_closing, move
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.facts.models import Fact
from terrain.pathways.guardianship.prevention import PREVENTION, thinks_until
from terrain.people.models.profiles import ContactRule, Told, profile_of
from terrain.people.profiles.actions import tell
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
FREELY = {"own_words": "« … »", "told_help": "yes", "alone": "yes", "pressed": "no", "understands": "yes"}


@pytest.fixture
def reachable(mother_file):
    """She said how she may be reached."""
    told = Told(never=("visit",), rules=(ContactRule("call", "+212600000001", who="Elle seule"),))
    tell(mother_file.person, Told(), told, version=profile_of(mother_file.person)[1], by=HOUSE)
    return mother_file


@pytest.fixture
def ask_to_close(worker, viewer_of):
    def on(case, reason="child_entrusted"):
        closing = case.pathway.transition("close")
        return move(case, closing, version=case.version, closing_reason=reason, by=viewer_of(worker))

    return on


@pytest.fixture
def close(ask_to_close, counsel, viewer_of):
    """Ask for it, and agree to it."""
    return lambda case, reason: agree_to_closing(ask_to_close(case, reason), by=viewer_of(counsel))


def milestones(case) -> dict[str, int]:
    return {one.code: (clock.today() - one.day).days for one in case.milestones.standing()}


def test_her_file_is_there_for_those_named_and_for_nobody_else(
    mother_file, worker, counsel, stranger, director, client_of
):
    for insider, status in ((worker, 200), (counsel, 200), (stranger, 404), (director, 404)):
        assert client_of(insider).get(mother_file.get_absolute_url()).status_code == status


def test_what_she_asks_to_keep_secret_is_known_to_counsel_only(mother_file, write, worker, counsel, client_of):
    with pytest.raises(Denied):
        write(mother_file, "secret", what="father", words="Un nom")
    write(mother_file, "secret", by=counsel, what="father", words="Un nom caché")
    address = reverse("casework:book", args=[mother_file.uid, "secret"])
    assert client_of(counsel).get(address).status_code == 200
    assert client_of(worker).get(address).status_code == 404
    page = client_of(worker).get(mother_file.get_absolute_url()).content.decode()
    assert "Un nom caché" not in page and "taire" not in page


@pytest.mark.parametrize(
    ("rules", "never", "passes"),
    [
        ((), (), False),
        ((), ("visit", "call"), False),
        (("call",), ("call",), False),
        (("call",), ("visit",), True),
        (("call", "sms"), ("call",), True),
    ],
)
def test_nothing_is_planned_before_she_said_how_she_may_be_reached(mother_file, walk, rules, never, passes):
    agreed = Told(never=never, rules=tuple(ContactRule(channel, "+212600000001") for channel in rules))
    tell(mother_file.person, Told(), agreed, version=profile_of(mother_file.person)[1], by=HOUSE)
    if passes:
        assert walk(mother_file, "plan").stage == "support_plan"
    else:
        with pytest.raises(Denied):
            walk(mother_file, "plan")


def test_a_man_is_no_mother(born, opened, walk):
    case = opened(born("Papa Essai", 30 * 365, "M"), PREVENTION, "mother_needs_support")
    agreed = Told(rules=(ContactRule("call", "+212600000001"),))
    tell(case.person, Told(), agreed, version=profile_of(case.person)[1], by=HOUSE)
    with pytest.raises(Denied, match="mère|mother"):
        walk(case, "plan")


def test_every_stage_can_be_lived_through(reachable, walk, ask_to_close):
    case = walk(reachable, "plan", "help", "follow", "plan_again", "help")
    assert case.stage == "support"
    assert ask_to_close(case, "stayed_with_mother").closing == "asked"


@pytest.mark.parametrize(("said_ago", "closes"), [(0, False), (13, False), (14, False), (15, True), (60, True)])
def test_while_she_thinks_it_over_nothing_is_ended(mother_file, write, close, said_ago, closes):
    write(mother_file, "decision", -said_ago, wish="entrust", **FREELY)
    assert thinks_until(mother_file) == clock.today() + timedelta(14 - said_ago)
    if closes:
        assert close(mother_file, "no_contact").stage == "closed"
    else:
        with pytest.raises(Denied):
            close(mother_file, "no_contact")


@pytest.mark.parametrize("wish", ["needs_time", "does_not_know", "kin_for_a_while"])
def test_whoever_hesitates_thinks_on(mother_file, write, close, wish):
    write(mother_file, "decision", -5, wish="entrust", **FREELY)
    write(mother_file, "decision", -1, wish=wish, **FREELY)
    assert thinks_until(mother_file) == clock.today() + timedelta(9)
    with pytest.raises(Denied):
        close(mother_file, "no_contact")


@pytest.mark.parametrize(
    ("said", "closes"),
    [
        ([(-30, "entrust", {})], False),
        ([(-30, "entrust", {}), (-20, "entrust_confirmed", {})], False),
        ([(-30, "entrust", {}), (-16, "entrust_confirmed", {})], False),
        ([(-30, "entrust", {}), (-15, "entrust_confirmed", {})], True),
        ([(-30, "entrust", {}), (-20, "needs_time", {}), (-2, "entrust_confirmed", {})], True),
        ([(-30, "entrust", {}), (-9, "entrust_confirmed", {}), (-2, "does_not_know", {})], False),
        ([(-30, "entrust", {}), (-9, "entrust_confirmed", {}), (-2, "keeps", {})], False),
        ([(-30, "entrust", {}), (-9, "entrust_confirmed", {"alone": "no"})], False),
        ([(-30, "entrust", {}), (-9, "entrust_confirmed", {"pressed": "yes"})], False),
        ([(-30, "entrust", {}), (-9, "entrust_confirmed", {"told_help": "no"})], False),
        ([(-30, "entrust", {}), (-9, "entrust_confirmed", {"understands": "no"})], False),
        ([(-30, "needs_time", {})], False),
        ([], False),
    ],
)
def test_a_child_is_entrusted_only_when_she_freely_said_so_again_afterwards(mother_file, write, close, said, closes):
    for day, wish, more in said:
        write(mother_file, "decision", day, wish=wish, **FREELY | more)
    if closes:
        assert close(mother_file, "child_entrusted").stage == "closed"
    else:
        with pytest.raises(Denied):
            close(mother_file, "child_entrusted")


def test_saying_it_again_the_next_day_shortens_nothing(mother_file, write, ask_to_close):
    write(mother_file, "decision", -3, wish="entrust", **FREELY)
    write(mother_file, "decision", -2, wish="entrust_confirmed", **FREELY)
    with pytest.raises(Denied):
        ask_to_close(mother_file, "no_contact")


def test_said_anew_after_she_had_changed_her_mind_her_time_begins_anew(mother_file, write):
    write(mother_file, "decision", -60, wish="entrust", **FREELY)
    write(mother_file, "decision", -30, wish="keeps", **FREELY)
    assert thinks_until(mother_file) is None
    write(mother_file, "decision", -1, wish="entrust", **FREELY)
    assert thinks_until(mother_file) == clock.today() + timedelta(13)


def test_a_mother_who_keeps_her_child_is_not_made_to_wait(mother_file, write, ask_to_close):
    write(mother_file, "decision", -1, wish="keeps_with_help", **FREELY)
    assert ask_to_close(mother_file, "stayed_with_mother").closing == "asked"


def test_words_taken_back_hold_nothing_up(mother_file, write, ask_to_close, worker, viewer_of):
    books.take_back_entry(write(mother_file, "decision", wish="entrust", **FREELY), by=viewer_of(worker))
    assert ask_to_close(mother_file, "no_contact").closing == "asked"


@pytest.mark.parametrize(
    ("said", "alarms"),
    [
        ({"wish": "entrust", "talk_on": "2099-01-01"}, set()),
        ({"wish": "entrust", "talk_on": "2099-01-01", "pressed": "yes"},
         {"Elle est pressée : cette décision ne vaut rien ainsi"}),
        ({"wish": "entrust", "talk_on": "2099-01-01", "told_help": "no"}, {"Lui dire d'abord toutes les aides"}),
        ({"wish": "entrust_confirmed", "alone": "no"}, {"À redire seule"}),
        ({"wish": "entrust"}, {"Fixer quand en reparler"}),
        ({"wish": "keeps", "told_help": "no", "alone": "no"}, set()),
    ],
)  # fmt: skip
def test_a_decision_that_is_not_free_is_said_to_be_none(mother_file, write, said, alarms):
    write(mother_file, "decision", **FREELY | said)
    [told] = booked.told(booked.entries_of(mother_file, "decision"), mother_file)
    assert {str(alarm) for alarm in told.alarms} == alarms


def test_her_books_start_and_end_her_delays(mother_file, write):
    write(mother_file, "first_meeting", -20, where="maternity", told_on=str(clock.today() - timedelta(18)))
    write(mother_file, "child", -21, living="mother")
    write(mother_file, "need", -19, need="roof", state="obtained", obtained_on=str(clock.today() - timedelta(18)))
    write(mother_file, "decision", -10, wish="entrust", **FREELY)
    assert milestones(mother_file) == {
        "mother_met": 20, "told_all_help": 18, "child_born": 21, "support_begun": 18, "wish_to_entrust": 10,
    }  # fmt: skip
    states = {one.clock.code: one.state(clock.today()) for one in owed.clocks_in(mother_file, PREVENTION.law)}
    assert states == {
        "answer_to_mother": "kept", "told_of_help": "kept", "birth_declaration": "soon", "time_to_think": "soon",
        "first_visit_mother": "over",
    }  # fmt: skip


def alarms_of(case, book):
    return {alarm.code for one in booked.told(booked.entries_of(case, book), case) for alarm in one.alarms}


@pytest.mark.parametrize("days", [40, 0, -3])
def test_a_child_that_is_awaited_starts_no_delay(mother_file, write, days):
    write(mother_file, "child", days, living="not_born")
    assert milestones(mother_file) == {}
    assert alarms_of(mother_file, "child") == ({"awaited"} if days < 0 else set())


@pytest.mark.parametrize("where", ["nobody_there", "telephone"])
def test_who_met_nobody_made_no_visit(mother_file, write, where, worker, viewer_of):
    write(mother_file, "need", -9, need="roof", state="obtained", obtained_on=str(clock.today() - timedelta(9)))
    write(mother_file, "visit", -6, where="shelter", how="tired", next_on=str(clock.today() - timedelta(2)))
    write(mother_file, "visit", -2, where=where)
    assert milestones(mother_file)["first_visit"] == 6
    due = [line for line in booked.waiting(viewer_of(worker)) if line.words == "Visite à faire"]
    assert [line.late for line in due] == [True]


@pytest.mark.parametrize(
    ("book", "answers"),
    [("worry", {"what": "pressed"}), ("visit", {"where": "shelter", "how": "danger"})],
)
@pytest.mark.parametrize("days", [0, -1, -40])
def test_a_danger_is_said_until_it_is_answered(mother_file, write, worker, viewer_of, book, answers, days):
    write(mother_file, book, days, **answers)
    assert len(alarms_of(mother_file, book)) == 1
    assert [line for line in booked.waiting(viewer_of(worker)) if line.told.entry.book == book]


def test_a_relative_told_against_her_will_is_said(mother_file, write):
    write(mother_file, "family", who="her_mother", agreed="no", step="contacted")
    write(mother_file, "family", -1, who="siblings", agreed="yes", step="met")
    told = booked.told(booked.entries_of(mother_file, "family"), mother_file)
    assert [len(one.alarms) for one in told] == [1, 0]


def test_she_counts_once_a_plan_was_made_with_her(reachable, walk):
    def planned():
        found = Fact.objects.filter(variant__kind="case_stage").values_list("variant__attributes", flat=True)
        return [told for told in found if "prevention" in told and "support_plan" in told]

    assert planned() == []
    walk(reachable, "plan")
    assert len(planned()) == 1


@pytest.mark.parametrize("stage", [stage.code for stage in PREVENTION.stages])
def test_at_each_stage_it_is_said_what_is_owed_to_her(stage):
    owed_now = {duty.code for duty in PREVENTION.law.owed(stage, clock.today())}
    assert owed_now
    if stage != "closed":
        assert {"mother_freely", "poverty_no_reason", "mother_told_all_help", "time_to_think"} <= owed_now
