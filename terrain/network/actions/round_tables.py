"""Round tables: planned, held, cancelled; who is invited and who came."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.network.models import Attending, Invitation, Profile, RoundTable
from terrain.network.moves import TABLE, TableState
from terrain.network.policies.governance import check_steer
from terrain.programmes import actions as programmes
from terrain.programmes.models import Organisation, Place, Project


@dataclass(frozen=True)
class TableSaid:
    """When, where and what for."""

    title: str
    starts_at: datetime
    place: Place | None = None
    venue: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Minutes:
    """What was said, and by which functions it was agreed to; no name of anybody."""

    minutes: str
    agreed_by: str = ""


def plan_table(project: Project, said: TableSaid, *, slip: UUID | None = None, by: Viewer) -> RoundTable:
    """Plan a round table of a project."""
    check_steer(by, project)
    slip = slips.own(slip, by, project)
    with action("network.table_planned", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, RoundTable)) is not None:
            act.silent = True
            return before
        table = RoundTable(project=project, created_by_id=by.user_id)
        put(table, said)
        table.save()
        slips.made(slip, table)
        act.obj = table
    return table


def change_table(table: RoundTable, said: TableSaid, *, version: int, by: Viewer) -> RoundTable:
    """Say otherwise when and where. Raises ``ChangedMeanwhile``; ``Denied`` when one that was held would lie in the future."""
    check_steer(by, table.project_id)
    with action("network.table_changed", by=by, obj=table, project_id=table.project_id) as act:
        now = held(table)
        changed = put(now, said)
        if not changed:
            act.silent = True
            return now
        if now.state == TableState.HELD and now.day > clock.today():
            raise Denied(_("It was held already: its day cannot lie ahead."))
        save_next(now, version)
        _count(now)
        act.detail = {"fields": changed}
    return now


def invite(
    table: RoundTable, organisation: Organisation | None, newcomer: str = "", *, as_whom: str = "", by: Viewer
) -> Invitation:
    """Invite an organisation; one that the programme does not name yet (``newcomer``) is named with it. Twice is once."""
    check_steer(by, table.project_id)
    with action("network.organisation_invited", by=by, obj=table, project_id=table.project_id) as act:
        held(table)
        if organisation is None:
            organisation = programmes.name_organisation(newcomer, by=by)
        Profile.objects.of(organisation)
        values = {"as_whom": as_whom}
        invitation, made = Invitation.objects.get_or_create(
            round_table=table, organisation=organisation, defaults=values
        )
        if not made and (not as_whom or invitation.as_whom == as_whom):
            act.silent = True
        elif not made:
            invitation.as_whom = as_whom
            invitation.save(update_fields=["as_whom"])
    return invitation


def drop_invitation(invitation: Invitation, *, by: Viewer) -> None:
    """Take an organisation off the list; what it counted for goes with it."""
    table = invitation.round_table
    check_steer(by, table.project_id)
    with action("network.invitation_dropped", by=by, obj=table, project_id=table.project_id):
        facts.forget("network.Invitation", [invitation.pk])
        invitation.delete()


def hold_table(
    table: RoundTable, said: Minutes, *, came: Collection[int], excused: Collection[int] = (), version: int, by: Viewer
) -> RoundTable:
    """It took place: its minutes, and which of the invited came (keys of invitations). May be written again.

    Raises ``ChangedMeanwhile``, and ``Denied`` before its day.
    """
    check_steer(by, table.project_id)
    with action("network.table_held", by=by, obj=table, project_id=table.project_id) as act:
        now = held(table)
        target = TABLE.after("hold", now.state)
        if now.day > clock.today():
            raise Denied(_("It has not taken place yet."))
        now.state = target
        put(now, said)
        save_next(now, version)
        for one in Invitation.objects.filter(round_table=now):
            state = Attending.EXCUSED if one.pk in excused else Attending.INVITED
            one.state = Attending.CAME if one.pk in came else state
            one.save(update_fields=["state"])
        _count(now)
        act.detail = {"came": len(came)}
    return now


def cancel_table(table: RoundTable, *, why: str, version: int, by: Viewer) -> RoundTable:
    """It will not take place. Raises ``ChangedMeanwhile``."""
    check_steer(by, table.project_id)
    return _move(table, "cancel", "network.table_cancelled", why, version, by)


def plan_again(table: RoundTable, *, version: int, by: Viewer) -> RoundTable:
    """A cancelled one takes place after all. Raises ``ChangedMeanwhile``."""
    check_steer(by, table.project_id)
    return _move(table, "plan_again", "network.table_planned_again", "", version, by)


def _move(table: RoundTable, move: str, verb: str, why: str, version: int, by: Viewer) -> RoundTable:
    with action(verb, by=by, obj=table, project_id=table.project_id) as act:
        now = held(table)
        if now.state == TABLE.move(move).target and now.version == version + 1:
            act.silent = True
            return now
        now.state, now.cancelled_why = TABLE.after(move, now.state), why
        save_next(now, version)
        _count(now)
    return now


def _count(table: RoundTable) -> None:
    facts.sync_many("network.Invitation", Invitation.objects.filter(round_table=table).values_list("pk", flat=True))
