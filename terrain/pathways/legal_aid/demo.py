"""The file of a plainly invented mother in a demonstration: her child was born, and the delay to declare it runs."""

from datetime import date, timedelta

from terrain.accounts.models import User
from terrain.casework.actions import care, cases, notes
from terrain.casework.actions.grants import HALF_A_YEAR, Named
from terrain.casework.actions.law import write_date
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.people import actions as people
from terrain.people.identity import Identity, normalise_phone
from terrain.people.models.profiles import ContactRule, Told, profile_of
from terrain.people.profiles.actions import tell
from terrain.programmes.middleware import viewer_of
from terrain.programmes.models import Project

CASEWORKER, COUNSEL = "caseworker.mel@demo.example", "counsel.mel@demo.example"
PHONE = "0600030001"


def furnish(by: Viewer) -> None:
    """Open the file that is missing, as the demo caseworker would, where the programme has MEL."""
    project = Project.objects.filter(code="MEL").first()
    users = {user.email: user for user in User.objects.filter(email__in=[CASEWORKER, COUNSEL])}
    if project is None or len(users) < 2 or Case.objects.filter(kind=LEGAL_AID.code, project=project).exists():
        return
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
    write_date(case, "child_born", today - timedelta(18), by=worker)
    care.give_service(case, "listening", day=today, minutes=60, by=worker)
    text = "Veut garder sa fille et la déclarer. Demande si le nom du père est nécessaire."
    notes.write_note(case, text, note_class="ordinary", contact="desk", day=today, by=worker)
