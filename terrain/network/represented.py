"""What round tables, agreements and experiments count for.

``representation``: an organisation that came to a round table that was held, on its day; one that signed an agreement, on the day of
signing (an agreement that has ended was signed all the same; one written by mistake never was).

Kind ``experiment``, which happens to nobody: ``state`` ``started`` on the day an experiment began, when its agreement, its indicator
and its start are recorded; ``decided`` on the day it was decided, with ``outcome`` (``extend``, ``adapt``, ``stop``).
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from terrain.facts.registry import FactDraft, FactKind, Source
from terrain.network.enums import Presence
from terrain.network.facts import representation
from terrain.network.models import Agreement, Attending, Experiment, Invitation, Profile
from terrain.network.moves import ExperimentState, TableState, Verdict
from terrain.programmes.models import Organisation

EXPERIMENT = FactKind(
    code="experiment",
    label=_("policy experiment"),
    subject="",
    attributes={"state": ("started", "decided"), "outcome": tuple(Verdict.values)},
    noun=ngettext_lazy("%(count)d policy experiment", "%(count)d policy experiments", "count"),
    words={
        "state": (
            _("State"),
            {"started": pgettext_lazy("experiment", "begun"), "decided": pgettext_lazy("experiment", "decided")},
        ),
        "outcome": (_("Decision"), dict(Verdict.choices)),
    },
)


def _profile(organisation: Organisation) -> Profile | None:
    return getattr(organisation, "profile", None)


def facts_of_invitation(invitation: Invitation) -> list[FactDraft]:
    """One fact when the table was held and the organisation came."""
    table, profile = invitation.round_table, _profile(invitation.organisation)
    if table.state != TableState.HELD or invitation.state != Attending.CAME or profile is None:
        return []
    return [representation(profile, table.project_id, table.day, Presence.ROUND_TABLE, table.place_id)]


def facts_of_agreement(agreement: Agreement) -> list[FactDraft]:
    """One fact on the day of signing; none when it was written by mistake."""
    profile = _profile(agreement.organisation)
    if agreement.struck_at is not None or profile is None:
        return []
    return [representation(profile, agreement.project_id, agreement.signed_on, Presence.AGREEMENT, profile.place_id)]


def facts_of_experiment(experiment: Experiment) -> list[FactDraft]:
    """That it began, and that it was decided; nothing while its agreement does not stand, or nothing measures it."""
    agreement = experiment.agreement
    begun = experiment.state in {ExperimentState.RUNNING, ExperimentState.DECIDED}
    if not begun or experiment.started_on is None or not experiment.is_measured:
        return []
    if agreement is None or agreement.struck_at is not None:
        return []
    told = [(experiment.started_on, "started", "")]
    if experiment.decided_on is not None:
        told.append((experiment.decided_on, "decided", experiment.outcome))
    return [
        FactDraft(
            kind=EXPERIMENT.code,
            project_id=experiment.project_id,
            day=day,
            subject=None,
            place_id=experiment.place_id,
            attributes={"state": state, "outcome": outcome},
        )
        for day, state, outcome in told
    ]


def invitations(pks: Iterable[int] | None) -> Iterable[Any]:
    """Invitations with their table and the organisation's profile, in one query."""
    found = Invitation.objects.select_related("round_table", "organisation__profile__same_as").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


def agreements(pks: Iterable[int] | None) -> Iterable[Any]:
    """Agreements with the organisation's profile, in one query."""
    found = Agreement.objects.select_related("organisation__profile__same_as").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


def experiments(pks: Iterable[int] | None) -> Iterable[Any]:
    """Experiments with their agreement, in one query."""
    found = Experiment.objects.select_related("agreement").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


INVITATIONS = Source(model="network.Invitation", facts_of=facts_of_invitation, records=invitations)
AGREEMENTS = Source(model="network.Agreement", facts_of=facts_of_agreement, records=agreements)
EXPERIMENTS = Source(model="network.Experiment", facts_of=facts_of_experiment, records=experiments)
