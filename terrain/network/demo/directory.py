"""Organisations of a demonstration, their services, and professionals who are called Exemple; one organisation stands twice."""

from datetime import date

from terrain.accounts.models import User
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.network.actions.directory import Offer, list_service
from terrain.network.actions.organisations import Described, add_organisation
from terrain.network.actions.professionals import Known, list_professional
from terrain.network.models import Contact, Professional
from terrain.programmes.models import Organisation, Place, Project

KEEPER = "coordinator.w4i@demo.example"
ORGANISATIONS = (
    ("Démo Tribunal de première instance", "court", "MA-RAB", ("المحكمة الابتدائية (مثال)",), False),
    ("Démo Parquet de la famille", "prosecutor", "MA-RAB", (), False),
    ("Démo État civil du quartier", "civil_registry", "MA-SAL", ("الحالة المدنية (مثال)",), False),
    ("Démo Hôpital des Orangers", "health", "MA-RAB", ("مستشفى البرتقال (مثال)",), False),
    ("Démo Brigade des mineurs", "police", "MA-CAS", (), False),
    ("Association Tilleul (démo)", "association", "MA-TNG", ("AT",), False),
    ("جمعية تيلول (مثال)", "association", "MA-TNG", (), False),
    ("Démo Jeunes du Port", "association", "MA-AGD", ("DJP",), True),
    ("Démo Maison des jeunes du Parc", "association", "MA-MAR", (), True),
    ("Démo Ordre des avocats", "bar", "MA-CAS", (), False),
    ("Démo Espace emploi", "employment_service", "MA-CAS", (), False),
    ("Démo Radio du Détroit", "media", "MA-TNG", (), False),
    ("Démo École de travail social", "school", "MA-TNG", (), False),
)
"""Name, nature, place, other names, whether it works above all with young people."""
SERVICES = (
    ("Démo État civil du quartier", "civil_registry", "Inscription des naissances", "MA-SAL"),
    ("Démo Jeunes du Port", "training", "Initiation à la mécanique marine", "MA-AGD"),
    ("Démo Espace emploi", "employment", "Accueil des demandeuses d'emploi", "MA-CAS"),
    ("Démo Espace emploi", "employment", "Accueil demandeuses d'emploi", "MA-CAS"),
)
PROFESSIONALS = (
    ("Maître Exemple Un", "Avocate d'enfants", "lawyer", "Démo Ordre des avocats", "MA-CAS", ["fr", "ar"], "agreed", 0),
    ("Juge Exemple Deux", "Juge des mineurs", "magistrate", "Démo Tribunal de première instance", "MA-RAB", ["ar", "fr"], "office", 0),
    ("Substitut Exemple Trois", "Cellule des femmes et des enfants", "prosecutor", "Démo Parquet de la famille", "MA-RAB", ["ar"], "office", 13),
    ("Exemple Quatre", "Assistante sociale du tribunal", "court_social_worker", "Démo Tribunal de première instance", "MA-RAB", ["ar", "fr"], "partner", 0),
    ("Docteure Exemple Cinq", "Pédiatre", "doctor", "Démo Hôpital des Orangers", "MA-RAB", ["fr", "ar"], "agreed", 0),
    ("Exemple Six", "Sage-femme", "nurse", "Démo Hôpital des Orangers", "MA-RAB", ["ar", "zgh"], "agreed", 12),
    ("Exemple Sept", "Présidente", "association_head", "Association Tilleul (démo)", "MA-TNG", ["fr", "ar", "es"], "agreed", 0),
    ("Exemple Huit", "Rédactrice", "journalist", "Démo Radio du Détroit", "MA-TNG", ["ar", "fr"], "partner", 0),
    ("Exemple Neuf", "Officier d'état civil", "civil_registrar", "Démo État civil du quartier", "MA-SAL", ["ar"], "office", 0),
    ("Commandante Exemple Dix", "Brigade des mineurs", "police", "Démo Brigade des mineurs", "MA-CAS", ["ar", "fr"], "office", 0),
)  # fmt: skip
"""Name, post, category, organisation, place, languages, why it may be kept, months since it was found true."""


def furnish(by: Viewer) -> None:
    """Write what is missing, where the programme has W4I."""
    keeper = User.objects.filter(email=KEEPER).first()
    if keeper is None or not Project.objects.filter(code="W4I").exists() or Professional.objects.exists():
        return
    places = {place.code: place for place in Place.objects.all()}
    for name, nature, place, also, youth in ORGANISATIONS:
        add_organisation(name, Described(nature, youth, places.get(place), also), by=by)
    named = {one.name: one for one in Organisation.objects.all()}
    for owner, kind, name, place in SERVICES:
        list_service(Offer(kind, name, organisation=named[owner], place=places.get(place)), found_true=_ago(7), by=by)
    for number, (name, post, category, owner, place, languages, basis, months) in enumerate(PROFESSIONALS, 1):
        contact = Contact(name, post, f"+2125370001{number:02d}", f"exemple{number}@demo.example")
        known = Known(contact, category, basis, _ago(14), named[owner], places.get(place), languages, keeper)
        list_professional(known, found_true=_ago(months), by=by)


def _ago(months: int) -> date:
    return clock.months_later(clock.today(), -months)
