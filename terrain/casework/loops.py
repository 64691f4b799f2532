"""What referrals count for.

``referral``   attributes ``case_kind``, ``service`` (its type), ``outcome``: one fact ``sent`` on the day it was sent, and one
more on the day its end is known: ``served``, ``not_served``, ``declined``, ``expired`` or ``withdrawn``.

Counting people served by others: ``{kind: referral, where: {outcome: [served]}}``.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from terrain.casework import codes_in_words as spoken
from terrain.casework.facts import draft, sealed_kinds
from terrain.casework.models import Referral
from terrain.facts.registry import FactDraft, FactKind, Source

ENDS = {
    "sent": pgettext_lazy("referral", "sent"),
    "served": pgettext_lazy("referral", "served"),
    "not_served": pgettext_lazy("referral", "not served"),
    "declined": pgettext_lazy("referral", "declined"),
    "expired": pgettext_lazy("referral", "no answer in time"),
    "withdrawn": pgettext_lazy("referral", "withdrawn"),
}

REFERRAL = FactKind(
    code="referral",
    label=_("referral"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "service": (), "outcome": tuple(ENDS)},
    noun=ngettext_lazy("%(count)d referral", "%(count)d referrals", "count"),
    words={
        "case_kind": (_("Kind of file"), spoken.KINDS),
        "service": (_("Type of service"), {}),
        "outcome": (_("What became of it"), ENDS),
    },
)


def facts_of_referral(referral: Referral) -> list[FactDraft]:
    """That it was sent, and its end once it is known; nothing while it is being written."""
    if referral.sent_at is None:
        return []
    said = {"service": referral.service_type}
    told = [draft(REFERRAL, referral.case, timezone.localdate(referral.sent_at), outcome="sent", **said)]
    if referral.outcome and referral.outcome_on is not None:
        told.append(draft(REFERRAL, referral.case, referral.outcome_on, outcome=referral.outcome, **said))
    return told


def referrals(pks: Iterable[int] | None) -> Iterable[Any]:
    """Referrals with their file and person, in one query."""
    found = Referral.objects.select_related("case__person__merged_into").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


REFERRALS = Source(model="casework.Referral", facts_of=facts_of_referral, records=referrals)
