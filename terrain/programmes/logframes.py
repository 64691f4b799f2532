"""A logframe as a tree to read: lines under lines, promises under lines; from today's records or from a frozen version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from terrain.programmes.enums import LineLevel, Qualifier, Unit
from terrain.programmes.models import Line, LogframeVersion, Project, Target

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Promise:
    """A target. ``value`` None: the documents name no number. ``counted``: a rule says what counts."""

    code: str
    text: Texts
    value: int | None
    qualifier: str
    unit: str
    counted_when: Texts
    never: Texts
    counted: bool


@dataclass(frozen=True)
class Branch:
    """A line of the logframe, the promises that stand under it, and the lines below."""

    code: str
    level: str
    number: str
    text: Texts
    promises: tuple[Promise, ...]
    branches: tuple["Branch", ...]


@dataclass(frozen=True)
class Tree:
    """A whole logframe; ``loose`` are promises that the documents put under no line."""

    branches: tuple[Branch, ...]
    loose: tuple[Promise, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing was promised."""
        return not self.branches and not self.loose


def of_project(project: Project) -> Tree:
    """What the project promises today; two queries."""
    lines = [
        {
            "code": line.code,
            "level": line.level,
            "number": line.number,
            "text": line.text,
            "parent": line.parent.code if line.parent else None,
        }
        for line in Line.objects.filter(project=project, retired=False).select_related("parent")
    ]
    targets = [
        {name: getattr(target, name) for name in ("code", *TOLD, "rule")}
        | {"line": target.line.code if target.line else None}
        for target in Target.objects.filter(project=project, retired=False).select_related("line")
    ]
    return _tree(lines, targets)


def of_version(version: LogframeVersion) -> Tree:
    """What the project promised then; no query."""
    kinds: dict[str, list[dict[str, Any]]] = {"line": [], "target": []}
    for name, values in version.content.items():
        kind, code = name.split(" ", 1)
        kinds[kind].append({"code": code, **values})
    for records in kinds.values():
        records.sort(key=lambda values: values["position"])
    return _tree(kinds["line"], kinds["target"])


TOLD = ("text", "value", "qualifier", "unit", "counted_when", "never")


def _tree(lines: list[dict[str, Any]], targets: list[dict[str, Any]]) -> Tree:
    known = {line["code"] for line in lines}
    under: dict[str | None, list[Promise]] = {}
    for target in targets:
        line = target["line"] if target["line"] in known else None
        under.setdefault(line, []).append(_promise(target))
    below: dict[str | None, list[dict[str, Any]]] = {}
    for line in lines:
        below.setdefault(line["parent"] if line["parent"] in known else None, []).append(line)
    return Tree(_branches(None, below, under), tuple(under.get(None, ())))


def _branches(
    parent: str | None, below: Mapping[str | None, Iterable[dict[str, Any]]], under: Mapping[str | None, list[Promise]]
) -> tuple[Branch, ...]:
    return tuple(
        Branch(
            code=line["code"],
            level=str(LineLevel(line["level"]).label),
            number=line["number"],
            text=line["text"],
            promises=tuple(under.get(line["code"], ())),
            branches=_branches(line["code"], below, under),
        )
        for line in below.get(parent, ())
    )


def _promise(target: dict[str, Any]) -> Promise:
    values = {name: target[name] for name in TOLD}
    values["qualifier"] = str(Qualifier(values["qualifier"]).label) if values["qualifier"] else ""
    values["unit"] = str(Unit(values["unit"]).label)
    return Promise(code=target["code"], counted=target["rule"] is not None, **values)
