"""What a person's page tells beyond her name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from terrain.core import clock, files
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.policies import verdict
from terrain.people import directory
from terrain.people.models import Paper, Person, Relation
from terrain.people.models.profiles import Channel, NameKind, profile_of
from terrain.people.profiles.contact import ways
from terrain.people.profiles.lists import lists
from terrain.people.profiles.policies import check_read, check_write_profile


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    return viewer


def contact_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """How she may be reached now: stands first on her page."""
    viewer = _viewer(request)
    if not verdict(check_read, viewer, person):
        return None
    told, _version = profile_of(person)
    return {
        "told": told,
        "ways": ways(told, clock.now()),
        "never": [label for code, label in Channel.choices if code in told.never],
        "may_write": verdict(check_write_profile, viewer, person),
    }


@dataclass(frozen=True)
class PaperTold:
    """A paper in words; ``left``: days until it ends."""

    paper: Paper
    kind: str
    motive: str
    number: str
    place: str
    left: int | None
    name: str


def papers_told(found: Iterable[Paper], person: Person) -> list[PaperTold]:
    """These papers in words."""
    told, today = [], clock.today()
    for paper in found:
        paper.person = person
        words = paper.words()
        told.append(
            PaperTold(
                paper, lists().words("papers", paper.kind), lists().words("motives", paper.motive), words["number"],
                words["place"], paper.days_left(today), files.name_of(paper.file) if paper.file is not None else "",
            )
        )  # fmt: skip
    return told


def papers_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Her papers, those that end first."""
    viewer = _viewer(request)
    if not verdict(check_read, viewer, person):
        return None
    found = person.papers.filter(removed_at=None).select_related("file__key").order_by("ends", "pk")
    return {"papers": papers_told(found, person), "may_write": verdict(check_write_profile, viewer, person)}


@dataclass(frozen=True)
class Tie:
    """A relation as seen from one person; ``url`` blank for somebody outside the registry."""

    relation: Relation
    words: str
    name: str
    url: str
    own: bool


def ties_of(viewer: Viewer, person: Person) -> list[Tie]:
    """Her relations, from both sides; somebody whom the viewer does not see is not there."""
    seen = Person.objects.visible_to(viewer) & Person.objects.identified_by(viewer)
    mine = person.relations.filter(removed_at=None).select_related("other__key")
    theirs = person.relations_to.filter(removed_at=None).select_related("person__key")
    people = [one.other for one in mine if one.other is not None] + [one.person for one in theirs]
    visible = set(seen.filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True))
    names = {entry.person.pk: entry.name for entry in directory.entries([p for p in people if p.pk in visible], viewer)}
    told = []
    for one in mine:
        if one.other is None:
            one.person = person
            told.append(Tie(one, lists().words("relations", one.kind), one.name(), "", True))
        elif one.other_id in names:
            url = one.other.get_absolute_url()
            told.append(Tie(one, lists().words("relations", one.kind), names[one.other.pk], url, True))
    for one in theirs:
        if one.person_id in names:
            inverse = lists().entry("relations", one.kind).inverse
            url = one.person.get_absolute_url()
            told.append(Tie(one, lists().words("relations", inverse), names[one.person_id], url, False))
    return told


def family_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Legal and factual ties side by side, her home, her groups."""
    viewer = _viewer(request)
    if not verdict(check_read, viewer, person):
        return None
    ties = ties_of(viewer, person)
    groups = person.memberships.filter(until=None).select_related("group__project")
    projects = viewer.projects("people.view")
    return {
        "legal": [tie for tie in ties if tie.relation.legal],
        "factual": [tie for tie in ties if not tie.relation.legal],
        "home": [tie for tie in ties if tie.relation.same_home],
        "groups": [one for one in groups if projects is None or one.group.project_id in projects],
        "may_write": verdict(check_write_profile, viewer, person),
    }


def knowledge_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Languages, reading, mother, where she lives, her names."""
    viewer = _viewer(request)
    if not verdict(check_read, viewer, person):
        return None
    told, _version = profile_of(person)
    kinds = dict(NameKind.choices)
    return {
        "told": told,
        "languages": [lists().words("languages", code) for code in told.languages],
        "speak": lists().words("languages", told.speak),
        "literacy": lists().words("literacy", told.literacy),
        "names": [(name, kinds.get(kind, "")) for name, kind in told.name_kinds],
        "may_write": verdict(check_write_profile, viewer, person),
    }
