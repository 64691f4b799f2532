"""The agenda of a round table: free points and closed doors; what was decided on each, and who undertook what."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.network import dead_ends
from terrain.network.actions.round_tables import TableSaid, plan_table
from terrain.network.dead_ends import DeadEnd
from terrain.network.models import AgendaItem, Commitment, Decision, Outcome, RoundTable
from terrain.network.moves import CommitmentState, TableState
from terrain.network.policies.governance import check_steer
from terrain.programmes.models import Organisation, Project

AHEAD = timedelta(days=14)
AT = time(10)
"""When a round table that a closed door begins is planned, until somebody says better."""


@dataclass(frozen=True)
class ItemSaid:
    """A free point."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class Undertaking:
    """Who will do what by when: of one owner, an organisation or a project."""

    what: str
    due: date
    owner: Organisation | None = None
    owner_project: Project | None = None


def add_item(table: RoundTable, said: ItemSaid, *, slip: UUID | None = None, by: Viewer) -> AgendaItem:
    """Put a free point at the end of the agenda."""
    check_steer(by, table.project_id)
    slip = slips.own(slip, by, table)
    with action("network.item_added", by=by, obj=table, project_id=table.project_id) as act:
        if (before := slips.taken(slip, AgendaItem)) is not None:
            act.silent = True
            return before
        item = AgendaItem(round_table=_open(table), position=_end(table))
        put(item, said)
        item.save()
        slips.made(slip, item)
    return item


def put_on_agenda(
    project: Project, key: tuple[str, int | None, str], first: date, last: date, *, by: Viewer
) -> AgendaItem:
    """One click: a closed door goes to the project's next planned round table, which is begun when none is planned.

    The number is asked for anew, of this project alone. A door that is on an agenda already, or whose commitment is open, stays
    the point that it is. Raises ``Denied`` when too few files met it.
    """
    check_steer(by, project)
    with action("network.dead_end_to_agenda", by=by, project_id=project.pk) as act:
        held(project)
        if (before := standing_item(project, key)) is not None:
            act.silent = True
            return before
        found = next((one for one in dead_ends.dead_ends([project.pk], first, last) if one.key == key), None)
        if found is None:
            raise Denied(gettext_lazy("Too few files of this project met this closed door for it to be told."))
        table = next_table(project) or _begin(project, by)
        act.obj = item = _of_dead_end(table, found, first, last)
    return item


def standing_item(project: Project, key: tuple[str, int | None, str]) -> AgendaItem | None:
    """The point in which this closed door is being dealt with: on a planned agenda, or with a commitment that is open."""
    service_type, place_id, reason = key
    where = Q(place=None) if place_id is None else Q(place=place_id)
    of_this = AgendaItem.objects.filter(where, round_table__project=project, service_type=service_type, reason=reason)
    waits = Q(outcome="", round_table__state=TableState.PLANNED)
    undertaken = Q(outcome=Outcome.DECISION, decisions__commitments__state=CommitmentState.OPEN)
    return of_this.filter(waits | undertaken).order_by("-pk").first()


def next_table(project: Project, after: RoundTable | None = None) -> RoundTable | None:
    """The project's next round table that is planned and does not lie behind; another one than ``after``."""
    midnight = timezone.make_aware(datetime.combine(clock.today(), time.min))
    coming = RoundTable.objects.coming().filter(project=project, starts_at__gte=midnight)
    return coming.exclude(pk=after.pk if after is not None else 0).first()


def raise_item(item: AgendaItem, *, by: Viewer) -> None:
    """Deal with it one place earlier."""
    check_steer(by, item.round_table.project_id)
    with action("network.agenda_ordered", by=by, obj=item.round_table, project_id=item.round_table.project_id) as act:
        table = held(item.round_table)
        order = list(AgendaItem.objects.filter(round_table=table))
        place = next(number for number, one in enumerate(order) if one.pk == item.pk)
        if place == 0:
            act.silent = True
            return
        order[place - 1], order[place] = order[place], order[place - 1]
        for number, one in enumerate(order):
            one.position = number
        AgendaItem.objects.bulk_update(order, ["position"])


def decide(
    item: AgendaItem, text: str, undertaking: Undertaking | None = None, *, slip: UUID | None = None, by: Viewer
) -> Decision:
    """What was decided on the point; with it, who undertakes what. A point that was closed may be decided again later."""
    project_id = item.round_table.project_id
    check_steer(by, project_id)
    slip = slips.own(slip, by, item)
    with action("network.decision_taken", by=by, obj=item.round_table, project_id=project_id) as act:
        if (before := slips.taken(slip, Decision)) is not None:
            act.silent = True
            return before
        now = held(item)
        if now.outcome in {Outcome.POSTPONED}:
            raise Denied(gettext_lazy("This point was put off: decide on it at the round table to which it went."))
        table = _open(item.round_table)
        if table.day > clock.today():
            raise Denied(gettext_lazy("It has not taken place yet."))
        decision = Decision.objects.create(item=now, text=text, day=table.day)
        if undertaking is not None:
            _undertake(decision, project_id, undertaking)
        now.outcome = Outcome.DECISION
        save_next(now, now.version)
        slips.made(slip, decision)
    return decision


def undertake(decision: Decision, said: Undertaking, *, slip: UUID | None = None, by: Viewer) -> Commitment:
    """Another commitment out of a decision."""
    project_id = decision.item.round_table.project_id
    check_steer(by, project_id)
    slip = slips.own(slip, by, decision)
    with action("network.commitment_made", by=by, obj=decision.item.round_table, project_id=project_id) as act:
        if (before := slips.taken(slip, Commitment)) is not None:
            act.silent = True
            return before
        commitment = _undertake(decision, project_id, said)
        slips.made(slip, commitment)
        act.obj = commitment
    return commitment


def postpone(item: AgendaItem, *, version: int, by: Viewer) -> AgendaItem:
    """Put a point off: it goes as it is to the project's next planned round table, which is begun when none is planned.

    Returns the new point. Raises ``ChangedMeanwhile``.
    """
    project = item.round_table.project
    check_steer(by, project)
    with action("network.item_postponed", by=by, obj=item.round_table, project_id=project.pk):
        held(project)
        now = _undealt(item)
        now.outcome = Outcome.POSTPONED
        save_next(now, version)
        table = next_table(project, item.round_table) or _begin(project, by)
        same: dict[str, Any] = {name: getattr(now, name) for name in SAME}
        return AgendaItem.objects.create(round_table=table, position=_end(table), **same)


SAME = ("title", "text", "service_type", "place", "reason", "count", "first", "last")


def leave(item: AgendaItem, *, version: int, by: Viewer) -> AgendaItem:
    """It was spoken of, and nothing was decided. Raises ``ChangedMeanwhile``."""
    check_steer(by, item.round_table.project_id)
    with action("network.item_left", by=by, obj=item.round_table, project_id=item.round_table.project_id):
        now = _undealt(item)
        now.outcome = Outcome.NONE
        save_next(now, version)
    return now


def _undealt(item: AgendaItem) -> AgendaItem:
    now = held(item)
    if now.outcome:
        raise Denied(gettext_lazy("This point was dealt with already: open the page again."))
    return now


def _open(table: RoundTable) -> RoundTable:
    now = held(table)
    if now.state == TableState.CANCELLED:
        raise Denied(gettext_lazy("This round table was cancelled."))
    return now


def _end(table: RoundTable) -> int:
    last = AgendaItem.objects.filter(round_table=table).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def workday_from(day: date) -> date:
    """``day``, or the Monday after it."""
    return day + timedelta(7 - day.weekday()) if day.weekday() > 4 else day


def _begin(project: Project, by: Viewer) -> RoundTable:
    at = timezone.make_aware(datetime.combine(workday_from(clock.today() + AHEAD), AT))
    return plan_table(project, TableSaid(gettext("Round table on closed doors"), at), by=by)


def _of_dead_end(table: RoundTable, found: DeadEnd, first: date, last: date) -> AgendaItem:
    return AgendaItem.objects.create(
        round_table=table,
        position=_end(table),
        service_type=found.service_type,
        place_id=found.place_id,
        reason=found.reason,
        count=found.count,
        first=first,
        last=last,
    )


def _undertake(decision: Decision, project_id: int, said: Undertaking) -> Commitment:
    commitment = Commitment(decision=decision, project_id=project_id)
    put(commitment, said)
    commitment.save()
    return commitment
