"""Trainings in a demonstration: children's magistrates half-way through two days, and one that people can register for.

Plainly invented people; nothing that a promise counts is complete, so that it moves when somebody ticks the second day.
"""

from datetime import date, time, timedelta

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.gatherings import actions as gatherings
from terrain.gatherings.actions import AlreadyThere
from terrain.gatherings.demo import somebody
from terrain.learning.actions import cohorts, courses, registrations
from terrain.learning.actions.cohorts import CohortSaid, MeetingSaid
from terrain.learning.actions.courses import CourseSaid, ModuleSaid
from terrain.learning.actions.enrolments import Comes, enrol_newcomer
from terrain.learning.models import Cohort, Course
from terrain.programmes import actions as programmes
from terrain.programmes.models import Project

FIRST_PERSON = 70
"""Numbers of invented people that no other story takes."""
JUSTICE = CourseSaid(
    {"fr": "Une justice adaptée aux enfants", "ar": "عدالة ملائمة للأطفال"},
    {
        "fr": "Entendre un enfant sans lui nuire, décider sans l'enfermer, travailler avec les centres.",
        "ar": "الاستماع إلى الطفل دون إيذائه، واتخاذ القرار دون حبسه، والعمل مع المراكز.",
    },
    ["magistrate", "lawyer"],
)
HEARING = (
    ModuleSaid({"fr": "Entendre un enfant", "ar": "الاستماع إلى الطفل"}, 360),
    ModuleSaid({"fr": "Décider et suivre", "ar": "القرار والتتبع"}, 360),
)
WELCOME = CourseSaid(
    {"fr": "Accueillir les publics migrants", "ar": "استقبال المهاجرين"},
    {
        "fr": "Droits, pièces demandées, orientation : ce qu'un guichet doit savoir.",
        "ar": "الحقوق والوثائق المطلوبة والتوجيه: ما يجب أن يعرفه كل شباك.",
    },
    ["official", "public_service", "association_head", "association_member"],
)
GUICHET = (ModuleSaid({"fr": "Les droits au guichet", "ar": "الحقوق في الشباك"}, 360),)
COURTS = ("Tribunal démo de Fès", "Tribunal démo de Meknès")
ASKED = (
    registrations.Asked("Démo Ouafae Inscrite", "0600017001", "", "official", "Commune démo de Salé"),
    registrations.Asked("Démo Reda Inscrit", "0600017002", "", "association_head", "Association démo", language="fr"),
)


def day(of: date) -> MeetingSaid:
    """From nine to four with an hour's break."""
    return MeetingSaid(of, time(9), time(16), 60)


def furnish(by: Viewer) -> None:
    """Make what is missing, in the projects that the programme has."""
    projects = {project.code: project for project in Project.objects.all()}
    try:
        if "CPE" in projects and not Course.objects.filter(code="justice-enfants").exists():
            _half_way(projects["CPE"], by)
        if "W4I" in projects and not Course.objects.filter(code="accueil-migrants").exists():
            _to_come(projects["W4I"], by)
    except AlreadyThere:
        return


def _half_way(project: Project, by: Viewer) -> Cohort:
    """Eight are on the list, seven came on the first day, one left at noon; the second day is today."""
    course = courses.write_course(project, "justice-enfants", JUSTICE, HEARING, by=by)
    today = clock.today()
    said = CohortSaid("Magistrats pour enfants, Fès", "Fès", "Salle démo, premier étage", "Français", "Démo", 12)
    cohort = cohorts.open_cohort(course, project, said, [day(today - timedelta(1)), day(today)], by=by)
    first = cohort.meetings.select_related("session__project").first()
    assert first is not None
    enrolled = []
    for number in range(8):
        court = programmes.name_organisation(COURTS[number % 2], by=by)
        category = "lawyer" if number == 7 else "magistrate"
        comes = Comes(category, court, language="fr", agreed_follow_up=number % 2 == 0)
        enrolled.append(enrol_newcomer(cohort, somebody(FIRST_PERSON + number), comes, by=by))
    gatherings.record_presence(first.session, [one.person for one in enrolled[:7]], by=by)
    early = first.session.attendances.select_related("session", "organisation").first()
    if early is not None:
        gatherings.set_minutes(early, category="magistrate", minutes=180, organisation=early.organisation, by=by)
    return cohort


def _to_come(project: Project, by: Viewer) -> Cohort:
    """In three weeks; anybody may register, and two people wait for an answer."""
    course = courses.write_course(project, "accueil-migrants", WELCOME, GUICHET, by=by)
    first = clock.today() + timedelta(21)
    said = CohortSaid("Accueil au guichet, Rabat", "Rabat", "Bureau démo", "Français, darija", "Démo", 15)
    cohort = cohorts.open_cohort(course, project, said, [day(first), day(first + timedelta(1))], by=by)
    cohorts.open_registration(cohort, until=first - timedelta(2), announced=True, by=by)
    cohort.refresh_from_db()
    for asked in ASKED:
        registrations.ask(cohort, asked)
    return cohort
