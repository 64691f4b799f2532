"""A training that is over, with a test, an opinion, a certificate and somebody to be asked what became of it."""

from datetime import timedelta
from typing import Any

from terrain.core import clock
from terrain.learning.actions import certificates, questionnaires, sittings
from terrain.learning.actions.questionnaires import QuestionSaid
from terrain.learning.models import Asked
from tests.factories import HOUSE
from tests.learning.factories import cohort_of, course_of
from tests.learning.proofs import attended

NAME = "Yasmine Inventée-Fictive"
OF_COHORT = {
    "tests", "paper_scores", "open_test", "close_tests", "opinions", "close_opinions", "follow_ups", "certificates",
    "issue_certificates",
}  # fmt: skip
OF_CERTIFICATE = {
    "certificate", "certificate_pdf", "certificate_badge", "withdraw_certificate", "reinstate_certificate",
    "rename_certificate",
}  # fmt: skip
OF_HERS = {"test", "opinion", "follow_up", "agree_follow_up", "certificate", "certificate_pdf", "badge"}
Argument = list[Any]


class ProofsWorld:
    """Arguments of the addresses of tests, opinions, follow-ups and certificates by their names."""

    def __init__(self, project: Any) -> None:
        self.course = course_of(project, "preuve")
        self.draft = questionnaires.begin_questionnaire(self.course, by=HOUSE)
        said = QuestionSaid("true_false", {"fr": "Un enfant a droit à un avocat."}, [], [0])
        self.question = questionnaires.add_question(self.draft, said, by=HOUSE)
        self.cohort = cohort_of(self.course, name="Finie", first=clock.today() - timedelta(days=50))
        self.enrolment = attended(self.cohort, NAME, agreed_follow_up=True)
        self.waiting = attended(self.cohort, "Idriss Inventé", agreed_follow_up=True)
        sittings.write_score(self.enrolment, "after", 80, by=HOUSE)
        sittings.write_score(self.waiting, "after", 40, by=HOUSE)
        Asked.objects.create(enrolment=self.enrolment, opinion_on=clock.today())
        self.certificate = certificates.issue(self.enrolment, by=HOUSE)

    def arguments(self, name: str) -> Argument | None:
        """What the address called ``name`` needs; ``None`` for one that is not of this part."""
        room, _colon, page = name.partition(":")
        if room == "certificates":
            return [self.certificate.code] if page == "check" else []
        if room == "training" and page in OF_HERS:
            return [self.enrolment.page_secret, *{"test": ["after"], "follow_up": ["weeks_6"]}.get(page, [])]
        return self._of_colleagues(page) if room == "learning" else None

    def _of_colleagues(self, page: str) -> Argument | None:
        if page in OF_COHORT:
            return [self.cohort.uid]
        if page in OF_CERTIFICATE:
            return [self.certificate.uid]
        return {
            "due_follow_ups": [],
            "questionnaires": [self.course.uid],
            "questionnaire": [self.draft.uid],
            "new_question": [self.draft.uid],
            "publish_questions": [self.draft.uid],
            "question": [self.draft.uid, self.question.pk],
            "drop_question": [self.draft.uid, self.question.pk],
            "second_try": [self.cohort.uid, self.waiting.uid],
            "follow_up": [self.cohort.uid, self.enrolment.uid, "weeks_6"],
            "issue_certificate": [self.cohort.uid, self.waiting.uid],
        }.get(page)
