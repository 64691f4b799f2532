"""Centres by their name: the one that is meant, or a new one, laid where its name says."""

from django.db import IntegrityError, transaction

from terrain.programmes.models import Organisation, Place, Project, plain
from terrain.workshops.models import Centre

LONGEST_PLACE = 4
"""Words of the longest name of a place that is looked for."""


def place_in(name: str) -> Place | None:
    """The place that a centre's name speaks of ("Centre de protection d'Agadir"): the longest that is named, the last of those."""
    words, known = plain(name).split(), Place.objects.by_plain_name()
    for length in range(LONGEST_PLACE, 0, -1):
        for start in range(len(words) - length, -1, -1):
            place = known.get(" ".join(words[start : start + length]))
            if place is not None:
                return place
    return None


def known(project: Project, name: str) -> Centre | None:
    """The project's centre of this name, however it is written."""
    return Centre.objects.filter(project=project, name_plain=plain(name)[:120]).first()


def meant(project: Project, name: str) -> Centre:
    """The project's centre of this name; made when there is none, also when another makes it this instant."""
    found = known(project, name)
    if found is not None:
        return found
    centre = Centre(project=project, place=place_in(name))
    centre.call(name)
    try:
        with transaction.atomic():
            centre.save()
    except IntegrityError:
        return Centre.objects.get(project=project, name_plain=centre.name_plain)
    return centre


def names(projects: "list[int] | None" = None) -> list[str]:
    """Names of centres to choose from while typing: of these projects, or of all."""
    found = Centre.objects.all() if projects is None else Centre.objects.filter(project__in=projects)
    return sorted(set(found.values_list("name", flat=True)))


def familiar() -> frozenset[str]:
    """Plain names of places, centres and organisations, as a text may write them: they name nobody. Three queries."""
    organisations = [text for one in Organisation.objects.all() for text in (one.code, one.name, *one.names.values())]
    houses = Centre.objects.values_list("name_plain", flat=True)
    return frozenset(filter(None, (*Place.objects.by_plain_name(), *houses, *map(plain, organisations))))
