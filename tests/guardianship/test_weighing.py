"""Nobody is placed, sent home or closed upon without a decision that fits, and that heard the child."""

from datetime import timedelta

import pytest
from django.utils.html import escape
from django.utils.translation import gettext, override

from terrain.casework.actions import books
from terrain.casework.actions.cases import agree_to_closing, move
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.pathways.guardianship.kind import GUARDIANSHIP
from terrain.pathways.guardianship.weighing import AWAY, HOME, SETTLED, STEPS

pytestmark = pytest.mark.django_db
DECIDED = {"purpose": "placement", "heard": "yes", "decision": "kafala", "reasons": "Aucun proche trouvé"}
HOMEWARD = DECIDED | {"purpose": "return", "decision": "with_mother"}
HANDED = {"step": "handed_over", "record": "yes", "consent": "too_young"}


@pytest.fixture
def ask_to_close(worker, viewer_of):
    def on(case, reason="transferred"):
        now = Case.objects.get(pk=case.pk)
        closing = now.pathway.transition("close")
        return move(now, closing, version=now.version, closing_reason=reason, by=viewer_of(worker))

    return on


@pytest.fixture
def undecided(worker, client_of):
    """Whether the file's page says in red that the child was moved without a decision."""

    def on(case):
        page = client_of(worker).get(case.get_absolute_url())
        found = next(section for part, section in page.context["sections"] if part.code == "whereabouts")
        with override("fr"):
            words = escape(gettext("moved without a decision that stands"))
        assert (words in page.content.decode()) == found["undecided"]
        return found["undecided"]

    return on


def test_nobody_is_placed_before_a_decision_was_written(file, walk, write):
    case = walk(file, "inquire", "protect", "project")
    with pytest.raises(Denied, match="intérêt|best-interests"):
        walk(case, "place")
    write(case, "best_interests", **DECIDED | {"decision": "wait"})
    with pytest.raises(Denied):
        walk(case, "place")
    write(case, "best_interests", **DECIDED)
    assert walk(case, "place").stage == "placed"


@pytest.mark.parametrize(
    ("days", "heard", "why_not", "passes"),
    [
        (3 * 365, "yes", "", True),
        (3 * 365, "too_young", "", True),
        (3 * 365, "no", "", False),
        (3 * 365, "no", "À l'hôpital, dans le coma", True),
        (14 * 365, "too_young", "", False),
        (14 * 365, "no", "", False),
        (14 * 365, "no", "A refusé de parler, deux fois", True),
        (14 * 365, "yes", "", True),
        (None, "too_young", "", False),
        (None, "too_young", "Semble avoir quatre ans", True),
    ],
)  # fmt: skip
def test_a_child_of_discernment_is_heard_or_it_is_written_why_not(
    born, opened, walk, write, days, heard, why_not, passes
):
    case = walk(opened(born("Enfant Essai", days)), "inquire", "protect", "project")
    write(case, "best_interests", **DECIDED | {"heard": heard} | ({"why_not": why_not} if why_not else {}))
    if passes:
        assert walk(case, "place").stage == "placed"
    else:
        with pytest.raises(Denied):
            walk(case, "place")


def test_the_page_says_what_is_missing_before_the_next_step(file, walk, write, worker, client_of):
    case = walk(file, "inquire", "protect", "project")
    page = client_of(worker).get(case.get_absolute_url())
    assert page.context["next"] is None and len(page.context["held_up"]) == 1
    assert escape(page.context["held_up"][0]) in page.content.decode()
    write(case, "best_interests", **DECIDED)
    page = client_of(worker).get(case.get_absolute_url())
    assert page.context["next"].transition.code == "place" and page.context["held_up"] == []


def test_twelve_years_to_the_day_is_the_age_of_discernment(born, opened, walk, write):
    today = clock.today()
    for shift, passes in ((0, False), (1, True)):
        birthday = (today + timedelta(shift)).replace(year=today.year - 12)
        case = walk(opened(born(f"Enfant {shift}", (today - birthday).days)), "inquire", "protect", "project")
        write(case, "best_interests", **DECIDED | {"heard": "too_young"})
        if passes:
            assert walk(case, "place").stage == "placed"
        else:
            with pytest.raises(Denied):
                walk(case, "place")


def test_another_placement_asks_for_another_decision(file, walk, write):
    write(file, "best_interests", **DECIDED)
    case = walk(file, "inquire", "protect", "project", "place", "project_again")
    with pytest.raises(Denied):
        walk(case, "place")
    write(case, "best_interests", **DECIDED | {"purpose": "review"})
    assert walk(case, "place").stage == "placed"


def test_going_home_is_weighed_too(file, walk, write):
    case = walk(file, "inquire")
    with pytest.raises(Denied):
        walk(case, "go_home")
    write(case, "best_interests", **DECIDED | {"purpose": "return", "decision": "with_mother"})
    assert walk(case, "go_home").stage == "follow_up"


def test_a_decision_that_was_taken_back_places_nobody(file, walk, write, worker, viewer_of):
    case = walk(file, "inquire", "protect", "project")
    books.take_back_entry(write(case, "best_interests", **DECIDED), by=viewer_of(worker))
    with pytest.raises(Denied):
        walk(case, "place")


@pytest.mark.parametrize(
    ("before", "decision", "step", "passes"),
    [
        (("inquire", "protect", "project"), "kafala", "place", True),
        (("inquire", "protect", "project"), "small_home", "place", True),
        (("inquire", "protect", "project"), "with_kin", "place", True),
        (("inquire", "protect", "project"), "with_mother", "place", False),
        (("inquire",), "with_parents", "go_home", True),
        (("inquire",), "with_kin", "go_home", True),
        (("inquire",), "kafala", "go_home", False),
        (("inquire",), "independent_living", "go_home", False),
    ],
)
def test_a_decision_for_something_else_moves_nobody(file, walk, write, before, decision, step, passes):
    case = walk(file, *before)
    write(case, "best_interests", **DECIDED | {"decision": decision})
    if passes:
        walk(case, step)
    else:
        with pytest.raises(Denied):
            walk(case, step)


def test_every_option_and_no_other_says_where_it_takes_the_child():
    asked = GUARDIANSHIP.books.book("best_interests").asked("decision")
    waits, takes = asked.marked("waits"), asked.marked(AWAY) | asked.marked(HOME)
    assert waits and not waits & takes and waits | takes == {answer.code for answer in asked.answers}
    assert set(STEPS) <= {step.code for step in GUARDIANSHIP.transitions}
    assert set(SETTLED) <= {entry.code for entry in GUARDIANSHIP.lists.closing_reasons}


def test_the_decision_that_was_written_last_counts_whatever_day_it_bears(file, walk, write):
    case = walk(file, "inquire", "protect", "project")
    write(case, "best_interests", 0, **DECIDED)
    write(case, "best_interests", -30, **HOMEWARD)
    with pytest.raises(Denied):
        walk(case, "place")
    assert walk(case, "go_home").stage == "follow_up"


def test_the_decision_to_go_home_places_nobody_afterwards(file, walk, write):
    case = walk(file, "inquire")
    write(case, "best_interests", **DECIDED | {"decision": "with_kin"})
    case = walk(case, "go_home", "project_again")
    with pytest.raises(Denied):
        walk(case, "place")
    write(case, "best_interests", -40, **DECIDED)
    assert walk(case, "place").stage == "placed"


@pytest.mark.parametrize(
    ("book", "answers", "moved"),
    [
        ("kafala", HANDED, True),
        ("kafala", {"step": "order_made", "consent": "too_young"}, False),
        ("placement", {"arrangement": "kafala_family"}, True),
        ("placement", {"arrangement": "kin", "reason": "return"}, True),
        ("placement", {"arrangement": "kin", "reason": "before_us"}, False),
        ("placement", {"arrangement": "social_home", "reason": "prosecutor"}, False),
        ("reintegration", {"step": "returned"}, True),
        ("reintegration", {"step": "trial_stay"}, False),
    ],
)
def test_a_move_that_nobody_decided_is_red_and_closes_no_file(
    file, write, walk, ask_to_close, undecided, book, answers, moved
):
    case = walk(file, "inquire")
    write(case, book, -1, **answers)
    assert undecided(case) is moved
    if not moved:
        assert ask_to_close(case).closing == "asked"
        return
    with pytest.raises(Denied):
        ask_to_close(case)
    write(case, "best_interests", **DECIDED | {"decision": "with_kin"})
    assert not undecided(case) and ask_to_close(case).closing == "asked"


def test_a_decision_for_home_does_not_cover_a_hand_over(file, write, walk, ask_to_close, undecided):
    write(file, "best_interests", **HOMEWARD)
    write(file, "kafala", **HANDED)
    assert undecided(file)
    with pytest.raises(Denied):
        ask_to_close(file)


def test_a_decision_taken_back_after_the_child_was_placed_is_seen(
    file, write, walk, ask_to_close, undecided, worker, viewer_of
):
    decision = write(file, "best_interests", **DECIDED)
    case = walk(file, "inquire", "protect", "project", "place")
    assert not undecided(case)
    books.take_back_entry(decision, by=viewer_of(worker))
    assert undecided(case)
    with pytest.raises(Denied):
        ask_to_close(case)
    case = walk(case, "follow")
    assert undecided(case)
    write(case, "best_interests", **DECIDED)
    assert not undecided(case) and ask_to_close(case).closing == "asked"


def test_what_is_decided_for_later_does_not_undo_where_the_child_is(file, write, walk, undecided):
    write(file, "best_interests", **DECIDED)
    case = walk(file, "inquire", "protect", "project", "place")
    write(case, "best_interests", **HOMEWARD | {"purpose": "review"})
    assert not undecided(case)


def test_another_family_needs_another_decision(file, write, walk, undecided):
    write(file, "best_interests", **DECIDED)
    case = walk(file, "inquire", "protect", "project", "place", "protect_again")
    assert not undecided(case)
    write(case, "placement", arrangement="kafala_family")
    assert undecided(case)


@pytest.mark.parametrize(
    ("reason", "decision"), [("kafala_settled", "kafala"), ("back_home", "with_mother"), ("kin_care", "with_kin")]
)
def test_no_file_is_closed_for_a_placement_that_was_never_decided(
    file, write, ask_to_close, counsel, viewer_of, reason, decision
):
    with pytest.raises(Denied):
        ask_to_close(file, reason)
    entry = write(file, "best_interests", **DECIDED | {"decision": decision})
    asked = ask_to_close(file, reason)
    books.take_back_entry(entry, by=viewer_of(counsel))
    with pytest.raises(Denied):
        agree_to_closing(asked, by=viewer_of(counsel))
    write(file, "best_interests", **DECIDED | {"decision": decision})
    assert agree_to_closing(asked, by=viewer_of(counsel)).stage == "closed"


@pytest.mark.parametrize(
    ("why", "passes"),
    [
        ("-", False),
        ("non, non, non", False),
        ("................", False),
        ("Dort à l'hôpital", False),
        ("Dans le coma à l'hôpital", True),
    ],
)
def test_why_a_child_was_not_heard_is_said_in_words(file, walk, write, why, passes):
    case = walk(file, "inquire", "protect", "project")
    write(case, "best_interests", **DECIDED | {"heard": "no", "why_not": why})
    if passes:
        walk(case, "place")
    else:
        with pytest.raises(Denied):
            walk(case, "place")


@pytest.mark.parametrize(
    ("years", "consent", "passes"), [(3, "too_young", True), (14, "too_young", False), (14, "gave", True)]
)
def test_from_twelve_on_nobody_is_too_young_to_consent(born, opened, walk, write, years, consent, passes):
    case = walk(opened(born("Enfant Essai", years * 366)), "inquire", "protect", "project")
    write(case, "best_interests", **DECIDED)
    write(case, "kafala", step="order_made", consent=consent)
    if passes:
        walk(case, "place")
    else:
        with pytest.raises(Denied):
            walk(case, "place")
