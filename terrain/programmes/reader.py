"""Reads a programme file; every error names the file, the line and what is wrong there."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from terrain.programmes.schema import ProgrammeFile

LARGEST = 5 << 20
Location = tuple[str | int, ...]


class ProgrammeError(Exception):
    """The file cannot be used. One line per fault: ``file:line: where: what``."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _compose(path: Path) -> yaml.Node:
    try:
        if path.stat().st_size > LARGEST:
            raise ProgrammeError([f"{path.name}:1: the file is larger than 5 MB"])
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise ProgrammeError([f"{path.name}:1: the file is not UTF-8 text"]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProgrammeError([f"{path.name}:{line}: {error.problem}"]) from error
    except yaml.YAMLError as error:
        raise ProgrammeError([f"{path.name}:1: {error}"]) from error
    if not isinstance(node, yaml.MappingNode):
        raise ProgrammeError([f"{path.name}:1: a programme file is a list of words and values"])
    return node


class _Loader(yaml.SafeLoader):
    """YAML without surprises: dates stay text, and only true and false are truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _values(node: yaml.Node) -> Any:
    loader = _Loader("")
    try:
        return loader.construct_document(node)
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


def _doubled(node: yaml.Node, name: str) -> list[str]:
    faults = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                faults.append(f"{name}:{key.start_mark.line + 1}: the word {key.value} stands twice")
            seen.add(key.value)
            faults += _doubled(value, name)
    elif isinstance(node, yaml.SequenceNode):
        faults = [fault for child in node.value for fault in _doubled(child, name)]
    return faults


def _sentence(error: Any) -> str:
    words = {"missing": "this is required", "extra_forbidden": "this word is not known here"}
    return words.get(error["type"], str(error["msg"]).removeprefix("Value error, "))


def read_programme(path: Path | str) -> ProgrammeFile:
    """Read and check a programme file and the places file it names. Raises ``ProgrammeError`` or ``OSError``."""
    path = Path(path)
    node = _compose(path)
    faults = _doubled(node, path.name)
    if faults:
        raise ProgrammeError(faults)
    content = _values(node)
    places_path, places_node = path, node
    if isinstance(content.get("places"), str):
        places_path = _beside(path, content["places"], _line(node, ("places",)))
        places_node = _compose(places_path)
        content["places"] = _values(places_node)
    try:
        return ProgrammeFile.model_validate(content)
    except ValidationError as invalid:
        raise ProgrammeError(
            [_fault(error, path, node, places_path, places_node) for error in invalid.errors()]
        ) from invalid


def _beside(path: Path, name: str, line: int) -> Path:
    """The file named in ``places``: in the same folder, or one that the product ships."""
    for folder in (path.parent, Path(__file__).resolve().parent / "reference"):
        found = folder / Path(name).name
        if found.is_file():
            return found
    raise ProgrammeError([f"{path.name}:{line}: there is no file {name} beside it"])


def _fault(error: Any, path: Path, node: yaml.Node, places_path: Path, places_node: yaml.Node) -> str:
    location: Location = tuple(error["loc"])
    if location and location[0] == "places" and places_path != path:
        path, node, location = places_path, places_node, location[1:]
    where = ".".join(str(step + 1 if isinstance(step, int) else step) for step in location)
    return f"{path.name}:{_line(node, location)}: {where + ': ' if where else ''}{_sentence(error)}"
