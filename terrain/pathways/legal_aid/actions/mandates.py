"""A case is given to a lawyer; how it ended is said."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.casework.actions.care import opened, seal_words
from terrain.casework.models import Case
from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.pathways.legal_aid.dated import network
from terrain.pathways.legal_aid.models import Lawyer, Mandate
from terrain.pathways.legal_aid.policies import check_end, check_give, check_take_back

WORDS = "legal_aid.Mandate.sealed_words"
END = "legal_aid.Mandate.sealed_end"


class MandateChangedMeanwhile(Exception):
    """A colleague said something of this mandate since the page was opened; ``mandate`` says what it says now."""

    def __init__(self, mandate: Mandate) -> None:
        super().__init__(str(mandate.pk))
        self.mandate = mandate


def words_of(mandate: Mandate, case: Case) -> tuple[str, str]:
    """What was said when it was given, and when it ended."""
    return opened(case, mandate.sealed_words, WORDS), opened(case, mandate.sealed_end, END)


def give(
    case: Case, lawyer: Lawyer, matter: str, *, day: date, words: str = "", slip: UUID | None = None, by: Viewer
) -> Mandate:
    """Give the case to a lawyer of the project's network whose agreement holds on ``day``."""
    slip = slips.own(slip, by, case)
    check_give(by, case)
    if day > clock.today():
        raise Denied(_("This day is still to come."))
    if not Lawyer.objects.agreed_on(day).filter(pk=lawyer.pk, project_id=case.project_id).exists():
        raise Denied(_("There was no agreement with this lawyer on that day."))
    if matter not in dict(network().choices("matters", day)):
        raise Denied(_("This matter is not one of the list."))
    with action("legal_aid.case_given", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, Mandate)) is not None:
            act.silent = True
            return before
        made = Mandate.objects.create(
            case=case, lawyer=lawyer, matter=matter, taken_on=day, sealed_words=seal_words(case, words, WORDS),
            by_id=by.user_id,
        )  # fmt: skip
        slips.made(slip, made)
        facts.sync(made)
        act.detail = {"row": made.pk}
    return made


def _held(mandate: Mandate) -> Mandate:
    return (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("case__project", "case__person__merged_into", "lawyer")
        .get(pk=mandate.pk)
    )


def end(mandate: Mandate, outcome: str, *, day: date, words: str = "", version: int, by: Viewer) -> Mandate:
    """Say how it ended. Raises ``MandateChangedMeanwhile`` when a colleague said something else since ``version``."""
    with action("legal_aid.mandate_ended", by=by, obj=mandate.case, project_id=mandate.case.project_id) as act:
        now = _held(mandate)
        act.detail = {"row": now.pk}
        if (now.outcome, now.ended_on) == (outcome, day) and now.withdrawn_at is None:
            act.silent = True
            return now
        if now.version != version:
            raise MandateChangedMeanwhile(now)
        check_end(by, now)
        if outcome not in dict(network().choices("outcomes", day)):
            raise Denied(_("This outcome is not one of the list."))
        if not now.taken_on <= day <= clock.today():
            raise Denied(_("It cannot end before it was taken on, nor on a day to come."))
        now.outcome, now.ended_on, now.sealed_end = outcome, day, seal_words(now.case, words, END)
        now.version += 1
        now.save()
        facts.sync(now)
    return now


def take_back(mandate: Mandate, *, by: Viewer) -> None:
    """It was written by mistake: it counts no more and stays in the trace."""
    with action("legal_aid.mandate_taken_back", by=by, obj=mandate.case, project_id=mandate.case.project_id) as act:
        now = _held(mandate)
        check_take_back(by, now)
        now.withdrawn_at = clock.now()
        now.version += 1
        now.save(update_fields=["withdrawn_at", "version"])
        facts.sync(now)
        act.detail = {"row": now.pk}
