"""What the network hears of referrals: doors that were closed, and who answers whom, as numbers and never as a file.

**A closed door**: a referral that was declined, that was accepted but not served, or that nobody answered in time. What she decided
herself (she did not come, she refused) and what is no lack (she is known there already) is not one: the list of reasons says which is
which (``closed_door``). It counts on the day its end became known, at the place of the service, or of the file where the service
names none; each file once.

**Small numbers stay here.** A line leaves from three files on. Files that are sealed, by their kind or one by one, are a population of
their own with the floor that sealed kinds have everywhere, ten: they are added to a line only when ten of them met the same door, and
neither population lifts the other over its floor. Five ordinary files and four sealed ones are told as three; the reader cannot know
that there were more. That makes lines of the most protected people rare. It is the price of a coordinator of a small town not
being able to guess which girl was refused. Shares are held back in the same way, and with them what would be left over: "4 of 5
were served" says of one that she was not.

**Nor does one number taken from another tell a file.** The same doors are asked for by one project and by all of them, for three
months and for six: all but one project, or six months but three, would be a number that no floor held. So each population is told
in steps as high as its floor, rounded down (3, 6, 9 …; sealed files 10, 20 …): two spans differ by a step or by nothing, and behind
a step may stand one file or five. And the number of several projects is the sum of what each of them tells by itself, never counted
over all their files: taking one project away leaves what the others tell already, and nothing else. What is too little in each
project alone is lost to the whole; that is the price. We rather round than cut time into quarters that never overlap: a small house
would have hardly a quarter in which three files met the same door.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.casework.facts import sealed_kinds
from terrain.casework.models import Referral
from terrain.casework.orientation import lists
from terrain.network.dead_ends import FEWEST, DeadEnd
from terrain.network.flows import Flow

SEALED_FEWEST = 10
DECLINED, NOT_SERVED, EXPIRED = "declined", "not_served", "expired"
SEALING = ("case__kind", "case__sealed_at", "case__person__sealed_at")
"""By what a file is sealed: its kind, itself, or whom it is about."""
LISTS = {DECLINED: "decline_reasons", NOT_SERVED: "not_served_reasons"}


def closed_doors(outcome: str) -> list[str]:
    """Codes of the reasons for this end that are a lack of the network."""
    return [reason.code for reason in getattr(lists(), LISTS[outcome]) if reason.closed_door]


def reason_words(reason: str) -> Any:
    """A reason as dead ends write it (``declined:full``), in words; blank when it is not one of them."""
    if reason == EXPIRED:
        return _("No answer in time")
    outcome, _colon, code = reason.partition(":")
    return lists().words(LISTS[outcome], code) if outcome in LISTS else ""


def _of(project_ids: Iterable[int] | None) -> QuerySet[Referral]:
    """Referrals sent from these projects."""
    found = Referral.objects.exclude(sent_at=None)
    return found if project_ids is None else found.filter(case__project__in=list(project_ids))


def _is_sealed(kind: str, file_sealed: datetime | None, person_sealed: datetime | None) -> bool:
    return file_sealed is not None or person_sealed is not None or kind in sealed_kinds()["case_kind"]


def stepped(count: int, floor: int) -> int:
    """A number as it is told: in steps as high as its floor, rounded down; 0 below."""
    return count - count % floor


def told(files: Iterable[tuple[int, bool]]) -> int:
    """How many of these files (key, whether sealed) of one project may be told; 0 when none."""
    counted = [len({pk for pk, sealed in files if sealed is which}) for which in (False, True)]
    return sum(stepped(count, floor) for count, floor in zip(counted, (FEWEST, SEALED_FEWEST), strict=True))


def read_dead_ends(project_ids: Iterable[int] | None, first: date, last: date) -> list[DeadEnd]:
    """Closed doors between two days; one query."""
    doors = {DECLINED: closed_doors(DECLINED), NOT_SERVED: closed_doors(NOT_SERVED)}
    rows = (
        _of(project_ids)
        .filter(outcome__in=[*doors, EXPIRED], outcome_on__gte=first, outcome_on__lte=last)
        .annotate(at_place=Coalesce(F("service__place_id"), F("case__place_id")))
        .values_list("service_type", "at_place", "outcome", "reason", "case__project_id", "case_id", *SEALING)
    )
    cells: dict[tuple[str, int | None, str], dict[int, list[tuple[int, bool]]]] = defaultdict(lambda: defaultdict(list))
    for service_type, place_id, outcome, reason, project_id, case_id, *sealing in rows:
        if outcome == EXPIRED or reason in doors[outcome]:
            code = EXPIRED if outcome == EXPIRED else f"{outcome}:{reason}"
            cells[service_type, place_id, code][project_id].append((case_id, _is_sealed(*sealing)))
    sums = ((key, sum(map(told, of_projects.values()))) for key, of_projects in sorted(cells.items(), key=repr))
    return [DeadEnd(*key, count) for key, count in sums if count]


@dataclass
class _Sent:
    """What one project asked of one receiver about one population of files."""

    floor: int
    sent: list[int] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    served: list[int] = field(default_factory=list)
    hours: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def speaks(self) -> bool:
        """Whether it may be told at all."""
        return len(set(self.sent)) >= self.floor

    @property
    def count(self) -> int:
        """How many referrals were sent, as it is told."""
        return stepped(len(self.sent), self.floor)

    def part(self, of: Sequence[int]) -> int | None:
        """How many referrals ``of`` all, as it is told; ``None`` when they, or the others, are of too few files."""
        ours = Counter(of)
        few = any(0 < len(some) < self.floor for some in (ours, Counter(self.sent) - ours))
        return None if few else stepped(len(of), self.floor)

    def all_hours(self) -> list[float]:
        """Hours until each answer, when enough files were answered."""
        return [one for hours in self.hours.values() for one in hours] if len(self.hours) >= self.floor else []


def read_flows(project_ids: Iterable[int] | None, first: date, last: date) -> list[Flow]:
    """Who refers to whom between two days, by the day of sending; one query."""
    begin = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    rows = (
        _of(project_ids)
        .filter(sent_at__gte=begin, sent_at__lt=end)
        .values_list("case__project_id", "to_project_id", "to_organisation_id", "case_id", "sent_at", "answered_at",
                     "outcome", *SEALING)
    )  # fmt: skip
    pairs: dict[tuple[int, int | None, int | None], tuple[_Sent, _Sent]] = {}
    for sender, project, organisation, case, sent_at, answered_at, outcome, *sealing in rows:
        both = pairs.setdefault((sender, project, organisation), (_Sent(FEWEST), _Sent(SEALED_FEWEST)))
        one = both[_is_sealed(*sealing)]
        one.sent.append(case)
        if answered_at is not None:
            one.answered.append(case)
            one.hours[case].append((answered_at - sent_at).total_seconds() / 3600)
        if outcome == "served":
            one.served.append(case)
    found = (_flow(key, [one for one in both if one.speaks]) for key, both in sorted(pairs.items(), key=repr))
    return [flow for flow in found if flow is not None]


def _flow(key: tuple[int, int | None, int | None], parts: list[_Sent]) -> Flow | None:
    if not parts:
        return None
    answered = [part.part(part.answered) for part in parts]
    served = [part.part(part.served) for part in parts]
    hours = [hour for part in parts for hour in part.all_hours()]
    return Flow(
        *key,
        sent=sum(part.count for part in parts),
        answered=None if None in answered else sum(filter(None, answered)),
        served=None if None in served else sum(filter(None, served)),
        median_hours=round(median(hours), 1) if hours else None,
    )
