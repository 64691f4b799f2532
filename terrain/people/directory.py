"""Who people are, told only to those allowed; searching in memory over opened names, with no index that could leak."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.imports.values import DIGITS
from terrain.people.identity import Identity, name_words, names_compatible, normalise_card, plain_name
from terrain.people.models import Person, PersonQuerySet, Sealed
from terrain.people.policies import check_identify_in

SEARCHED = 20_000
"""How many people, the newest first, a search opens at most."""
MOST_ALIKE = 8
AT_ONCE = 500
NEAR = 0.86


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
    told = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = Person.objects.known_to([project_id]).filter(subject__in=wanted[start : start + AT_ONCE])
        for person in some.select_related("key"):
            told[person.subject] = (person.sealed().full_name, person.get_absolute_url())
    return told


def entries(persons: Sequence[Person], viewer: Viewer) -> list[Entry]:
    """These people (their keys fetched along) as the viewer may see them; one query."""
    named = set(
        Person.objects.identified_by(viewer)
        .filter(pk__in=[person.pk for person in persons])
        .values_list("pk", flat=True)
    )
    return [Entry(person, person.sealed().full_name if person.pk in named else "") for person in persons]


def _opened(people: PersonQuerySet) -> Iterator[tuple[Person, Sealed]]:
    for person in people.select_related("key").order_by("-pk")[:SEARCHED]:
        yield person, person.sealed()


def search(people: PersonQuerySet, typed: str) -> list[int]:
    """Keys of those among ``people`` who answer to ``typed``, by name.

    Every word begins a word of one of her names and the digits end one of her telephones; or all is one of her cards.
    """
    said = typed.translate(DIGITS).split()
    words = name_words(" ".join(part for part in said if any(c.isalpha() for c in part)))
    digits = re.sub(r"\D", "", "".join(part for part in said if not any(c.isalpha() for c in part))).lstrip("0")
    card = normalise_card(typed)
    found = []
    for person, sealed in _opened(people):
        named = _answers(sealed, words) if words else bool(digits)
        if (named and (not digits or _has_number(sealed, digits))) or (len(card) >= 5 and card in _cards(sealed)):
            found.append((plain_name(sealed.full_name), person.pk))
    return [pk for _name, pk in sorted(found)]


def _answers(sealed: Sealed, words: Sequence[str]) -> bool:
    return any(
        all(any(known.startswith(word) for known in name_words(name)) for word in words) for name in sealed.all_names
    )


def _has_number(sealed: Sealed, digits: str) -> bool:
    numbers = [sealed.phone, *(phone for phone, _restored in sealed.phones)]
    return len(digits) >= 4 and any(re.sub(r"\D", "", number).endswith(digits) for number in numbers)


def _cards(sealed: Sealed) -> tuple[str, ...]:
    return (sealed.card, *sealed.cards)


def alike(people: PersonQuerySet, identity: Identity) -> list[Entry]:
    """Who among ``people`` may be this newcomer: same telephone or card, or a name that resembles hers; a few, nearest first."""
    near = partial(_nearness, identity, plain_name(identity.full_name))
    scored = [(near(sealed), person.pk, person, sealed) for person, sealed in _opened(people)]
    best = sorted((one for one in scored if one[0] >= NEAR), key=lambda one: (-one[0], one[1]))[:MOST_ALIKE]
    return [Entry(person, sealed.full_name) for _score, _pk, person, sealed in best]


def _nearness(identity: Identity, plain: str, sealed: Sealed) -> float:
    if identity.card and identity.card in _cards(sealed):
        return 2
    if identity.phone and identity.phone in (sealed.phone, *(phone for phone, _restored in sealed.phones)):
        return 1.5
    return max(_likeness(plain, plain_name(name)) for name in sealed.all_names)


def _likeness(one: str, other: str) -> float:
    if one == other or names_compatible(one, other):
        return 1
    matcher = difflib.SequenceMatcher(None, one, other)
    if matcher.real_quick_ratio() < NEAR or matcher.quick_ratio() < NEAR:
        return 0
    return matcher.ratio()


def hashed_terms(typed: str) -> list[str]:
    """What was searched for, for the audit: comparable, not readable."""
    return [vault.digest("people.search", word).hex()[:16] for word in typed.casefold().split()[:10]]
