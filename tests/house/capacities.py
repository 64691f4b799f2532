"""An organisation assessed once with an action of its plan, and another one whose first round is being written."""

import io
from datetime import timedelta
from typing import Any

from terrain.core import clock
from terrain.network.actions import capacity, plans
from terrain.network.actions.capacity import Found, Held, Proof
from terrain.network.models import Assessment, PlanAction
from terrain.programmes.models import Organisation
from tests.factories import HOUSE

GENERAL = {"network:capacities", "network:begin_assessment"}


def score_all(held: Assessment, value: int = 2, *, leaving: int = 0) -> Assessment:
    """Score every item of a round, but for the last ``leaving``."""
    for item in held.grid.items[: len(held.grid.items) - leaving]:
        before = held.scores.filter(item=item.code).first()
        version = before.version if before is not None else 0
        capacity.score_item(held, item.code, Found(value, words=f"Vu : {value}"), version=version, by=HOUSE)
    return held


def round_of(
    project: Any, organisation: Organisation, *, ago: int = 30, value: int = 2, grid: str = "service"
) -> Assessment:
    """The next round of an organisation, concluded."""
    held = Held(clock.today() - timedelta(ago), 4, "présidente, trésorier")
    begun = capacity.begin_round(project, organisation, grid, held, by=HOUSE)
    return capacity.conclude_round(score_all(begun, value), by=HOUSE)


def planned(held: Assessment, what: str = "Tenir l'assemblée", *, until: int = 30) -> PlanAction:
    """An action of the plan of a round."""
    about = held.grid.items[0].code
    said = plans.Planned(about, what, "le bureau", clock.today() + timedelta(until))
    return plans.plan_action(held, said, by=HOUSE)


def done(one: PlanAction, *, ago: int = 0, proof: Proof | None = None) -> PlanAction:
    """The same action, done ``ago`` days before today."""
    day = clock.today() - timedelta(ago)
    return plans.finish_action(one, day, "Procès-verbal", proof=proof, version=one.version, by=HOUSE)


class CapacityWorld:
    """Arguments of the addresses of capacities by their names."""

    def __init__(self, project: Any) -> None:
        self.held = round_of(project, Organisation.objects.get(code="ASSOC"))
        self.action = planned(self.held)
        self.done = done(planned(self.held, "Classer les pièces"), proof=Proof(io.BytesIO(b"proof"), "preuve.txt"))
        other = Organisation.objects.get(code="DONOR")
        self.draft = capacity.begin_round(project, other, "service", Held(clock.today(), 3), by=HOUSE)
        self.item = self.draft.grid.items[0].code
        paper = Proof(io.BytesIO(b"statutes"), "statuts.txt")
        capacity.score_item(self.draft, self.item, Found(3, words="Lu"), version=0, proof=paper, by=HOUSE)

    def arguments(self, name: str) -> list[Any] | None:
        """What the address needs; ``None`` when it is not one of these."""
        if name in GENERAL:
            return []
        known = {
            "network:blank_grid": ["association"],
            "network:capacity": [self.held.strengthening.uid],
            "network:next_round": [self.held.strengthening.uid],
            "network:score": [self.draft.uid, self.item],
            "network:score_proof": [self.draft.uid, self.item],
            "network:score_proof_away": [self.draft.uid, self.item],
            "network:plan_action_proof": [self.done.uid],
            "network:plan_action_take_up": [self.done.uid],
        }
        open_rounds = {
            "network:assessment",
            "network:edit_assessment",
            "network:conclude_assessment",
            "network:discard_assessment",
        }
        concluded = {"network:reopen_assessment", "network:new_plan_action"}
        actions = {"network:plan_action", "network:plan_action_done", "network:plan_action_drop"}
        known |= {one: [self.draft.uid] for one in open_rounds} | {one: [self.held.uid] for one in concluded}
        known |= {one: [self.action.uid] for one in actions}
        return known.get(name)
