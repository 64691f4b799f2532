"""Services given, assessments, risk."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from terrain.casework.actions.notices import tell
from terrain.casework.enums import Risk
from terrain.casework.holding import answering
from terrain.casework.lists import Form
from terrain.casework.models import Assessment, Case, RiskChange, ServiceGiven, key_for_writing, key_of
from terrain.casework.policies.care import check_take_back
from terrain.casework.policies.cases import check_work
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.facts import actions as facts

SERVICE = "casework.ServiceGiven.sealed_words"
ANSWERS = "casework.Assessment.sealed_answers"
RISK = "casework.RiskChange.sealed_words"
SLOWEST = timedelta(days=30)
RANK = {"": 0, Risk.LOW: 1, Risk.MEDIUM: 2, Risk.HIGH: 3, Risk.CRITICAL: 4}


class RiskSetMeanwhile(Exception):
    """A colleague set the risk since the page was opened; ``change`` is what was set."""

    def __init__(self, change: RiskChange) -> None:
        super().__init__(str(change.pk))
        self.change = change


def seal_words(case: Case, words: str, context: str) -> bytes:
    """Words of the ordinary class under the file's key; nothing for none. Inside an action only."""
    return vault.seal(key_for_writing(case), words.strip().encode(), context) if words.strip() else b""


def opened(case: Case, sealed: Any, context: str) -> str:
    """Sealed words of the ordinary class; blank for none."""
    return vault.unseal(key_of(case), bytes(sealed), context).decode() if sealed else ""


def give_service(
    case: Case, service: str, *, day: date, minutes: int | None, words: str = "", slip: UUID | None = None, by: Viewer
) -> ServiceGiven:
    """Write down that a service was given."""
    slip = slips.own(slip, by, case)
    check_work(by, case)
    if service not in dict(case.pathway.lists.choices("services", day)):
        raise Denied(f"{service!r} is not a service of the list")
    with action("casework.service_given", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, ServiceGiven)) is not None:
            act.silent = True
            return before
        made = ServiceGiven.objects.create(
            case=case, service=service, day=day, minutes=minutes, sealed_words=seal_words(case, words, SERVICE),
            by_id=by.user_id,
        )  # fmt: skip
        slips.made(slip, made)
        facts.sync(made)
        act.detail = {"service": service, "row": made.pk}
    return made


def take_back_service(service: ServiceGiven, *, by: Viewer) -> None:
    """It was written by mistake: it counts no more and stays in the trace."""
    with action("casework.service_taken_back", by=by, obj=service.case, project_id=service.case.project_id) as act:
        now = ServiceGiven.objects.select_for_update(of=("self",)).select_related("case__project").get(pk=service.pk)
        check_take_back(by, now)
        now.withdrawn_at = clock.now()
        now.save(update_fields=["withdrawn_at"])
        facts.sync(now)
        act.detail = {"row": now.pk}


@dataclass(frozen=True)
class Result:
    """What an assessment comes to: answers by question, scores by domain, the total, the words and risk of its band.

    ``scored``: the questions that were answered and count; ``left_open``: how many that count were not.
    """

    answers: Mapping[str, Any]
    domains: Mapping[str, int]
    total: int
    band: str
    risk: str
    scored: frozenset[str]
    left_open: int


def result_of(form: Form, answers: Mapping[str, Any]) -> Result:
    """Score ``answers`` (question → code, number, bool or words) by ``form``. Pure; unanswered questions score nothing."""
    domains: dict[str, int] = {}
    for question in form.questions:
        value = answers.get(question.code)
        score = 0
        if question.kind == "choice":
            score = next((answer.score for answer in question.answers if answer.code == value), 0)
        elif question.kind == "number" and value is not None:
            score = int(value) * question.score
        elif question.kind == "yes_no":
            score = question.score if value else 0
        if question.kind != "words":
            domains[question.domain or question.code] = domains.get(question.domain or question.code, 0) + score
    total = sum(domains.values())
    band = max((one for one in form.bands if one.at_least <= total), key=lambda one: one.at_least, default=None)
    risk = str(band.risk) if band is not None and band.risk is not None else ""
    counting = {one.code for one in form.questions if one.kind == "choice" or (one.kind != "words" and one.score)}
    scored = frozenset(counting & {code for code, value in answers.items() if value not in ("", None)})
    return Result(answers, domains, total, str(band or ""), risk, scored, len(counting - scored))


def assess(
    case: Case, form: Form, answers: Mapping[str, Any], *, day: date, slip: UUID | None = None, by: Viewer
) -> Assessment:
    """Keep the answers of a form; what risk it proposes is kept with it and sets nothing by itself."""
    slip = slips.own(slip, by, case)
    check_work(by, case)
    with action("casework.assessed", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, Assessment)) is not None:
            act.silent = True
            return before
        sealed = vault.seal(key_for_writing(case), json.dumps(dict(answers), ensure_ascii=False).encode(), ANSWERS)
        made = Assessment.objects.create(
            case=case, form=form.code, form_from=form.starts, day=day, sealed_answers=sealed,
            risk=result_of(form, answers).risk, by_id=by.user_id,
        )  # fmt: skip
        slips.made(slip, made)
        facts.sync(made)
        act.detail = {"form": form.code, "row": made.pk}
    return made


def answers_of(assessment: Assessment) -> dict[str, Any]:
    """The answers, opened."""
    return dict(json.loads(vault.unseal(key_of(assessment.case), bytes(assessment.sealed_answers), ANSWERS)))


def set_risk(case: Case, level: Risk, words: str, *, seen: int, slip: UUID | None = None, by: Viewer) -> RiskChange:
    """Set the level of risk, or say again that it stands: the days within which to see her begin anew.

    ``seen``: the change that the page showed as the newest, 0 for none. Raises ``RiskSetMeanwhile`` when a colleague set
    another level since: an older page never lowers it silently. Raised to high or critical, whoever is in charge and
    whoever supervises are told at once.
    """
    slip = slips.own(slip, by, case)
    with action("casework.risk_set", by=by, obj=case, project_id=case.project_id) as act:
        now = Case.objects.select_for_update(of=("self",)).select_related("project").get(pk=case.pk)
        check_work(by, now)
        if (before := slips.taken(slip, RiskChange)) is not None:
            act.silent = True
            return before
        newest = now.risks.first()
        if newest is not None and newest.pk != seen and newest.level != level:
            raise RiskSetMeanwhile(newest)
        rule, at = now.pathway.lists.risk(level), clock.now()
        made = RiskChange.objects.create(
            case=now,
            level=level,
            sealed_words=seal_words(now, words, RISK),
            at=at,
            act_by=at + (timedelta(hours=rule.act_hours) if rule is not None else SLOWEST),
            see_by=at + (timedelta(days=rule.see_days) if rule is not None else SLOWEST),
            by_id=by.user_id,
        )
        slips.made(slip, made)
        raised = RANK[level] > RANK[now.risk] and level in {Risk.HIGH, Risk.CRITICAL}
        now.version += now.risk != level
        now.risk, now.risk_at = level, at
        now.save(update_fields=["risk", "risk_at", "version", "changed_at"])
        if raised:
            users = {now.owner_id, *answering(now)} - {by.user_id}
            tell(users, "risk_raised", case=now, url=now.get_absolute_url(), mail=True)
        act.detail = {"row": made.pk, "raised": raised}
    return made
