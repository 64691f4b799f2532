"""When keys contradict each other.

Checked within a group that ``recognition`` joined, in this order:

``several_people``   its keys lead to two or more persons of the registry.
``everybodys_key``   more than 60 different people (name, sex, birth, card) would be one: a card that only fills cells.
``several_cards``    it holds two different cards, not counting cards that the registry knows to be hers.
``card_of_two``      one card, and both the name and another fact disagree: incompatible names, and different full birth
                     dates or different sexes.
``several_births``   two different full birth dates, not counting dates that the registry knows were written for her,
                     on rows without a common card: father and son of one name behind one telephone.
``several_names``    behind one telephone a short name is compatible with two longer ones that are not compatible with
                     each other (Diallo Aminata; Diallo Aminata Binta; Diallo Aminata Fatou), and no card ties them.

No contradiction: a missing value; a birth date known only to the year or the month; another telephone, nationality or
spelling; a misspelt name, birth date or sex beside the same card, when nothing else disagrees.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations

from terrain.people.enums import Clash
from terrain.people.identity import Identity, card_key, names_compatible, plain_name
from terrain.people.models import Person, Sealed

MOST_PROFILES = 60


class Node:
    """A row, or a person of the registry, as the search for contradictions sees it.

    ``cards``: her card numbers; those of a registered person that no row bears are fingerprints. The vault of a
    registered person is opened only when her names or all her birth dates are asked for.
    """

    def __init__(
        self,
        sex: str,
        birth: date | None,
        cards: frozenset[str | bytes],
        name: str = "",
        person: Person | None = None,
    ) -> None:
        self.sex, self.birth, self.cards, self.person = sex, birth, cards, person
        self._name = name

    @classmethod
    def of_identity(cls, identity: Identity) -> "Node":
        """A row."""
        card = card_key(identity.card)
        cards = frozenset([card]) if card else frozenset()
        return cls(identity.sex, identity.full_birth, cards, name=plain_name(identity.full_name))

    @classmethod
    def of_person(cls, person: Person, cards: Iterable[str | bytes]) -> "Node":
        """A person of the registry, her key fetched along."""
        return cls(
            person.sex, person.birth_date if person.birth_precision == "day" else None, frozenset(cards), "", person
        )

    @cached_property
    def _sealed(self) -> Sealed | None:
        return self.person.sealed() if self.person is not None else None

    @cached_property
    def names(self) -> list[str]:
        """Every plain name."""
        if self._sealed is None:
            return [self._name] if self._name else []
        return list(dict.fromkeys(filter(None, map(plain_name, self._sealed.all_names))))

    @property
    def births(self) -> set[date]:
        """Every full birth date."""
        known = {date.fromisoformat(each) for each in self._sealed.births} if self._sealed is not None else set()
        return known | ({self.birth} if self.birth is not None else set())

    def may_be_born(self, birth: date) -> bool:
        """Whether nothing speaks against this birth date."""
        if self.birth is None or self.birth == birth:
            return True
        return self._sealed is not None and birth.isoformat() in self._sealed.births


def clash_of(nodes: Sequence[Node]) -> str:
    """How the nodes of one group contradict each other; blank when they do not."""
    if len(nodes) == 1:
        return ""
    if sum(node.person is not None for node in nodes) > 1:
        return Clash.SEVERAL_PEOPLE
    profiles = _profiles(nodes)
    if len(profiles) > MOST_PROFILES:
        return Clash.EVERYBODYS_KEY
    if _several_cards(profiles):
        return Clash.SEVERAL_CARDS
    return max((_pair_clash(a, b) for a, b in combinations(profiles, 2)), key=_ORDER.index, default="")


_ORDER = ["", Clash.SEVERAL_BIRTHS, Clash.CARD_OF_TWO]


def _profiles(nodes: Sequence[Node]) -> list[Node]:
    """One node of each kind that says the same; a person stands for herself."""
    different = {(n.sex, n.birth, n.cards, tuple(n.names)): n for n in nodes if n.person is None}
    return [*(node for node in nodes if node.person is not None), *different.values()]


def _several_cards(profiles: Sequence[Node]) -> bool:
    known = next((node.cards for node in profiles if node.person is not None and node.cards), None)
    written = frozenset[str | bytes]().union(*(node.cards for node in profiles if node.person is None))
    return bool(written - known) if known else len(written) > 1


def _pair_clash(first: Node, second: Node) -> str:
    births = first.birth is not None and second.birth is not None
    born_apart = births and not _may_be_born_together(first, second)
    if not first.cards & second.cards:
        return Clash.SEVERAL_BIRTHS if born_apart else ""
    sexes_differ = bool(first.sex and second.sex and first.sex != second.sex)
    if (born_apart or sexes_differ) and not _may_share_name(first, second):
        return Clash.CARD_OF_TWO
    return ""


def _may_be_born_together(first: Node, second: Node) -> bool:
    if first.birth is None or second.birth is None:
        return True
    return first.may_be_born(second.birth) or second.may_be_born(first.birth)


def _may_share_name(first: Node, second: Node) -> bool:
    if not first.names or not second.names:
        return True
    return any(names_compatible(a, b) for a in first.names for b in second.names)


def namesakes_clash(names: Sequence[str], by_name: Mapping[str, Sequence[int]], nodes: Sequence[Node]) -> bool:
    """Whether two of the names behind one telephone are incompatible, and neither a card nor a person ties them."""
    for first, second in combinations(names, 2):
        if names_compatible(first, second):
            continue
        both = [nodes[n] for n in {*by_name[first], *by_name[second]}]
        one_person = any(first in node.names and second in node.names for node in both if node.person is not None)
        one_card = len(both[0].cards) > 0 and all(node.cards & both[0].cards for node in both)
        if not one_person and not one_card:
            return True
    return False
