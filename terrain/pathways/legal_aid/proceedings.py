"""What her proceedings count for.

``proceeding``  a proceeding was begun, or had an outcome: ``step`` (begun, ended), ``nature``, ``outcome`` (of one that ended). Day: on
which it was begun, or decided; without that day, none. Subject: the person's pseudonym.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.casework import codes_in_words as spoken
from terrain.casework.books import Book
from terrain.casework.facts import draft
from terrain.casework.models import Case
from terrain.facts.registry import FactDraft, FactKind

PROCEEDING = FactKind(
    code="proceeding",
    label=_("proceeding"),
    subject="person",
    sealed=True,
    attributes={"case_kind": (), "step": ("begun", "ended"), "nature": (), "outcome": ()},
    noun=ngettext_lazy("%(count)d proceeding", "%(count)d proceedings", "count"),
    words={
        "case_kind": (_("Kind of file"), spoken.KINDS),
        "step": (_("What became of it"), {"begun": _("begun"), "ended": _("ended")}),
        "nature": (_("Proceeding"), {}),
        "outcome": (_("Outcome"), {}),
    },
)


def counts(case: Case, book: Book, day: date, answers: Mapping[str, Any]) -> list[FactDraft]:
    """What an entry of a mother's file counts for besides having been written."""
    if book.code != "proceeding":
        return []
    nature, outcome, decided = answers.get("nature", ""), answers.get("outcome"), answers.get("decided_on")
    told = [draft(PROCEEDING, case, day, step="begun", nature=nature)]
    if outcome and decided:
        ended = {"step": "ended", "nature": nature, "outcome": outcome}
        told.append(draft(PROCEEDING, case, date.fromisoformat(decided), **ended))
    return told
