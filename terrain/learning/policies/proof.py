"""Who takes tests, gives an opinion, is followed up, and who is given a certificate."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.learning import certifying, windows
from terrain.learning.models import Certificate, Cohort, Course, Enrolment, Questionnaire
from terrain.learning.policies.cohorts import (
    check_change_course,
    check_cohort,
    check_hold,
    check_identify,
    check_running,
)

HERSELF = Viewer(label="trainee")
"""Whoever opens her own page: the address has said who she is."""


def check_questions(viewer: Viewer, course: Course) -> None:
    """Whoever writes a course writes its questions."""
    check_change_course(viewer, course)


def check_change_questions(viewer: Viewer, questionnaire: Questionnaire) -> None:
    """A published questionnaire does not change: answers were given to it."""
    check_questions(viewer, questionnaire.course)
    if questionnaire.is_published:
        raise Denied(_("This questionnaire is in use and does not change. Make a new version of it."))


def check_herself(viewer: Viewer) -> None:
    """Only she herself answers."""
    if viewer != HERSELF:
        raise Denied(_("Only she herself answers, from her own page."))


def check_take_test(viewer: Viewer, enrolment: Enrolment, moment: str) -> None:
    """She herself, while the test is open, once; twice when a colleague allowed it."""
    check_herself(viewer)
    if reason := windows.why_no_test(enrolment, moment):
        raise Denied(reason)
    taken = enrolment.sittings.filter(moment=moment).count()
    asked = getattr(enrolment, "asked", None)
    allowed = 2 if asked is not None and asked.second_try else 1
    if taken >= allowed:
        raise Denied(_("You have already answered this test. Thank you."))


def check_tests(viewer: Viewer, cohort: Cohort) -> None:
    """Whoever holds the training writes scores down, opens and closes its tests."""
    check_running(viewer, cohort)


def check_see_scores(viewer: Viewer, cohort: Cohort) -> None:
    """How single people did is for whoever holds the training."""
    check_cohort(viewer, cohort)


def check_opinion(viewer: Viewer, enrolment: Enrolment) -> None:
    """She herself, if she was there, once."""
    check_herself(viewer)
    if reason := windows.why_no_opinion(enrolment):
        raise Denied(reason)
    asked = getattr(enrolment, "asked", None)
    if asked is not None and asked.opinion_on is not None:
        raise Denied(_("You have already given your opinion. Thank you."))


def check_close_opinions(viewer: Viewer, cohort: Cohort) -> None:
    """Whoever holds the training says that no more opinions are awaited."""
    check_running(viewer, cohort)


def check_hear(viewer: Viewer, cohort: Cohort) -> None:
    """Whoever holds the training and sees names telephones, and reads what single people told."""
    check_cohort(viewer, cohort)
    check_identify(viewer, cohort)


def check_follow_up(viewer: Viewer, enrolment: Enrolment, later: str) -> None:
    """She herself, or whoever holds the training and telephones, while it is time and if she agreed."""
    if viewer != HERSELF:
        check_hear(viewer, enrolment.cohort)
    if reason := windows.why_no_follow_up(enrolment, later):
        raise Denied(reason)


def check_agree_follow_up(viewer: Viewer, enrolment: Enrolment) -> None:
    """She herself says whether she may be asked later."""
    check_herself(viewer)
    if not enrolment.has_place:
        raise Denied(_("This is for those who are on the list of this training."))


def check_certify(viewer: Viewer, cohort: Cohort) -> None:
    """Whoever answers for the project, or the country, certifies."""
    require(
        viewer, "learning.certify", cohort.project_id, _("Certificates are issued by whoever answers for the project.")
    )


def check_issue(viewer: Viewer, enrolment: Enrolment, ground: certifying.Ground | None = None) -> None:
    """Who followed the training to its measure is certified, and nobody else. ``ground``: of her cohort, where it was read already."""
    check_certify(viewer, enrolment.cohort)
    if reason := certifying.why_not(enrolment, ground):
        raise Denied(reason)


def check_withdraw(viewer: Viewer, certificate: Certificate) -> None:
    """Whoever certifies takes back."""
    check_certify(viewer, certificate.enrolment.cohort)


def check_reinstate(viewer: Viewer, certificate: Certificate) -> None:
    """What was withdrawn holds again, if the rule is met still."""
    check_certify(viewer, certificate.enrolment.cohort)
    if reason := certifying.why_not_met(certificate.enrolment):
        raise Denied(reason)


def check_wish(viewer: Viewer, enrolment: Enrolment) -> None:
    """She herself says how her name is written, as long as no certificate was issued."""
    check_herself(viewer)
    if hasattr(enrolment, "certificate"):
        raise Denied(
            _("Your certificate is already issued. If your name is misspelt, ask those who held the training.")
        )


def check_rename(viewer: Viewer, certificate: Certificate) -> None:
    """Whoever certifies, and sees names, mends a spelling."""
    check_certify(viewer, certificate.enrolment.cohort)
    require(viewer, "people.identify", certificate.enrolment.cohort.project_id)


def check_printing(viewer: Viewer, certificate: Certificate) -> None:
    """Whoever holds the training, or certifies, and sees names prints it."""
    project = certificate.enrolment.cohort.project_id
    if not viewer.may("learning.certify", project):
        check_hold(viewer, project)
    require(viewer, "people.identify", project, _("A name stands on it: your role does not see names in this project."))
    if not certificate.holds:
        raise Denied(_("This certificate was withdrawn: it is not printed any more."))
