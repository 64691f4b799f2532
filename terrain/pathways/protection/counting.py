"""What hearings and measures count for: the conditions in which girls are judged, without a survey.

``hearing``   a hearing was held: ``lawyer`` (present, missing, unknown), ``inquiry`` (before, late, missing, not_ordered, unknown),
              ``alternative`` (none, proposed, accepted), ``heard`` (yes, no, unknown)
``measure``   a measure of the judge began: ``measure``, ``deprives`` (yes, no), ``reviewed`` (in_time, late, not_yet, not_planned);
              quantity: the days it took, once it ended
``adjourned`` a hearing was put off: ``reason``

Subject, place and age as for everything that a file counts for. How many days passed until the first hearing is the legal delay
``first_hearing`` of the file.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework.books import Book
from terrain.casework.facts import draft, sealed_kinds
from terrain.casework.models import Case
from terrain.facts.registry import FactDraft, FactKind

YES_NO = {"yes": _("yes"), "no": _("no"), "unknown": _("not known")}
LAWYER = {"present": _("present"), "missing": _("missing"), "unknown": _("not known")}
INQUIRY = {
    "before": _("filed before the hearing"),
    "late": _("filed too late"),
    "missing": _("not filed"),
    "not_ordered": _("not ordered"),
    "unknown": _("not known"),
}
ALTERNATIVE = {"none": _("none proposed"), "proposed": _("proposed"), "accepted": _("accepted")}
REVIEWED = {
    "in_time": _("reviewed in time"),
    "late": _("reviewed late"),
    "not_yet": _("not reviewed yet"),
    "not_planned": _("no review planned"),
}

HEARING = FactKind(
    code="hearing",
    label=_("hearing held"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={
        "case_kind": (),
        "lawyer": tuple(LAWYER),
        "inquiry": tuple(INQUIRY),
        "alternative": tuple(ALTERNATIVE),
        "heard": tuple(YES_NO),
    },
    noun=ngettext_lazy("%(count)d hearing", "%(count)d hearings", "count"),
    words={
        "case_kind": (_("Kind of file"), {}),
        "lawyer": (_("Her lawyer"), LAWYER),
        "inquiry": (_("Social inquiry"), INQUIRY),
        "alternative": (_("Alternative to placement"), ALTERNATIVE),
        "heard": (_("She could speak"), YES_NO),
    },
)
MEASURE = FactKind(
    code="measure",
    label=_("measure of a judge"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "measure": (), "deprives": ("yes", "no"), "reviewed": tuple(REVIEWED)},
    noun=ngettext_lazy("%(count)d measure", "%(count)d measures", "count"),
    words={
        "case_kind": (_("Kind of file"), {}),
        "measure": (_("Measure"), {}),
        "deprives": (_("Takes her freedom"), YES_NO),
        "reviewed": (_("Review by the judge"), REVIEWED),
    },
)
ADJOURNED = FactKind(
    code="adjourned",
    label=_("hearing put off"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "reason": ()},
    noun=ngettext_lazy("%(count)d hearing put off", "%(count)d hearings put off", "count"),
    words={"case_kind": (_("Kind of file"), {}), "reason": (_("Reason"), {})},
)
KINDS = (HEARING, MEASURE, ADJOURNED)


def counts(case: Case, book: Book, day: date, answers: Mapping[str, Any]) -> list[FactDraft]:
    """What an entry of a girl's file counts for besides having been written."""
    if book.code == "hearing":
        return _hearing(case, book, day, answers)
    return _measure(case, book, day, answers) if book.code == "measure" else []


def _hearing(case: Case, book: Book, day: date, answers: Mapping[str, Any]) -> list[FactDraft]:
    outcome = answers.get("outcome")
    if outcome == "adjourned":
        return [draft(ADJOURNED, case, day, reason=answers.get("adjourned_for", "not_said"))]
    if outcome not in book.asked("outcome").marked("held"):
        return []
    presence = book.asked("lawyer")
    lawyer = next((mark for mark in LAWYER if answers.get("lawyer") in presence.marked(mark)), "unknown")
    alternative = "accepted" if answers.get("accepted") else "proposed" if answers.get("proposed") else "none"
    told = {
        "lawyer": lawyer,
        "inquiry": answers.get("inquiry", "unknown"),
        "alternative": alternative,
        "heard": answers.get("spoke", "unknown"),
    }
    return [draft(HEARING, case, day, **told)]


def _measure(case: Case, book: Book, day: date, answers: Mapping[str, Any]) -> list[FactDraft]:
    planned, reviewed, ended = (answers.get(code) for code in ("review_on", "reviewed_on", "ended_on"))
    if reviewed:
        state = "in_time" if not planned or reviewed <= planned else "late"
    else:
        state = "not_yet" if planned else "not_planned"
    deprives = answers.get("measure") in book.asked("measure").marked("deprives")
    told = draft(
        MEASURE, case, day, measure=answers.get("measure", ""), deprives="yes" if deprives else "no", reviewed=state
    )
    return [replace(told, quantity=(date.fromisoformat(ended) - day).days if ended else 0)]
