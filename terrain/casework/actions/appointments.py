"""Appointments: planned, moved, kept or missed."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.casework import reminding
from terrain.casework.enums import AppointmentState, Reminder
from terrain.casework.models import Appointment, Case, key_for_writing, key_of
from terrain.casework.policies.agenda import check_change, check_plan
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import Act, action
from terrain.core.policies import Denied
from terrain.facts import actions as facts

WORDS = "casework.Appointment.sealed_words"


class MovedMeanwhile(Exception):
    """A colleague changed the appointment since the page was opened; ``appointment`` says what it says now."""

    def __init__(self, appointment: Appointment) -> None:
        super().__init__(str(appointment.uid))
        self.appointment = appointment


def words_of(appointment: Appointment) -> str:
    """Where and for what, as it was written."""
    sealed = bytes(appointment.sealed_words)
    return vault.unseal(key_of(appointment.case), sealed, WORDS).decode() if sealed else ""


def _sealed(case: Case, words: str) -> bytes:
    return vault.seal(key_for_writing(case), words.strip().encode(), WORDS) if words.strip() else b""


def plan(
    case: Case,
    starts_at: datetime,
    *,
    minutes: int = 45,
    host: int | None = None,
    words: str = "",
    remind: bool = False,
    slip: UUID | None = None,
    by: Viewer,
) -> Appointment:
    """Expect her at ``starts_at``; ``host`` receives her, the one in charge without. ``remind``: she asked to be reminded."""
    slip = slips.own(slip, by, case)
    check_plan(by, case)
    with action("casework.appointment_planned", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, Appointment)) is not None:
            act.silent = True
            return before
        made = Appointment.objects.create(
            case=case,
            host_id=host if host is not None else case.owner_id,
            starts_at=starts_at,
            minutes=minutes,
            sealed_words=_sealed(case, words),
            remind=remind,
            created_by_id=by.user_id,
        )
        _knows(made, by)
        made.save(update_fields=["told_at"])
        slips.made(slip, made)
        facts.sync(made)
        act.detail = {"appointment": made.pk}
    return made


def _held(appointment: Appointment) -> Appointment:
    return Appointment.objects.select_for_update(of=("self",)).select_related("case__project").get(pk=appointment.pk)


def move(
    appointment: Appointment,
    starts_at: datetime,
    *,
    minutes: int,
    host: int | None,
    words: str,
    remind: bool | None = None,
    version: int,
    by: Viewer,
) -> Appointment:
    """Give another hour or host. Raises ``MovedMeanwhile`` when a colleague changed it since ``version``.

    ``remind``: whether she asks to be reminded; as before without. Another hour is reminded of anew.
    """
    with action("casework.appointment_moved", by=by, obj=appointment.case) as act:
        now = _held(appointment)
        check_change(by, now)
        _placed(act, now)
        asked = now.remind if remind is None else remind
        said = (starts_at, minutes, host, words.strip(), asked)
        if (now.starts_at, now.minutes, now.host_id, words_of(now), now.remind) == said:
            act.silent = True
            return now
        if now.version != version:
            raise MovedMeanwhile(now)
        if now.starts_at != starts_at or (asked and not now.remind):
            now.reminder, now.reminded_at = Reminder.NONE, None
        moved = (now.starts_at, now.host_id) != (starts_at, host)
        now.starts_at, now.minutes, now.host_id, now.remind = starts_at, minutes, host, asked
        if moved:
            _knows(now, by)
        now.sealed_words = _sealed(now.case, words)
        now.version += 1
        now.save()
        facts.sync(now)
    return now


def _knows(appointment: Appointment, by: Viewer) -> None:
    """Whoever gives an appointment of her own for tomorrow, or for today, is not told of it again; anybody else will be."""
    soon = reminding.begins(appointment.starts_at) <= clock.now()
    hers = by.user_id is not None and by.user_id == appointment.host_id
    appointment.told_at = clock.now() if soon and hers else None


def _placed(act: Act, appointment: Appointment) -> None:
    act.project_id, act.detail = appointment.case.project_id, {"appointment": appointment.pk}


def conclude(appointment: Appointment, state: AppointmentState, *, by: Viewer) -> Appointment:
    """Say what became of it: she came, she did not, or it was cancelled. Saying the same twice changes nothing."""
    with action("casework.appointment_concluded", by=by, obj=appointment.case) as act:
        now = _held(appointment)
        _placed(act, now)
        if now.state == state:
            act.silent = True
            return now
        check_change(by, now)
        if state == AppointmentState.PLANNED or (
            state != AppointmentState.CANCELLED and now.starts_at.date() > clock.today()
        ):
            raise Denied(_("This appointment is still to come."))
        now.state = state
        now.version += 1
        now.save()
        facts.sync(now)
        act.detail |= {"state": str(state)}
    return now
