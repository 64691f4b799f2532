"""Entries of dated lists, as the files beside the rooms write them: a stable code, words in every language, from when until when.

An entry holds from a day to a day (``from``, ``to``, both inclusive, blank for always): what an old record says stays
readable, what no longer holds is not proposed any more.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, model_validator

from terrain.core.texts import said

Texts = dict[str, str]
LANGUAGES = {"fr", "ar", "en", "it"}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Entry(Strict):
    """One entry of a list: a stable code and its words."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    text: Texts
    starts: date | None = Field(default=None, alias="from")
    ends: date | None = Field(default=None, alias="to")

    def holds(self, on: date) -> bool:
        """Whether it may be chosen on ``on``."""
        return (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)

    def __str__(self) -> str:
        return said(self.text)

    @model_validator(mode="after")
    def _in_every_language(self) -> "Entry":
        if set(self.text) != LANGUAGES:
            raise ValueError(f"{self.code}: a text in each of {', '.join(sorted(LANGUAGES))}, and no other")
        return self
