"""What this room tells the engines below it, once, when the house is ready."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.accounts.pairing import register_name
from terrain.core.access import system_viewer
from terrain.core.sweeping import register_sweep
from terrain.facts.estimates import register_estimator
from terrain.facts.registry import register_kind, register_source
from terrain.people.consents.actions import register_withdrawal
from terrain.people.forgetting import register_forgetting
from terrain.people.holders import register_holder
from terrain.programmes.ways import ProjectWay, register_project_way
from terrain.radio import dates, hearing
from terrain.radio.actions import consents, forgetting, hints, listening, live, messages, parting, recordings
from terrain.radio.air.ears import register_ears
from terrain.radio.air.live import register_live
from terrain.radio.audience.estimating import estimate
from terrain.radio.consent import leaving
from terrain.radio.consent.consents import covered
from terrain.radio.enums import Scope
from terrain.radio.facts import LISTENED, LISTENER, LISTENING
from terrain.radio.grid import keeping, timetable
from terrain.radio.live import source
from terrain.radio.models import Station, Voice
from terrain.radio.sounds import preparing, shelf


def _held(persons: Sequence[int]) -> Iterable[tuple[int, int]]:
    return Voice.objects.filter(person__in=persons).values_list("person_id", "project_id").distinct()


def _air_name(user: User) -> str:
    return Voice.objects.filter(user=user).values_list("air_name", flat=True).first() or ""


def _audience_of(project: Any) -> str:
    return reverse("radio:audience", args=[project.code])


def _has_radio(project: Any) -> bool:
    return Station.objects.filter(project=project).exists()


def _forget_messages(today: date) -> str:
    number = messages.forget_due(today, by=system_viewer("sweep"))
    return f"{number} messages of listeners erased" if number else ""


def _drop_recordings(today: date) -> str:
    number = recordings.drop_old(by=system_viewer("sweep"))
    return f"{number} recordings that never arrived were given up" if number else ""


def _drop_hints(today: date) -> str:
    number = hints.drop_replaced(by=system_viewer("sweep"))
    return f"{number} spoken hints destroyed that newer ones replaced" if number else ""


def _sweeps() -> None:
    register_sweep("radio", keeping.sweep, often=True)
    register_sweep("radio.sounds", preparing.sweep, often=True)
    register_sweep("radio.live", live.sweep, often=True)
    register_sweep("radio.consents", consents.sweep, often=True)
    register_sweep("radio.listening", listening.sweep)
    register_sweep("radio.air", shelf.sweep)
    register_sweep("radio.hints", _drop_hints)
    register_sweep("radio.messages", _forget_messages)
    register_sweep("radio.recordings", _drop_recordings)


def announce() -> None:
    """What counts and how it is estimated, what is due by itself, who is heard live, what happens when an agreement is taken back."""
    _sweeps()
    dates.announce()
    timetable.register_allowance(lambda episodes, day: covered(episodes, Scope.AIR, day))
    leaving.register_silence("radio.live", lambda voice: live.fall_silent(voice, by=leaving.HOUSE))
    leaving.register_leaving("radio.live", lambda voice: live.give_up(voice, by=leaving.HOUSE))
    leaving.register_leaving("radio.studio", lambda voice: parting.give_up(voice, by=leaving.HOUSE))
    leaving.register_leaving("radio.messages", lambda voice: messages.give_up(voice, by=leaving.HOUSE))
    register_name(_air_name)
    register_withdrawal("radio.voices", consents.follow_registry)
    register_forgetting("radio.voices", lambda persons: forgetting.forget(persons, by=leaving.HOUSE))
    register_holder("radio.Voice", _held)
    register_kind(LISTENING)
    register_source(LISTENED)
    register_estimator(LISTENER, estimate)
    register_project_way(
        ProjectWay("audience", _("Who listens to the radio"), _audience_of, "results.view", order=36, fits=_has_radio)
    )
    register_live(source.said, source.sound)
    register_ears(hearing)
