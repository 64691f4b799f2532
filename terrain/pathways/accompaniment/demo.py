"""A few files in a demonstration: plainly invented women and men whom the demo caseworker accompanies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from terrain.accounts.models import User
from terrain.casework.actions import appointments, care, cases, notes, plans, referrals, tasks
from terrain.casework.actions.referrals import Asking
from terrain.casework.enums import Risk
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.network.actions.directory import Offer, list_service
from terrain.network.models import Service
from terrain.pathways.accompaniment.kind import ACCOMPANIMENT
from terrain.people import actions as people
from terrain.people.consents.actions import Agreement, record
from terrain.people.groups.actions import compose_group, join_group
from terrain.people.households.actions import house
from terrain.people.identity import Identity, normalise_phone
from terrain.people.models import Person
from terrain.people.models.profiles import ContactRule, Told, profile_of
from terrain.people.profiles.actions import add_paper, relate
from terrain.people.profiles.actions import tell as tell_profile
from terrain.programmes.middleware import viewer_of
from terrain.programmes.models import Organisation, Project

CASEWORKER, COORDINATOR = "caseworker.w4i@demo.example", "coordinator.w4i@demo.example"
FORM = "self_reliance"


@dataclass(frozen=True)
class Story:
    """Somebody invented and how far she has come: the steps taken, in order, and how urgent her situation is."""

    name: str
    other_name: str
    sex: str
    year: int
    phone: str
    nationality: str
    reason: str
    situation: str
    steps: tuple[str, ...] = ()
    risk: Risk | None = None

    def identity(self) -> Identity:
        """As she is registered."""
        return Identity(
            self.name, sex=self.sex, birth=date(self.year, 1, 1), birth_precision="year", nationality=self.nationality,
            phone=normalise_phone(self.phone),
        )  # fmt: skip


STORIES = (
    Story(
        "Démo Fatou Ndiaye", "فاتو ندياي", "F", 1991, "0600020001", "Sénégal", "income",
        "Coud à domicile, voudrait une machine et un lieu. Vit avec sa sœur.", ("assess", "make_plan"), Risk.MEDIUM,
    ),
    Story(
        "Démo Mariama Bah", "مرياما باه", "F", 1997, "0600020002", "Guinée", "papers",
        "Récépissé qui expire. Cherche un emploi dans la restauration.", ("assess",), Risk.HIGH,
    ),
    Story(
        "Démo Ibrahim Traoré", "إبراهيم تراوري", "M", 1988, "0600020003", "Mali", "housing",
        "Réparateur de téléphones, doit quitter sa chambre à la fin du mois.",
    ),
)  # fmt: skip
FIRST, LATER = (
    ("sometimes", "fragile", "soon_over", "partial", "one"),
    ("often", "shared", "valid", "partial", "several"),
)
"""Two assessments of the same woman: answers to income, housing, papers, health, support."""


def furnish(by: Viewer) -> None:
    """Open the files that are missing, as the demo caseworker would, where the programme has W4I."""
    project = Project.objects.filter(code="W4I").first()
    users = {user.email: user for user in User.objects.filter(email__in=[CASEWORKER, COORDINATOR])}
    if project is None or len(users) < 2 or Case.objects.filter(kind=ACCOMPANIMENT.code, project=project).exists():
        return
    worker, coordinator = viewer_of(users[CASEWORKER]), viewer_of(users[COORDINATOR])
    offered = _directory(users[CASEWORKER], coordinator)
    files = [_begin(story, project, by, worker) for story in STORIES]
    _tell_of(files[0], worker, coordinator)
    _refer(files[0], offered[0], worker)
    _bind([case.person for case in files if case.person is not None], project, worker)
    for case, words, days in (
        (files[1], "Préparer la demande de renouvellement", -2),
        (files[2], "Appeler le foyer", 1),
    ):
        tasks.add_task(case, words=words, owner=None, due=clock.today() + timedelta(days), by=worker)
    appointments.plan(files[1], _at(0, 17), words="Apporter le récépissé", by=worker)
    appointments.plan(files[2], _at(3, 10), by=worker)


def _directory(keeper: User, by: Viewer) -> Sequence[Service]:
    """What can be asked of others: two partners without an account; one entry has waited too long to be looked at again."""
    health = Offer(
        "health", "Consultations de médecine générale", newcomer="Démo Centre de santé du quartier",
        hours="Du lundi au vendredi, 9 h à 12 h", phone="+212537000001", email="sante@demo.example",
        languages=["fr", "ar"], keeper=keeper, places_available=4, places_total=12, referred_by="professional",
        channels=["phone", "link"], audience="Femmes et enfants du quartier, avec ou sans papiers.",
        documents="Le carnet de santé de l'enfant, s'il existe.", cost="Gratuit ; les médicaments sont payants.",
    )  # fmt: skip
    law = Offer(
        "legal", "Permanence d'aide juridique", newcomer="Démo Clinique du droit", hours="Le mardi, 14 h à 17 h",
        email="droit@demo.example", languages=["fr", "ar", "en"],
        keeper=keeper, review_months=3, referred_by="herself", channels=["spot"], audience="Toute personne qui a une démarche.",
        cost="Gratuit.",
    )  # fmt: skip
    old = clock.months_later(clock.today(), -5)
    return [list_service(health, by=by), list_service(law, found_true=old, by=by)]


def _at(days: int, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(clock.today() + timedelta(days), time(hour)))


def _begin(story: Story, project: Project, house: Viewer, worker: Viewer) -> Case:
    person = people.register(story.identity(), project=project, by=house)
    _, version = profile_of(person)
    told = Told(
        languages=("french", "wolof"), literacy="french", name_kinds=((story.other_name, "usual"),), no_voicemail=True,
        rules=(ContactRule("call", normalise_phone(story.phone), who="Sa sœur", since="09:00", until="18:00"),),
    )  # fmt: skip
    tell_profile(person, Told(), told, version=version, by=worker)
    add_paper(
        person, "residence_card", motive="work", receipt=story.risk == Risk.HIGH,
        ends=clock.today() + timedelta(20 if story.risk == Risk.HIGH else 300), number="D000000", by=worker,
    )  # fmt: skip
    said = cases.Opening(ACCOMPANIMENT, project, person, entry_reason=story.reason, situation=story.situation)
    case = cases.open_case(said, by=worker)
    for step in story.steps:
        case = cases.move(case, ACCOMPANIMENT.transition(step), version=case.version, by=worker)
    if story.risk is not None:
        care.set_risk(case, story.risk, "Après le premier entretien.", seen=0, by=worker)
    return case


def _tell_of(case: Case, worker: Viewer, coordinator: Viewer) -> None:
    """What the first file holds: notes, services, two assessments, a plan that the coordinator agreed to."""
    today = clock.today()
    text = "Est venue avec ses modèles. Deux commandes pour la rentrée. Demande une visite de l'atelier."
    notes.write_note(case, text, note_class="ordinary", contact="desk", day=today, by=worker)
    care.give_service(case, "listening", day=today, minutes=45, by=worker)
    form = next(one for one in case.pathway.lists.forms if one.code == FORM)
    for answers in (FIRST, LATER):
        said = dict(zip(("income", "housing", "papers", "health", "support"), answers, strict=True))
        care.assess(case, form, said, day=today, by=worker)
    plan = plans.begin(case, by=worker)
    goal = plans.add_goal(plan, "Vivre de la couture", by=worker)
    for words, whose, days in (
        ("Chiffrer une machine d'occasion", "staff", 10),
        ("Montrer trois modèles à la coopérative", "person", 21),
    ):
        plans.add_action(goal, words, whose=whose, owner=None, due=today + timedelta(days), by=worker)
    plan = plans.propose(plan, own_words="Je veux mon atelier.", agreed=True, by=worker)
    plans.approve(plan, by=coordinator)


def _bind(everybody: Sequence[Person], project: Project, worker: Viewer) -> None:
    """A group of those who sew, and who lives with the first of them."""
    sewing = compose_group(project, "Démo Cercle de couture", by=worker)
    for person, role in zip(everybody, ("trésorière", ""), strict=False):
        join_group(sewing, person, role, by=worker)
    first = everybody[0]
    relate(first, "sibling", name="Démo Awa Ndiaye", by=worker)
    house(first, name="Démo Awa Ndiaye", since=clock.today() - timedelta(400), by=worker)


def _refer(case: Case, service: Service, worker: Viewer) -> None:
    """A referral that the partner has not opened yet."""
    person, partner = case.person, service.organisation
    if not isinstance(person, Person) or not isinstance(partner, Organisation):
        return
    agreed = Agreement("referral", partner, ("identity", "needs"), clock.today() + timedelta(180))
    record(person, case.project, agreed, by=worker)
    asked = Asking(
        service, "usual", ("identity", "needs"), "Une consultation pour sa tension.", "Hajar, 05 37 00 00 02"
    )
    referrals.send(referrals.draft(case, asked, by=worker), by=worker)
