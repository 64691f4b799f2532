"""The file of a plainly invented mother in a demonstration: her child was born, the delay to declare it runs, a lawyer helps."""

from datetime import date, timedelta

from terrain.accounts.models import User
from terrain.casework.actions import books, care, cases, notes
from terrain.casework.actions.grants import HALF_A_YEAR, Named
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.pathways.legal_aid import crowd
from terrain.pathways.legal_aid.actions import mandates, telling
from terrain.pathways.legal_aid.actions.network import About, add_lawyer
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.pathways.legal_aid.models import Lawyer
from terrain.people import actions as people
from terrain.people.identity import Identity, normalise_phone
from terrain.people.models.profiles import ContactRule, Told, profile_of
from terrain.people.profiles.actions import tell
from terrain.programmes.middleware import viewer_of
from terrain.programmes.models import Project

CASEWORKER, COUNSEL = "caseworker.mel@demo.example", "counsel.mel@demo.example"
PHONE = "0600030001"


LAWYERS = (
    (
        "Me Démo Ilham Fictive",
        "Barreau de Rabat (démo)",
        ("darija", "french"),
        ("civil_registry", "filiation", "pension"),
        "free",
    ),
    (
        "Me Démo Karim Inventé",
        "Barreau de Casablanca (démo)",
        ("darija", "amazigh"),
        ("criminal_complaint", "immigration"),
        "legal_aid",
    ),
)
"""Two lawyers who do not exist: name, bar, languages, matters, how paid."""
STORY = (
    "Une jeune femme sort de la maternité avec son bébé. On lui a dit que sans le père, l’enfant ne pouvait pas être inscrit. "
    "Elle l’a cru. Une juriste lui a montré le texte : la mère peut déclarer seule. Elle y retourne, accompagnée."
)


def furnish(by: Viewer) -> None:
    """What is missing where the programme has MEL: a file as the demo caseworker would open it, lawyers, a case being told."""
    project = Project.objects.filter(code="MEL").first()
    users = {str(user.email): user for user in User.objects.filter(email__in=[CASEWORKER, COUNSEL])}
    if project is None or len(users) < 2:
        return
    if not Case.objects.filter(kind=LEGAL_AID.code, project=project).exists():
        _open(project, users, by)
    if not Lawyer.objects.filter(project=project).exists():
        _give(project, users)


def _give(project: Project, users: dict[str, User]) -> None:
    """Two lawyers join the network, one takes the case, and the case begins to be told."""
    worker, counsel, today = viewer_of(users[CASEWORKER]), viewer_of(users[COUNSEL]), clock.today()
    network = []
    for number, (name, bar, languages, matters, payment) in enumerate(LAWYERS):
        since = today - timedelta(200)
        said = About(name, bar, languages, matters, payment, phone=f"+21253700000{number}", since=since)
        network.append(add_lawyer(project, said, by=counsel))
    case = Case.objects.visible_to(worker).filter(kind=LEGAL_AID.code, project=project).standing().first()
    if case is None:
        return
    words = "Accepte de la recevoir avant la fin du délai de déclaration."
    mandates.give(case, network[0], "civil_registry", day=today - timedelta(2), words=words, by=worker)
    own = crowd.traits_of(case)
    if own is not None:
        telling.write(case, telling.Story(crowd.narrowest(own), STORY), by=worker)


def _open(project: Project, users: dict[str, User], by: Viewer) -> None:
    worker, today = viewer_of(users[CASEWORKER]), clock.today()
    who = Identity("Démo Salma Essaidi", sex="F", birth=date(2003, 1, 1), birth_precision="year", nationality="Maroc")
    mother = people.register(who, project=project, by=by)
    named = [Named(users[COUNSEL], today + HALF_A_YEAR, "accompanies")]
    said = cases.Opening(
        LEGAL_AID, project, mother, entry_reason="birth_registration", named=named,
        situation="Sortie de la maternité avec sa fille. Sa famille ne sait rien.",
    )  # fmt: skip
    case = cases.open_case(said, by=worker)
    _told, version = profile_of(mother)
    reached = ContactRule("call", normalise_phone(PHONE), who="Elle seule", since="10:00", until="12:00")
    agreed = Told(
        languages=("darija",), no_voicemail=True, never=("letter", "visit"), rules=(reached,), code_word="jasmin"
    )
    tell(mother, Told(), agreed, version=version, by=worker)
    case = cases.move(case, LEGAL_AID.transition("listen"), version=case.version, by=worker)
    _in_the_books(case, worker)
    care.give_service(case, "listening", day=today, minutes=60, by=worker)
    text = "Veut garder sa fille et la déclarer. Demande si le nom du père est nécessaire."
    notes.write_note(case, text, note_class="ordinary", contact="desk", day=today, by=worker)


def _in_the_books(case: Case, worker: Viewer) -> None:
    """Her child's birth, from which the delay to declare it runs; where she sleeps; a hearing to which she goes alone."""
    today = clock.today()
    told = {
        "child": (18, {"name": "Démo Nour", "where": "hospital", "certificate": "yes"}),
        "shelter": (16, {"where": "shelter", "until_on": (today + timedelta(12)).isoformat()}),
        "proceeding": (4, {"nature": "registry_correction", "court": "Tribunal d'essai", "number": "00/DEMO"}),
        "hearing": (-9, {"nature": "registry_correction"}),
    }
    for code, (days_ago, answers) in told.items():
        books.write_entry(case, LEGAL_AID.book(code), answers, day=today - timedelta(days_ago), by=worker)
