"""The directory for everybody in a demonstration: entries that are shown, one that shelters, one that is old, and what was said of two."""

from datetime import date
from typing import Any

from terrain.accounts.models import User
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.network.actions import links, suggestions
from terrain.network.actions.directory import Offer, list_service
from terrain.network.differences import plainly
from terrain.network.models import Service
from terrain.programmes.models import Place, Project

KEEPER = "coordinator.w4i@demo.example"
DAYS = "Du lundi au vendredi, 9 h à 16 h"


def furnish(by: Viewer) -> None:
    """Write what is missing, where the programme has W4I."""
    keeper = User.objects.filter(email=KEEPER).first()
    if (
        keeper is None
        or not Project.objects.filter(code="W4I").exists()
        or Service.objects.filter(public=True).exists()
    ):
        return
    places = {place.code: place for place in Place.objects.all()}
    shown = [list_service(said, found_true=found_true, by=by) for said, found_true in _offers(keeper, places)]
    _say(shown[0], shown[1], by)


def _offers(keeper: User, places: dict[str, Place]) -> list[tuple[Offer, date | None]]:
    def offer(kind: str, name: str, newcomer: str, place: str, **more: Any) -> Offer:
        return Offer(kind, name, newcomer=newcomer, place=places.get(place), keeper=keeper, public=True, **more)

    old = clock.months_later(clock.today(), -8)
    return [
        (offer(
            "health", "Consultations mère et enfant", "Démo Maternité des Orangers", "MA-RAB", address="12, rue des Orangers (démo)",
            address_public=True, hours=DAYS, phone="0537 00 00 11", languages=["ar", "fr"], audience="Mères et enfants, avec ou sans papiers",
            documents="Le carnet de santé, s'il existe", cost="Gratuit", referred_by="herself", channels=["phone", "spot"],
            email="maternite@demo.example", places_available=6, places_total=20,
        ), None),
        (offer(
            "legal", "Écoute et conseil juridique", "Démo Association Lumière", "MA-CAS", address="3, avenue du Parc (démo)", hours="Le mardi et le jeudi",
            phone="0522 00 00 12", languages=["ar", "fr", "en"], audience="Femmes, mères seules", documents="Les papiers que vous avez",
            cost="Gratuit", referred_by="herself", channels=["phone"], email="lumiere@demo.example",
        ), None),
        (offer(
            "shelter", "Foyer d'accueil", "Démo Maison Tilila", "MA-AGD", address="Ne se dit à personne (démo)", address_public=True,
            phone="0528 00 00 13", languages=["ar", "zgh", "fr"], audience="Femmes avec enfants en danger", cost="Gratuit",
            referred_by="professional", channels=["phone"], places_available=2, places_total=10,
        ), None),
        (offer(
            "training", "Atelier de couture et de gestion", "Démo Coopérative Argane", "MA-AGD", hours="Tous les matins",
            phone="0528 00 00 14", languages=["ar", "zgh"], audience="Jeunes femmes de 18 à 30 ans", cost="50 dirhams par mois",
            referred_by="herself", channels=["spot", "phone"],
        ), None),
        (offer(
            "residence", "Aide aux démarches de séjour", "Démo Point d'accueil Atlas", "MA-MAR", hours="Le mercredi, 10 h à 13 h",
            phone="0524 00 00 15", languages=["fr", "en", "wo"], audience="Personnes migrantes", cost="Gratuit", referred_by="herself",
            channels=["spot"],
        ), old),
    ]  # fmt: skip


def _say(first: Service, second: Service, by: Viewer) -> None:
    """A partner corrects her entry and waits for the keeper; a reader says that a number does not answer."""
    link = links.link_of(links.make_link(first, by=by))
    assert link is not None
    said = plainly(first) | {"hours": "Du lundi au samedi, 9 h à 13 h", "phone": "0537 00 00 19"}
    suggestions.say_changes(link, said, version=first.version, said_by="L'accueil")
    suggestions.report(second, "Le numéro sonne dans le vide depuis lundi.")
