"""A figure that is the least that is known, and what stands beside it: an estimate, a method, what is not counted. Never added up."""

from dataclasses import dataclass

from terrain.facts.estimates import Estimate, estimate_of
from terrain.programmes.models import Target
from terrain.results.enums import Once
from terrain.results.periods import Period, month_words
from terrain.results.values import Reckoning, Value, windows_of


@dataclass(frozen=True)
class Floor:
    """What a page shows of a floor. ``windows``: each stretch in words, with how many were counted in it; the highest is the figure.

    ``times``: how often it happened; ``nobody``: how often to nobody known, which is not counted. ``estimate`` None: no room says one.
    """

    windows: tuple[tuple[str, int], ...]
    times: int
    nobody: int
    estimate: Estimate | None


def floor_of(target: Target, reckoning: Reckoning, period: Period) -> Floor | None:
    """What stands beside the figure of a target; ``None`` when its rule measures no floor."""
    rule = reckoning.rules[target.pk]
    if rule is None or not rule.is_floor:
        return None
    spans = windows_of(rule.once, period, reckoning.book.span(target.project_id))
    tallies = reckoning.book.tallies([target.project_id], rule.of, spans)
    windows = [(_words(rule.once, span[0]), tally.distinct) for span, tally in zip(spans, tallies, strict=True)]
    times = sum(tally.occurrences for tally in tallies)
    nobody = times - sum(tally.with_identity for tally in tallies)
    value = reckoning.value(target, period)
    return Floor(tuple(one for one in windows if one[1]), times, nobody, estimate_beside(reckoning, value))


def _words(once: Once, month: int | None) -> str:
    if month is None:
        return ""
    return str(month // 12) if once == Once.YEAR else month_words(month)


def estimate_beside(reckoning: Reckoning, value: Value) -> Estimate | None:
    """What the room that counts says beside a floor."""
    rule = reckoning.rules[value.target.pk]
    if rule is None or not rule.is_floor:
        return None
    return estimate_of(rule.subject, value.target.project_id, value.achieved or 0)
