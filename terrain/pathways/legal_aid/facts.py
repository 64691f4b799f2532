"""What mandates count for.

``mandate``   a lawyer took a case, and later it ended: attributes ``case_kind``, ``step`` (``taken``, ``ended``), ``matter``,
``outcome`` (of one that ended). Day: on which it was taken, or ended. Subject: the person's pseudonym.

Files of this kind are sealed from their first instant: cells under ten are not published, however a rule narrows them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework import codes_in_words as spoken
from terrain.casework.facts import draft
from terrain.facts.registry import FactDraft, FactKind, Source
from terrain.pathways.legal_aid.models import Mandate

MANDATE = FactKind(
    code="mandate",
    label=_("case with a lawyer"),
    subject="person",
    sealed=True,
    attributes={"case_kind": (), "step": ("taken", "ended"), "matter": (), "outcome": ()},
    noun=ngettext_lazy("%(count)d case with a lawyer", "%(count)d cases with a lawyer", "count"),
    words={
        "case_kind": (_("Kind of file"), spoken.KINDS),
        "step": (_("What became of it"), {"taken": _("taken on"), "ended": _("ended")}),
        "matter": (_("Matter"), {}),
        "outcome": (_("Outcome"), {}),
    },
)


def facts_of_mandate(mandate: Mandate) -> list[FactDraft]:
    """That a lawyer took it, and how it ended; nothing of one that was written by mistake."""
    if mandate.withdrawn_at is not None:
        return []
    told = [draft(MANDATE, mandate.case, mandate.taken_on, step="taken", matter=mandate.matter)]
    if mandate.ended_on is not None:
        ended = {"step": "ended", "matter": mandate.matter, "outcome": mandate.outcome}
        told.append(draft(MANDATE, mandate.case, mandate.ended_on, **ended))
    return told


def mandates(pks: Iterable[int] | None) -> Iterable[Any]:
    """Mandates with their file and person, in one query."""
    found = Mandate.objects.select_related("case__person__merged_into").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


def about(persons: Sequence[int]) -> Iterable[int]:
    """Mandates that speak of ``persons``."""
    return Mandate.objects.filter(case__person__in=persons).values_list("pk", flat=True)


MANDATES = Source(model="legal_aid.Mandate", facts_of=facts_of_mandate, records=mandates)
