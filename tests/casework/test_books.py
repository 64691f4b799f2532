"""The books of a file: what happens again and again, written in one shape, sealed, corrected without loss, due, alarming."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from terrain.casework import booked
from terrain.casework.actions import books as actions
from terrain.casework.actions import law
from terrain.casework.actions.cases import hand_over
from terrain.casework.books import Books
from terrain.casework.clocks import clocks_of
from terrain.casework.forms.books import EntryForm
from terrain.casework.kinds import WrongKind, register_kind
from terrain.casework.law import Law
from terrain.casework.models import BookEntry, BookVersion, Case
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.facts.models import Fact
from tests.casework.test_law import a_law, words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEXT = words("Un texte")


def asked(code: str, kind: str, **more) -> dict:
    return {"code": code, "text": words(code), "kind": kind} | more


def hearing(**changes) -> dict:
    return {
        "code": "hearing", "text": words("Audiences"), "note": TEXT, "day_text": TEXT, "to_come": True, "warn_days": 14,
        "asks": [
            asked("lawyer", "choice", heads=True, list="presence"),
            asked("proposed", "several", list="presence"),
            asked("spoke", "yes_no"),
            asked("next_on", "day", after="day"),
            asked("minutes", "number"),
            asked("words", "words"),
        ],
        "alarms": [
            {"code": "alone", "text": words("Sans avocat"), "ahead": 30, "when": {"lawyer": ["", "absent"]}},
            {"code": "unsaid", "text": words("Et ensuite ?"), "behind": 1, "when": {"spoke": [""]}},
        ],
    } | changes  # fmt: skip


MEASURE = {
    "code": "measure", "text": words("Mesures"), "note": TEXT, "day_text": TEXT, "due": "review_on",
    "until": ["reviewed_on"], "due_text": words("À revoir"), "dates": {"day": "child_born"},
    "marked_dates": {"hard": {"reviewed_on": "birth_declared"}},
    "asks": [
        asked("kind", "choice", answers=[{"code": "hard", "text": TEXT, "marks": ["hard"]}, {"code": "soft", "text": TEXT}]),
        asked("review_on", "day"), asked("reviewed_on", "day"),
    ],
}  # fmt: skip
VISIT = {
    "code": "visit", "text": words("Visites"), "note": TEXT, "day_text": TEXT, "due": "next_on", "again": True,
    "due_text": words("Revenir"), "asks": [asked("words", "words"), asked("next_on", "day")],
}  # fmt: skip
SECRET = {
    "code": "secret", "text": words("Le secret"), "note": TEXT, "day_text": TEXT, "note_class": "privileged", "once": True,
    "asks": [asked("words", "words")],
}  # fmt: skip


def some_books(*books: dict) -> Books:
    presence = [{"code": code, "text": words(code)} for code in ("present", "absent")]
    found = books or (hearing(), MEASURE, VISIT, SECRET)
    return Books.model_validate({"checked": "2026-11-26", "lists": {"presence": presence}, "books": list(found)})


@pytest.fixture
def kind(kind):
    """Accompaniment with books and a law beside it, while the test lasts."""
    with_books = replace(kind, books=some_books(), law=a_law())
    register_kind(with_books)
    yield with_books
    register_kind(kind)


@pytest.fixture
def written(kind, file, amina, viewer_of):
    def on(code, days=0, by=None, **answers):
        day = clock.today() + timedelta(days)
        return actions.write_entry(file, kind.book(code), answers, day=day, by=viewer_of(by or amina))

    return on


def test_what_is_written_lies_sealed_and_is_read_again_as_it_was_said(written, file):
    entry = written("hearing", lawyer="present", proposed=["absent"], minutes=20, words="Elle a parlé")
    sealed = bytes(BookVersion.objects.get().sealed_answers)
    assert b"present" not in sealed and "parlé".encode() not in sealed
    told = booked.told(booked.entries_of(file), file)[0]
    assert told.answers == {"lawyer": "present", "proposed": ["absent"], "minutes": 20, "words": "Elle a parlé"}
    assert told.summary == "present" and [str(one) for one, _said in told.said] == [
        "lawyer",
        "proposed",
        "minutes",
        "words",
    ]
    assert entry.due is None


def test_a_correction_keeps_what_was_said_before(written, file, amina, colleague, viewer_of):
    entry = written("hearing", lawyer="absent")
    actions.correct_entry(entry, {"lawyer": "present"}, day=entry.day, version=1, by=viewer_of(amina))
    with pytest.raises(actions.EntryChangedMeanwhile):
        actions.correct_entry(entry, {"lawyer": "absent", "spoke": "no"}, day=entry.day, version=1, by=viewer_of(amina))
    told = booked.told(booked.entries_of(file), file)[0]
    assert told.answers == {"lawyer": "present"}
    assert [[said for _one, said in before] for _version, before in told.before] == [["absent"]]


def test_a_second_tap_writes_once(kind, file, amina, viewer_of):
    slip, viewer = uuid4(), viewer_of(amina)
    twice = [
        actions.write_entry(file, kind.book("visit"), {"words": "Bien"}, day=clock.today(), slip=slip, by=viewer)
        for _time in range(2)
    ]
    assert twice[0] == twice[1] and BookEntry.objects.count() == 1


def test_taken_back_it_counts_no_more_and_is_shown_no_more(written, file, amina, viewer_of, client_of):
    entry = written("visit", words="Une visite")
    assert Fact.objects.filter(variant__kind="book_entry").count() == 1
    client_of(amina).post(reverse("casework:take_back_entry", args=[file.uid, entry.pk]))
    assert not Fact.objects.filter(variant__kind="book_entry").exists()
    page = client_of(amina).get(reverse("casework:book", args=[file.uid, "visit"])).content.decode()
    assert "Une visite" not in page
    with pytest.raises(Denied):
        actions.take_back_entry(entry, by=viewer_of(amina))


def test_a_book_under_privilege_is_not_there_for_others(written, file, amina, counsel, youssef, viewer_of, client_of):
    hand_over(file, counsel, by=viewer_of(youssef))
    file.refresh_from_db()
    written("secret", by=counsel, words="Des faits")
    assert not Fact.objects.filter(variant__kind="book_entry").exists(), "that it was written is no fact"
    address = reverse("casework:book", args=[file.uid, "secret"])
    assert client_of(youssef).get(address).status_code == 404
    assert "Le secret" not in client_of(youssef).get(file.get_absolute_url()).content.decode()
    assert "Des faits" in client_of(counsel).get(address).content.decode()
    with pytest.raises(Denied):
        written("secret", by=youssef, words="Une rumeur")
    with pytest.raises(Denied, match="déjà|already"):
        written("secret", by=counsel, words="Encore")


def test_what_is_due_goes_once_it_was_done_or_done_again(written, amina, viewer_of):
    entry = written("measure", -40, kind="soft", review_on=str(clock.today() - 3 * DAY))
    assert entry.due == clock.today() - 3 * DAY
    assert [(line.words, line.late) for line in booked.waiting(viewer_of(amina))] == [("À revoir", True)]
    said = {"kind": "soft", "review_on": str(clock.today() - 3 * DAY), "reviewed_on": str(clock.today())}
    assert actions.correct_entry(entry, said, day=entry.day, version=1, by=viewer_of(amina)).due is None
    first = written("visit", -20, words="Bien", next_on=str(clock.today() - DAY))
    assert BookEntry.objects.get(pk=first.pk).due is not None
    second = written("visit", -1, words="Très bien", next_on=str(clock.today() + 30 * DAY))
    assert BookEntry.objects.get(pk=first.pk).due is None
    actions.take_back_entry(second, by=viewer_of(amina))
    assert BookEntry.objects.get(pk=first.pk).due == clock.today() - DAY


def test_a_hearing_to_come_is_announced_with_what_is_missing(written, amina, colleague, viewer_of):
    written("hearing", 20)
    written("hearing", 50, lawyer="present")
    written("hearing", -3, lawyer="absent")
    told = [line.words for line in booked.waiting(viewer_of(amina))]
    assert told == ["Audiences · Et ensuite ?", "Audiences · Sans avocat"]
    assert booked.waiting(viewer_of(colleague)) == []


def test_the_dates_of_the_law_follow_the_books_and_never_a_hand(written, file, amina, viewer_of):
    today = clock.today()
    entry = written("measure", -40, kind="hard", reviewed_on=str(today - 20 * DAY))
    days = {one.code: one.day for one in file.milestones.standing()}
    assert days == {"child_born": today - 40 * DAY, "birth_declared": today - 20 * DAY}
    assert Fact.objects.get(variant__kind="legal_clock").quantity == 20
    said = {"kind": "soft", "reviewed_on": str(today - 20 * DAY)}
    actions.correct_entry(entry, said, day=today - 30 * DAY, version=1, by=viewer_of(amina))
    assert {one.code: one.day for one in file.milestones.standing()} == {"child_born": today - 30 * DAY}
    twin = written("measure", -30, kind="soft")
    written("measure", -10, kind="soft")
    assert [one.day for one in file.milestones.standing()] == [today - 30 * DAY, today - 10 * DAY], "each day once"
    actions.take_back_entry(entry, by=viewer_of(amina))
    assert file.milestones.standing().count() == 2, "its twin says it still"
    actions.take_back_entry(twin, by=viewer_of(amina))
    assert file.milestones.standing().get().day == today - 10 * DAY
    hand = law.write_date(file, "child_born", today - 5 * DAY, by=viewer_of(amina))
    assert file.milestones.standing().count() == 2
    with pytest.raises(Denied):
        law.take_back_date(file.milestones.standing().exclude(pk=hand.pk).get(), by=viewer_of(amina))


def test_every_beginning_sets_its_own_delay_going_and_each_stops_at_the_first_stop_after_it():
    today, law_of = clock.today(), a_law(days=30)
    days = {"child_born": [today - 50 * DAY, today - 5 * DAY], "birth_declared": [today - 60 * DAY, today - 40 * DAY]}
    told = [(one.began, one.stopped) for one in clocks_of(law_of, days)]
    assert told == [(today - 5 * DAY, None), (today - 50 * DAY, today - 40 * DAY)]
    assert [one.began for one in clocks_of(a_law(anew=True), days)] == [today - 5 * DAY]
    assert clocks_of(a_law(beforehand=True, anew=True), days)[0].kept


def test_a_term_that_is_waited_for_may_be_cut_short():
    today = clock.today()
    days = {"child_born": [today - 20 * DAY], "birth_declared": [today - 5 * DAY]}
    assert clocks_of(a_law(waits=True), days)[0].state(today) == "cut_short"
    assert clocks_of(a_law(waits=True, days=10), days)[0].state(today) == "kept"


def test_nobody_there_is_no_visit(kind, file, amina, viewer_of):
    answers = [{"code": "seen", "text": TEXT, "marks": ["seen"]}, {"code": "nobody", "text": TEXT}]
    seen = VISIT | {"asks": [asked("how", "choice", answers=answers), *VISIT["asks"]]}
    book, by = some_books(seen).book("visit"), viewer_of(amina)
    register_kind(replace(kind, books=some_books(seen)))
    due = str(clock.today() - DAY)
    first = actions.write_entry(file, book, {"how": "seen", "next_on": due}, day=clock.today() - 30 * DAY, by=by)
    actions.write_entry(file, book, {"how": "nobody"}, day=clock.today(), by=by)
    assert BookEntry.objects.get(pk=first.pk).due == clock.today() - DAY
    actions.write_entry(file, book, {"how": "seen"}, day=clock.today(), by=by)
    assert BookEntry.objects.get(pk=first.pk).due is None


def test_what_a_later_entry_answers_is_wrong_no_more(kind, file, amina, viewer_of):
    alarm = {"code": "bad", "text": words("Inquiétant"), "behind": 1, "when": {"words": ["mal"]}}
    visit = VISIT | {"alarms": [alarm]}
    register_kind(replace(kind, books=some_books(visit)))
    book, by = some_books(visit).book("visit"), viewer_of(amina)
    actions.write_entry(file, book, {"words": "mal"}, day=clock.today() - 300 * DAY, by=by)
    assert [line.words for line in booked.waiting(by)] == ["Visites · Inquiétant"]
    actions.write_entry(file, book, {"words": "bien"}, day=clock.today() - 2 * DAY, by=by)
    assert booked.waiting(by) == []


def test_the_page_asks_refuses_and_keeps_what_was_typed(file, kind, amina, client_of):
    address = reverse("casework:write_entry", args=[file.uid, "hearing"])
    said = {"day": str(clock.today()), "next_on": str(clock.today() - DAY), "words": "Elle a parlé"}
    answer = client_of(amina).post(address, said)
    assert answer.status_code == 422 and "Elle a parlé" in answer.content.decode()
    assert client_of(amina).post(address, {"day": str(clock.today())}).status_code == 422, "nothing is said"
    for unlikely in ("0001-01-01", "9999-12-31"):
        assert client_of(amina).post(address, said | {"day": unlikely, "next_on": ""}).status_code == 422
    assert client_of(amina).post(address, said | {"next_on": ""}).status_code == 302
    assert BookEntry.objects.get().answers() == {"words": "Elle a parlé"}


def test_two_who_correct_at_once_see_each_other(written, file, amina, viewer_of, client_of):
    entry = written("hearing", lawyer="absent")
    address = reverse("casework:correct_entry", args=[file.uid, entry.pk])
    actions.correct_entry(entry, {"words": "De la collègue"}, day=entry.day, version=1, by=viewer_of(amina))
    said = {"day": str(entry.day), "version": "1", "words": "De moi"}
    answer = client_of(amina).post(address, said)
    page = answer.content.decode()
    assert answer.status_code == 422 and "De la collègue" in page and "De moi" in page
    assert client_of(amina).post(address, said | {"version": "2"}).status_code == 302
    assert BookEntry.objects.get().answers() == {"words": "De moi"}


def test_a_closed_file_is_read_and_not_written(written, kind, file, amina, youssef, viewer_of):
    written("visit", words="Une visite")
    file.closing, file.closed_on = "closed", clock.today()
    file.save()
    with pytest.raises(Denied):
        written("visit", words="Une autre")
    assert booked.written_in(file, viewer_of(amina))


def test_many_entries_ask_no_more_queries(written, amina, viewer_of, django_assert_max_num_queries):
    for days in range(-12, 0):
        written("hearing", days, lawyer="absent")
    with django_assert_max_num_queries(8):
        assert len(booked.waiting(viewer_of(amina))) == 12


@pytest.mark.parametrize(
    "fault",
    [
        {"due": "words", "due_text": TEXT},
        {"due": "next_on"},
        {"until": ["nothing"]},
        {"dates": {"lawyer": "child_born"}},
        {"asks": [asked("one", "line"), asked("one", "line")]},
        {"asks": [asked("day", "line")]},
        {"asks": [asked("one", "choice")]},
        {"asks": [asked("one", "line", after="day")]},
        {"asks": [asked("one", "choice", list="moons")]},
        {"alarms": [{"code": "it", "text": TEXT, "when": {"moon": [""]}}]},
        {"note": {"fr": "Un texte"}},
        {"note_class": "clinical", "dates": {"day": "child_born"}},
    ],
)
def test_a_book_that_cannot_be_is_refused(fault):
    with pytest.raises(ValidationError):
        some_books(hearing(**fault))


def test_a_book_that_writes_dates_of_no_law_is_refused(kind):
    none = Law.model_validate(a_law().model_dump() | {"dates": [], "clocks": []})
    with pytest.raises(WrongKind, match="child_born"):
        replace(kind, law=none)


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "lawyer": st.sampled_from(["present", "absent"]),
        "proposed": st.lists(st.sampled_from(["present", "absent"]), unique=True, min_size=1),
        "spoke": st.sampled_from(["yes", "no"]),
        "minutes": st.integers(0, 10_000),
        "words": st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40),
    },
).filter(bool)


@given(ANSWERS)
def test_a_form_says_what_was_typed(answers):
    typed = {code: value if isinstance(value, list) else str(value) for code, value in answers.items()}
    form = EntryForm({**typed, "day": str(clock.today())}, book=some_books().book("hearing"), case=Case())
    assert form.is_valid(), form.errors
    assert form.answers == answers
