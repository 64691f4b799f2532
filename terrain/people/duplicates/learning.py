"""What the page of the kept person learns when two people are found to be one, and how it forgets that again."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from terrain.people import rolls
from terrain.people.knowledge import complete
from terrain.people.models import Person, Sealed

CHOOSABLE = ("full_name", "sex", "birth", "phone", "card", "nationality")
PHRASES = ("mother", "place", "alias")
LISTS = ("names", "phones", "cards", "births")
ROW = ("sex", "birth_date", "birth_precision", "nationality")


def before(kept: Person, met: Iterable[int]) -> bytes:
    """All that a merge may change of ``kept``; ``met``: the projects that know her through it only."""
    return json.dumps([*json.loads(rolls.state_of(kept)), sorted(met)], ensure_ascii=False).encode()


def met_by(state: bytes) -> list[int]:
    """The projects that know her through the merge only."""
    return [int(project) for project in json.loads(state)[5]]


def learn(kept: Person, absorbed: Person, chosen: set[str]) -> None:
    """Let the kept person's vault know everything of both, what was chosen standing first; saves her."""
    sealed, theirs = kept.sealed(), absorbed.sealed()
    told = complete(kept, sealed, [absorbed.identity(theirs)]).sealed
    new = replace(
        told,
        names=_others(told.full_name, (*told.names, *theirs.all_names)),
        phones=_once(*told.phones, *theirs.phones, *_phone(theirs)),
        cards=tuple(card for card in _once(*told.cards, *theirs.cards, theirs.card) if card and card != told.card),
        births=_once(*told.births, *theirs.births, *_birth(absorbed)),
        **{code: getattr(told, code) or getattr(theirs, code) for code in PHRASES},
    )
    new = _preferred(new, theirs, chosen)
    if "sex" in chosen and absorbed.sex:
        kept.sex = absorbed.sex
    if "birth" in chosen and absorbed.birth_date:
        kept.birth_date, kept.birth_precision = absorbed.birth_date, absorbed.birth_precision
    if "nationality" in chosen and absorbed.nationality:
        kept.nationality = absorbed.nationality
    write(kept, new)


def _preferred(new: Sealed, theirs: Sealed, chosen: set[str]) -> Sealed:
    """``new`` with the name, telephone and card of the other one in use where a human chose them."""
    if "full_name" in chosen and theirs.full_name:
        new = replace(new, full_name=theirs.full_name, names=_others(theirs.full_name, new.all_names))
    if "phone" in chosen and theirs.phone:
        phones = _once(*new.phones, *_phone(new))
        new = replace(new, phone=theirs.phone, phone_restored=theirs.phone_restored, phones=phones)
    if "card" in chosen and theirs.card:
        cards = tuple(card for card in _once(*new.cards, new.card) if card and card != theirs.card)
        new = replace(new, card=theirs.card, cards=cards)
    return new


def give_back(kept: Person, state: bytes, absorbed: Person, *, exact: bool) -> None:
    """Make the kept person what she was before the merge; saves her.

    Unless ``exact`` she was corrected since: then only what came from ``absorbed`` is taken back, and what a human wrote since stays.
    """
    sealed, sex, born, precision, nationality, _met = json.loads(state)
    former = Sealed.of_bytes(sealed.encode())
    row = dict(zip(ROW, (sex, date.fromisoformat(born) if born else None, precision, nationality), strict=True))
    new = former if exact else _without(kept.sealed(), former, absorbed)
    if exact or _born(kept) == _born(absorbed):
        kept.birth_date, kept.birth_precision = row["birth_date"], row["birth_precision"]
    for code in ("sex", "nationality"):
        if exact or getattr(kept, code) == getattr(absorbed, code):
            setattr(kept, code, row[code])
    write(kept, new)


def _without(now: Sealed, former: Sealed, absorbed: Person) -> Sealed:
    """What stands now without what came from ``absorbed`` and was not known before."""
    theirs = absorbed.sealed()
    hers: dict[str, set[Any]] = {
        "names": set(theirs.all_names),
        "phones": {*theirs.phones, *_phone(theirs)},
        "cards": {theirs.card, *theirs.cards},
        "births": {*theirs.births, *_birth(absorbed)},
    }
    known: dict[str, set[Any]] = {
        "names": set(former.all_names),
        "phones": {*former.phones, *_phone(former)},
        "cards": {former.card, *former.cards},
        "births": set(former.births),
    }
    kept: dict[str, Any] = {
        code: tuple(one for one in getattr(now, code) if one not in hers[code] or one in known[code]) for code in LISTS
    }
    for code in ("full_name", "card", *PHRASES):
        if getattr(now, code) == getattr(theirs, code):
            kept[code] = getattr(former, code)
    if now.phone == theirs.phone:
        kept |= {"phone": former.phone, "phone_restored": former.phone_restored}
    left = replace(now, **kept)
    return replace(
        left,
        names=_others(left.full_name, left.names),
        phones=tuple(phone for phone in left.phones if phone not in _phone(left)),
        cards=tuple(card for card in left.cards if card != left.card),
    )


def write(kept: Person, sealed: Sealed) -> None:
    """Close a vault and save whose it is, one version further, with fingerprints that follow."""
    kept.seal(sealed)
    kept.version += 1
    kept.save()
    rolls.set_keys(kept, sealed)


def differences(one: Person, other: Person) -> list[dict[str, Any]]:
    """What two people say of each choosable thing, side by side: (code, hers, the other's, whether they agree)."""
    first, second = one.identity(), other.identity()
    told = []
    for code in CHOOSABLE:
        a, b = getattr(first, code), getattr(second, code)
        same = a == b and (code != "birth" or first.birth_precision == second.birth_precision)
        told.append({"code": code, "one": a, "other": b, "same": same, "only": bool(a) != bool(b)})
    return told


def _once(*said: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(said))


def _others(name: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(other for other in dict.fromkeys(names) if other and other != name)


def _phone(sealed: Sealed) -> tuple[tuple[str, bool], ...]:
    return ((sealed.phone, sealed.phone_restored),) if sealed.phone else ()


def _born(person: Person) -> tuple[date | None, str]:
    return person.birth_date, person.birth_precision


def _birth(person: Person) -> tuple[str, ...]:
    return (person.birth_date.isoformat(),) if person.birth_date and person.birth_precision == "day" else ()
