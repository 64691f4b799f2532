"""The shape of a programme file, as ``docs/reference/programme-file.md`` describes it."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from terrain.programmes.enums import OrganisationKind, OrganisationRole, Unit

LANGUAGES = frozenset({"fr", "ar", "en", "it"})


def _known_languages(texts: dict[str, str]) -> dict[str, str]:
    unknown = set(texts) - LANGUAGES
    if unknown:
        raise ValueError(f"unknown language {', '.join(sorted(unknown))}; use fr, ar, en, it")
    return {language: text.strip() for language, text in texts.items() if text and text.strip()}


def _month(text: str) -> str:
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", text):
        raise ValueError("write a year, a month or a day: 2018, 2018-01 or 2018-01-31")
    return text


Texts = Annotated[dict[str, str], AfterValidator(_known_languages)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$", max_length=40)]
When = Annotated[str, AfterValidator(_month)]


class Part(BaseModel):
    """A part of the file: an unknown word in it is an error, so that a slip of the pen is found."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class ProgrammePart(Part):
    code: Code
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
    session_kind: str
    words: list[str] = Field(min_length=1)


class ProvincePart(Part):
    code: Code
    names: Texts
    aliases: list[str] = []


class RegionPart(Part):
    code: Code
    names: Texts
    tile: tuple[int, int] | None = None
    aliases: list[str] = []
    provinces: list[ProvincePart] = []


class FormerRegionPart(Part):
    name: str
    provinces: list[str] = Field(min_length=1)


class PlacesFile(Part):
    regions: list[RegionPart]
    former_regions: list[FormerRegionPart] = []


class TerritoryPart(Part):
    as_written: str | None = None
    places: list[str] = []
    former_regions: list[str] = []


class RolePart(Part):
    organisation: str
    role: Literal[tuple(OrganisationRole.values)]  # type: ignore[valid-type]


class LinePart(Part):
    code: Code
    text: Texts


class ActivityPart(LinePart):
    number: str = ""


class ResultPart(LinePart):
    number: str = ""
    activities: list[ActivityPart] = []


class ObjectivesPart(Part):
    overall: list[LinePart] = []
    specific: list[LinePart] = []


class TargetPart(Part):
    code: Code
    result: str | None = None
    value: int | None = Field(default=None, ge=0)
    qualifier: Literal["about", "at_least"] | None = None
    unit: Literal[tuple(Unit.values)]  # type: ignore[valid-type]
    text: Texts
    counted_when: Texts = {}
    never: Texts | None = None
    answered_by: Literal["records", "declaration"] | None = None
    rule: dict[str, Any] | None = None


class ProjectPart(Part):
    code: Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9\-]*$", max_length=12)]
    hashtag: str = ""
    status: Literal["active", "closed"] = "active"
    starts: When | None = None
    ends: When | None = None
    title: Texts
    summary: Texts = {}
    note: Texts | None = None
    territory: TerritoryPart = TerritoryPart()
    organisations: list[RolePart] = []
    beneficiaries: list[Texts] = []
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

    @model_validator(mode="after")
    def _references_lead_somewhere(self) -> "ProgrammeFile":
        problems = list(unknown_references(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self


def unknown_references(file: "ProgrammeFile") -> list[str]:
    """What the file names and does not hold, and codes used twice; one sentence each."""
    organisations = {o.code for o in file.organisations}
    places = {r.code for r in file.places.regions} | {p.code for r in file.places.regions for p in r.provinces}
    former = {f.name for f in file.places.former_regions}
    problems = [
        f"former region {f.name}: there is no province {code}"
        for f in file.places.former_regions
        for code in f.provinces
        if code not in places
    ]
    for project in file.projects:
        results = {r.code for r in project.results}
        problems += [
            f"{project.code}: there is no organisation {r.organisation}"
            for r in project.organisations
            if r.organisation not in organisations
        ]
        problems += [f"{project.code}: there is no place {c}" for c in project.territory.places if c not in places]
        problems += [
            f"{project.code}: there is no former region {n}"
            for n in project.territory.former_regions
            if n not in former
        ]
        problems += [
            f"{t.code}: there is no result {t.result}" for t in project.targets if t.result and t.result not in results
        ]
    codes = [c for p in file.projects for c in line_codes(p)] + [t.code for p in file.projects for t in p.targets]
    problems += [f"the code {code} is used twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    return problems


def line_codes(project: ProjectPart) -> list[str]:
    """Codes of all lines of a project's logframe, in order."""
    codes = [line.code for line in (*project.objectives.overall, *project.objectives.specific)]
    for result in project.results:
        codes += [result.code, *(a.code for a in result.activities)]
    return codes
