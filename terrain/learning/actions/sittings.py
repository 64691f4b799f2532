"""Tests before and after: taken from her page, or written down from paper; opened, closed, reduced to counts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.learning import scoring, testing, windows
from terrain.learning.actions.progress import refresh_test
from terrain.learning.models import Asked, Cohort, Enrolment, Proof, QuestionTally, Sitting
from terrain.learning.moments import Moment
from terrain.learning.policies.proof import check_take_test, check_tests


class AlreadyTaken(Denied):
    """She took the test on her own page: what was typed from paper does not replace it."""


def proof_within(cohort: Cohort) -> Proof:
    """What the cohort is asked, made when nothing was said of it yet; inside an action."""
    proof, _made = Proof.objects.select_for_update().get_or_create(cohort=cohort)
    cohort.proof = proof  # what rules ask is what stands now
    return proof


def take_test(enrolment: Enrolment, moment: str, chosen: Mapping[int, Sequence[int]], *, by: Viewer) -> Sitting:
    """She answers: ``chosen`` is question → places of the options. The cohort keeps the questionnaire with which it began."""
    cohort = enrolment.cohort
    with action("learning.test_taken", by=by, obj=enrolment, project_id=cohort.project_id, detail={"moment": moment}):
        now = _held(enrolment)
        proof = proof_within(now.cohort)
        check_take_test(by, now, moment)
        questionnaire = testing.questionnaire_of(now.cohort)
        if questionnaire is None:
            raise Denied(_("This training has no test."))
        if proof.questionnaire is None:
            proof.questionnaire = questionnaire
            proof.save(update_fields=["questionnaire"])
        questions = testing.asked(questionnaire.questions.all())
        sitting = _sit(
            Sitting(
                enrolment=now,
                moment=moment,
                attempt=_attempt(now, moment),
                questionnaire=questionnaire,
                share=scoring.share(questions, chosen),
                answers={str(question.key): sorted(set(chosen.get(question.key, ()))) for question in questions},
                taken_on=clock.today(),
            )
        )
        refresh_test(now)
    return sitting


def write_score(enrolment: Enrolment, moment: str, share: int | None, *, by: Viewer) -> None:
    """The share of points of a test that was taken on paper, or ``None``: written by mistake. Raises ``AlreadyTaken`` when she
    answered on her page."""
    check_tests(by, enrolment.cohort)
    detail = {"moment": moment}
    with action(
        "learning.score_written", by=by, obj=enrolment, project_id=enrolment.cohort.project_id, detail=detail
    ) as act:
        now = _held(enrolment)
        proof = windows.proof_of(now.cohort)
        if not now.has_place or (moment == Moment.AFTER and now.last_attended is None):
            raise Denied(_("Tests are for those who are on the list, and the one after for those who were there."))
        before = now.sittings.filter(moment=moment, attempt=1).first()
        if (before is None and share is None) or (before is not None and before.share == share):
            act.silent = True
            return
        if before is not None and not before.on_paper:
            raise AlreadyTaken(_("She has answered on her own page: that stays."))
        if share is None:
            now.sittings.filter(moment=moment, attempt=1, on_paper=True).delete()
        else:
            said = {"share": share, "on_paper": True, "taken_on": clock.today(), "recorded_by_id": by.user_id}
            with_questions = proof.questionnaire if proof is not None else None
            Sitting.objects.update_or_create(
                enrolment=now, moment=moment, attempt=1, defaults=said | {"questionnaire": with_questions}
            )
        refresh_test(now)


def write_scores(cohort: Cohort, scores: Iterable[tuple[Enrolment, str, int]], *, by: Viewer) -> None:
    """The shares of a sheet of paper (who, which test, percent), all of them or none. Raises ``AlreadyTaken``."""
    check_tests(by, cohort)
    with action("learning.score_written", by=by, obj=cohort, project_id=cohort.project_id) as act:
        act.silent = True  # each score says itself that it was written
        for enrolment, moment, share in scores:
            write_score(enrolment, moment, share, by=by)


def allow_second_try(enrolment: Enrolment, *, by: Viewer) -> None:
    """Let somebody take the test after the training once more; the first try stays written."""
    check_tests(by, enrolment.cohort)
    with action("learning.second_try_allowed", by=by, obj=enrolment, project_id=enrolment.cohort.project_id) as act:
        now = _held(enrolment)
        if not now.sittings.filter(moment=Moment.AFTER).exists():
            raise Denied(_("She has not taken the test yet."))
        asked, _made = Asked.objects.select_for_update().get_or_create(enrolment=now)
        act.silent = asked.second_try
        asked.second_try = True
        asked.save(update_fields=["second_try"])


def open_after(cohort: Cohort, *, by: Viewer) -> None:
    """Open the test after the training before the last meeting begins."""
    check_tests(by, cohort)
    with action("learning.test_opened", by=by, obj=cohort, project_id=cohort.project_id) as act:
        proof = proof_within(cohort)
        if proof.tests_closed_at is not None:
            raise Denied(_("The tests of this training are closed."))
        act.silent = proof.after_opened_at is not None
        proof.after_opened_at = proof.after_opened_at or clock.now()
        proof.save(update_fields=["after_opened_at"])


def close_tests(cohort: Cohort, *, by: Viewer) -> None:
    """Nobody answers any more; of single answers only counts remain."""
    check_tests(by, cohort)
    with action("learning.tests_closed", by=by, obj=cohort, project_id=cohort.project_id) as act:
        act.silent = not _reduce(proof_within(cohort))


def sweep(today: date) -> str:
    """Reduce the single answers of every cohort whose time has passed, or that was cancelled."""
    passed = today - timedelta(days=windows.OPEN_DAYS)
    due = Proof.objects.filter(tests_closed_at=None, cohort__last_day__lt=passed).select_related("cohort")
    number = 0
    for proof in due:
        house = system_viewer("sweep")
        with action("learning.tests_closed", by=house, obj=proof.cohort, project_id=proof.cohort.project_id):
            number += _reduce(proof_within(proof.cohort))
    return f"single answers of {number} trainings reduced to counts" if number else ""


def _held(enrolment: Enrolment) -> Enrolment:
    found = Enrolment.objects.select_for_update(of=("self",)).select_related("cohort__course", "cohort__project")
    return found.get(pk=enrolment.pk)


def _attempt(enrolment: Enrolment, moment: str) -> int:
    last = enrolment.sittings.filter(moment=moment).aggregate(last=Max("attempt"))["last"]
    return int(last or 0) + 1


def _sit(sitting: Sitting) -> Sitting:
    try:
        with transaction.atomic():
            sitting.save()
    except IntegrityError:
        raise Denied(_("You have already answered this test. Thank you.")) from None
    return sitting


def _reduce(proof: Proof) -> bool:
    """Count answers by question, then forget whose they were; whether anything was to be done."""
    if proof.tests_closed_at is not None:
        return False
    proof.tests_closed_at = clock.now()
    proof.save(update_fields=["tests_closed_at"])
    sittings = Sitting.objects.filter(enrolment__cohort=proof.cohort_id)
    if proof.questionnaire is not None:
        questions = testing.asked(proof.questionnaire.questions.all())
        for moment in Moment.values:
            taken = sittings.filter(moment=moment, attempt=1).filter(answers__isnull=False)
            given = [answers for answers in taken.values_list("answers", flat=True) if answers is not None]
            QuestionTally.objects.bulk_create(_tallies(proof, moment, questions, given))
    sittings.filter(answers__isnull=False).update(answers=None)
    return True


def _tallies(
    proof: Proof, moment: str, questions: Iterable[scoring.Asked], given: Sequence[Mapping[str, Sequence[int]]]
) -> list[QuestionTally]:
    if len(given) < testing.FEWEST:
        return []
    return [
        QuestionTally(
            proof=proof,
            question_id=question.key,
            moment=moment,
            answered=len(given),
            right=sum(scoring.fully_right(question, answers.get(str(question.key), ())) for answers in given),
        )
        for question in questions
    ]
