"""Two plainly invented stories in a demonstration: a small child whose kafala is ordered and not carried out yet, and a mother helped to
keep her child."""

from datetime import date, timedelta
from typing import Any

from terrain.accounts.models import User
from terrain.casework.actions import books, care, cases, notes
from terrain.casework.actions.grants import HALF_A_YEAR, Named
from terrain.casework.kinds import CaseKind
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.pathways.guardianship.kind import GUARDIANSHIP
from terrain.pathways.guardianship.prevention import PREVENTION
from terrain.people import actions as people
from terrain.people.identity import Identity, normalise_phone
from terrain.people.models import Person
from terrain.people.models.profiles import ContactRule, Told, profile_of
from terrain.people.profiles.actions import tell
from terrain.programmes.middleware import viewer_of
from terrain.programmes.models import Project

CASEWORKER, COUNSEL = "caseworker.tut@demo.example", "counsel.tut@demo.example"
PHONE = "0600030002"
FOUND, BORN = 320, 21
"""Days ago: a child was found, another was born."""


def _ago(days: int) -> date:
    return clock.today() - timedelta(days)


def _day(days: int) -> str:
    return _ago(days).isoformat()


def furnish(by: Viewer) -> None:
    """Open the files that are missing, as the demo caseworker would, where the programme has TUT."""
    project = Project.objects.filter(code="TUT").first()
    users = {user.email: user for user in User.objects.filter(email__in=[CASEWORKER, COUNSEL])}
    if project is None or len(users) < 2:
        return
    for kind, story in ((GUARDIANSHIP, _child), (PREVENTION, _mother)):
        if not Case.objects.filter(kind=kind.code, project=project).exists():
            story(project, viewer_of(users[CASEWORKER]), users[COUNSEL], by)


def _open(
    kind: CaseKind, who: Person, project: Project, reason: str, situation: str, counsel: User, by: Viewer
) -> Case:
    named = [Named(counsel, clock.today() + HALF_A_YEAR, "accompanies")]
    said = cases.Opening(kind, project, who, entry_reason=reason, situation=situation, named=named)
    return cases.open_case(said, by=by)


def _write(case: Case, code: str, days_ago: int, by: Viewer, **answers: Any) -> None:
    books.write_entry(case, case.pathway.book(code), answers, day=_ago(days_ago), by=by)


def _walk(case: Case, steps: tuple[str, ...], by: Viewer) -> None:
    for step in steps:
        case = cases.move(case, case.pathway.transition(step), version=case.version, by=by)


def _child(project: Project, worker: Viewer, counsel: User, by: Viewer) -> None:
    """Found, posted, judged abandoned; a family was chosen and the kafala ordered nine days ago: fifteen days run."""
    who = Identity("Démo Ilyas Amrani", sex="M", birth=_ago(FOUND + 540), birth_precision="day", nationality="Maroc")
    child = people.register(who, project=project, by=by)
    case = _open(
        GUARDIANSHIP, child, project, "found_child",
        "Trouvé dans un hall de gare, bien couvert, un petit cheval de bois à la main.", counsel, worker,
    )  # fmt: skip
    _write(
        case, "origin", FOUND, worker, origin="unknown_parents", found_on=_day(FOUND), found_where="Hall de la gare d'essai",
        with_child="Un cheval de bois, une couverture bleue.", told_on=_day(FOUND), prosecutor_on=_day(FOUND),
        doctor_on=_day(FOUND - 1), declared_on=_day(FOUND - 30),
    )  # fmt: skip
    _before_the_judge(case, worker)
    _with_the_child(case, worker)
    _toward_a_family(case, worker)
    counsel_viewer = viewer_of(counsel)
    _write(case, "secret", 100, counsel_viewer, secrecy="at_majority", identity="Lettre d'essai, sans nom.",
           message="« Je n'ai pas pu. Je pense à lui. »")  # fmt: skip
    _walk(case, ("inquire", "protect", "project"), worker)


def _before_the_judge(case: Case, worker: Viewer) -> None:
    _write(case, "court_file", FOUND, worker, court="first_instance", town="Ville d'essai", number="00/DEMO")
    _write(case, "abandonment", FOUND - 1, worker, step="provisional_placement", court="prosecutor")
    _write(case, "abandonment", 225, worker, step="inquiry_ended", court="prosecutor", words="Aucun parent trouvé.")
    _write(
        case, "abandonment", 200, worker, step="preliminary_judgment", court="first_instance", number="01/DEMO",
        posted_where="Tribunal et bureau de l'arrondissement",
    )  # fmt: skip
    _write(case, "abandonment", 100, worker, step="judged", court="first_instance", number="02/DEMO")
    _write(case, "abandonment", 66, worker, step="final", court="first_instance", number="02/DEMO")
    _write(case, "representation", FOUND - 1, worker, kind="institution", who="Maison d'essai", asked_on=_day(90))
    _write(
        case,
        "judge_report",
        60,
        worker,
        court="guardianship_judge",
        says="Va bien, attend une famille.",
        next_on=_day(-6),
    )
    _write(case, "paper", 69, worker, paper="no_appeal_certificate", state="obtained", obtained_on=_day(66))
    _write(
        case, "paper", 70, worker, paper="disability_card", state="asked", who="Délégation d'essai", next_on=_day(-12)
    )


def _with_the_child(case: Case, worker: Viewer) -> None:
    _write(case, "placement", FOUND, worker, arrangement="emergency_shelter", reason="urgency", where="Accueil d'essai",
           ended_on=_day(FOUND - 1), told="yes")  # fmt: skip
    _write(case, "placement", FOUND - 1, worker, arrangement="social_home", reason="prosecutor", where="Maison d'essai",
           carer="Tata Démo", siblings="none_known", told="yes")  # fmt: skip
    _write(case, "visit", 35, worker, kind="child_in_institution", planned_on=_day(35), how="well", seen_alone="yes",
           child_says="Montre ses constructions, demande quand on revient.", next_on=_day(7))  # fmt: skip
    _write(case, "visit", 5, worker, kind="child_in_institution", planned_on=_day(7), how="watch", seen_alone="yes",
           child_says="Cherche la couverture bleue à l'heure de la sieste.", next_on=_day(-3))  # fmt: skip
    _write(case, "child_heard", 48, worker, by_whom="psychologist", where="quiet_room", alone="yes", how=["playing", "words"],
           own_words="Fait dormir le cheval chez la dame. Dit : « là-bas ».", to_be_told="yes")  # fmt: skip
    _write(case, "disability", 150, worker, need="hearing", service="assessment", state="obtained", where="ORL d'essai",
           obtained_on=_day(120))  # fmt: skip
    _write(case, "disability", 118, worker, need="hearing", service="hearing_aid", state="waiting", next_on=_day(4),
           words="Se tourne vers qui lui parle de face.")  # fmt: skip
    _write(case, "story", 30, worker, piece="object", kept_where="Boîte d'essai, au service",
           words="Le cheval de bois que tu tenais quand on t'a trouvé.")  # fmt: skip


def _toward_a_family(case: Case, worker: Viewer) -> None:
    _write(
        case, "family_file", 130, worker, family="Famille Démo A", lives="Ville d'essai", state="declined",
        papers=["request", "identity_cards"], inquiry_on=_day(110), answered_on=_day(80),
        reasons="Cherche un enfant plus grand pour aider à la maison.",
    )  # fmt: skip
    _write(
        case, "family_file", 95, worker, family="Famille Démo B", lives="Ville d'essai", state="kept", opinion="favourable",
        papers=["request", "birth_records", "identity_cards", "marriage_record", "income_proof", "criminal_record",
                "medical_certificates"],
        inquiry_on=_day(75), inquiry="Maison calme, deux adultes présents, une tante malentendante.", answered_on=_day(52),
    )  # fmt: skip
    _write(case, "meeting", 50, worker, family="Famille Démo B", place="Maison d'essai", went="well",
           child_says="A donné le cheval à la dame, puis l'a repris en riant.")  # fmt: skip
    _write(
        case, "best_interests", 45, worker, purpose="placement", heard="yes", others=["carer", "psychologist", "candidate_family"],
        child_view="Rit avec elle, tend les bras.", weighed=["kafala", "small_home", "wait"], decision="kafala",
        reasons="Aucun proche trouvé. La famille connaît la surdité et vient chaque semaine.", decided_by=["team"],
        against="Il s'est attaché à la dame de la maison : garder le lien.", told_child="yes", review_on=_day(-45),
    )  # fmt: skip
    _write(case, "kafala", 44, worker, step="request_filed", family="Famille Démo B", court="guardianship_judge")
    _write(case, "kafala", 20, worker, step="commission_reported", family="Famille Démo B", words="Avis favorable.")
    _write(case, "kafala", 9, worker, step="order_made", family="Famille Démo B", court="guardianship_judge",
           number="03/DEMO", consent="too_young", next_on=_day(-2))  # fmt: skip
    care.give_service(case, "getting_acquainted", day=_ago(50), minutes=90, by=worker)
    text = "La famille a préparé le lit. Reste à fixer le jour de la remise avec le procureur."
    notes.write_note(case, text, note_class="ordinary", contact="desk", day=_ago(3), by=worker)


def _mother(project: Project, worker: Viewer, counsel: User, by: Viewer) -> None:
    """Met at the maternity ward; a shelter for some weeks, and she would keep her child if helped."""
    who = Identity("Démo Nawal Idrissi", sex="F", birth=date(2005, 1, 1), birth_precision="year", nationality="Maroc")
    mother = people.register(who, project=project, by=by)
    case = _open(
        PREVENTION, mother, project, "gave_birth_alone",
        "Vient d'accoucher. Pense laisser son fils à la maternité, faute de toit.", counsel, worker,
    )  # fmt: skip
    _agree(mother, worker)
    _in_her_words(case, worker)
    care.give_service(case, "mother_support", day=_ago(8), minutes=60, by=worker)
    text = "Veut déclarer son fils elle-même. Rendez-vous à prendre avec l'état civil avant la fin du délai."
    notes.write_note(case, text, note_class="ordinary", contact="desk", day=_ago(2), by=worker)
    _walk(case, ("plan", "help"), worker)


def _agree(mother: Person, worker: Viewer) -> None:
    _known, version = profile_of(mother)
    reached = ContactRule("call", normalise_phone(PHONE), who="Elle seule", since="14:00", until="16:00")
    agreed = Told(
        languages=("darija",), no_voicemail=True, never=("letter", "visit"), rules=(reached,), code_word="olivier"
    )
    tell(mother, Told(), agreed, version=version, by=worker)


def _in_her_words(case: Case, worker: Viewer) -> None:
    _write(case, "first_meeting", BORN - 1, worker, where="maternity", sent_by="Sage-femme d'essai", told_on=_day(BORN - 2),
           own_words="« Je n'ai nulle part où aller avec lui. »")  # fmt: skip
    _write(case, "child", BORN, worker, called="Rayan", living="mother", born_where="Maternité d'essai",
           papers=["birth_notice", "health_booklet"])  # fmt: skip
    _write(case, "need", BORN - 2, worker, need="roof", offered=["shelter", "host_family"], state="obtained",
           who="Foyer d'essai", obtained_on=_day(BORN - 3))  # fmt: skip
    _write(case, "need", 15, worker, need="papers", offered=["registry_help", "legal_help"], state="asked",
           next_on=_day(-1))  # fmt: skip
    _write(case, "need", 6, worker, need="family", offered=["mediation"], state="offered", next_on=_day(-6),
           words="Sa sœur saurait peut-être. Pas encore.")  # fmt: skip
    _write(case, "decision", BORN - 2, worker, wish="does_not_know", own_words="« Je ne sais pas si j'ai le droit. »",
           told_help="yes", alone="yes", pressed="no", understands="yes", talk_on=_day(6))  # fmt: skip
    _write(case, "decision", 6, worker, wish="keeps_with_help", own_words="« Si j'ai un toit, je le garde. »",
           told_help="yes", alone="yes", pressed="no", understands="yes", talk_on=_day(-14))  # fmt: skip
    _write(case, "shelter", BORN - 3, worker, roof="shelter", with_child="yes", safe="yes", until_on=_day(-11))
    _write(case, "visit", 8, worker, where="shelter", how="tired", own_words="Dort peu, sourit quand il tète.",
           child="Prend du poids.", next_on=_day(-1))  # fmt: skip
