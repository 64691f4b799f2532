"""Series of workshops and their sessions: what the group did, in numbers and in words without a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import ChangedMeanwhile, held, put
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.programmes.models import Project
from terrain.workshops import centres
from terrain.workshops.lists import lists
from terrain.workshops.models import ActivitySheet, Centre, Kit, RoleCount, Series, SeriesSession
from terrain.workshops.policies import check_hold, check_series, check_session, check_take_back

SESSIONS = "workshops.SeriesSession"


@dataclass(frozen=True)
class SeriesSaid:
    """What a series says of itself. ``centre``: the name of the house where the group meets."""

    title: str
    method: str
    centre: str
    starts: date
    ends: date | None = None
    facilitator: str = ""
    kit: Kit | None = None
    aim: str = ""


@dataclass(frozen=True)
class Laid:
    """The same, its centre being one of the project."""

    title: str
    method: str
    centre: Centre
    starts: date
    ends: date | None
    facilitator: str
    kit: Kit | None
    aim: str


@dataclass(frozen=True)
class Held:
    """What is written of a session itself."""

    day: date
    minutes: int
    headcount: int
    facilitator: str = ""
    worked_on: str = ""
    next_time: str = ""


@dataclass(frozen=True)
class SessionSaid:
    """A session: what is written of it, how many held each role (role → people), keys of the sheets that were used."""

    held: Held
    roles: Mapping[str, int] = field(default_factory=dict)
    sheets: frozenset[int] = frozenset()


def _laid(project: Project, said: SeriesSaid) -> Laid:
    if said.kit is not None and said.kit.project_id != project.pk:
        raise Denied(_("This kit belongs to another project."))
    if said.ends is not None and said.ends < said.starts:
        raise Denied(_("The series would end before it begins."))
    there = centres.meant(project, said.centre)
    return Laid(said.title, said.method, there, said.starts, said.ends, said.facilitator, said.kit, said.aim)


def open_series(project: Project, said: SeriesSaid, *, slip: UUID | None = None, by: Viewer) -> Series:
    """A new series, without a session yet."""
    check_hold(by, project)
    slip = slips.own(slip, by, project, "series")
    with action("workshops.series_opened", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Series)) is not None:
            act.silent = True
            return before
        series = Series(project=project, created_by_id=by.user_id)
        put(series, _laid(project, said))
        series.save()
        slips.made(slip, series)
        act.obj = series
    return series


def change_series(series: Series, said: SeriesSaid, *, version: int, by: Viewer) -> Series:
    """Write what is true of a series now; what its sessions count for follows. Raises ``ChangedMeanwhile``."""
    check_series(by, series)
    with action("workshops.series_changed", by=by, obj=series, project_id=series.project_id) as act:
        now = held(series)
        changed = put(now, _laid(series.project, said))
        if not changed:
            act.silent = True
            return now
        if now.version != version:
            raise ChangedMeanwhile(held(series))
        now.version += 1
        now.save()
        if {"method", "centre"} & set(changed):
            facts.sync_many(SESSIONS, now.sessions.values_list("pk", flat=True))
        act.detail = {"fields": changed}
    return now


def roles_of(session: SeriesSession) -> dict[str, int]:
    """How many held each role: role → people."""
    return {one.role: one.people for one in session.roles.all()}


def _check_numbers(said: SessionSaid) -> None:
    """A day that has come, and no more people in a role of the group than were there."""
    if said.held.day > clock.today():
        raise Denied(_("This day has not come yet."))
    known = lists().known("roles")
    for role, people in said.roles.items():
        if role not in known:
            raise LookupError(f"roles has no {role!r}")
        if not known[role].team and people > said.held.headcount:
            raise Denied(_("“%(role)s”: more than the group was.") % {"role": known[role]})


def _write_roles(session: SeriesSession, roles: Mapping[str, int]) -> None:
    session.roles.all().delete()
    RoleCount.objects.bulk_create([RoleCount(session=session, role=r, people=n) for r, n in roles.items() if n])


def _used(session: SeriesSession, sheets: frozenset[int]) -> None:
    session.sheets.set(ActivitySheet.objects.filter(project_id=session.series.project_id, pk__in=sheets))


def hold_session(series: Series, said: SessionSaid, *, slip: UUID | None = None, by: Viewer) -> SeriesSession:
    """The group met. Raises ``Denied`` when a role has more people than the group, or the day has not come."""
    check_series(by, series)
    slip = slips.own(slip, by, series)
    with action("workshops.session_held", by=by, obj=series, project_id=series.project_id) as act:
        if (before := slips.taken(slip, SeriesSession)) is not None:
            act.silent = True
            return before
        _check_numbers(said)
        session = SeriesSession(series=series, created_by_id=by.user_id)
        put(session, said.held)
        session.save()
        _write_roles(session, said.roles)
        _used(session, said.sheets)
        facts.sync(session)
        slips.made(slip, session)
        act.obj = session
    return session


def change_session(session: SeriesSession, said: SessionSaid, *, version: int, by: Viewer) -> SeriesSession:
    """Write what is true of a session now. Raises ``ChangedMeanwhile``."""
    check_session(by, session)
    with action("workshops.session_changed", by=by, obj=session, project_id=session.series.project_id) as act:
        now = held(session)
        check_session(by, now)
        changed = put(now, said.held)
        roles = {role: people for role, people in said.roles.items() if people}
        used = set(now.sheets.values_list("pk", flat=True))
        if not changed and roles == roles_of(now) and used == set(said.sheets):
            act.silent = True
            return now
        if now.version != version:
            raise ChangedMeanwhile(held(session))
        _check_numbers(said)
        now.version += 1
        now.save()
        _write_roles(now, roles)
        _used(now, said.sheets)
        facts.sync(now)
        act.detail = {"fields": changed}
    return now


def strike_session(session: SeriesSession, *, by: Viewer) -> None:
    """A session written by mistake, or that named somebody: its words are gone for good, it counts for nothing. That it was taken
    back, by whom and when, stays."""
    check_take_back(by, session)
    with action("workshops.session_struck", by=by, obj=session, project_id=session.series.project_id) as act:
        now = held(session)
        if now.struck_at is not None:
            act.silent = True
            return
        now.struck_at, now.version = clock.now(), now.version + 1
        now.worked_on = now.next_time = ""
        now.save(update_fields=["struck_at", "version", "worked_on", "next_time"])
        facts.sync(now)
