"""How reliable the columns of a table are, learned from its own sure pairs.

A different card, or a wholly different birth date, speaks strongly against one person, because clerks rarely get them wrong. In a table
where they often do, the pairs that everything else makes sure say so: among them the share that disagrees is the error rate, and
the weight of a disagreement becomes what that rate is worth (Fellegi and Sunter, 1969). Little is learned from few pairs: the prior stands for
a hundred of them, and below fifty nothing is learned. A disagreement never comes to weigh more than it does by rule, nor less than 2.5 bits.
"""

import math
from collections.abc import Iterable, Sequence

from terrain.people.matching.comparing import Evidence

SURE = 23.0
PRIOR, ENOUGH = 100, 50
LEAST = -2.5
AGREE = {
    "cards_differ": frozenset(("same_card", "card_slipped")),
    "birth_differs": frozenset(
        ["same_birth_date", "day_and_month_swapped", "birth_date_slipped", "birth_year_slipped", "same_birth_year"]
    ),
    "names_differ": frozenset(("same_name", "name_alike", "name_across_scripts", "name_in_part")),
}
"""A disagreement, and the reasons that are an agreement in the same thing."""
NEEDED = {"names_differ": frozenset(("same_card",)), "birth_differs": frozenset(("same_card", "same_address"))}
"""Twins share everything but a first name, cousins everything but a birth date: that these are unreliable is learned only from
pairs which a card, or an address, makes sure."""
BY_RULE = {"cards_differ": -14.0, "birth_differs": -11.0, "names_differ": -15.0}


def learn(found: Sequence[Evidence]) -> None:
    """Lighten the disagreements of ``found`` by what their sure pairs say of each column."""
    for reason, weight in BY_RULE.items():
        agree = AGREE[reason]
        agreed, disagreed = _sure(found, reason, agree)
        if agreed + disagreed < ENOUGH:
            continue
        rate = (disagreed + PRIOR * 2**weight) / (agreed + disagreed + PRIOR)
        factor = max(weight, min(LEAST, math.log2(rate))) / weight
        if factor < 0.95:
            for evidence in found:
                _lighten(evidence, reason, factor)


def _sure(found: Iterable[Evidence], reason: str, agree: frozenset[str]) -> tuple[int, int]:
    """Of the pairs that everything but this column makes sure: how many agree in it, and how many disagree."""
    agreed = disagreed = 0
    for evidence in found:
        told = {said: bits for bits, said in evidence.told}
        yes, no = agree & told.keys(), told.get(reason, 0.0) < 0
        if not (yes or no) or (reason in NEEDED and not NEEDED[reason] & told.keys()):
            continue
        if evidence.bits - sum(bits for bits, said in evidence.told if said == reason or said in agree) >= SURE:
            agreed, disagreed = agreed + (not no), disagreed + no
    return agreed, disagreed


def _lighten(evidence: Evidence, reason: str, factor: float) -> None:
    for place, (bits, said) in enumerate(evidence.told):
        if said == reason and bits < 0:
            evidence.told[place] = (bits * factor, said)
            evidence.bits += bits * (factor - 1)
