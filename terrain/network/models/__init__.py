from terrain.network.models.agreements import NOTICE, Agreement, Standing
from terrain.network.models.capacity import Assessment, PlanAction, Score, Strengthening
from terrain.network.models.commitments import Commitment, Decision
from terrain.network.models.directory import Service, ServiceQuerySet
from terrain.network.models.exchange import Bringing, Foreign, Origin
from terrain.network.models.experiments import Experiment
from terrain.network.models.organisations import ORGANISATION, Profile
from terrain.network.models.pairs import OrganisationPair, ServicePair
from terrain.network.models.professionals import CONTACT, Contact, Professional
from terrain.network.models.round_tables import AgendaItem, Attending, Invitation, Outcome, RoundTable
from terrain.network.models.updates import Suggestion, UpdateLink

__all__ = [
    "AgendaItem",
    "Agreement",
    "Assessment",
    "Attending",
    "Bringing",
    "CONTACT",
    "Commitment",
    "Contact",
    "Decision",
    "Experiment",
    "Foreign",
    "Invitation",
    "NOTICE",
    "ORGANISATION",
    "OrganisationPair",
    "Origin",
    "Outcome",
    "PlanAction",
    "Professional",
    "Profile",
    "RoundTable",
    "Score",
    "Service",
    "ServicePair",
    "ServiceQuerySet",
    "Standing",
    "Strengthening",
    "Suggestion",
    "UpdateLink",
]
