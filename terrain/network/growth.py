"""Reading the capacities of an organisation: how far a round is, what changed between two, how much of a plan is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Prefetch

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.network.grids import Domain, Grid, Item
from terrain.network.milestones import NEEDED, share_of
from terrain.network.models import Assessment, PlanAction, Score, Strengthening
from terrain.network.models.capacity import PlanActionQuerySet

SOON = 14
"""Days ahead from which an action of a plan is said on the day of whoever steers."""


def average(scores: Iterable[Score | None]) -> Decimal | None:
    """The mean of the scored items, to one decimal; ``None`` when none is. What does not apply says nothing."""
    values = [one.value for one in scores if one is not None and one.value is not None]
    if not values:
        return None
    return (Decimal(sum(values)) / len(values)).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class ItemLine:
    """An item with what was found, and what the round before found."""

    item: Item
    score: Score | None
    before: Score | None = None

    @property
    def words(self) -> str:
        """What the level found looks like; blank without one."""
        return self.item.level(self.score.value) if self.score is not None and self.score.value else ""

    @property
    def words_before(self) -> str:
        """What the level of the round before looks like; blank without one."""
        return self.item.level(self.before.value) if self.before is not None and self.before.value else ""


@dataclass(frozen=True)
class DomainLine:
    """A domain with its items; the averages are of the scored items alone."""

    domain: Domain
    items: tuple[ItemLine, ...]

    @property
    def average(self) -> Decimal | None:
        """Of the round that is read."""
        return average(line.score for line in self.items)

    @property
    def before(self) -> Decimal | None:
        """Of the round before."""
        return average(line.before for line in self.items)

    @property
    def change(self) -> Decimal | None:
        """By how much the average moved; ``None`` when one of them is not known."""
        return None if self.average is None or self.before is None else self.average - self.before

    @property
    def whole(self) -> int:
        """How many of its items are answered, with the reason."""
        return sum(line.score is not None and line.score.is_whole for line in self.items)


def lines_of(assessment: Assessment, before: Assessment | None = None) -> list[DomainLine]:
    """The domains of a round, item by item, beside what ``before`` found."""
    here = {score.item: score for score in assessment.scores.all()}
    there = {score.item: score for score in before.scores.all()} if before is not None else {}
    return [
        DomainLine(domain, tuple(ItemLine(item, here.get(item.code), there.get(item.code)) for item in domain.items))
        for domain in assessment.grid.domains
    ]


def round_before(assessment: Assessment) -> Assessment | None:
    """The round before, with its scores."""
    earlier = assessment.strengthening.rounds.filter(number__lt=assessment.number).order_by("number")
    return earlier.select_related("strengthening").prefetch_related("scores").last()


def next_item(grid: Grid, after: str, missing: Sequence[str]) -> str:
    """The code of the next item that is missing after ``after``, else the first missing one; blank when nothing is."""
    codes = [item.code for item in grid.items]
    later = [code for code in codes[codes.index(after) + 1 :] if code in missing] if after in codes else []
    return next((code for code in [*later, *missing] if code != after), "")


@dataclass(frozen=True)
class Plan:
    """The plan of a round. ``share``: percent of the counted actions that are done, rounded down."""

    assessment: Assessment
    actions: tuple[PlanAction, ...]

    @property
    def done(self) -> int:
        """Actions that are done."""
        return share_of(self.actions)[0]

    @property
    def counted(self) -> int:
        """Actions of which a share has to be done."""
        return share_of(self.actions)[1]

    @property
    def share(self) -> int:
        """Percent done, rounded down so that nothing is said before it is true."""
        return 100 * self.done // self.counted if self.counted else 0

    @property
    def enough(self) -> bool:
        """Whether the share that is asked for is reached."""
        return self.counted > 0 and 100 * self.done >= NEEDED * self.counted

    @property
    def overdue(self) -> int:
        """Actions that are open although their day has passed."""
        return sum(one.is_overdue for one in self.actions)


def plan_of(assessment: Assessment) -> Plan:
    """The plan of a round, what is still to be done first."""
    actions = sorted(assessment.plan.all(), key=lambda one: (not one.is_open, one.due, one.pk))
    return Plan(assessment, tuple(actions))


@dataclass(frozen=True)
class Grown:
    """A strengthening as a list shows it: its rounds in order, and the plan that is followed."""

    strengthening: Strengthening
    rounds: tuple[Assessment, ...]
    plan: Plan | None

    @property
    def open_round(self) -> Assessment | None:
        """The round that is being written."""
        return next((one for one in self.rounds if not one.is_concluded), None)

    @property
    def concluded(self) -> tuple[Assessment, ...]:
        """The rounds that stand."""
        return tuple(one for one in self.rounds if one.is_concluded)

    @property
    def last(self) -> Assessment | None:
        """The last round that stands."""
        return self.concluded[-1] if self.concluded else None


def grown(found: Any) -> list[Grown]:
    """Strengthenings (a query set) with rounds and plans, in a constant number of queries; in the order of their names."""
    rounds = Assessment.objects.select_related("strengthening").prefetch_related("plan")
    known = found.select_related("project", "profile__organisation", "profile__same_as__organisation")
    told = [_grown(one) for one in known.prefetch_related(Prefetch("rounds", rounds))]
    return sorted(told, key=lambda one: (str(called(one.strengthening)), one.strengthening.pk))


def _grown(strengthening: Strengthening) -> Grown:
    rounds = tuple(strengthening.rounds.all())
    with_plan = [one for one in rounds if one.is_concluded and one.plan.all()]
    return Grown(strengthening, rounds, plan_of(with_plan[-1]) if with_plan else None)


def called(strengthening: Strengthening) -> Any:
    """The organisation it stands for."""
    return strengthening.profile.stands_as.organisation


def waiting(viewer: Viewer) -> PlanActionQuerySet:
    """Open actions of plans that are overdue or due soon, in the projects that the viewer steers; the longest overdue first."""
    held = viewer.projects("network.steer")
    found = PlanAction.objects.filter(state="open", due__lte=clock.today() + timedelta(SOON))
    if held is not None:
        found = found.filter(assessment__strengthening__project__in=held)
    return found.with_names().order_by("due", "pk")
