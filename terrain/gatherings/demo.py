"""A few sessions in a demonstration: plainly invented people at trainings that the programme promised.

Nothing here is an information session of W4I: its target stays at 0 until somebody imports a register, such as
``reference/demo-register.xlsx``.
"""

from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from terrain.core.access import Viewer
from terrain.gatherings.actions import AlreadyThere, Particulars, add_newcomer, open_session, set_headcount, set_minutes
from terrain.gatherings.enums import Category, SessionKind
from terrain.people.identity import Identity, normalise_phone
from terrain.programmes.models import Project

REGISTER = Path(__file__).parent / "reference" / "demo-register.xlsx"
"""A small untidy register, for trying the import."""

WOMEN = (
    "Aïcha", "Amal", "Asmae", "Btissam", "Chaïmae", "Dounia", "Fadwa", "Ghita", "Hafsa", "Hajar", "Ikram", "Imane",
    "Jihane", "Kaoutar", "Khadija", "Lamiae", "Loubna", "Maha", "Meriem", "Nawal", "Nezha", "Ouafae", "Rajae", "Rim",
    "Sanae", "Siham", "Soukaïna", "Wiam", "Yasmine", "Zineb",
)  # fmt: skip
MEN = (
    "Abdellah", "Achraf", "Adil", "Anas", "Ayoub", "Badr", "Driss", "Fouad", "Hamza", "Hicham", "Ilyas", "Ismaïl",
    "Jamal", "Kamal", "Khalid", "Larbi", "Mehdi", "Mounir", "Nabil", "Othmane", "Rachid", "Reda", "Said", "Tarik",
    "Walid", "Yassine", "Younes", "Zakaria", "Ziad", "Zouhair",
)  # fmt: skip
LEFT_EARLY = 9
"""One participant in so many left half-way."""


@dataclass(frozen=True)
class Story:
    """One session and who came: pairs (category, how many), taken from the invented people from number ``first`` on."""

    project: str
    kind: SessionKind
    theme: str
    day: date
    place: str
    first: int = 0
    people: tuple[tuple[Category, int], ...] = ()
    minutes: int | None = None
    headcount: int = 0


_TRAINING, _WORKSHOP = SessionKind.TRAINING, SessionKind.WORKSHOP
STORIES = (
    Story(
        "W4I", _TRAINING, "Formation des responsables de l'emploi", date(2018, 10, 11), "Rabat", 0,
        ((Category.OFFICIAL, 7), (Category.ASSOCIATION_HEAD, 4), (Category.ASSOCIATION_MEMBER, 2)), 720,
    ),
    Story(
        "W4I", _TRAINING, "Formation des responsables de l'emploi", date(2019, 2, 7), "Meknès", 9,
        ((Category.OFFICIAL, 5), (Category.PUBLIC_SERVICE, 3)), 720,
    ),
    Story("W4I", _WORKSHOP, "Atelier coopérative", date(2018, 11, 22), "Salé", 46, ((Category.NONE, 7),)),
    Story(
        "CPE", _TRAINING, "Justice des mineurs et conventions internationales", date(2018, 3, 15), "Casablanca", 12,
        (
            (Category.OFFICIAL, 11), (Category.MEDICAL_STAFF, 3), (Category.MAGISTRATE, 5), (Category.LAWYER, 2),
            (Category.LOCAL_AUTHORITY, 3), (Category.ASSOCIATION_HEAD, 6),
        ), 1440,
    ),
    Story(
        "CPE", _TRAINING, "Droits de l'enfant : formation du personnel médical", date(2018, 6, 21), "Agadir", 23,
        ((Category.MEDICAL_STAFF, 5), (Category.MAGISTRATE, 4), (Category.OFFICIAL, 6)), 960,
    ),
    Story("CPE", SessionKind.THEATRE_WORKSHOP, "Théâtre de l'Opprimé", date(2018, 7, 5), "Agadir", headcount=12),
    Story("CPE", SessionKind.KIT_ACTIVITY, "Mallette pédagogique", date(2018, 9, 20), "Marrakech", headcount=9),
    Story(
        "MEL", _TRAINING, "Formation plaidoyer", date(2016, 4, 14), "Tanger", 30, ((Category.ASSOCIATION_MEMBER, 9),), 720
    ),
    Story("MEL", _WORKSHOP, "Atelier radio", date(2016, 9, 8), "Tanger", headcount=14),
    Story(
        "TUT", _TRAINING, "Formation des opérateurs sociaux : kafala", date(2017, 5, 18), "Fès", 33,
        ((Category.SOCIAL_OPERATOR, 16),), 1080,
    ),
    Story(
        "TUT", _TRAINING, "Formation des opérateurs sociaux : handicap", date(2017, 11, 9), "Casablanca", 41,
        ((Category.SOCIAL_OPERATOR, 12),), 1080,
    ),
    Story("TUT", _TRAINING, "Formation des journalistes", date(2018, 2, 1), "Rabat", 50, ((Category.JOURNALIST, 8),), 480),
    Story(
        "PIOP", _TRAINING, "Formation des médecins : diagnostic précoce", date(2013, 5, 23), "Rabat", 52,
        ((Category.DOCTOR, 7),), 480,
    ),
    Story(
        "PIOP", _TRAINING, "Formation des médecins : diagnostic précoce", date(2014, 10, 16), "Fès", 56,
        ((Category.DOCTOR, 4),), 480,
    ),
)  # fmt: skip


def somebody(number: int) -> Identity:
    """The invented person of this number, the same every time."""
    names, place = (WOMEN, number // 2) if number % 2 == 0 else (MEN, number // 2)
    return Identity(
        full_name=f"Démo {names[place % len(names)]}",
        sex="F" if names is WOMEN else "M",
        birth=date(1958 + number * 7 % 40, 1, 1),
        birth_precision="year",
        phone=normalise_phone(f"06000{10_000 + number}"),
    )


def furnish(by: Viewer) -> None:
    """Open the sessions that are missing, in the projects that the programme has, with everybody who came."""
    projects = {project.code: project for project in Project.objects.all()}
    for story in STORIES:
        if story.project in projects:
            _tell(story, projects[story.project], by)


def _tell(story: Story, project: Project, by: Viewer) -> None:
    said = Particulars(story.kind, story.day, story.place, story.theme, "Français", "Démo", story.minutes)
    try:
        session = open_session(project, said, by=by)
    except AlreadyThere:
        return
    numbers = count(story.first)
    for category, people in story.people:
        for _person in range(people):
            number = next(numbers)
            attendance = add_newcomer(session, somebody(number), category=category, by=by)
            if story.minutes and number % LEFT_EARLY == 0:
                set_minutes(attendance, category=category, minutes=story.minutes // 2, by=by)
    if story.headcount:
        set_headcount(session, story.headcount, seen=0, by=by)
