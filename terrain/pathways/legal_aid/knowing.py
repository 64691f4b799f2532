"""What a file knows that must not stand in a story: names in every spelling, telephones, places, dates, its own words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from terrain.casework.actions.care import SERVICE, opened
from terrain.casework.actions.cases import situation_of, step_words_of
from terrain.casework.actions.notes import text_of
from terrain.casework.models import BookEntry, Case
from terrain.casework.policies.books import books_of
from terrain.casework.policies.care import classes_of
from terrain.core import vault
from terrain.core.access import Viewer
from terrain.pathways.legal_aid.actions.mandates import words_of
from terrain.pathways.legal_aid.models import Lawyer, Mandate
from terrain.pathways.legal_aid.spelt import bare
from terrain.people.matching.words import ARABIC, Word, name_of
from terrain.people.models import HouseholdMember, Paper, Person, Relation
from terrain.people.models.profiles import told_of
from terrain.programmes.models import PlaceName, plain

HERS, OF_HERS, STAFF, LAWYER, PLACE, BOOK = "hers", "of_hers", "staff", "lawyer", "place", "book"
"""Whose a word is."""
TAIL = 8
"""Digits of a telephone by which it is known, the last ones."""
CALLED = frozenset(
    ["maitre", "avocat", "avocate", "cabinet", "avv", "استاذ", "استاذة", "الاستاذ", "الاستاذة", "محامي", "محامية"]
)
"""What goes before a lawyer's name and is none."""


@dataclass
class Known:
    """``words``: plain word → (word, whose). ``tails``: ends of telephones. ``cards``: numbers of papers. ``places``: plain names of
    places of the programme, of several words too. ``texts``: what was written in the file, as the asker may read it."""

    words: dict[str, tuple[Word, str]] = field(default_factory=dict)
    tails: set[str] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)

    def name(self, written: str, whose: str) -> None:
        """Every word of a name; what was known as somebody nearer to her stays so."""
        for word in (*(told := name_of(bare(written))).words, *told.married):
            if len(word.plain) >= 3 and word.plain not in CALLED:
                self.words.setdefault(word.plain, (word, whose))

    def given_names(self, written: str, whose: str) -> None:
        """The given names among other words ("her sister Nadia")."""
        for word in name_of(bare(written)).words:
            if word.name:
                self.words.setdefault(word.plain, (word, whose))

    def phone(self, number: str) -> None:
        """The end of a telephone."""
        digits = "".join(sign for sign in number if sign.isdigit())
        if len(digits) >= TAIL:
            self.tails.add(digits[-TAIL:])


def known_of(case: Case, viewer: Viewer) -> Known:
    """What the file and the registry know of her, as far as a story could give it away."""
    known = Known()
    if case.person is not None:
        for person in Person.objects.filter(pk__in=case.person.selves).select_related("key"):
            _of_person(known, person)
        _of_family(known, case.person)
    authors = (note.by for note in case.notes.select_related("by"))
    for user in (case.owner, *authors, *(grant.user for grant in case.grants.select_related("user"))):
        known.name(user.full_name if user is not None else "", STAFF)
    _of_network(known, case)
    known.places.update(PlaceName.objects.values_list("plain", flat=True))
    if case.place is not None:
        for name in case.place.names.values():
            known.name(name, PLACE)
    _of_books(known, case, viewer)
    known.days.update(_days(case))
    known.texts += [text for text in _texts(case, viewer) if text]
    known.cards.add(case.number.replace("-", "").upper())
    return known


def _of_person(known: Known, person: Person) -> None:
    try:
        sealed, told = person.sealed(), told_of(person)
    except vault.Erased:
        return
    for name in (*sealed.all_names, sealed.alias, *(name for name, _kind in told.name_kinds)):
        known.name(name, HERS)
    for name in (sealed.mother, told.mother):
        known.name(name, OF_HERS)
    for number in (sealed.phone, *(number for number, _restored in sealed.phones)):
        known.phone(number)
    for rule in told.rules:
        known.phone(rule.number)
        known.given_names(rule.whose, OF_HERS)
    for place in (sealed.place, told.place):
        known.name(place, PLACE)
    if told.code_word:
        known.name(told.code_word, HERS)
    known.cards.update(card for card in (sealed.card, *sealed.cards) if card)
    known.days.update(date.fromisoformat(birth) for birth in sealed.births)
    if person.birth_date is not None and person.birth_precision != "year":
        known.days.add(person.birth_date)


def _of_family(known: Known, person: Person) -> None:
    """Her children and whoever else is of hers, or lives with her: of the registry, or named by her."""
    selves = person.selves
    for tie in Relation.objects.filter(Q(person__in=selves) | Q(other__in=selves), removed_at=None).select_related(
        "person__key", "other__key"
    ):
        _name_of(known, tie.other if tie.person_id in selves else tie.person)
        known.name(tie.name(), OF_HERS)
        known.days.update(day for day in (tie.starts, tie.ends) if day is not None)
    homes = HouseholdMember.objects.filter(person__in=selves).values("household_id")
    for mate in HouseholdMember.objects.filter(household__in=homes, removed_at=None).select_related(
        "person__key", "told_of__key"
    ):
        if mate.person_id not in selves:
            _name_of(known, mate.person)
            known.name(mate.name(), OF_HERS)
    for paper in Paper.objects.filter(person__in=selves, removed_at=None).select_related("person__key"):
        number = "".join(sign for sign in paper.words()["number"].upper() if sign.isalnum())
        known.cards.update([number] if number else [])
        known.days.update(day for day in (paper.starts, paper.ends) if day is not None)


def _name_of(known: Known, other: Person | None) -> None:
    if other is None or other.erased_at is not None:
        return
    for name in other.sealed().all_names:
        known.name(name, OF_HERS)
    if other.birth_date is not None and other.birth_precision != "year":
        known.days.add(other.birth_date)


def _of_network(known: Known, case: Case) -> None:
    for lawyer in Lawyer.objects.filter(project_id=case.project_id):
        known.name(lawyer.name, LAWYER)
        known.phone(lawyer.phone)


def _of_books(known: Known, case: Case, viewer: Viewer) -> None:
    """What the books of the file say, as far as the viewer reads them: days, words, and in a line (a court, a judge, a number) names."""
    books = {book.code: book for book in books_of(viewer, case)}
    for entry in BookEntry.objects.standing().filter(case=case, book__in=books).prefetch_related("versions"):
        entry.case = case
        known.days.update(day for day in (entry.day, entry.due) if day is not None)
        answers = entry.answers()
        for asked in books[entry.book].asks:
            said = answers.get(asked.code)
            if not isinstance(said, str) or not said:
                continue
            if asked.kind == "line":
                _of_line(known, said)
            elif asked.kind == "words":
                known.texts.append(said)
            elif asked.kind == "day":
                known.days.add(date.fromisoformat(said))


def _of_line(known: Known, line: str) -> None:
    for part in line.split():
        if part[0].isupper() or ARABIC.search(part):
            known.name(part, BOOK)
        if sum(sign.isdigit() for sign in part) >= 3:
            known.cards.add("".join(sign for sign in part.upper() if sign.isalnum()))


def _days(case: Case) -> Iterator[date]:
    yield case.opened_on
    yield from case.milestones.values_list("day", flat=True)
    yield from case.changes.values_list("day", flat=True)
    yield from case.services.values_list("day", flat=True)
    yield from (day.date() for day in case.appointments.values_list("starts_at", flat=True))
    for taken, ended in Mandate.objects.filter(case=case).values_list("taken_on", "ended_on"):
        yield taken
        if ended is not None:
            yield ended


def _texts(case: Case, viewer: Viewer) -> Iterable[str]:
    yield situation_of(case)
    for change in case.changes.all():
        change.case = case
        yield step_words_of(change)
    for service in case.services.all():
        yield opened(case, service.sealed_words, SERVICE)
    for mandate in Mandate.objects.filter(case=case):
        yield from words_of(mandate, case)
    for note in case.notes.filter(note_class__in=classes_of(viewer, case)).prefetch_related("versions"):
        for version in note.versions.all():
            yield text_of(version, case, note.note_class)


WORDS = re.compile(r"[^\W_]+", re.UNICODE)


def plain_words(text: str) -> list[str]:
    """The words of a text for comparing."""
    return WORDS.findall(plain(text))
