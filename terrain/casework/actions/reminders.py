"""Reminders of appointments, every hour: whoever receives her is told the day before; she is written to when she asked for it.

She is never written to twice. What is decided is remembered first, and the message leaves once that is committed: a machine that
stops between the two leaves a reminder ``sending``, which is not sent again; an hour later a colleague is told to remind her.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import partial

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from terrain.accounts.models import User
from terrain.casework import reminding
from terrain.casework.actions.notices import tell
from terrain.casework.enums import AppointmentState, Closing, Reminder
from terrain.casework.models import Appointment
from terrain.core import clock
from terrain.core.access import system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.people.models import Person
from terrain.people.models.profiles import told_of
from terrain.people.profiles import messages
from terrain.programmes.middleware import viewer_of

HOUSE = system_viewer("reminders")
UNSURE = timedelta(hours=1)
"""After how long a message of which nothing was heard counts as lost."""


def sweep(today: date) -> str:
    """Remind of what is tomorrow; running it again changes nothing."""
    told = tell_hosts(today + timedelta(days=1))
    written, held = remind(clock.now())
    counts = {"colleagues told of tomorrow": told, "reminders written": written, "reminders held back": held}
    return ", ".join(f"{count} {words}" for words, count in counts.items() if count)


def _standing() -> QuerySet[Appointment]:
    open_files = Appointment.objects.planned().exclude(case__closing=Closing.CLOSED)
    return open_files.select_related("case__project", "case__owner", "host").order_by("starts_at", "pk")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _receiver(appointment: Appointment) -> int | None:
    """Whoever is told: who receives her, else who is in charge of the file; nobody who does not see it."""
    for user in (appointment.host, appointment.case.owner):
        if user is not None and _sees(user, appointment):
            return user.pk
    return None


def _sees(user: User, appointment: Appointment) -> bool:
    return user.is_active and Appointment.objects.visible_to(viewer_of(user)).filter(pk=appointment.pk).exists()


def tell_hosts(day: date) -> int:
    """Tell everybody who receives somebody on ``day``, once for all her appointments; returns how many were told."""
    due = _standing().filter(starts_at__gte=_midnight(day), starts_at__lt=_midnight(day + timedelta(days=1)))
    expecting: dict[int, list[Appointment]] = defaultdict(list)
    for appointment in due.filter(told_at=None):
        if (receiver := _receiver(appointment)) is not None:
            expecting[receiver].append(appointment)
    return sum(_tell(receiver, found, day) for receiver, found in sorted(expecting.items()))


def _tell(receiver: int, found: Iterable[Appointment], day: date) -> bool:
    with action("casework.host_reminded", by=HOUSE) as act:
        rows = Appointment.objects.select_for_update(of=("self",)).select_related("case")
        fresh = list(rows.planned().filter(pk__in=[one.pk for one in found], told_at=None))
        act.detail, act.silent = {"appointments": [one.pk for one in fresh]}, not fresh
        Appointment.objects.filter(pk__in=[one.pk for one in fresh]).update(told_at=clock.now())
        if len(fresh) == 1:
            tell([receiver], "appointment_tomorrow", case=fresh[0].case, url=fresh[0].get_absolute_url())
        elif fresh:
            tell([receiver], "appointments_tomorrow", url=f"{reverse('casework:calendar')}?week={day}")
    return bool(fresh)


def remind(at: datetime) -> tuple[int, int]:
    """Write to everybody who asked for it and whose hour has come; returns how many were written to and how many held back."""
    horizon = _midnight(timezone.localdate(at) + timedelta(days=2))
    asked = _standing().filter(remind=True, starts_at__gt=at, case__person__erased_at=None)
    written = held = 0
    for appointment in asked.filter(reminder=Reminder.NONE, starts_at__lt=horizon, case__person__isnull=False):
        decision = reminding.decide(told_of(_person(appointment)), appointment.starts_at, at)
        if decision.send:
            written += _write(appointment, at)
        elif decision.held:
            held += _hold(appointment, decision.held, at)
    for appointment in asked.filter(reminder=Reminder.SENDING, reminded_at__lt=at - UNSURE):
        held += _hold(appointment, Reminder.LOST, at)
    return written, held


def _person(appointment: Appointment) -> Person:
    assert appointment.case.person is not None
    return appointment.case.person.stands_as


def _held(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",))
    return rows.select_related("case__project", "case__owner", "host").get(pk=appointment.pk)


def _write(appointment: Appointment, at: datetime) -> bool:
    case = appointment.case
    detail = {"appointment": appointment.pk}
    try:
        with action("casework.reminder_sent", by=HOUSE, obj=case, project_id=case.project_id, detail=detail) as act:
            now = _held(appointment)
            told = told_of(_person(now))
            if not _waits(now) or not reminding.decide(told, now.starts_at, at).send:
                act.silent = True
                return False
            now.reminder, now.reminded_at = Reminder.SENDING, at
            now.save(update_fields=["reminder", "reminded_at"])
            number = settings.CALLBACKS.get(case.project.code) or settings.CALLBACKS.get("", "")
            subject, words = reminding.message(now.starts_at, reminding.languages_of(told), number)
            messages.send(_person(now), words, subject=subject, by=HOUSE, at=at, then=partial(_heard, now.pk, at))
    except Denied:
        return False
    return True


def _waits(appointment: Appointment) -> bool:
    asked = appointment.remind and appointment.state == AppointmentState.PLANNED
    return asked and appointment.reminder == Reminder.NONE


def _heard(pk: int, at: datetime, left: bool) -> None:
    """Whether the message left; one that did not is not tried again, for it may have arrived all the same."""
    sending = Appointment.objects.filter(pk=pk, reminder=Reminder.SENDING, reminded_at=at)
    if left:
        sending.update(reminder=Reminder.SENT)
    elif (appointment := sending.select_related("case").first()) is not None:
        _hold(appointment, Reminder.LOST, at)


def _hold(appointment: Appointment, why: str, at: datetime) -> bool:
    """She is not written to: remembered, and whoever receives her reminds her as she allows."""
    case = appointment.case
    with action("casework.reminder_held", by=HOUSE, obj=case, project_id=case.project_id) as act:
        now = _held(appointment)
        act.detail = {"appointment": now.pk, "reason": str(why)}
        if not _waits(now) and (why, now.reminder) != (Reminder.LOST, Reminder.SENDING):
            act.silent = True
            return False
        now.reminder, now.reminded_at = why, at
        now.save(update_fields=["reminder", "reminded_at"])
        tell([_receiver(now)], "reminder_held", case=case, url=now.get_absolute_url())
    return True
