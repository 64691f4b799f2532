"""What trainings brought, in a demonstration: questions, a training just over with certificates, one to be asked about by telephone.

Plainly invented people, as everywhere in it.
"""

from datetime import time, timedelta

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.gatherings import actions as gatherings
from terrain.gatherings.actions import AlreadyThere
from terrain.gatherings.demo import somebody
from terrain.learning.actions import certificates, cohorts, follow_ups, opinions, questionnaires, sittings
from terrain.learning.actions.cohorts import CohortSaid, MeetingSaid
from terrain.learning.actions.enrolments import Comes, enrol_newcomer
from terrain.learning.actions.follow_ups import FollowUpSaid
from terrain.learning.actions.questionnaires import QuestionSaid
from terrain.learning.models import Cohort, Course, Enrolment
from terrain.learning.policies.proof import HERSELF
from terrain.programmes.models import Project

FIRST_PERSON = 78
"""Numbers of invented people that no other story takes, from here on sixteen."""
COURSE, PROJECT = "justice-enfants", "CPE"
QUESTIONS = (
    QuestionSaid(
        "true_false",
        {
            "fr": "Un enfant en conflit avec la loi a toujours droit à un avocat.",
            "ar": "للطفل في نزاع مع القانون الحق دائما في محام.",
        },
        [],
        [0],
    ),
    QuestionSaid(
        "single",
        {"fr": "Avant tout placement, que regarde-t-on d'abord ?", "ar": "قبل أي إيداع، ما الذي يُنظر فيه أولا؟"},
        [
            {"fr": "Si l'enfant peut rester chez les siens", "ar": "هل يمكن للطفل البقاء مع أسرته"},
            {"fr": "S'il y a une place dans un centre", "ar": "هل يوجد مكان في مركز"},
            {"fr": "Si la famille peut payer", "ar": "هل تستطيع الأسرة الدفع"},
        ],
        [0],
        2,
    ),
    QuestionSaid(
        "multiple",
        {"fr": "Que faut-il pour entendre un enfant ?", "ar": "ما الذي يلزم للاستماع إلى طفل؟"},
        [
            {"fr": "Une langue qu'il comprend", "ar": "لغة يفهمها"},
            {"fr": "Une pièce calme, sans public", "ar": "غرفة هادئة دون جمهور"},
            {"fr": "Qu'il raconte devant sa famille", "ar": "أن يحكي أمام أسرته"},
        ],
        [0, 1],
        2,
    ),
    QuestionSaid(
        "true_false",
        {
            "fr": "On peut redemander plusieurs fois le récit pour vérifier qu'il ne change pas.",
            "ar": "يمكن طلب إعادة الحكاية عدة مرات للتأكد من أنها لا تتغير.",
        },
        [],
        [1],
    ),
)
BEFORE, AFTER = (35, 50, 20, 65, 40, 55, 30), (70, 85, 60, 90, 75, 80, 45)
MARKS = ((5, 5, 4, 3, 5), (4, 5, 5, 2, 4), (5, 4, 4, 3, 5), (4, 4, 5, 4, 4), (5, 5, 5, 3, 5), (3, 4, 4, 2, 4))
WORDS = (
    "Plus de temps pour les mises en situation.",
    "",
    "",
    "La partie sur l'interprète m'a servi dès le lendemain.",
    "",
    "",
)


def furnish(by: Viewer) -> None:
    """Make what is missing, when the course of the other story is there."""
    course = Course.objects.filter(code=COURSE).select_related("project").first()
    if course is None or course.project is None or course.questionnaires.exists():
        return
    questionnaire = questionnaires.begin_questionnaire(course, by=by)
    for said in QUESTIONS:
        questionnaires.add_question(questionnaire, said, by=by)
    questionnaires.publish_questionnaire(questionnaire, by=by)
    try:
        _just_over(course, course.project, by)
        _some_time_ago(course, course.project, by)
    except AlreadyThere:
        return


def _held(
    course: Course, project: Project, name: str, where: str, ago: int, first_person: int, by: Viewer
) -> list[Enrolment]:
    """Two days that ended so many days ago; eight were on the list, seven came on both."""
    last = clock.today() - timedelta(ago)
    days = [MeetingSaid(last - timedelta(1), time(9), time(16), 60), MeetingSaid(last, time(9), time(16), 60)]
    said = CohortSaid(name, where, "Salle démo", "Français", "Démo", 12)
    cohort = cohorts.open_cohort(course, project, said, days, by=by)
    comes = [
        Comes("magistrate", None, language="ar" if number == 1 else "fr", agreed_follow_up=number != 3)
        for number in range(8)
    ]
    listed = [enrol_newcomer(cohort, somebody(first_person + number), comes[number], by=by) for number in range(8)]
    for meeting in cohort.meetings.select_related("session__project"):
        gatherings.record_presence(meeting.session, [one.person for one in listed[:7]], by=by)
    return _anew(cohort)[:7]


def _anew(cohort: Cohort) -> list[Enrolment]:
    related = ("cohort__course", "cohort__project", "person__key")
    return list(cohort.enrolments.select_related(*related).order_by("pk"))


def _just_over(course: Course, project: Project, by: Viewer) -> None:
    """Twelve days ago: tests on both sides, six opinions, five certificates, one of them withdrawn."""
    there = _held(course, project, "Magistrats pour enfants, Meknès", "Meknès", 12, FIRST_PERSON, by)
    for enrolment, before, after in zip(there, BEFORE, AFTER, strict=True):
        sittings.write_score(enrolment, "before", before, by=by)
        sittings.write_score(enrolment, "after", after, by=by)
    for enrolment, marks, words in zip(there, MARKS, WORDS, strict=False):
        codes = ("useful", "clear", "heard", "practised", "advise")
        opinions.give_opinion(enrolment, dict(zip(codes, marks, strict=True)), words, by=HERSELF)
    for enrolment in _anew(there[0].cohort)[:5]:
        made = certificates.issue(enrolment, by=by)
    certificates.withdraw(made, "mistake", "", version=made.version, by=by)


def _some_time_ago(course: Course, project: Project, by: Viewer) -> None:
    """Seven weeks ago: who was reached told something, others wait for a call."""
    there = _held(course, project, "Magistrats pour enfants, Taza", "Taza", 50, FIRST_PERSON + 8, by)
    told = (
        FollowUpSaid(
            "answered", "once", "J'ai fait sortir le public avant d'entendre un garçon.", "Le temps d'audience."
        ),
        FollowUpSaid("unreached"),
    )
    for enrolment, said in zip(there, told, strict=False):
        follow_ups.answer_follow_up(enrolment, "weeks_6", said, by=by)
