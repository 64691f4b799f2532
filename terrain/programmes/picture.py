"""A programme as a flat picture: (kind, key) → values. The file's picture beside the records' picture is the diff."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from terrain.programmes.enums import LineLevel, PlaceKind
from terrain.programmes.models import (
    FormerRegion,
    Line,
    Organisation,
    Place,
    Programme,
    Project,
    ProjectPlace,
    ProjectRole,
    Target,
    Topic,
    plain,
)
from terrain.programmes.schema import ProgrammeFile, ProjectPart, first_day, last_day

Key = tuple[str, str]
Picture = dict[Key, dict[str, Any]]
KEPT = {"programme", "organisation", "place", "former_region"}
"""Kinds that a file may stop naming without losing them: other records hang on them."""
PROJECT = (
    "position", "hashtag", "status", "starts", "ends", "title", "summary", "note", "territory_as_written", "beneficiaries",
    "files",
)  # fmt: skip
LINE = ("level", "number", "text", "position", "retired")
TARGET = (
    "text", "value", "qualifier", "unit", "counted_when", "never", "answered_by", "rule", "position", "retired",
)  # fmt: skip
"""Fields of the records that the picture shows as they are."""


@dataclass(frozen=True)
class Change:
    """One difference: what (kind, key), and each field's old and new value. ``mark`` is + added, ~ changed, - removed.

    A field of something added has no old value (None); something removed tells its fields' last values as old.
    ``called`` is what a reader knows it by: a text, or texts by language.
    """

    mark: str
    kind: str
    key: str
    fields: tuple[tuple[str, Any, Any], ...] = ()
    called: Any = ""

    def __str__(self) -> str:
        if self.mark != "~":
            return f"{self.mark} {self.kind} {self.key}"
        return "\n".join(f"~ {self.kind} {self.key} {name}: {old!r} → {new!r}" for name, old, new in self.fields)


@dataclass(frozen=True)
class Diff:
    """What a file would change, in the order it would be done."""

    changes: tuple[Change, ...]

    @property
    def empty(self) -> bool:
        """Whether the file says what the records say already."""
        return not self.changes

    def __str__(self) -> str:
        return "\n".join(map(str, self.changes)) if self.changes else "Nothing to change."


def _places(file: ProgrammeFile) -> Iterator[tuple[Key, dict[str, Any]]]:
    for region in file.places.regions:
        names = sorted({plain(n) for n in (*region.names.values(), *region.aliases)})
        row, column = region.tile or (None, None)
        yield (
            ("place", region.code),
            {
                "kind": PlaceKind.REGION.value,
                "parent": None,
                "names": region.names,
                "tile_row": row,
                "tile_column": column,
                "known_as": names,
            },
        )
        for province in region.provinces:
            yield (
                ("place", province.code),
                {
                    "kind": PlaceKind.PROVINCE.value,
                    "parent": region.code,
                    "names": province.names,
                    "tile_row": None,
                    "tile_column": None,
                    "known_as": sorted({plain(n) for n in (*province.names.values(), *province.aliases)}),
                },
            )
    for former in file.places.former_regions:
        yield ("former_region", former.name), {"provinces": sorted(former.provinces)}


def _line(
    project: str, code: str, level: LineLevel, number: str, parent: str | None, text: dict[str, str], at: int
) -> Any:
    return ("line", code), {
        "project": project,
        "level": level.value,
        "number": number,
        "parent": parent,
        "text": text,
        "position": at,
        "retired": False,
    }


def _lines(project: ProjectPart) -> Iterator[tuple[Key, dict[str, Any]]]:
    overall = project.objectives.overall[0].code if project.objectives.overall else None
    specific = [line.code for line in project.objectives.specific]
    above_results = specific[0] if len(specific) == 1 else overall
    at = 0
    for line in project.objectives.overall:
        at += 1
        yield _line(project.code, line.code, LineLevel.OVERALL, "", None, line.text, at)
    for line in project.objectives.specific:
        at += 1
        yield _line(project.code, line.code, LineLevel.SPECIFIC, "", overall, line.text, at)
    for result in project.results:
        at += 1
        yield _line(project.code, result.code, LineLevel.RESULT, result.number, above_results, result.text, at)
        for activity in result.activities:
            at += 1
            yield _line(
                project.code, activity.code, LineLevel.ACTIVITY, activity.number, result.code, activity.text, at
            )


def _project(project: ProjectPart, programme: str, position: int) -> Iterator[tuple[Key, dict[str, Any]]]:
    yield (
        ("project", project.code),
        {
            "programme": programme,
            "position": position,
            "hashtag": project.hashtag,
            "status": project.status,
            "starts": first_day(project.starts) if project.starts else None,
            "ends": last_day(project.ends) if project.ends else None,
            "title": project.title,
            "summary": project.summary,
            "note": project.note or {},
            "territory_as_written": project.territory.as_written or "",
            "beneficiaries": project.beneficiaries,
            "files": project.files,
        },
    )
    for at, role in enumerate(project.organisations):
        yield ("role", f"{project.code}|{role.organisation}|{role.role}"), {"position": at}
    for code in project.territory.places:
        yield ("territory", f"{project.code}|{code}"), {"former": False}
    for name in project.territory.former_regions:
        yield ("territory", f"{project.code}|{name}"), {"former": True}
    yield from _lines(project)
    yield from _targets(project)


def _targets(project: ProjectPart) -> Iterator[tuple[Key, dict[str, Any]]]:
    for at, target in enumerate(project.targets):
        yield (
            ("target", target.code),
            {
                "project": project.code,
                "line": target.result,
                "text": target.text,
                "value": target.value,
                "qualifier": target.qualifier or "",
                "unit": target.unit,
                "counted_when": target.counted_when,
                "never": target.never or {},
                "answered_by": target.answered_by or "",
                "rule": target.rule,
                "position": at,
                "retired": False,
            },
        )


def of_file(file: ProgrammeFile) -> Picture:
    """The picture that the file paints."""
    programme = file.programme
    picture: Picture = {
        ("programme", programme.code): {
            "name": programme.name,
            "summary": programme.summary,
            "hub": programme.hub,
            "country": programme.country,
        }
    }
    for organisation in file.organisations:
        picture["organisation", organisation.code] = {
            "name": organisation.name,
            "names": organisation.names,
            "kind": organisation.kind,
        }
    picture.update(_places(file))
    for position, project in enumerate(file.projects):
        picture.update(_project(project, programme.code, position))
    for owner, topics in [("", file.topics), *((p.code, p.topics) for p in file.projects)]:
        for topic in topics:
            picture["topic", f"{owner}|{topic.code}"] = {
                "names": topic.names,
                "session_kind": topic.session_kind,
                "words": topic.words,
                "retired": False,
            }
    return picture


def _fields(record: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def of_records(programme_code: str) -> Picture:
    """The picture that the records paint now, for one programme and everything shared."""
    picture: Picture = {}
    for programme in Programme.objects.filter(code=programme_code):
        picture["programme", programme.code] = _fields(programme, "name", "summary", "hub", "country")
    for organisation in Organisation.objects.all():
        picture["organisation", organisation.code] = _fields(organisation, "name", "names", "kind")
    for place in Place.objects.select_related("parent").prefetch_related("known_as"):
        picture["place", place.code] = _fields(place, "kind", "names", "tile_row", "tile_column") | {
            "parent": place.parent.code if place.parent else None,
            "known_as": sorted(name.plain for name in place.known_as.all()),
        }
    for former in FormerRegion.objects.prefetch_related("provinces"):
        picture["former_region", former.name] = {"provinces": sorted(p.code for p in former.provinces.all())}
    picture.update(_project_records(programme_code))
    return picture


def _project_records(programme_code: str) -> Iterator[tuple[Key, dict[str, Any]]]:
    here = Q(project__programme__code=programme_code)
    for project in Project.objects.filter(programme__code=programme_code):
        yield ("project", project.code), _fields(project, *PROJECT) | {"programme": programme_code}
    for role in ProjectRole.objects.filter(here).select_related("project", "organisation"):
        yield ("role", f"{role.project.code}|{role.organisation.code}|{role.role}"), {"position": role.position}
    for territory in ProjectPlace.objects.filter(here).select_related("project", "place", "former_region"):
        name = territory.place.code if territory.place else str(territory.former_region)
        yield ("territory", f"{territory.project.code}|{name}"), {"former": territory.place is None}
    for line in Line.objects.filter(here).select_related("project", "parent"):
        parent = line.parent.code if line.parent else None
        yield ("line", line.code), _fields(line, *LINE) | {"project": line.project.code, "parent": parent}
    for target in Target.objects.filter(here).select_related("project", "line"):
        under = target.line.code if target.line else None
        yield ("target", target.code), _fields(target, *TARGET) | {"project": target.project.code, "line": under}
    for topic in Topic.objects.filter(here | Q(project=None)).select_related("project"):
        owner = topic.project.code if topic.project else ""
        yield ("topic", f"{owner}|{topic.code}"), _fields(topic, "names", "session_kind", "words", "retired")


def difference(old: Picture, new: Picture) -> Diff:
    """From ``old`` to ``new``. A line, target or topic that is no longer named is retired, never deleted."""
    changes = []
    for (kind, key), values in new.items():
        if (kind, key) not in old:
            fields = tuple((name, None, value) for name, value in values.items())
            changes.append(Change("+", kind, key, fields, _called(values)))
            continue
        before = old[kind, key]
        fields = tuple((name, before[name], value) for name, value in values.items() if before[name] != value)
        if fields:
            changes.append(Change("~", kind, key, fields, _called(values)))
    for kind, key in old:
        if (kind, key) not in new and kind not in KEPT and not old[kind, key].get("retired"):
            fields = tuple((name, value, None) for name, value in old[kind, key].items())
            changes.append(Change("-", kind, key, fields, _called(old[kind, key])))
    return Diff(tuple(changes))


def _called(values: dict[str, Any]) -> Any:
    return next((values[name] for name in ("text", "title", "names", "name") if values.get(name)), "")
