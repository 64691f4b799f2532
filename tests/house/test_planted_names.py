"""A name is planted: nobody outside finds it, on whatever page, fragment, answer or error, whatever is asked.

Zaynouba is registered, came to a session, has a file, and is sealed with it. Every address of the house is asked by every
role that is not named on her, as a page and as a fragment, with her own keys where an address takes one, and with the
beginnings of her name and the end of her telephone where one may search.
"""

from contextlib import suppress
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from terrain.accounts.models import User
from terrain.casework.actions import books, seals
from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.seals import Named
from terrain.casework.kinds import kind_of
from terrain.casework.models import BookEntry, Case
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.gatherings.actions import add_newcomer
from terrain.people.identity import Identity
from terrain.people.models import Person
from tests.conftest import _member
from tests.factories import HOUSE
from tests.house.test_access import FRAMEWORK, Undo
from tests.house.world import World

OUTSIDE = ["anonymous", "facilitator", "partner", "amina", "youssef", "officer", "director", "guardian", "donor", "admin", "stranger"]  # fmt: skip
NAME, PHONE, CARD = "Zaynouba Qartassimi", "+212677665544", "ZQ7766554"
PLANTED = ["Zaynouba", "Qartassimi", "ZAYNOUBA", "677665544", "6 77 66 55 44", "77 66 55 44", CARD]
BOOKED = {
    "casework:book",
    "casework:write_entry",
    "casework:correct_entry",
    "casework:take_back_entry",
    "protection:report",
}
TOLD = [
    ("guardianship", "found_child", "tie", {"relative": "mother", "who": NAME, "lives": CARD}),
    ("prevention", "thinks_of_entrusting", "decision", {"wish": "needs_time", "own_words": f"{NAME} l'a dit"}),
]
"""Books of other sealed files in which her name is written."""
ASKED = ["Zaynou", "qartas", "زينوبة", "65544"]


def patterns(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()):
    """Every address of the house: (name, what its parts take)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            name = ":".join((*spaces, entry.name or "?"))
            if not name.startswith(FRAMEWORK):
                yield name, entry.pattern.converters
        else:
            yield from patterns(entry, (*spaces, entry.namespace) if entry.namespace else spaces)


class Planted:
    """Zaynouba in project W4I, and who may know of her."""

    def __init__(self, w4i) -> None:
        self.world = World(w4i)
        holders = [_member(name, "caseworker", w4i) for name in ("Titulaire Un", "Titulaire Deux")]
        who = Identity(NAME, sex="F", phone=PHONE, card=CARD)
        self.person = add_newcomer(self.world.session, who, by=HOUSE).person
        kind = kind_of("accompaniment")
        words = f"{NAME} est en danger"
        said = Opening(kind, w4i, self.person, entry_reason="income", situation=words, owner=holders[0])
        self.case = open_case(said, by=HOUSE)
        named = [Named(holders[1], clock.today() + timedelta(days=90), "accompanies")]
        seals.seal(self.case, "danger", NAME, named=named, with_person=True, by=HOUSE)
        words = f"{NAME} a parlé au juge"
        said = Opening(kind_of("protection"), w4i, self.person, entry_reason="judgment", owner=holders[0], named=named)
        self.girls = open_case(said, by=HOUSE)
        self.entry = books.write_entry(
            self.girls,
            self.girls.pathway.book("own_words"),
            {"words": words, "for_judge": "yes"},
            day=clock.today(),
            by=HOUSE,
        )
        self.books = [(self.girls, self.entry)]
        self.books += [
            self.booked(kind, reason, book, answers, holders[0], named) for kind, reason, book, answers in TOLD
        ]
        self.holder = holders[0]

    def booked(
        self, kind: str, reason: str, book: str, answers: dict, owner: User, named: list[Named]
    ) -> tuple[Case, BookEntry]:
        """Another sealed file of hers, with her name in one of its books."""
        project = self.girls.project
        said = Opening(kind_of(kind), project, self.person, entry_reason=reason, owner=owner, named=named)
        case = open_case(said, by=HOUSE)
        return case, books.write_entry(case, case.pathway.book(book), answers, day=clock.today(), by=HOUSE)

    def uid(self, name: str) -> UUID:
        """Her own key for an address: of her file in the rooms of files, of herself elsewhere."""
        if name in BOOKED:
            return self.girls.uid
        return self.case.uid if name.startswith("casework:") and "forget" not in name else self.person.uid

    def addresses(self, name: str, takes: dict) -> list[str]:
        """The address with the world's arguments, and with hers wherever it takes a key."""
        found = []
        with suppress(NoReverseMatch):
            found.append(reverse(name, args=self.world.arguments(name)))
        if any(isinstance(one, UUIDConverter) for one in takes.values()) or (takes and not found):
            uid = self.uid(name)
            number, word = (self.entry.pk, "own_words") if name in BOOKED else (1, "W4I")
            given = [uid if isinstance(one, UUIDConverter) else number if isinstance(one, IntConverter) else word for one in takes.values()]  # fmt: skip
            if len(given) > 1 and isinstance(list(takes.values())[1], UUIDConverter):
                given[1] = self.person.uid
            found.append(reverse(name, kwargs=dict(zip(takes, given, strict=True))))
        if name in BOOKED - {"protection:report"}:
            found += [self.book_address(name, takes, case, entry) for case, entry in self.books]
        if name == "casework:case":
            found += [case.get_absolute_url() for case, _entry in self.books]
        assert found or not takes, f"{name}: no arguments are known for it"
        return list(dict.fromkeys(found or [reverse(name)]))

    def book_address(self, name: str, takes: dict, case: Case, entry: BookEntry) -> str:
        """The address of a book, or of an entry in it."""
        given = {UUIDConverter: case.uid, IntConverter: entry.pk}
        return reverse(name, kwargs={part: given.get(type(one), entry.book) for part, one in takes.items()})


def said(client: Client, address: str, **more) -> str:
    """Everything the answer says, its status and headers too; nothing that it did remains."""
    text = ""
    try:
        with transaction.atomic():
            response = client.get(address, **more)
            if response.status_code == 405:
                response = client.post(address, **more)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            text = f"{response.status_code} {body.decode(errors='replace')} {dict(response.headers)}"
            raise Undo
    except Undo:
        return text


def leaks(text: str) -> list[str]:
    return [word for word in PLANTED if word in text]


@pytest.fixture
def planted(w4i):
    return Planted(w4i)


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_outside_finds_the_planted_name(who, request, planted, client_of, fragments):
    client = Client() if who == "anonymous" else client_of(request.getfixturevalue(who))
    found = []
    for number, (name, takes) in enumerate(sorted(patterns(), key=lambda one: one[0])):
        for address in planted.addresses(name, takes):
            asked = {"q": ASKED[number % len(ASKED)], "show": "1", "person": str(planted.person.uid)}
            page = said(client, address, data=asked)
            fragment = (
                said(client, address, data=asked, headers={"hx-request": "true"}) if fragments.to_be_had() else ""
            )
            found += [f"{name} {address}: {word}" for word in leaks(page + fragment)]
    assert not found, "\n".join(found[:30])


@pytest.mark.parametrize("who", ["youssef", "director", "facilitator", "officer", "stranger"])
def test_no_search_finds_her(who, request, planted, client_of):
    client = client_of(request.getfixturevalue(who))
    pages = [reverse("people:people"), planted.world.session.get_absolute_url(), reverse("people:new")]
    for page, typed in product(pages, ASKED):
        for more in ({}, {"headers": {"hx-request": "true"}}):
            assert not leaks(said(client, page, data={"q": typed, "name": typed}, **more)), (page, typed)


def test_who_is_named_finds_her(planted, client_of):
    """The walk would see the name where it stands: its own trial."""
    client = client_of(planted.holder)
    assert leaks(said(client, planted.case.get_absolute_url()))
    assert leaks(said(client, reverse("people:people"), data={"q": "Zaynou"}))


def test_who_is_named_reads_her_name_in_each_book(planted, client_of):
    client = client_of(planted.holder)
    assert len(planted.books) == 1 + len(TOLD)
    for case, entry in planted.books:
        assert leaks(said(client, reverse("casework:book", args=[case.uid, entry.book]))), entry.book
        assert leaks(said(client, case.get_absolute_url())), entry.book


def test_the_same_person_written_down_again_by_somebody_outside_says_nothing(planted, youssef, client_of):
    """Her own telephone typed by a colleague who must not know: no refusal, no hint, a person apart."""
    before = Person.objects.count()
    form = {"project": "W4I", "full_name": "Autre Dame", "phone": PHONE, "certain": "on"}
    answer = client_of(youssef).post(reverse("people:new"), form, follow=True)
    page = answer.content.decode().replace(PHONE, "")
    assert "Zaynouba" not in page and "Qartassimi" not in page and str(planted.person.uid) not in page
    assert Person.objects.count() == before + 1


def test_the_journal_never_holds_her_name(planted, youssef, client_of):
    client_of(youssef).get(reverse("people:people"), {"q": "Zaynouba Qartassimi"})
    told = str(list(AuditEvent.objects.values_list("verb", "detail", "object_id")))
    assert not leaks(told)
