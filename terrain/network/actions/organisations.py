"""What an organisation is: its nature, where it works, how else it is called."""

from dataclasses import dataclass
from uuid import UUID

from terrain.core import slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.network.followers import follow
from terrain.network.models import Profile
from terrain.network.policies.organisations import check_describe
from terrain.programmes import actions as programmes
from terrain.programmes.models import Organisation, Place, plain

LONGEST, MOST = 120, 12
"""How long a name besides may be, and how many there may be."""


class ProfileChanged(Exception):
    """A colleague changed what is known of the organisation since the page was opened; ``profile`` says what it says now."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(str(profile.uid))
        self.profile = profile


@dataclass(frozen=True)
class Described:
    """What an organisation is. ``also_called``: names besides those of the programme."""

    nature: str = ""
    youth: bool = False
    place: Place | None = None
    also_called: tuple[str, ...] = ()


def described(profile: Profile) -> Described:
    """What is known of an organisation."""
    return Described(profile.nature, profile.youth, profile.place, tuple(profile.also_called))


def add_organisation(name: str, said: Described, *, slip: UUID | None = None, by: Viewer) -> Profile:
    """Name an organisation that no programme file names, and say what it is. One that is called so already is left as it is."""
    slip = slips.own(slip, by)
    check_describe(by)
    with action("network.organisation_added", by=by) as act:
        if (before := slips.taken(slip, Profile)) is not None:
            act.silent = True
            return before
        known = set(Organisation.objects.values_list("pk", flat=True))
        organisation = programmes.name_organisation(name, by=by)
        profile = Profile.objects.of(organisation)
        slips.made(slip, profile)
        if organisation.pk in known:
            act.silent = True
            return profile
        _write(profile, said)
        profile.save()
        act.obj = profile
    return profile


def describe_organisation(organisation: Organisation, said: Described, *, version: int, by: Viewer) -> Profile:
    """Say what an organisation is; what counts for it is counted anew. Raises ``ProfileChanged`` when a colleague did since."""
    check_describe(by)
    with action("network.organisation_described", by=by) as act:
        begun = Profile.objects.of(organisation)
        profile = Profile.objects.select_for_update(of=("self",)).get(pk=begun.pk)
        act.obj = profile
        before = described(profile)
        _write(profile, said)
        now = described(profile)
        if now == before:
            act.silent = True
            return profile
        if profile.version != version:
            raise ProfileChanged(Profile.objects.select_related("organisation", "place").get(pk=profile.pk))
        act.detail = {"fields": [name for name in vars(now) if getattr(now, name) != getattr(before, name)]}
        profile.version += 1
        profile.save()
        follow(profile)
    return profile


def _write(profile: Profile, said: Described) -> None:
    profile.nature, profile.youth, profile.place = said.nature, said.youth, said.place
    names = {plain(name): name.strip()[:LONGEST] for name in reversed(said.also_called) if plain(name)}
    profile.also_called = list(reversed(names.values()))[:MOST]
