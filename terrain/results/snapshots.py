"""A board as it was reported, frozen, beside what the records say today."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from terrain.facts.declarations import Declared
from terrain.programmes.models import Project
from terrain.results.enums import Count
from terrain.results.exposure import could_be_one
from terrain.results.models import Snapshot
from terrain.results.periods import WHOLE, Period, period_from
from terrain.results.values import Reckoning, Told, Value


def content_of(project: Project, period: Period) -> dict[str, Any]:
    """Every target's figure in a period: target code → what stands on the board."""
    reckoning = Reckoning.read([project])
    return {target.code: _frozen(reckoning.value(target, period)) for target in reckoning.targets}


def _frozen(value: Value) -> dict[str, Any]:
    return {
        "text": value.target.text,
        "target": value.target.value,
        "qualifier": value.target.qualifier,
        "achieved": value.achieved,
        "state": value.state.value,
        "declared": [_told(one) for one in value.declared],
    }


def _told(one: Told) -> dict[str, Any]:
    source = one.source if isinstance(one, Declared) else one.source_note
    bounds = {"low": one.low, "high": one.high}
    return {"value": one.value, **bounds, "combine": str(one.combine), "method": str(one.method), "source": str(source)}


@dataclass(frozen=True)
class Few:
    """A figure of a board behind which stand so few that somebody could know who; ``minimum``: from which number on it is not so."""

    value: Value
    minimum: int


def few_of(project: Project, period: Period) -> list[Few]:
    """The figures of a board that could be one person, in the order of the board. A percentage is no number of people."""
    reckoning = Reckoning.read([project])
    found = []
    for target in reckoning.targets:
        rule, value = reckoning.rules[target.pk], reckoning.value(target, period)
        if rule is None or rule.count == Count.RATIO or not could_be_one(value.tally.distinct, rule.minimum):
            continue
        found.append(Few(value, rule.minimum))
    return found


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content in its one way of being written."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Moved:
    """A target as it was reported and as it stands today; ``by`` None when one of the two has no figure. ``causes``: why it moved
    without new records, in words. ``declared``: what was declared then, each with its value, bounds, method and source."""

    code: str
    text: dict[str, str]
    reported: int | None
    today: int | None
    causes: tuple[Any, ...] = ()
    declared: tuple[dict[str, Any], ...] = ()

    @property
    def by(self) -> int | None:
        """How far the figure has moved since."""
        return None if self.reported is None or self.today is None else self.today - self.reported

    @property
    def same(self) -> bool:
        """Whether the figure is what was reported."""
        return self.reported == self.today


def moved(snapshot: Snapshot) -> list[Moved]:
    """What was reported beside today's figure for the same period, target by target."""
    today = content_of(snapshot.project, period_from(snapshot.period) or WHOLE)
    return [
        Moved(
            code,
            said["text"],
            said["achieved"],
            today.get(code, {}).get("achieved"),
            declared=tuple(said.get("declared", ())),
        )
        for code, said in snapshot.content.items()
    ]


def is_whole(snapshot: Snapshot) -> bool:
    """Whether the content is still what was hashed."""
    return digest_of(snapshot.content) == snapshot.sha256
