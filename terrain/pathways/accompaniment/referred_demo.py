"""Referrals of a demonstration that lie behind: eight invented people, each sent to three services, and what became of it.

No action writes what happened weeks ago, so these referrals are laid down as they would stand today, loop closed, with nothing of
what was shared; their facts follow as always.
"""

from datetime import date, timedelta

from terrain.casework.actions import cases
from terrain.casework.models import Case, Referral
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.facts import actions as facts
from terrain.network.actions.directory import Offer, list_service
from terrain.network.models import Service
from terrain.pathways.accompaniment.kind import ACCOMPANIMENT
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.programmes.models import Organisation, Project

NAMES = ("Aïssata", "Bintou", "Cheikh", "Djeneba", "Emmanuel", "Fanta", "Grâce", "Hamed")
EMPLOYMENT = "Démo Agence de l'emploi"
SERVED, FULL, SILENT, NO_MEANS = ("served", ""), ("declined", "full"), ("expired", ""), ("not_served", "no_means")
ENDS = {
    "health": (FULL, FULL, SERVED, FULL, SERVED, FULL, SERVED, FULL),
    "legal": (SERVED, SILENT, SERVED, SERVED, SILENT, SERVED, SILENT, SERVED),
    "employment": (NO_MEANS, SERVED, NO_MEANS, SERVED, SERVED, NO_MEANS, NO_MEANS, SERVED),
}
"""Type of service → what became of the referral of each."""
HOURS = {"health": 30, "legal": 76, "employment": 150}


def furnish(by: Viewer) -> None:
    """Lay them down once, where the programme has W4I and its demonstration's services."""
    project = Project.objects.filter(code="W4I").first()
    offered = {one.service_type: one for one in Service.objects.exclude(organisation=None).filter(project=None)}
    if (
        project is None
        or not {"health", "legal"} <= set(offered)
        or Organisation.objects.filter(name=EMPLOYMENT).exists()
    ):
        return
    said = Offer(
        "employment",
        "Inscription et conseil",
        newcomer=EMPLOYMENT,
        hours="Du lundi au vendredi",
        languages=["fr", "ar"],
    )
    offered["employment"] = list_service(said, by=by)
    made = []
    for number, name in enumerate(NAMES):
        case = _file(name, project, by)
        for place, (sort, ends) in enumerate(ENDS.items()):
            day = clock.today() - timedelta(12 + 9 * number + 3 * place)
            made.append(_laid_down(case, offered[sort], day, *ends[number], hours=HOURS[sort] + 5 * number))
    facts.sync_many("casework.Referral", made)


def _file(name: str, project: Project, by: Viewer) -> Case:
    person = people.register(Identity(f"Démo {name}", sex="F"), project=project, by=by)
    return cases.open_case(cases.Opening(ACCOMPANIMENT, project, person, entry_reason="income"), by=by)


def _laid_down(case: Case, service: Service, day: date, outcome: str, reason: str, *, hours: int) -> int:
    at = clock.now() - timedelta((clock.today() - day).days)
    answered = None if outcome == "expired" else at + timedelta(hours=hours)
    assert case.person is not None
    referral = Referral.objects.create(
        case=case, person=case.person, service=service, service_type=service.service_type,
        to_organisation=service.organisation, urgency="usual", state="closed", created_at=at, sent_at=at,
        answered_at=answered, reason=reason, outcome=outcome, outcome_on=day + timedelta(8), closed_at=at + timedelta(9),
    )  # fmt: skip
    return referral.pk
