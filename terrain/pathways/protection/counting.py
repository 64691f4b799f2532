"""What hearings and measures count for: the conditions in which girls are judged, without a survey.

``hearing``   a hearing was held: ``lawyer`` (present, missing, unknown), ``inquiry`` (before, late, missing, not_ordered, unknown),
              ``alternative`` (none, proposed, accepted), ``heard`` (yes, no, unknown)
``measure``   a measure of the judge began, never which: ``deprives`` (yes, no); quantity: the days it took, once it ended
``review``    a measure was to be reviewed, on that day: ``state`` (in_time, late, missed); nothing for one that ended before
``adjourned`` a hearing was put off: ``reason``

Which measure, and what was alleged, is no fact: a pseudonym with an age and a town would tell it of a girl.

Subject, place and age as for everything that a file counts for. How many days passed until the first hearing is the legal delay
``first_hearing`` of the file.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework import codes_in_words as spoken
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
REVIEWED = {"in_time": _("reviewed in time"), "late": _("reviewed late"), "missed": _("not reviewed")}

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
        "case_kind": (_("Kind of file"), spoken.KINDS),
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
    attributes={"case_kind": (), "deprives": ("yes", "no")},
    noun=ngettext_lazy("%(count)d measure", "%(count)d measures", "count"),
    words={"case_kind": (_("Kind of file"), spoken.KINDS), "deprives": (_("Takes her freedom"), YES_NO)},
)
REVIEW = FactKind(
    code="review",
    label=_("review of a measure"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "state": tuple(REVIEWED)},
    noun=ngettext_lazy("%(count)d review", "%(count)d reviews", "count"),
    words={"case_kind": (_("Kind of file"), spoken.KINDS), "state": (_("Review by the judge"), REVIEWED)},
)
ADJOURNED = FactKind(
    code="adjourned",
    label=_("hearing put off"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "reason": ()},
    noun=ngettext_lazy("%(count)d hearing put off", "%(count)d hearings put off", "count"),
    words={"case_kind": (_("Kind of file"), spoken.KINDS), "reason": (_("Reason"), {})},
)
KINDS = (HEARING, MEASURE, REVIEW, ADJOURNED)


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
        "inquiry": answers["inquiry"] if answers.get("inquiry") in INQUIRY else "unknown",
        "alternative": alternative,
        "heard": answers.get("spoke", "unknown"),
    }
    return [draft(HEARING, case, day, **told)]


def _measure(case: Case, book: Book, day: date, answers: Mapping[str, Any]) -> list[FactDraft]:
    chosen = book.asked("measure")
    if answers.get("measure") in chosen.marked("ends"):
        return []
    planned, reviewed, ended = (_day_of(answers, code) for code in ("review_on", "reviewed_on", "ended_on"))
    deprives = "yes" if answers.get("measure") in chosen.marked("deprives") else "no"
    told = [replace(draft(MEASURE, case, day, deprives=deprives), quantity=(ended - day).days if ended else 0)]
    if planned is None or (ended is not None and ended <= planned and reviewed is None):
        return told
    state = "missed" if reviewed is None else "in_time" if reviewed <= planned else "late"
    return [*told, draft(REVIEW, case, planned, state=state)]


def _day_of(answers: Mapping[str, Any], code: str) -> date | None:
    return date.fromisoformat(answers[code]) if answers.get(code) else None
