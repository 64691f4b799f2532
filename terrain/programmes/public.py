"""What public pages may show of the programme: plain values, nothing about staff, nothing about people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from terrain.programmes.enums import LineLevel, OrganisationRole
from terrain.programmes.models import Place, Programme, Project, ProjectPlace, Target

Texts = Mapping[str, str]


@dataclass(frozen=True)
class PublicProgramme:
    """The programme: name, summary and what its hub is for, each in several languages."""

    name: Texts
    summary: Texts
    hub: Texts


@dataclass(frozen=True)
class ProjectCard:
    """A project in a list. ``regions`` are codes of today's regions."""

    code: str
    hashtag: str
    title: Texts
    summary: Texts
    closed: bool
    regions: tuple[str, ...]
    targets: int


@dataclass(frozen=True)
class PublicLine:
    """A line of the logframe with the targets that stand under it (codes)."""

    code: str
    level: str
    number: str
    text: Texts
    targets: tuple[str, ...]


@dataclass(frozen=True)
class PublicTarget:
    """A promise. ``value`` is None where the documents give no number; ``qualifier`` is "", "about" or "at_least"."""

    code: str
    text: Texts
    value: int | None
    qualifier: str
    unit: str
    counted_when: Texts
    never: Texts
    answered_by: str


@dataclass(frozen=True)
class PublicPartner:
    """An organisation and what it is in the project."""

    name: Texts | str
    role: str
    role_label: str


@dataclass(frozen=True)
class Territory:
    """A place as the documents write it; ``today`` are the regions it lies in now."""

    name: Texts
    former: bool
    today: tuple[Texts, ...]


@dataclass(frozen=True)
class PublicProject:
    """A project's public page. An empty list means that the documents leave it blank."""

    card: ProjectCard
    note: Texts
    starts: date | None
    ends: date | None
    overall: tuple[PublicLine, ...]
    specific: tuple[PublicLine, ...]
    results: tuple[PublicLine, ...]
    loose_targets: tuple[str, ...]
    targets: tuple[PublicTarget, ...]
    beneficiaries: tuple[Texts, ...]
    partners: tuple[PublicPartner, ...]
    territory_as_written: str
    territories: tuple[Territory, ...]


@dataclass(frozen=True)
class RegionTile:
    """A region on the tile map: row from the north, column from the west, and how many projects work there."""

    code: str
    name: Texts
    row: int
    column: int
    projects: tuple[str, ...]


def programme() -> PublicProgramme | None:
    """The programme of this house; None before one is loaded."""
    found = Programme.objects.order_by("pk").first()
    return PublicProgramme(found.name, found.summary, found.hub) if found else None


def name() -> Texts | None:
    """How the programme of this house is called; None before one is loaded."""
    return Programme.objects.order_by("pk").values_list("name", flat=True).first()


def _today(project: Project) -> list[Place]:
    regions: dict[str, Place] = {}
    for territory in project.territories.all():
        for place in territory.today:
            regions[place.region.code] = place.region
    return [regions[code] for code in sorted(regions)]


def _card(project: Project) -> ProjectCard:
    return ProjectCard(
        code=project.code,
        hashtag=project.hashtag,
        title=project.title,
        summary=project.summary,
        closed=project.status == "closed",
        regions=tuple(place.code for place in _today(project)),
        targets=sum(not target.retired for target in project.targets.all()),
    )


def _projects() -> list[Project]:
    return list(
        Project.objects.prefetch_related(
            "targets", "territories__place__parent", "territories__former_region__provinces__parent"
        )
    )


def projects() -> list[ProjectCard]:
    """All projects, in the programme's order; closed ones stay readable."""
    return [_card(project) for project in _projects()]


def project(code: str) -> PublicProject | None:
    """One project's public page; None when there is none with this code. Constant number of queries."""
    found = (
        Project.objects.prefetch_related(
            "targets",
            "lines__targets",
            "roles__organisation",
            "territories__place__parent",
            "territories__former_region__provinces__parent",
        )
        .filter(code=code)
        .first()
    )
    return None if found is None else _shown(found)


def _lines(project: Project) -> list[PublicLine]:
    return [
        PublicLine(
            line.code, line.level, line.number, line.text, tuple(t.code for t in line.targets.all() if not t.retired)
        )
        for line in project.lines.all()
        if not line.retired
    ]


def _shown(found: Project) -> PublicProject:
    lines = _lines(found)
    return PublicProject(
        card=_card(found),
        note=found.note,
        starts=found.starts,
        ends=found.ends,
        overall=tuple(line for line in lines if line.level == LineLevel.OVERALL),
        specific=tuple(line for line in lines if line.level == LineLevel.SPECIFIC),
        results=tuple(line for line in lines if line.level == LineLevel.RESULT),
        loose_targets=tuple(t.code for t in found.targets.all() if t.line_id is None and not t.retired),
        targets=tuple(_target(t) for t in found.targets.all() if not t.retired),
        beneficiaries=tuple(found.beneficiaries),
        partners=tuple(
            PublicPartner(
                role.organisation.names or role.organisation.name, role.role, str(OrganisationRole(role.role).label)
            )
            for role in found.roles.all()
        ),
        territory_as_written=found.territory_as_written,
        territories=_territories(found),
    )


def _target(target: Target) -> PublicTarget:
    return PublicTarget(
        code=target.code,
        text=target.text,
        value=target.value,
        qualifier=target.qualifier,
        unit=target.unit,
        counted_when=target.counted_when,
        never=target.never,
        answered_by=target.answered_by,
    )


def _territories(project: Project) -> tuple[Territory, ...]:
    return tuple(_territory(territory) for territory in project.territories.all())


def _territory(territory: ProjectPlace) -> Territory:
    regions = {place.region.code: place.region.names for place in territory.today}
    names = territory.place.names if territory.place is not None else {"fr": str(territory.former_region)}
    return Territory(names, territory.place is None, tuple(regions[code] for code in sorted(regions)))


def regions() -> list[RegionTile]:
    """Today's regions with a place on the tile map, and the codes of the projects that work in each."""
    cards = projects()
    return [
        RegionTile(
            place.code,
            place.names,
            place.tile_row or 0,
            place.tile_column or 0,
            tuple(card.code for card in cards if place.code in card.regions),
        )
        for place in Place.objects.filter(kind="region").exclude(tile_row=None)
    ]
