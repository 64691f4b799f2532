"""The shape of a programme file, as ``docs/reference/programme-file.md`` describes it."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from terrain.programmes.enums import OrganisationKind, OrganisationRole, Unit
from terrain.programmes.faults import Location, Problem

LANGUAGES = frozenset({"fr", "ar", "en", "it"})


def _known_languages(texts: dict[str, str]) -> dict[str, str]:
    unknown = set(texts) - LANGUAGES
    if unknown:
        raise PydanticCustomError("no_language", "unknown language {text}", {"text": ", ".join(sorted(unknown))})
    return {language: text.strip() for language, text in texts.items() if text and text.strip()}


def _month(text: str) -> str:
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", text):
        raise PydanticCustomError("no_period", "not a year, a month or a day")
    try:
        first_day(text)
    except ValueError:
        raise PydanticCustomError("no_day", "there is no day {text}", {"text": text}) from None
    return text


def first_day(text: str) -> date:
    """The first day of a year, a month or a day written as 2018, 2018-01 or 2018-01-31."""
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(text: str) -> date:
    """The last day of a year, a month or a day written as 2018, 2018-01 or 2018-01-31."""
    year, month, day = (*map(int, text.split("-")), 12 if len(text) == 4 else 0, 0)[:3]
    return date(year, month, day or monthrange(year, month)[1])


Texts = Annotated[dict[str, str], AfterValidator(_known_languages)]
CODE = r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$"
Code = Annotated[str, Field(pattern=CODE, max_length=40)]
LineCode = Annotated[str, Field(pattern=CODE, max_length=20)]
PlaceCode = Annotated[str, Field(pattern=CODE, max_length=10)]
PlaceWord = Annotated[str, Field(min_length=1, max_length=100)]
Tile = Annotated[int, Field(ge=0, le=99)]
Number = Annotated[str, Field(max_length=12)]
When = Annotated[str, AfterValidator(_month)]


class Part(BaseModel):
    """A part of the file: an unknown word in it is an error, so that a slip of the pen is found."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class ProgrammePart(Part):
    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]*$", max_length=40)]
    name: Texts
    summary: Texts = {}
    hub: Texts = {}
    country: str = Field(pattern=r"^[A-Z]{2}$")


class OrganisationPart(Part):
    code: Code
    name: str = Field(min_length=1, max_length=200)
    kind: Literal[tuple(OrganisationKind.values)]  # type: ignore[valid-type]
    names: Texts = {}


class TopicPart(Part):
    code: Code
    names: Texts
    session_kind: Annotated[str, Field(min_length=1, max_length=30)]
    words: list[str] = Field(min_length=1)


class ProvincePart(Part):
    code: PlaceCode
    names: Texts
    aliases: list[PlaceWord] = []


class RegionPart(Part):
    code: PlaceCode
    names: Texts
    tile: tuple[Tile, Tile] | None = None
    aliases: list[PlaceWord] = []
    provinces: list[ProvincePart] = []


class FormerRegionPart(Part):
    name: PlaceWord
    provinces: list[str] = Field(min_length=1)


class PlacesFile(Part):
    regions: list[RegionPart]
    former_regions: list[FormerRegionPart] = []


class TerritoryPart(Part):
    as_written: Annotated[str, Field(max_length=400)] | None = None
    places: list[str] = []
    former_regions: list[str] = []


class RolePart(Part):
    organisation: str
    role: Literal[tuple(OrganisationRole.values)]  # type: ignore[valid-type]


class LinePart(Part):
    code: LineCode
    text: Texts


class ActivityPart(LinePart):
    number: Number = ""


class ResultPart(LinePart):
    number: Number = ""
    activities: list[ActivityPart] = []


class ObjectivesPart(Part):
    overall: list[LinePart] = []
    specific: list[LinePart] = []


class TargetPart(Part):
    code: LineCode
    result: str | None = None
    value: int | None = Field(default=None, ge=0, le=2_000_000_000)
    qualifier: Literal["about", "at_least"] | None = None
    unit: Literal[tuple(Unit.values)]  # type: ignore[valid-type]
    text: Texts
    counted_when: Texts = {}
    never: Texts | None = None
    answered_by: Literal["records", "declaration"] | None = None
    rule: dict[str, Any] | None = None


class ProjectPart(Part):
    code: Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9\-]*$", max_length=12)]
    hashtag: Annotated[str, Field(max_length=60)] = ""
    status: Literal["active", "closed"] = "active"
    starts: When | None = None
    ends: When | None = None
    title: Texts
    summary: Texts = {}
    note: Texts | None = None
    territory: TerritoryPart = TerritoryPart()
    organisations: list[RolePart] = []
    beneficiaries: list[Texts] = []
    files: list[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]] = []
    objectives: ObjectivesPart = ObjectivesPart()
    results: list[ResultPart] = []
    topics: list[TopicPart] = []
    targets: list[TargetPart] = []


class ProgrammeFile(Part):
    """A whole programme file, read and checked; ``places`` has been replaced by what its file holds."""

    terrain: Literal[1]
    programme: ProgrammePart
    places: PlacesFile
    organisations: list[OrganisationPart] = []
    topics: list[TopicPart] = []
    projects: list[ProjectPart] = Field(min_length=1)


def problems_of(file: ProgrammeFile) -> list[Problem]:
    """What the file names and does not hold, codes used twice, periods that end before they begin."""
    return [*_places(file.places), *_projects(file), *_doubled(file)]


def _places(places: PlacesFile) -> list[Problem]:
    known = _place_codes(places)
    return [
        Problem(("places", "former_regions", at, "provinces", step), "no_province", {"name": code})
        for at, former in enumerate(places.former_regions)
        for step, code in enumerate(former.provinces)
        if code not in known
    ]


def _place_codes(places: PlacesFile) -> set[str]:
    return {r.code for r in places.regions} | {p.code for r in places.regions for p in r.provinces}


def _projects(file: ProgrammeFile) -> list[Problem]:
    organisations = {organisation.code for organisation in file.organisations}
    places, former = _place_codes(file.places), {region.name for region in file.places.former_regions}
    problems: list[Problem] = []
    for at, project in enumerate(file.projects):
        here: Location = ("projects", at)
        named = [
            *(
                ((*here, "organisations", step, "organisation"), "no_organisation", role.organisation, organisations)
                for step, role in enumerate(project.organisations)
            ),
            *(
                ((*here, "territory", "places", step), "no_place", code, places)
                for step, code in enumerate(project.territory.places)
            ),
            *(
                ((*here, "territory", "former_regions", step), "no_former_region", name, former)
                for step, name in enumerate(project.territory.former_regions)
            ),
            *(
                ((*here, "targets", step, "result"), "no_result", target.result, {r.code for r in project.results})
                for step, target in enumerate(project.targets)
                if target.result
            ),
        ]
        problems += [Problem(where, code, {"name": name}) for where, code, name, known in named if name not in known]
        if project.starts and project.ends and last_day(project.ends) < first_day(project.starts):
            problems.append(Problem((*here, "ends"), "ends_early"))
    return problems


def _doubled(file: ProgrammeFile) -> list[Problem]:
    """Codes that stand twice where each may stand once; the place told is that of the second."""
    problems: list[Problem] = []
    for codes in _kinds_of_codes(file):
        seen: set[str] = set()
        for where, code in codes:
            if code in seen:
                problems.append(Problem(where, "twice", {"name": code}))
            seen.add(code)
    return problems


def _kinds_of_codes(file: ProgrammeFile) -> Iterator[list[tuple[Location, str]]]:
    yield [(("organisations", at, "code"), part.code) for at, part in enumerate(file.organisations)]
    yield [(("topics", at, "code"), part.code) for at, part in enumerate(file.topics)]
    yield [(("projects", at, "code"), part.code) for at, part in enumerate(file.projects)]
    yield list(_codes_of_places(file.places))
    yield [(("places", "former_regions", at, "name"), part.name) for at, part in enumerate(file.places.former_regions)]
    yield [code for at, project in enumerate(file.projects) for code in _codes_of_promises(project, ("projects", at))]
    for at, project in enumerate(file.projects):
        here: Location = ("projects", at)
        yield [((*here, "topics", step, "code"), topic.code) for step, topic in enumerate(project.topics)]
        yield [
            ((*here, "organisations", step), f"{role.organisation} ({role.role})")
            for step, role in enumerate(project.organisations)
        ]


def _codes_of_places(places: PlacesFile) -> Iterator[tuple[Location, str]]:
    for at, region in enumerate(places.regions):
        yield ("places", "regions", at, "code"), region.code
        for step, province in enumerate(region.provinces):
            yield ("places", "regions", at, "provinces", step, "code"), province.code


def _codes_of_promises(project: ProjectPart, here: Location) -> Iterator[tuple[Location, str]]:
    for level, parts in (("overall", project.objectives.overall), ("specific", project.objectives.specific)):
        for step, line in enumerate(parts):
            yield (*here, "objectives", level, step, "code"), line.code
    for step, result in enumerate(project.results):
        yield (*here, "results", step, "code"), result.code
        for number, activity in enumerate(result.activities):
            yield (*here, "results", step, "activities", number, "code"), activity.code
    for step, target in enumerate(project.targets):
        yield (*here, "targets", step, "code"), target.code
