"""The delays of children's and mothers' files: each can begin and end, none accuses anybody of what nobody owed."""

from datetime import date, timedelta

import pytest

from terrain.casework import owed
from terrain.casework.clocks import clocks_of
from terrain.casework.law import BIRTH
from terrain.core import clock
from terrain.pathways.guardianship.kind import GUARDIANSHIP
from terrain.pathways.guardianship.prevention import PREVENTION

LAW = GUARDIANSHIP.law
KINDS = pytest.mark.parametrize("kind", [GUARDIANSHIP, PREVENTION], ids=lambda kind: kind.code)


def ago(days: int) -> date:
    return clock.today() - timedelta(days)


def states(case) -> dict[str, list[str]]:
    """Clock → where each of its runs stands, the last to end first."""
    found: dict[str, list[str]] = {}
    for one in sorted(owed.clocks_in(case, case.pathway.law), key=lambda one: one.began, reverse=True):
        found.setdefault(one.clock.code, []).append(one.state(clock.today()))
    return found


@KINDS
def test_whatever_begins_or_ends_a_delay_is_written_by_a_book(kind):
    written = {law for book in kind.books.books for law in book.law_dates()}
    used = {code for one in kind.law.clocks for code in (one.begins, *one.stops)} - {BIRTH}
    assert used - written == set()
    assert {entry.code for entry in kind.law.dates} - written == set()


@KINDS
def test_what_a_book_writes_by_a_mark_some_answer_bears(kind):
    for book in kind.books.books:
        borne = {mark for asked in book.asks for answer in asked.answers for mark in answer.marks}
        assert set(book.marked_dates) <= borne, book.code


@KINDS
def test_a_delay_that_can_be_late_can_be_ended(kind):
    assert [one.code for one in kind.law.clocks if not one.stops and not one.waits] == []


@pytest.mark.parametrize("years", [12, 17, 18])
def test_a_birthday_is_told_and_late_only_where_something_is_owed(years):
    born = date(2000, 2, 1)
    running = [one for one in clocks_of(LAW, {"birth": born}) if one.clock.years == years and one.clock.begins == BIRTH]
    assert [one.state(date(2030, 1, 1)) for one in running] == ["over" if years == 17 else "waited"]


@pytest.mark.django_db
def test_a_kafala_before_twelve_cuts_no_birthday_short(file, write):
    write(file, "kafala", -5, step="order_made", consent="too_young")
    write(file, "adulthood", -1, step="goes_on")
    assert (states(file)["twelve_years"], states(file)["majority"]) == (["runs"], ["runs"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("book", "days", "clock_code", "final"),
    [("abandonment", 30, "appeal_abandonment", "final"), ("kafala", 15, "appeal_kafala", "order_final")],
)
def test_the_certificate_of_no_appeal_comes_after_the_term_and_is_late_for_nobody(
    file, write, book, days, clock_code, final
):
    judged = "judged" if book == "abandonment" else "order_made"
    write(file, book, -days - 9, step=judged)
    assert states(file)[clock_code] == ["waited"]
    write(file, book, -days - 4, step="appealed")
    assert states(file)[clock_code] == ["waited"]
    write(file, book, -2, step=final)
    assert states(file)[clock_code] == ["kept"]


@pytest.mark.django_db
def test_a_certificate_before_the_term_is_seen(file, write):
    write(file, "abandonment", -39, step="judged")
    write(file, "paper", -30, paper="no_appeal_certificate", state="obtained", obtained_on=str(ago(30)))
    assert states(file)["appeal_abandonment"] == ["cut_short"]


@pytest.mark.django_db
def test_what_was_written_before_a_delay_began_does_not_end_it(file, write):
    write(file, "kafala", -90, step="handed_over", record="yes", consent="too_young")
    write(file, "visit", -95, kind="after_arrival")
    assert states(file)["first_visit_kafala"] == ["over"]
    write(file, "visit", -80, kind="after_arrival")
    assert states(file)["first_visit_kafala"] == ["kept"]


@pytest.mark.django_db
def test_a_second_danger_and_a_second_kafala_have_delays_of_their_own(file, write):
    write(file, "worry", -40, what="violence", passed_on=str(ago(39)))
    write(file, "worry", -4, what="violence")
    write(file, "kafala", -300, step="handed_over", record="yes", consent="too_young")
    write(file, "visit", -290, kind="after_arrival")
    write(file, "kafala", -60, step="handed_over", record="yes", consent="too_young")
    found = states(file)
    assert found["alert_judge"] == ["over", "kept"]
    assert found["first_visit_kafala"] == ["over", "kept"]


@pytest.mark.django_db
def test_the_newest_decision_says_when_it_is_reviewed(file, write):
    decided = {"purpose": "placement", "heard": "yes", "decision": "kafala", "reasons": "Aucun proche"}
    write(file, "best_interests", -200, **decided)
    write(file, "best_interests", -20, **decided)
    assert states(file)["review_of_placement"] == ["runs"]


@pytest.mark.django_db
def test_a_need_noticed_after_the_child_was_assessed_asks_for_no_other_assessment(file, write):
    write(file, "disability", -150, need="hearing", service="assessment", state="obtained", obtained_on=str(ago(140)))
    write(file, "disability", -100, need="hearing", service="hearing_aid", state="obtained", obtained_on=str(ago(90)))
    assert states(file)["assess_disability"] == ["kept", "kept"]


@pytest.mark.django_db
def test_a_second_support_asks_for_no_first_visit_again(mother_file, write):
    for day in (-60, -20):
        write(mother_file, "need", day, need="roof", state="obtained", obtained_on=str(ago(-day)))
    write(mother_file, "visit", -50, where="shelter")
    assert states(mother_file)["first_visit_mother"] == ["kept", "kept"]


def test_the_secret_is_asked_for_nowhere_but_in_its_book():
    hint = GUARDIANSHIP.books.book("origin").asked("brought_by").hint
    said = [("tie", "relative"), ("story", "words"), ("representation", "who")]
    assert hint and [GUARDIANSHIP.books.book(book).asked(field).hint for book, field in said] == [hint] * 3
    pieces = {answer.code for answer in GUARDIANSHIP.books.book("story").asked("piece").answers}
    assert "search" in pieces and "answer" not in pieces
    assert GUARDIANSHIP.books.book("secret").asked("answer").kind == "words"
