"""The file of a plainly invented girl in a demonstration: placed, her review past due, a hearing to come without a lawyer."""

from datetime import date, timedelta
from typing import Any

from terrain.accounts.models import User
from terrain.casework.actions import books, care, cases, notes
from terrain.casework.actions.grants import HALF_A_YEAR, Named
from terrain.casework.actions.law import write_date
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.pathways.protection.kind import PROTECTION
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.programmes.middleware import viewer_of
from terrain.programmes.models import Project

CASEWORKER, COUNSEL, PSYCHOLOGIST = (f"{who}.cpe@demo.example" for who in ("caseworker", "counsel", "psychologist"))
ARRIVED = 130
"""Days ago."""
DATES = {
    "arrived": ARRIVED, "rights_told": ARRIVED, "judge_seen": ARRIVED, "health_seen": ARRIVED - 2, "family_told": ARRIVED - 1,
    "psychologist_seen": ARRIVED - 8, "age_proved": ARRIVED - 12, "charges_told": ARRIVED - 3, "observation_reported": ARRIVED - 57,
    "plan_agreed": ARRIVED - 40, "decision_explained": ARRIVED - 1, "decision_copy": ARRIVED - 5, "appeal_declined": ARRIVED - 6,
    "school_resumed": 60,
}  # fmt: skip


def _ago(days: int) -> date:
    return clock.today() - timedelta(days)


def furnish(by: Viewer) -> None:
    """Open the file that is missing, as the demo caseworker would, where the programme has CPE."""
    project = Project.objects.filter(code="CPE").first()
    users = {user.email: user for user in User.objects.filter(email__in=[CASEWORKER, COUNSEL, PSYCHOLOGIST])}
    if project is None or len(users) < 3 or Case.objects.filter(kind=PROTECTION.code, project=project).exists():
        return
    worker, counsel, healer = (viewer_of(users[email]) for email in (CASEWORKER, COUNSEL, PSYCHOLOGIST))
    born = clock.today().replace(year=clock.today().year - 17, day=1) - timedelta(120)
    who = Identity("Démo Houda Benali", sex="F", birth=born, birth_precision="day", nationality="Maroc")
    girl = people.register(who, project=project, by=by)
    until = clock.today() + HALF_A_YEAR
    named = [Named(users[COUNSEL], until, "accompanies"), Named(users[PSYCHOLOGIST], until, "accompanies")]
    said = cases.Opening(
        PROTECTION, project, girl, entry_reason="provisional_order", named=named,
        situation="Arrivée avec une petite valise. Demande des nouvelles de sa sœur.",
    )  # fmt: skip
    case = cases.open_case(said, by=worker)
    for code, days_ago in DATES.items():
        write_date(case, code, _ago(days_ago), by=worker)
    _before_the_judge(case, worker)
    _at_the_centre(case, worker)
    _write(
        case,
        "how_she_came",
        ARRIVED,
        counsel,
        way="difficult_situation",
        facts="Trouvée seule à la gare, selon le dossier.",
    )
    _write(case, "care", 20, healer, what="psychology", words="Dort mieux. Continue les séances.")
    for step in ("observe", "plan", "educate"):
        case = cases.move(case, PROTECTION.transition(step), version=case.version, by=worker)


def _write(case: Case, code: str, days_ago: int, by: Viewer, **answers: Any) -> None:
    books.write_entry(case, PROTECTION.book(code), answers, day=_ago(days_ago), by=by)


def _before_the_judge(case: Case, worker: Viewer) -> None:
    _write(
        case,
        "court_file",
        ARRIVED,
        worker,
        court="minors_judge",
        town="Ville d'essai",
        number="00/DEMO",
        judge="Juge Démo",
    )
    _write(case, "lawyer", 100, worker, how="appointed", name="Me Démo Tazi", met_on=_ago(90).isoformat())
    _write(
        case, "measure", ARRIVED, worker, measure="provisional_centre", decided_on=_ago(ARRIVED).isoformat(),
        place="Centre d'essai", review_on=_ago(10).isoformat(),
    )  # fmt: skip
    _write(case, "social_inquiry", 110, worker, by_whom="Assistante sociale d'essai", filed_on=_ago(80).isoformat(),
           proposal="Une tante à Ville d'essai peut l'accueillir avec un accompagnement.")  # fmt: skip
    _write(
        case, "hearing", 105, worker, purpose="first_appearance", lawyer="nobody", outcome="adjourned",
        adjourned_for="no_lawyer", next_on=_ago(75).isoformat(),
    )  # fmt: skip
    _write(
        case, "hearing", 75, worker, purpose="on_placement", lawyer="appointed", inquiry="before", family="yes", spoke="yes",
        outcome="continued", proposed=["wider_family"], words="Le juge veut entendre la tante.",
    )  # fmt: skip
    _write(case, "hearing", -12, worker, purpose="review", court="minors_judge")


def _at_the_centre(case: Case, worker: Viewer) -> None:
    _write(case, "own_words", 30, worker, words="« Je veux vivre chez ma tante et finir ma couture. »", for_judge="yes")
    _write(case, "family_link", 15, worker, how="visit", who="Sa tante", words="Elle a ri. La tante reviendra.")
    _write(case, "learning", 60, worker, what="vocational", level="Couture")
    _write(case, "workshop", 8, worker, kind="forum_theatre", did=["stepped_in", "spoke"],
           seen="A remplacé l'actrice pour dire non au père. Le groupe a applaudi.")  # fmt: skip
    care.give_service(case, "hearing_preparation", day=_ago(5), minutes=45, by=worker)
    text = "Se prépare à l'audience. Son avocat n'a pas encore répondu."
    notes.write_note(case, text, note_class="ordinary", contact="desk", day=_ago(5), by=worker)
