"""Why another service says no, how soon and how long it may take to answer: dated data, read from a file."""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from terrain.core.entries import Entry

FILE = Path(__file__).with_name("reference") / "referrals.yaml"


class Urgency(Entry):
    """How soon an answer is needed: days to answer, to remind before that, and to say the outcome once accepted."""

    answer_days: int
    remind_days: int
    outcome_days: int
    source: str


class Reason(Entry):
    """Why a referral did not work out. ``closed_door``: it is a lack of the network, and not what she decided or what needs nothing."""

    closed_door: bool = True


class Orientation(BaseModel):
    """The lists. ``link_days``: how long a partner's link opens; ``transfer_days``: how long a transfer waits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked: date
    link_days: int
    transfer_days: int
    decline_reasons: tuple[Reason, ...]
    not_served_reasons: tuple[Reason, ...]
    withdraw_reasons: tuple[Entry, ...]
    urgencies: tuple[Urgency, ...]

    def choices(self, name: str, on: date) -> list[tuple[str, str]]:
        """(code, words) of the entries of list ``name`` that may be chosen on ``on``."""
        return [(entry.code, str(entry)) for entry in getattr(self, name) if entry.holds(on)]

    def words(self, name: str, code: str) -> str:
        """The words of an entry, also of one that no longer holds; the code itself when it is not known."""
        return next((str(entry) for entry in getattr(self, name) if entry.code == code), code)

    def urgency(self, code: str) -> Urgency:
        """How soon. Raises ``LookupError``."""
        found = next((one for one in self.urgencies if one.code == code), None)
        if found is None:
            raise LookupError(f"no urgency {code!r}")
        return found

    def answer_by(self, code: str, sent: date) -> date:
        """The last day for an answer to a referral of this urgency sent on ``sent``."""
        return sent + timedelta(days=self.urgency(code).answer_days)


@lru_cache
def lists() -> Orientation:
    """The lists of the house. Raises ``pydantic.ValidationError`` naming what is wrong."""
    return Orientation.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
