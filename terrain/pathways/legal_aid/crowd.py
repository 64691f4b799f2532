"""From how many women a case told cannot be told apart, and what to say less precisely until they are enough.

A case says of each field what its file says, something wider, or nothing. The crowd is everybody with a file of this kind in its
project of whom the same is true, as the case is read as its project's: women of another one hide nobody. It is counted in women, not
in files, so that three files of one woman hide nobody; a file that was opened by mistake is about nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from terrain.casework.models import Case
from terrain.core import vault
from terrain.pathways.legal_aid.dated import advocacy
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.people.models import Person
from terrain.people.models.profiles import Profile
from terrain.programmes.models import PlaceName, plain

OPEN = "open"
"""Instead of a closing reason, for a file that goes on."""
MISTAKE = "opened_by_mistake"
"""The closing reason of a file that should not have been."""
NAMES = ("age", "region", "year", "obstacle", "service", "outcome")
SPANS = (0, 1, 2)
"""How many years back a year may be widened."""


@dataclass(frozen=True)
class Fields:
    """What a case says, codes of the dated lists; blank: not said."""

    age: str = ""
    region: str = ""
    year: str = ""
    obstacle: str = ""
    service: str = ""
    outcome: str = ""

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Fields":
        """From a mapping that may hold more."""
        return cls(**{name: str(said.get(name, "")) for name in NAMES})

    def as_dict(self) -> dict[str, str]:
        """By name."""
        return asdict(self)


@dataclass(frozen=True)
class Traits:
    """What a file says of the same: completed years at its opening, the region's code, the codes of the file's own lists."""

    person: int
    age: int | None
    region: str
    year: int
    reason: str
    services: frozenset[str]
    closing: str


def says(traits: Traits, name: str, value: str) -> bool:
    """Whether ``value`` of field ``name`` is true of a file; blank is true of every file."""
    if not value:
        return True
    if name == "region":
        return traits.region == value
    if name == "year":
        first, _dash, last = value.partition("-")
        return first.isdecimal() and int(first) <= traits.year <= int(last if last.isdecimal() else first)
    if name == "age":
        band = next((one for one in advocacy().ages if one.code == value), None)
        return band is not None and traits.age is not None and band.youngest <= traits.age <= band.oldest
    covering = {"obstacle": advocacy().obstacles, "service": advocacy().services, "outcome": advocacy().outcomes}[name]
    covers = next((one.covers for one in covering if one.code == value), frozenset())
    own = {"obstacle": {traits.reason}, "service": traits.services, "outcome": {traits.closing}}[name]
    return bool(covers & own)


def shared_by(fields: Fields, crowd: Iterable[Traits]) -> int:
    """How many women have a file of which everything that ``fields`` says is true."""
    said = fields.as_dict().items()
    return len({one.person for one in crowd if all(says(one, name, value) for name, value in said)})


def choices_of(own: Traits) -> dict[str, list[str]]:
    """Field → what may be said of this file, the narrowest first and "not said" last."""
    lists = advocacy()
    years = [str(own.year), *(f"{own.year - back}-{own.year}" for back in SPANS if back)]
    every = {
        "age": [one.code for one in lists.ages],
        "region": [own.region] if own.region else [],
        "year": years,
        "obstacle": [one.code for one in lists.obstacles],
        "service": [one.code for one in lists.services],
        "outcome": [one.code for one in lists.outcomes],
    }
    return {name: [*(value for value in every[name] if says(own, name, value)), ""] for name in NAMES}


def widened(fields: Fields, own: Traits, crowd: Sequence[Traits], least: int) -> Fields:
    """``fields`` said less precisely, one step after the other, until ``least`` share them; each step the one that gains most.

    Everything "not said" when even that is not enough.
    """
    offered, said = choices_of(own), fields.as_dict()
    while shared_by(Fields(**said), crowd) < least and any(said.values()):
        steps = []
        for name in NAMES:
            wider = offered[name][offered[name].index(said[name]) + 1 :] if said[name] in offered[name] else [""]
            steps += [{**said, name: value} for value in wider[:1]]
        said = max(steps, key=lambda step: shared_by(Fields(**step), crowd))
    return Fields(**said)


def narrowest(own: Traits) -> Fields:
    """The most that may be said of a file."""
    return Fields(**{name: values[0] for name, values in choices_of(own).items()})


def untrue(fields: Fields, own: Traits) -> list[str]:
    """Fields that say something else than the file."""
    return [name for name, value in fields.as_dict().items() if not says(own, name, value)]


def everybody(project_id: int) -> list[Traits]:
    """Every file of this kind of a project about a person, in a constant number of queries; nothing of it is kept."""
    found = Case.objects.filter(kind=LEGAL_AID.code, project=project_id, person__isnull=False)
    return _traits(found.exclude(closing_reason=MISTAKE))


def traits_of(case: Case) -> Traits | None:
    """What one file says; ``None`` when it is about nobody."""
    return next(iter(_traits(Case.objects.filter(pk=case.pk, person__isnull=False))), None)


def _traits(cases: Any) -> list[Traits]:
    related = ("person__key", "person__merged_into__key", "place__parent")
    found = list(cases.select_related(*related).prefetch_related("services"))
    regions = _regions()
    people = {case.person.stands_as.pk: case.person.stands_as for case in found}
    held = {profile.person_id: profile for profile in Profile.objects.filter(person__in=people)}
    return [_one(case, regions, held.get(case.person.stands_as.pk)) for case in found]


def _regions() -> dict[str, str]:
    """Every known name of a place → the code of its region; provinces before regions."""
    found: dict[str, str] = {}
    for name in PlaceName.objects.select_related("place__parent").order_by("place__kind", "place__code"):
        found.setdefault(name.plain, name.place.region.code)
    return found


def _one(case: Case, regions: dict[str, str], profile: Profile | None) -> Traits:
    assert case.person is not None
    person = case.person.stands_as
    return Traits(
        person=person.pk,
        age=person.age_on(case.opened_on),
        region=case.place.region.code if case.place is not None else _named_region(person, profile, regions),
        year=case.opened_on.year,
        reason=case.entry_reason,
        services=frozenset(one.service for one in case.services.all() if one.withdrawn_at is None),
        closing=case.closing_reason if not case.is_open else OPEN,
    )


def _named_region(person: Person, profile: Profile | None, regions: dict[str, str]) -> str:
    """The region of where she said that she lives, when the programme's list knows that place; else blank."""
    try:
        written = [person.sealed().place] if bytes(person.sealed_identity) else []
        if profile is not None:
            profile.person = person
            written.insert(0, profile.told().place)
    except vault.Erased:
        return ""
    return next((regions[name] for name in map(plain, written) if name in regions), "")
