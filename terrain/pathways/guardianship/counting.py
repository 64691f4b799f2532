"""What a child's file counts for besides its books: where children live and why, whether they were heard, visits made in time.

``placement``       a child began to live somewhere: ``arrangement``, ``reason``; quantity: the days it lasted, once it ended
``best_interests``  a decision was taken: ``decision``, ``heard`` (yes, no, too_young)
``child_visit``     a visit to the child was made: ``in_time`` (yes, no, not_planned), ``worrying`` (yes, no, unknown)

Subject, place and age as for everything that a file counts for. A visit at which nobody was met, and one that was not ours, is none.
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

NOT_SAID = "not_said"
YES_NO = {"yes": _("yes"), "no": _("no")}
HEARD = YES_NO | {"too_young": _("not of the age of discernment yet")}
IN_TIME = YES_NO | {"not_planned": _("no day was set")}
WORRYING = YES_NO | {"unknown": _("not known")}
KIND: tuple[Any, Mapping[str, Any]] = (_("Kind of file"), spoken.KINDS)

PLACEMENT = FactKind(
    code="placement",
    label=_("child placed"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "arrangement": (), "reason": ()},
    noun=ngettext_lazy("%(count)d placement", "%(count)d placements", "count"),
    words={"case_kind": KIND, "arrangement": (_("Where the child lives"), {}), "reason": (_("Reason"), {})},
)
BEST_INTERESTS = FactKind(
    code="best_interests",
    label=_("best-interests decision"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "decision": (), "heard": tuple(HEARD)},
    noun=ngettext_lazy("%(count)d best-interests decision", "%(count)d best-interests decisions", "count"),
    words={"case_kind": KIND, "decision": (_("Decision"), {}), "heard": (_("The child was heard"), HEARD)},
)
CHILD_VISIT = FactKind(
    code="child_visit",
    label=_("visit to a child"),
    subject="person",
    sealed_values=sealed_kinds,
    attributes={"case_kind": (), "in_time": tuple(IN_TIME), "worrying": tuple(WORRYING)},
    noun=ngettext_lazy("%(count)d visit to a child", "%(count)d visits to children", "count"),
    words={"case_kind": KIND, "in_time": (_("In time"), IN_TIME), "worrying": (_("Worrying"), WORRYING)},
)
KINDS = (PLACEMENT, BEST_INTERESTS, CHILD_VISIT)


def counts(case: Case, book: Book, day: date, answers: Mapping[str, Any]) -> list[FactDraft]:
    """What an entry of a child's file counts for besides having been written."""
    if book.code == "placement":
        return [_placement(case, day, answers)]
    if book.code == "best_interests":
        said = {"decision": answers.get("decision", NOT_SAID), "heard": answers.get("heard", "no")}
        return [draft(BEST_INTERESTS, case, day, **said)]
    return _visit(case, book, day, answers) if book.code == "visit" else []


def _placement(case: Case, day: date, answers: Mapping[str, Any]) -> FactDraft:
    told = draft(
        PLACEMENT,
        case,
        day,
        arrangement=answers.get("arrangement", NOT_SAID),
        reason=answers.get("reason", NOT_SAID),
    )
    ended = answers.get("ended_on")
    return replace(told, quantity=(date.fromisoformat(ended) - day).days if ended else 0)


def _visit(case: Case, book: Book, day: date, answers: Mapping[str, Any]) -> list[FactDraft]:
    if answers.get("kind") not in book.asked("kind").marked("seen"):
        return []
    planned, how = answers.get("planned_on"), answers.get("how")
    in_time = "not_planned" if not planned else "yes" if day.isoformat() <= planned else "no"
    worrying = "unknown" if not how else "yes" if how in book.asked("how").marked("worries") else "no"
    return [draft(CHILD_VISIT, case, day, in_time=in_time, worrying=worrying)]
