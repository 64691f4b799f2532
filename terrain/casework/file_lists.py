"""Lists that hold for every kind of file: how people were met, kinds of paper. Dated data."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from terrain.core.entries import Entry


class FileLists(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked: date
    contacts: tuple[Entry, ...]
    documents: tuple[Entry, ...]

    def choices(self, name: str, on: date) -> list[tuple[str, str]]:
        """(code, words) of the entries that may be chosen on ``on``."""
        return [(entry.code, str(entry)) for entry in getattr(self, name) if entry.holds(on)]

    def words(self, name: str, code: str) -> str:
        """The words of an entry; the code itself when it is not known."""
        return next((str(entry) for entry in getattr(self, name) if entry.code == code), code)


@lru_cache
def file_lists() -> FileLists:
    """The house's own."""
    path = Path(__file__).parent / "reference" / "file-lists.yaml"
    return FileLists.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
