"""The dates of a file, and what a lawyer says of a rule."""

from collections.abc import Mapping, Set
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.casework.kinds import CaseKind
from terrain.casework.law import Rule
from terrain.casework.models import Case, Milestone, RuleConfirmed
from terrain.casework.policies.cases import check_work
from terrain.casework.policies.law import check_confirm, check_withdraw
from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.facts import actions as facts


class DateSetMeanwhile(Exception):
    """A colleague wrote this date since the page was opened; ``milestone`` is what she wrote."""

    def __init__(self, milestone: Milestone) -> None:
        super().__init__(str(milestone.pk))
        self.milestone = milestone


def write_date(case: Case, code: str, day: date, *, seen: int = 0, slip: UUID | None = None, by: Viewer) -> Milestone:
    """Write down that ``code`` was on ``day``; what stood before is kept as corrected.

    ``seen``: the key of the date that the writer saw standing there, 0 for none. Raises ``DateSetMeanwhile`` when it is another
    one that says otherwise, ``Denied`` for a date that is not of the kind's law or is still to come.
    """
    slip = slips.own(slip, by, case)
    check_work(by, case)
    law = case.pathway.law
    if law is None or code not in dict(law.choices(day)):
        raise Denied(_("This date is not one of this kind of file."))
    if day > clock.today():
        raise Denied(_("This day is still to come."))
    with action("casework.date_written", by=by, obj=case, project_id=case.project_id) as act:
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if (before := slips.taken(slip, Milestone)) is not None:
            act.silent = True
            return before
        standing = Milestone.objects.standing().filter(case=case, code=code, book="").first()
        if standing is not None and standing.day == day:
            act.silent = True
            return standing
        if standing is not None and standing.pk != seen:
            raise DateSetMeanwhile(standing)
        if standing is not None:
            _put_aside(standing)
        made = Milestone.objects.create(case=case, code=code, day=day, by_id=by.user_id)
        slips.made(slip, made)
        act.detail = {"row": made.pk}
        _recount(case)
    return made


def take_back_date(milestone: Milestone, *, by: Viewer) -> None:
    """It was written by mistake: no clock looks at it any more, and it stays in the trace."""
    case = milestone.case
    with action("casework.date_taken_back", by=by, obj=case, project_id=case.project_id) as act:
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        now = Milestone.objects.select_for_update(of=("self",)).select_related("case__project").get(pk=milestone.pk)
        check_withdraw(by, now)
        act.detail = {"row": now.pk}
        _put_aside(now)
        _recount(case)


def follow(case: Case, book: str, said: Mapping[str, Set[date]], by_id: int | None) -> None:
    """Let the dates that ``book`` says stand as its entries say them now, code → days; inside an action that has checked it, on the
    locked file. What somebody wrote, and what another book says, stands beside them.
    """
    standing = {(one.code, one.day): one for one in case.milestones.standing().filter(book=book)}
    wanted = {(code, day) for code, days in said.items() for day in days}
    for gone in standing.keys() - wanted:
        _put_aside(standing[gone])
    new = sorted(wanted - standing.keys())
    Milestone.objects.bulk_create(
        [Milestone(case=case, code=code, day=day, book=book, by_id=by_id) for code, day in new]
    )
    if new or standing.keys() - wanted:
        _recount(case)


def _put_aside(milestone: Milestone) -> None:
    milestone.withdrawn_at = clock.now()
    milestone.save(update_fields=["withdrawn_at"])


def _recount(case: Case) -> None:
    """A date moves what every other date of the file counts for."""
    facts.sync_many(Milestone._meta.label, list(case.milestones.values_list("pk", flat=True)))


def confirm_rule(kind: CaseKind, rule: Rule, words: str, *, by: Viewer) -> RuleConfirmed:
    """A lawyer read this rule and found it right; ``words``: what was checked, in which text. Twice is once."""
    check_confirm(by, kind)
    if not words.strip():
        raise Denied(_("Say what you checked, and where."))
    with action("casework.rule_confirmed", by=by) as act:
        made, new = RuleConfirmed.objects.get_or_create(
            kind=kind.code, rule=rule.code, fingerprint=rule.fingerprint,
            defaults={"words": words.strip()[:300], "by_id": by.user_id},
        )  # fmt: skip
        act.silent = not new
        act.detail = {"kind": kind.code, "rule": rule.code}
    return made
