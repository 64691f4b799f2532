"""What waits of the network and of trainings: entries to look at again, what was undertaken, who registered, whom to ask later."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.wording import figure
from terrain.desk.lines import Line, Sort
from terrain.learning import following
from terrain.learning.enums import RequestState
from terrain.learning.models import Cohort
from terrain.network import finding, growth, professionals
from terrain.network.models import Agreement, Commitment, PlanAction, Professional, Service, Suggestion
from terrain.people import directory


def _reads(viewer: Viewer) -> bool:
    return viewer.may("directory.view")


def _steers(viewer: Viewer) -> bool:
    return viewer.may("network.steer")


def _trains(viewer: Viewer) -> bool:
    return viewer.may("gathering.record") and viewer.may("people.identify")


def _services_told(found: Sequence[Service], viewer: Viewer) -> list[Line]:
    today = clock.today()
    return [
        Line(one.get_absolute_url(), f"{one.name} · {one.whose}", day=one.review_on, late=one.review_on < today)
        for one in found
    ]


def _professionals_told(found: Sequence[Professional], viewer: Viewer) -> list[Line]:
    today = clock.today()
    return [
        Line(one.get_absolute_url(), f"{one} · {one.organisation}" if one.organisation is not None else str(one),
             day=one.review_on, late=one.review_on < today)
        for one in found
    ]  # fmt: skip


def _plans_told(found: Sequence[PlanAction], viewer: Viewer) -> list[Line]:
    return [
        Line(one.get_absolute_url(), f"{one.what} · {growth.called(one.assessment.strengthening)}", day=one.due, late=one.is_overdue)
        for one in found
    ]  # fmt: skip


def _commitments(viewer: Viewer) -> Any:
    return Commitment.objects.steered_by(viewer).late_on(clock.today()).select_related("owner", "owner_project")


def _commitments_told(found: Sequence[Commitment], viewer: Viewer) -> list[Line]:
    return [Line(one.get_absolute_url(), f"{one.what} · {one.whose}", day=one.due, late=True) for one in found]


def _renewals(viewer: Viewer) -> Any:
    return Agreement.objects.steered_by(viewer).to_renew(clock.today()).select_related("organisation")


def _renewals_told(found: Sequence[Agreement], viewer: Viewer) -> list[Line]:
    return [Line(one.get_absolute_url(), f"{one.about} · {one.organisation}", day=one.ends_on) for one in found]


def _suggestions(viewer: Viewer) -> Any:
    return Suggestion.objects.awaiting(viewer).select_related("service__organisation", "service__project")


def _suggestions_told(found: Sequence[Suggestion], viewer: Viewer) -> list[Line]:
    return [
        Line(one.get_absolute_url(), f"{one.service.name} · {one.service.whose}", about=one.get_kind_display(),
             day=timezone.localdate(one.made_at))
        for one in found
    ]  # fmt: skip


def _registrations(viewer: Viewer) -> Any:
    waiting = Count("requests", filter=Q(requests__state=RequestState.WAITING))
    held = viewer.projects("gathering.record")
    found = Cohort.objects.all() if held is None else Cohort.objects.filter(project__in=held)
    return found.annotate(waiting=waiting).filter(waiting__gt=0).order_by("first_day", "pk")


def _registrations_told(found: Sequence[Any], viewer: Viewer) -> list[Line]:
    return [
        Line(
            one.get_absolute_url(),
            ngettext("%(shown)s registration to answer", "%(shown)s registrations to answer", one.waiting)
            % {"shown": figure(one.waiting)},
            about=one.name,
            day=one.first_day,
            late=one.first_day <= clock.today(),
        )
        for one in found
    ]


def _follow_ups_told(found: Sequence[following.Due], viewer: Viewer) -> list[Line]:
    people = {one.enrolment.person.stands_as.pk: one.enrolment.person.stands_as for one in found}
    names = (
        {entry.person.pk: entry.name for entry in directory.entries(list(people.values()), viewer)} if people else {}
    )
    return [
        Line(
            one.enrolment.cohort.get_absolute_url(),
            one.words,
            names.get(one.enrolment.person.stands_as.pk, ""),
            one.enrolment.cohort.name,
            one.until,
        )
        for one in found
    ]


SORTS = (
    Sort("services", _("Services to look at again"), finding.due, _services_told, opens=_reads),
    Sort("professionals", _("Professionals to look at again"), professionals.due, _professionals_told, opens=_reads),
    Sort("capacity", _("From the plans of organisations"), growth.waiting, _plans_told, opens=_steers),
    Sort("suggestions", _("What was said of services"), _suggestions, _suggestions_told, opens=_reads),
    Sort(
        "commitments",
        _("Commitments that are late"),
        _commitments,
        _commitments_told,
        "network:commitments",
        opens=_steers,
    ),
    Sort("agreements", _("Agreements to renew"), _renewals, _renewals_told, "network:agreements", opens=_steers),
    Sort("registrations", _("Registrations for trainings"), _registrations, _registrations_told, opens=_trains),
    Sort(
        "follow-ups",
        _("What became of what they learned: to ask"),
        following.due,
        _follow_ups_told,
        "learning:due_follow_ups",
        _trains,
    ),
)
