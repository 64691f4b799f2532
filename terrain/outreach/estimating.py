"""How many different people a campaign reached, reckoned from how often it met somebody. Pure functions; nothing is stored here.

Contacts are never people: whoever passes the stand twice is two contacts. Four ways lead from contacts to people, each with a low
and a high figure between which the truth probably lies (95 %), and each with what has to be true for it to hold. None of them
is ever added to people counted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp, inf, isfinite, log, prod, sqrt

NORMAL = 1.959964
"""Of a normal distribution 95 % lie within so many standard deviations."""
FEWEST_AGAIN = 7
"""Below seven telephones heard again the estimate is biased and its interval says little (Robson & Regier 1964; Seber 1982, § 3.1)."""
FEWEST_ASKED = 30
"""Whom a survey asks at least, as for the radio."""


class TooLittle(Exception):
    """No honest estimate can be made. ``code`` is the reason, ``found`` and ``needed`` the figures that say it."""

    def __init__(self, code: str, found: int = 0, needed: int = 0) -> None:
        super().__init__(code)
        self.code, self.found, self.needed = code, found, needed


@dataclass(frozen=True)
class Range:
    """A figure with the two between which the truth probably lies."""

    low: int
    value: int
    high: int


@dataclass(frozen=True)
class Caught:
    """What telephones say. ``sizes``: different telephones of each event; ``seen``: different ones over all events."""

    sizes: tuple[int, ...]
    seen: int

    @classmethod
    def of(cls, events: Collection[Collection[bytes]]) -> "Caught":
        """From the fingerprints of each event; events without any say nothing."""
        heard = [frozenset(event) for event in events]
        return cls(tuple(len(event) for event in heard if event), len(frozenset().union(*heard)))

    @property
    def again(self) -> int:
        """How often a telephone was heard that an earlier event had heard: the same in whatever order the events came."""
        return sum(self.sizes) - self.seen


@dataclass(frozen=True)
class Crowd:
    """How many people could have been met at these events, met or not: the size of the crowd from which the telephones come."""

    low: float
    value: float
    high: float


def crowd(caught: Caught) -> Crowd:
    """The crowd behind the telephones of two or more events. Raises ``TooLittle``.

    Two events: the estimator of Chapman (1951), ``(n₁ + 1)(n₂ + 1) / (m + 1) − 1``, with the variance of Seber (1970; 1982,
    § 3.1.1) ``(n₁ + 1)(n₂ + 1)(n₁ − m)(n₂ − m) / ((m + 1)²(m + 2))``.

    More events: the census of Schnabel (1938). Her weighted mean depends on the order of the days; the likelihood that it
    approximates (Darroch 1958; Seber 1982, § 4.1.2) does not: ``1 − S/N = Π (1 − nᵢ/N)``, with ``S`` different telephones and variance
    ``1 / (1/(N − S) + (k − 1)/N − Σ 1/(N − nᵢ))``.

    The interval is that of Chao (1987): the unseen part ``N − S`` is taken as log-normal, so that no bound lies under what was seen.
    """
    if len(caught.sizes) < 2:
        raise TooLittle("one_event", len(caught.sizes), 2)
    if caught.again < FEWEST_AGAIN:
        raise TooLittle("few_again", caught.again, FEWEST_AGAIN)
    number, variance = _two(caught) if len(caught.sizes) == 2 else _several(caught)
    unseen = number - caught.seen
    if unseen <= 0 or variance <= 0:
        return Crowd(caught.seen, float(caught.seen), caught.seen)
    spread = exp(NORMAL * sqrt(log(1 + variance / unseen**2)))
    return Crowd(caught.seen + unseen / spread, number, caught.seen + unseen * spread)


def _two(caught: Caught) -> tuple[float, float]:
    (first, second), both = caught.sizes, caught.again
    number = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return max(number, caught.seen), variance


def _several(caught: Caught) -> tuple[float, float]:
    seen, sizes = caught.seen, caught.sizes
    if max(sizes) == seen:
        return float(seen), 0.0
    low, high = float(seen), 2.0 * seen
    while different(high, sizes) < seen:
        low, high = high, high * 2
    for _step in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if different(middle, sizes) < seen else (low, middle)
    told = (
        1 / (high - seen) + (len(sizes) - 1) / high - sum(1 / (high - size) for size in sizes) if high > seen else inf
    )
    return high, 1 / told if told > 0 and isfinite(told) else 0.0


def different(number: float, draws: Sequence[int]) -> float:
    """How many different ones of ``number`` are met when each event meets so many of them by chance: ``N(1 − Π(1 − cᵢ/N))``."""
    return number * (1 - prod(1 - min(draw, number) / number for draw in draws)) if number else 0.0


@dataclass(frozen=True)
class Reach:
    """What telephones say of a campaign. ``people``: different people reached; ``crowd``: those who could have been met, met or not."""

    people: Range
    crowd: Range
    caught: Caught


def reach_by_recapture(events: Sequence[tuple[int, Collection[bytes]]]) -> Reach:
    """Different people reached by the events, each with its contacts and its telephones. Raises ``TooLittle``.

    The crowd is not the reach: it holds people whom nobody met. The different telephones were reached, that is known. To them come
    contacts that gave none. When it is chance who gives one, ``N(1 − Π(1 − cᵢ/N)) − N(1 − Π(1 − nᵢ/N))`` of them are new
    people, with ``cᵢ`` contacts and ``nᵢ`` telephones an event. When always the same ones give it, the others are a crowd of
    their own, as many times larger as more contacts came from it, and more of them are new. Nobody knows which: the value is the
    cautious one, and the interval reaches to the other; it allows for the chance with which each of them is new.
    """
    caught = Caught.of([heard for _contacts, heard in events])
    found = crowd(caught)
    sizes = [len(set(heard)) for _met, heard in events]
    contacts = [max(met, size) for (met, _heard), size in zip(events, sizes, strict=True)]
    silent = [met - size for met, size in zip(contacts, sizes, strict=True)]
    by_chance = sorted(
        max(0.0, different(number, contacts) - different(number, sizes))
        for number in (found.low, found.value, found.high)
    )
    others = different(found.high * sum(silent) / sum(sizes), silent)
    new = (by_chance[0], by_chance[1], max(by_chance[2], others))
    chance = [
        side * NORMAL * sqrt(each * max(0.0, 1 - each / max(sum(silent), 1)))
        for side, each in zip((-1, 0, 1), new, strict=True)
    ]
    least, likely, most = (
        _between(caught.seen + each + by, caught.seen, sum(contacts)) for each, by in zip(new, chance, strict=True)
    )
    crowded = Range(round(found.low), round(found.value), round(found.high))
    return Reach(Range(least, likely, most), crowded, caught)


def _between(number: float, least: int, most: int) -> int:
    return min(max(round(number), least), most)


def share(part: int, whole: int) -> tuple[float, float, float]:
    """A share with its interval (low, value, high) after Wilson (1927), which stays between 0 and 1 also for 0 of 30."""
    square, value = NORMAL**2 / whole, part / whole
    middle = (value + square / 2) / (1 + square)
    half = NORMAL * sqrt(value * (1 - value) / whole + square / whole / 4) / (1 + square)
    return max(0.0, min(middle - half, value)), value, min(1.0, max(middle + half, value))


def reach_by_repeats(contacts: int, asked: int, had_met: int) -> Range:
    """Different people, from asking some contacts whether they had met this campaign before. Raises ``TooLittle``.

    Each person has one first contact: of all contacts, those that are no first ones are repeats. ``asked`` are to be spread over
    all events; asked at the last ones only, they say too many repeats and the figure is too low.
    """
    if asked < FEWEST_ASKED:
        raise TooLittle("few_asked", asked, FEWEST_ASKED)
    if had_met > asked:
        raise ValueError("more had met it than were asked")
    low, value, high = share(had_met, asked)
    found = [min(max(round(contacts * (1 - repeats)), min(contacts, 1)), contacts) for repeats in (high, value, low)]
    return Range(*found)


def reach_by_export(accounts: int, here: int, fewest: float, most: float) -> Range:
    """Different people behind the accounts that a channel says it reached: ``here`` percent of them where the campaign speaks;
    one person has from ``fewest`` to ``most`` accounts there (1 at least). The value lies in the middle of the two."""
    if not (1 <= fewest <= most and 0 <= here <= 100):
        raise ValueError("one account a person at least, and a share of accounts")
    local = accounts * here / 100
    return Range(round(local / most), round(local * 2 / (fewest + most)), round(local / fewest))


@dataclass(frozen=True)
class Households:
    """What a sample of households says. ``size``: members on average, with standard ``deviation``; ``counted``: how many of them the
    project counts itself, on average, one at least."""

    sample: int
    size: float
    deviation: float
    counted: float = 1.0


def reach_by_households(people: int, households: Households) -> Range:
    """Members of the households of ``people`` counted in a project, without those people. Raises ``TooLittle``.

    ``people / counted`` households, each with ``size − counted`` others; the interval is that of the mean size.
    """
    if households.sample < FEWEST_ASKED:
        raise TooLittle("few_asked", households.sample, FEWEST_ASKED)
    if not 1 <= households.counted <= households.size:
        raise ValueError("as many are counted as live there at most, and one at least")
    half = NORMAL * households.deviation / sqrt(households.sample)
    low, value, high = (
        round(people / households.counted * max(0.0, size - households.counted))
        for size in (households.size - half, households.size, households.size + half)
    )
    return Range(low, value, high)
