"""What is known of a person after what was written of her: said most often wins, a draw stays unknown.

Nothing known is ever overwritten by a table; only a human corrects (``actions.correct``).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from terrain.people.identity import DAY, MONTH, YEAR, Identity, card_key, name_words, phone_key, plain_name
from terrain.people.models import Person, Sealed
from terrain.people.recognition import Key, keys_of

T = TypeVar("T")
FINENESS = {"": 0, YEAR: 1, MONTH: 2, DAY: 3}


def _said_most(values: Iterable[T], nothing: T) -> T:
    """The value said most often; ``nothing`` when nobody said any or two were said as often."""
    first_two = Counter(value for value in values if value).most_common(2)
    if not first_two or (len(first_two) == 2 and first_two[0][1] == first_two[1][1]):
        return nothing
    return first_two[0][0]


def merged(identities: Sequence[Identity]) -> Identity:
    """One identity out of those of one person; the order of the rows does not matter."""
    if len(identities) == 1:
        return replace(identities[0], full_name=" ".join(identities[0].full_name.split()))
    birth, precision = _birth(identities)
    phone, restored = _phone(identities)
    return Identity(
        full_name=_name([identity.full_name for identity in identities]),
        sex=_said_most((identity.sex for identity in identities), ""),
        birth=birth,
        birth_precision=precision,
        nationality=_said_most((identity.nationality for identity in identities), ""),
        phone=phone,
        phone_restored=restored,
        card=_card([identity.card for identity in identities]),
    )


def _name(names: Sequence[str]) -> str:
    times = Counter(" ".join(name.split()) for name in names)
    return min(times, key=lambda name: (-times[name], -len(name_words(name)), name.isupper(), name))


def _birth(identities: Sequence[Identity]) -> tuple[date | None, str]:
    finest = max((FINENESS[identity.birth_precision] for identity in identities if identity.birth), default=0)
    dates = [i.birth for i in identities if i.birth and FINENESS[i.birth_precision] == finest]
    if not dates:
        return None, ""
    for precision in (DAY, MONTH, YEAR):
        if FINENESS[precision] <= finest:
            found = _said_most((_rounded(day, precision) for day in dates), None)
            if found is not None:
                return found, precision
    return None, ""


def _rounded(day: date, precision: str) -> date | None:
    return day if precision == DAY else day.replace(day=1) if precision == MONTH else date(day.year, 1, 1)


def _phone(identities: Sequence[Identity]) -> tuple[str, bool]:
    times = Counter((identity.phone, identity.phone_restored) for identity in identities if identity.phone)
    if not times:
        return "", False
    return min(times, key=lambda said: (not phone_key(said[0]), said[1], -times[said], said[0]))


def _card(cards: Sequence[str]) -> str:
    times = Counter(card for card in cards if card)
    return min(times, key=lambda card: (not card_key(card), -times[card], card), default="")


def sealed_of(identity: Identity) -> Sealed:
    """What of an identity goes into the vault."""
    return Sealed(identity.full_name, identity.phone, identity.phone_restored, identity.card)


def person_keys(sealed: Sealed, birth: date | None) -> Iterator[Key]:
    """All keys by which a person is recognised; ``birth``: her full birth date."""
    births = dict.fromkeys([birth, *map(date.fromisoformat, sealed.births)])
    for card in (sealed.card, *sealed.cards):
        yield from keys_of(Identity("", card=card))
    for phone, restored in ((sealed.phone, sealed.phone_restored), *sealed.phones):
        yield from keys_of(Identity("", phone=phone, phone_restored=restored))
    for name in sealed.all_names:
        for day in births:
            yield from keys_of(Identity(name, birth=day, birth_precision=DAY if day else ""))


@dataclass
class Completion:
    """What a person is after more was written of her. ``counts``: whether sex or birth date changed."""

    sealed: Sealed
    changed: bool = False
    counts: bool = False


def complete(person: Person, sealed: Sealed, identities: Sequence[Identity]) -> Completion:
    """Fill in what was unknown, without overwriting, and remember other names, numbers and dates written for her."""
    said = merged(identities)
    before = (person.sex, person.birth_date, person.birth_precision, person.nationality)
    person.sex = person.sex or said.sex
    person.nationality = person.nationality or said.nationality[:60]
    if _finer(person, said):
        person.birth_date, person.birth_precision = said.birth, said.birth_precision
    after = (person.sex, person.birth_date, person.birth_precision, person.nationality)
    known = with_others(_filled(sealed, said), person, identities)
    return Completion(known, before != after or known != sealed, before[:3] != after[:3])


def _finer(person: Person, said: Identity) -> bool:
    """Whether ``said`` tells the birth date more exactly, and not otherwise."""
    if said.birth is None or person.birth_date is None:
        return said.birth is not None
    return (
        FINENESS[said.birth_precision] > FINENESS[person.birth_precision]
        and _rounded(said.birth, person.birth_precision) == person.birth_date
    )


def _filled(sealed: Sealed, said: Identity) -> Sealed:
    confirmed = sealed.phone_restored and said.phone == sealed.phone and not said.phone_restored
    if not sealed.phone or confirmed:
        former = ((sealed.phone, True),) if confirmed else ()
        sealed = replace(
            sealed,
            phone=said.phone,
            phone_restored=said.phone_restored,
            phones=tuple(dict.fromkeys((*sealed.phones, *former))),
        )
    return sealed if sealed.card else replace(sealed, card=said.card)


def with_others(sealed: Sealed, person: Person, identities: Sequence[Identity]) -> Sealed:
    """``sealed`` with the other names, telephones, cards and full birth dates that these rows write for her."""
    names = {plain_name(name): name for name in reversed(sealed.all_names)}
    phones = {(sealed.phone, sealed.phone_restored), *sealed.phones}
    cards = {sealed.card, *sealed.cards}
    full = person.birth_date.isoformat() if person.birth_date and person.birth_precision == DAY else ""
    births = {full, *sealed.births}
    new_names = {plain_name(i.full_name): i.full_name for i in sorted(identities, key=lambda i: i.full_name)}
    return replace(
        sealed,
        names=(*sealed.names, *(name for plain, name in new_names.items() if plain and plain not in names)),
        phones=(
            *sealed.phones,
            *sorted({(i.phone, i.phone_restored) for i in identities if phone_key(i.phone)} - phones),
        ),
        cards=(*sealed.cards, *sorted({i.card for i in identities if card_key(i.card)} - cards)),
        births=(*sealed.births, *sorted({i.full_birth.isoformat() for i in identities if i.full_birth} - births)),
    )


def rewritten(sealed: Sealed, former: Identity, identity: Identity) -> Sealed:
    """The vault after a human's correction; what stood before stays as another way she was written."""
    also = replace(sealed, full_name=identity.full_name, phone=identity.phone, phone_restored=identity.phone_restored)
    also = replace(also, card=identity.card)
    births = [former.full_birth.isoformat()] if former.full_birth and former.full_birth != identity.full_birth else []
    names = [former.full_name] if plain_name(former.full_name) != plain_name(identity.full_name) else []
    phones = [(former.phone, former.phone_restored)] if phone_key(former.phone) else []
    return replace(
        also,
        names=tuple(name for name in dict.fromkeys((*sealed.names, *names)) if name != identity.full_name),
        phones=tuple(
            phone
            for phone in dict.fromkeys((*sealed.phones, *phones))
            if phone != (identity.phone, identity.phone_restored)
        ),
        cards=tuple(
            card
            for card in dict.fromkeys((*sealed.cards, *([former.card] if card_key(former.card) else [])))
            if card != identity.card
        ),
        births=tuple(
            birth
            for birth in dict.fromkeys((*sealed.births, *births))
            if identity.full_birth is None or birth != identity.full_birth.isoformat()
        ),
    )
