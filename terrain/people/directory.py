"""Who people are, told only to those allowed; searching in memory over opened names, with no index that could leak."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.imports.values import DIGITS
from terrain.people.enums import KeyKind
from terrain.people.identity import Identity, card_key, normalise_card, phone_key
from terrain.people.matching.reasons import said
from terrain.people.matching.records import Record, Tier
from terrain.people.matching.rolls import Roll
from terrain.people.matching.words import words
from terrain.people.models import IdentityKey, Person, Sealed
from terrain.people.naming import names_for
from terrain.people.policies import check_identify_in
from terrain.people.recognition import digest_of
from terrain.people.searching.index import Asked, index

MOST = 500
"""How many answers a search gives at most; it says how many there are in all."""
SECONDS = 1.5
"""How long one search may read on into a registry that is not whole in memory yet."""
MOST_ALIKE = 5
AT_ONCE = 500


@dataclass(frozen=True)
class Entry:
    """A person in a list; ``name`` is blank when the viewer does not see names."""

    person: Person
    name: str


def lines(viewer: Viewer, project_id: int, subjects: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Who these pseudonyms are: subject → (name, address), for people whom the project knows.

    Raises ``Denied`` unless the viewer sees names in the project.
    """
    check_identify_in(viewer, project_id)
    wanted = sorted(set(subjects))
    told: dict[int, tuple[str, str]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = Person.objects.known_to([project_id]).open_to(viewer).filter(subject__in=wanted[start : start + AT_ONCE])
        found = {person.pk: person for person in some.select_related("key")}
        names = names_for(viewer, {pk: person.sealed() for pk, person in found.items()})
        told |= {person.subject: (names[pk], person.get_absolute_url()) for pk, person in found.items()}
    return told


def entries(persons: Sequence[Person], viewer: Viewer) -> list[Entry]:
    """These people (their keys fetched along) as the viewer may see them; one query, and one more when some were found to be others:
    these bear the name of the person that they are. Somebody with a name to protect her bears that one, but for those who accompany her.
    """
    standing = {person.pk: person.merged_into_id or person.pk for person in persons}
    named = set(Person.objects.identified_by(viewer).filter(pk__in=set(standing.values())).values_list("pk", flat=True))
    others = {pk for person, pk in standing.items() if pk != person and pk in named}
    known = {person.pk: person for person in persons if standing[person.pk] == person.pk}
    known |= Person.objects.select_related("key").in_bulk(others) if others else {}
    names = names_for(viewer, {pk: person.sealed() for pk, person in known.items() if pk in named})
    return [Entry(person, names.get(standing[person.pk], "")) for person in persons]


def asked_of(typed: str) -> Asked:
    """What was typed, read: words in either script, and digits of a telephone."""
    said = typed.translate(DIGITS).split()
    named = " ".join(part for part in said if any(sign.isalpha() for sign in part))
    digits = re.sub(r"\D", "", "".join(part for part in said if not any(sign.isalpha() for sign in part)))
    digits = digits.removeprefix("00").removeprefix("212").lstrip("0")
    return Asked(words(named) if named else (), digits if len(digits) >= 4 else "")


@dataclass
class Answer:
    """Numbers of the registry that answer, the best first, at most ``MOST``; ``total``: how many in all.

    ``read`` of ``whole`` people could be looked at; the rest is still being read into memory.
    """

    pks: list[int]
    total: int
    read: int = 0
    whole: int = 0

    @property
    def complete(self) -> bool:
        """Whether everybody was looked at."""
        return self.read >= self.whole


def search(viewer: Viewer, typed: str, project_id: int | None = None) -> Answer:
    """Who, of those whose names the viewer sees, answers to ``typed``, by name, telephone or card.

    Every word answers in any script and spelling, in any order; digits end a telephone; or all of it is one of her cards. Sealed people
    answer only to those who hold a grant for them.
    """
    asked, by_card = asked_of(typed), _by_card(viewer, typed)
    if not (asked.words or asked.digits):
        return Answer(by_card, len(by_card))
    held = index()
    held.freshen(SECONDS)
    among = [held.seen_by(viewer.projects("people.view")), held.seen_by(viewer.projects("people.identify"))]
    if project_id is not None:
        among.append(held.seen_by(frozenset([project_id])))
    found = held.search(asked, among, _hidden_from(viewer), MOST)
    rest = [pk for pk in by_card if pk not in found.pks]
    return Answer(rest + found.pks, found.total + len(rest), held.read, held.whole if not held.complete else held.read)


def _by_card(viewer: Viewer, typed: str) -> list[int]:
    card = card_key(normalise_card(typed))
    if not card:
        return []
    keys = IdentityKey.objects.filter(kind=KeyKind.CARD, digest=digest_of((KeyKind.CARD, card)))
    named = Person.objects.visible_to(viewer) & Person.objects.identified_by(viewer)
    return list(named.filter(pk__in=keys.values("person_id")).order_by("-pk").values_list("pk", flat=True)[:MOST])


def _hidden_from(viewer: Viewer) -> list[int]:
    """Sealed people for whom the viewer holds no grant, and those found to be somebody else."""
    everybody = Person.objects.order_by()
    gone = list(everybody.filter(merged_into__isnull=False).values_list("pk", flat=True))
    return [*gone, *everybody.sealed_to(viewer).values_list("pk", flat=True)]


@dataclass(frozen=True)
class Likely:
    """Somebody who may be a newcomer, and why."""

    person: Person
    name: str
    tier: str
    reasons: tuple[str, ...]


def record_of(person: Person, sealed: Sealed) -> Record:
    """What the matcher may know of somebody of the registry."""
    return Record(
        names=tuple(sealed.all_names),
        sex=person.sex,
        birth=person.birth_date,
        birth_precision=person.birth_precision,
        phones=tuple(key for phone in (sealed.phone, *(p for p, _r in sealed.phones)) if (key := phone_key(phone))),
        cards=tuple(key for card in (sealed.card, *sealed.cards) if (key := card_key(card))),
        place=sealed.place,
        mothers=(sealed.mother,) if sealed.mother else (),
    )


def record_of_newcomer(identity: Identity) -> Record:
    """What the matcher may know of somebody who is being written down."""
    phone, card = phone_key(identity.phone), card_key(identity.card)
    return Record(
        names=(identity.full_name,),
        sex=identity.sex,
        birth=identity.birth,
        birth_precision=identity.birth_precision,
        phones=(phone,) if phone else (),
        cards=(card,) if card else (),
    )


def alike(viewer: Viewer, identity: Identity) -> list[Likely]:
    """Who, of those whose names the viewer sees, may be this newcomer; the likeliest few, with reasons."""
    record, pks = record_of_newcomer(identity), set()
    for word in words(identity.full_name):
        pks.update(search(viewer, word).pks)
    pks.update(search(viewer, identity.full_name).pks)
    for key in (identity.phone, identity.card):
        pks.update(search(viewer, key).pks if key else ())
    people = {person.pk: person for person in Person.objects.filter(pk__in=pks).select_related("key")}
    opened = {pk: person.sealed() for pk, person in people.items()}
    roll = Roll((pk, record_of(person, opened[pk])) for pk, person in people.items())
    names = names_for(viewer, opened)
    found = [(one.key, str(one.tier), one.reasons) for one in roll.nearest(record, MOST_ALIKE)]
    known = {key for key, _tier, _reasons in found}
    for pk, other in roll.records.items():
        same = [code for code, here, there in _numbers(record, other) if set(here) & set(there)]
        if same and pk not in known:
            found.append((pk, str(Tier.POSSIBLE), tuple(same)))
    return [
        Likely(people[pk], names[pk], tier, tuple(str(said(reason)) for reason in reasons[:4]))
        for pk, tier, reasons in found[: MOST_ALIKE + 3]
    ]


def _numbers(one: Record, other: Record) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    return (("same_phone", one.phones, other.phones), ("same_card", one.cards, other.cards))


def hashed_terms(typed: str) -> list[str]:
    """What was searched for, for the audit: comparable, not readable."""
    return [vault.digest("people.search", word).hex()[:16] for word in typed.casefold().split()[:10]]
