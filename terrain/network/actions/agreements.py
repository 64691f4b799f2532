"""Agreements with organisations: signed, corrected, renewed; one written by mistake is struck."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.network.models import Agreement, Experiment, Profile
from terrain.network.papers import Given, kept
from terrain.network.policies.governance import check_steer
from terrain.programmes import actions as programmes
from terrain.programmes.models import Organisation, Project


@dataclass(frozen=True)
class AgreementSaid:
    """What about, signed when, until when."""

    about: str
    signed_on: date
    ends_on: date | None = None


def sign(
    project: Project,
    organisation: Organisation | None,
    said: AgreementSaid,
    *,
    newcomer: str = "",
    given: Given | None = None,
    renews: Agreement | None = None,
    slip: UUID | None = None,
    by: Viewer,
) -> Agreement:
    """Write down an agreement that was signed; ``renews``: the one that it follows, of the same project and organisation."""
    check_steer(by, project)
    slip = slips.own(slip, by, project)
    with action("network.agreement_signed", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Agreement)) is not None:
            act.silent = True
            return before
        organisation = organisation or programmes.name_organisation(newcomer, by=by)
        if renews is not None and (renews.project_id, renews.organisation_id) != (project.pk, organisation.pk):
            raise Denied(_("An agreement is renewed by the same organisation, in the same project."))
        _check_days(said)
        Profile.objects.of(organisation)
        agreement = Agreement(project=project, organisation=organisation, renews=renews, file=kept(given, by))
        put(agreement, said)
        agreement.save()
        facts.sync(agreement)
        slips.made(slip, agreement)
        act.obj = agreement
    return agreement


def change_agreement(
    agreement: Agreement, said: AgreementSaid, *, given: Given | None = None, version: int, by: Viewer
) -> Agreement:
    """Correct what is written of it, or add its paper. Raises ``ChangedMeanwhile``."""
    check_steer(by, agreement.project_id)
    with action("network.agreement_changed", by=by, obj=agreement, project_id=agreement.project_id) as act:
        now = held(agreement)
        _check_days(said)
        changed = put(now, said)
        if given is not None:
            now.file = kept(given, by)
            changed.append("file")
        if not changed:
            act.silent = True
            return now
        save_next(now, version)
        facts.sync(now)
        act.detail = {"fields": changed}
    return now


def strike_agreement(agreement: Agreement, *, version: int, by: Viewer) -> Agreement:
    """It was written by mistake: it counts for nothing, nor does an experiment that stands on it. Raises ``ChangedMeanwhile``."""
    check_steer(by, agreement.project_id)
    with action("network.agreement_struck", by=by, obj=agreement, project_id=agreement.project_id) as act:
        now = held(agreement)
        if now.struck_at is not None:
            act.silent = True
            return now
        now.struck_at = clock.now()
        save_next(now, version)
        facts.sync(now)
        facts.sync_many("network.Experiment", Experiment.objects.filter(agreement=now).values_list("pk", flat=True))
    return now


def _check_days(said: AgreementSaid) -> None:
    if said.signed_on > clock.today():
        raise Denied(_("An agreement is written down once it is signed."))
    if said.ends_on is not None and said.ends_on < said.signed_on:
        raise Denied(_("It ends before it is signed."))
