"""Reads a programme file; every error names the file, the line and what is wrong there."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from terrain.programmes.faults import Fault, Location, ProgrammeError
from terrain.programmes.schema import ProgrammeFile, problems_of

LARGEST = 5 << 20
SHIPPED = Path(__file__).resolve().parent / "reference"


class _Refused(Exception):
    def __init__(self, line: int, code: str) -> None:
        self.line, self.code = line, code


class _Loader(yaml.SafeLoader):
    """YAML without surprises: a word is a text unless it is null, true, false or a number; nothing points elsewhere.

    A part that stands for another part (``*name``) or names its own kind (``!!set``) is refused: what is written is
    all there is, and a small file stays small.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(line, "alias")
        if getattr(event, "tag", None) is not None:
            raise _Refused(line, "tag")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?[0-9]+\.[0-9]+", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)


def text_of(path: Path) -> str:
    """The text of a file. Raises ``ProgrammeError`` (too large, not UTF-8) or ``OSError``."""
    if path.stat().st_size > LARGEST:
        raise ProgrammeError([Fault(path.name, 1, "too_large")])
    return decoded(path.name, path.read_bytes())


def decoded(name: str, content: bytes) -> str:
    """The content of a file as text. Raises ``ProgrammeError``."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProgrammeError([Fault(name, line, "not_utf8")]) from error


def _compose(name: str, text: str) -> yaml.Node:
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise ProgrammeError([_slip(name, error)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ProgrammeError([Fault(name, line, "not_text")]) from error
    except _Refused as refused:
        raise ProgrammeError([Fault(name, refused.line, refused.code)]) from refused
    except RecursionError as error:
        raise ProgrammeError([Fault(name, 1, "too_deep")]) from error
    if not isinstance(node, yaml.MappingNode):
        raise ProgrammeError([Fault(name, 1, "not_a_file")])
    faults = _doubled(node, name)
    if faults:
        raise ProgrammeError(faults)
    return node


def _values(name: str, node: yaml.Node) -> dict[str, Any]:
    loader = _Loader("")
    try:
        return loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        raise ProgrammeError([_slip(name, error)]) from error
    except ValueError as error:
        raise ProgrammeError([Fault(name, 1, "yaml", otherwise=str(error))]) from error
    finally:
        loader.dispose()


def _line(node: yaml.Node, location: Location) -> int:
    """The line of the deepest part of ``location`` that the file has."""
    line = node.start_mark.line
    for step in location:
        child = None
        if isinstance(node, yaml.MappingNode):
            child = next(((k, v) for k, v in node.value if k.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            child = (node.value[step], node.value[step])
        if child is None:
            break
        line, node = child[0].start_mark.line, child[1]
    return line + 1


def _doubled(node: yaml.Node, name: str) -> list[Fault]:
    faults: list[Fault] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                faults.append(Fault(name, key.start_mark.line + 1, "word_expected"))
                continue
            if key.value in seen:
                faults.append(Fault(name, key.start_mark.line + 1, "word_twice", details={"name": key.value}))
            seen.add(key.value)
            faults += _doubled(value, name)
    elif isinstance(node, yaml.SequenceNode):
        faults = [fault for child in node.value for fault in _doubled(child, name)]
    return faults


def _slip(name: str, error: yaml.MarkedYAMLError) -> Fault:
    """A slip of the YAML itself, in the words of its reader."""
    return Fault(name, error.problem_mark.line + 1 if error.problem_mark else 1, "yaml", otherwise=str(error.problem))


def read_programme(path: Path | str) -> ProgrammeFile:
    """Read and check a programme file and the places file it names. Raises ``ProgrammeError`` or ``OSError``."""
    path = Path(path)
    folders = (path.parent, SHIPPED)
    return _read(path.name, text_of(path), lambda name: _in(folders, name))


def read_texts(name: str, text: str, beside: Mapping[str, str] | None = None) -> ProgrammeFile:
    """Read and check a programme that came as text; ``beside``: other files that came with it, by name.

    A places file that the product ships need not be brought. Raises ``ProgrammeError``.
    """
    brought = beside or {}
    return _read(name, text, lambda wanted: brought.get(wanted) or _in((SHIPPED,), wanted))


def _in(folders: tuple[Path, ...], name: str) -> str | None:
    found = next((folder / Path(name).name for folder in folders if (folder / Path(name).name).is_file()), None)
    return None if found is None else text_of(found)


def _read(name: str, text: str, beside: Callable[[str], str | None]) -> ProgrammeFile:
    node = _compose(name, text)
    trees = _Trees(name, node)
    content = _values(name, node)
    if isinstance(content.get("places"), str):
        wanted = content["places"]
        places = beside(wanted)
        if places is None:
            raise ProgrammeError([Fault(name, _line(node, ("places",)), "not_beside", details={"name": wanted})])
        trees = _Trees(name, node, wanted, _compose(wanted, places))
        content["places"] = _values(wanted, trees.places or node)
    try:
        file = ProgrammeFile.model_validate(content)
    except ValidationError as invalid:
        raise ProgrammeError([trees.invalid(error) for error in invalid.errors()]) from invalid
    problems = problems_of(file)
    if problems:
        raise ProgrammeError([trees.fault(found.location, found.code, found.details) for found in problems])
    return file


@dataclass(frozen=True)
class _Trees:
    """The file's tree, and that of the places file it names, for finding the line of a fault."""

    name: str
    node: yaml.Node
    places_name: str = ""
    places: yaml.Node | None = None

    def fault(self, location: Location, code: str, details: Mapping[str, Any], otherwise: str = "") -> Fault:
        name, node = self.name, self.node
        if self.places is not None and location and location[0] == "places":
            name, node, location = self.places_name, self.places, location[1:]
        where = ".".join(str(step + 1 if isinstance(step, int) else step) for step in location)
        return Fault(name, _line(node, location), code, where, details, otherwise)

    def invalid(self, error: Any) -> Fault:
        words = str(error["msg"]).removeprefix("Value error, ")
        return self.fault(tuple(error["loc"]), error["type"], error.get("ctx", {}), words)
