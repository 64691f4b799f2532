"""What the strengthening of an organisation counts for.

Kind ``capacity``: an organisation came to a milestone in a project. Subject: the organisation's pseudonym, that of the one it was
found to be. Attributes:

``milestone``      ``first_round`` and ``second_round``: the round is concluded, on the day it was held; ``plan_60``: 60 % of the plan
                   is done, on the day the last needed action was; ``strengthened``: two rounds and 60 % of the plan, on the later day
``organisation``   its code; an organisation known by several codes, because two were found to be one, tells each milestone under each
``youth``          ``yes`` when it works above all with young people, else blank

The plan is that of the first concluded round that has one. An action that was dropped stays among those of which 60 % must be done,
unless another one of the plan replaces it. Rounds of different projects, or by different grids, are never added up.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.facts.registry import FactDraft, FactKind, Source
from terrain.network.enums import ActionState, Milestone
from terrain.network.models import ORGANISATION, PlanAction, Profile, Strengthening

NEEDED = 60
"""Percent of a plan."""

CAPACITY = FactKind(
    code="capacity",
    label=_("milestone of an organisation's capacities"),
    subject=ORGANISATION,
    attributes={"milestone": tuple(Milestone.values), "organisation": (), "youth": ("yes",)},
    noun=ngettext_lazy("%(count)d milestone", "%(count)d milestones", "count"),
    words={
        "milestone": (_("Milestone"), dict(Milestone.choices)),
        "organisation": (_("Organisation"), {}),
        "youth": (_("Works with young people"), {"yes": _("yes")}),
    },
)


def needed_of(count: int) -> int:
    """How many of ``count`` actions make 60 %."""
    return -(-count * NEEDED // 100)


def share_of(plan: Iterable[PlanAction]) -> tuple[int, int]:
    """(done, counted) of a plan."""
    counted = [one for one in plan if one.counts]
    return sum(one.state == ActionState.DONE for one in counted), len(counted)


def day_reached(plan: Collection[PlanAction]) -> date | None:
    """The day on which 60 % of the plan was done; ``None`` while it is not, and for an empty plan."""
    done = sorted(one.done_on for one in plan if one.counts and one.done_on is not None)
    needed = needed_of(share_of(plan)[1])
    return done[needed - 1] if 0 < needed <= len(done) else None


def days_of(strengthening: Strengthening) -> dict[Milestone, date]:
    """The milestones that it came to, each with its day."""
    rounds = [one for one in strengthening.rounds.all() if one.is_concluded]
    plan: Collection[PlanAction] = next((found for one in rounds if (found := list(one.plan.all()))), [])
    days: dict[Milestone, date] = {}
    for milestone, held in zip((Milestone.FIRST_ROUND, Milestone.SECOND_ROUND), rounds, strict=False):
        days[milestone] = held.day
    if (reached := day_reached(plan)) is not None:
        days[Milestone.PLAN] = reached
    if {Milestone.SECOND_ROUND, Milestone.PLAN} <= set(days):
        days[Milestone.STRENGTHENED] = max(days[Milestone.SECOND_ROUND], days[Milestone.PLAN])
    return days


def _codes(standing: Profile) -> list[str]:
    return [standing.organisation.code, *(one.organisation.code for one in standing.absorbed.all())]


def facts_of_strengthening(strengthening: Strengthening) -> list[FactDraft]:
    """One fact for each milestone and each code of the organisation."""
    standing = strengthening.profile.stands_as
    return [
        FactDraft(
            kind=CAPACITY.code,
            project_id=strengthening.project_id,
            day=day,
            subject=standing.subject_id,
            place_id=standing.place_id,
            attributes={
                "milestone": milestone.value,
                "organisation": code,
                "youth": "yes" if standing.youth else "",
            },
        )
        for milestone, day in days_of(strengthening).items()
        for code in _codes(standing)
    ]


def strengthenings(pks: Iterable[int] | None) -> Iterable[Any]:
    """Strengthenings with rounds, plans, and whom the organisation was found to be, in a constant number of queries."""
    found = (
        Strengthening.objects.select_related("profile__organisation", "profile__same_as__organisation")
        .prefetch_related("rounds__plan", "profile__absorbed__organisation", "profile__same_as__absorbed__organisation")
        .order_by("pk")
    )
    return found if pks is None else found.filter(pk__in=list(pks))


def of_organisations(organisations: Iterable[int]) -> Iterable[int]:
    """Keys of the strengthenings that speak of these organisations."""
    found = Strengthening.objects.filter(profile__organisation__in=list(organisations))
    return list(found.values_list("pk", flat=True))


STRENGTHENINGS = Source(model="network.Strengthening", facts_of=facts_of_strengthening, records=strengthenings)
