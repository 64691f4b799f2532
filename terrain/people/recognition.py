"""Recognising a person already known, by strong keys only. Reads, never writes.

Somebody is the same person when she has

- the same residence card;
- or the same telephone number and a compatible name (``identity.names_compatible``). A number whose first zero was
  restored is a key of its own, equal only to the same restored number (ADR 0011);
- or the same full name (accents, case, word order ignored) with the same birth date known to the day;

joined transitively over the rows given and over everybody in the registry, with every name, number, card and birth
date that she is met under, here or there. A missing value never speaks against anybody, and neither does a different
telephone, nationality or spelling. What does is in ``clashes``: such a group is shown to a human, never guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from terrain.core import vault
from terrain.people.clashes import Node, clash_of, namesakes_clash
from terrain.people.enums import Clash, KeyKind
from terrain.people.identity import Identity, card_key, name_beside, name_birth_key, name_links, phone_key
from terrain.people.models import IdentityKey, Person

AT_ONCE = 500
MANY = 2000
PURPOSES: dict[str, str] = {
    KeyKind.CARD: "people.card",
    KeyKind.PHONE: "people.phone",
    KeyKind.RESTORED: "people.phone",
    KeyKind.NAME_BIRTH: "people.name_birth",
}
NUMBERS = (KeyKind.PHONE, KeyKind.RESTORED)
Key = tuple[str, str]
"""A kind (``KeyKind``) and the text that is compared."""


@dataclass
class Group:
    """Rows that are one person. ``members``: places of the rows, ascending.

    ``person_id``: whom the registry knows her as, ``None`` for a newcomer and for a conflict. ``conflict``: blank, or a
    ``Clash``; then ``persons`` are all those of the registry whom the keys lead to.
    """

    members: list[int]
    person_id: int | None = None
    conflict: str = ""
    persons: tuple[int, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """A repaired number equals one written in full, beside compatible names: for a human to decide, joins nothing.

    ``group``: a group of the rows; the other one is a group too (``other``) or a person of the registry.
    """

    group: int
    other: int | None = None
    person_id: int | None = None


@dataclass
class Recognition:
    """Who the rows are. ``group_of``: for each row the number of its group; groups stand in order of first row.

    ``horizon``: the newest key that the registry held when it was asked.
    """

    groups: list[Group] = field(default_factory=list)
    group_of: list[int] = field(default_factory=list)
    likenesses: list[Likeness] = field(default_factory=list)
    horizon: int = 0

    @property
    def new(self) -> int:
        """How many newcomers."""
        return sum(group.person_id is None and not group.conflict for group in self.groups)

    @property
    def conflicts(self) -> list[Group]:
        """The groups whose keys contradict each other."""
        return [group for group in self.groups if group.conflict]


def keys_of(identity: Identity) -> Iterator[Key]:
    """Everything by which somebody may be recognised."""
    if card := card_key(identity.card):
        yield KeyKind.CARD, card
    if phone := phone_key(identity.phone):
        yield (KeyKind.RESTORED if identity.phone_restored else KeyKind.PHONE), phone
    if name_birth := name_birth_key(identity):
        yield KeyKind.NAME_BIRTH, name_birth


def digest_of(key: Key) -> bytes:
    """The fingerprint of a key, as the registry keeps it."""
    return vault.digest(PURPOSES[key[0]], key[1])


def digests_of(keys: Iterable[Key]) -> dict[Key, bytes]:
    """The fingerprints of many keys at once."""
    of_purpose: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        of_purpose[PURPOSES[key[0]]].append(key)
    found: dict[Key, bytes] = {}
    for purpose, some in of_purpose.items():
        found.update(zip(some, vault.digests(purpose, [text for _kind, text in some]), strict=True))
    return found


class _Forest:
    """Which nodes are joined (disjoint sets)."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def root(self, node: int) -> int:
        parent = self.parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, first: int, second: int) -> None:
        first, second = sorted((self.root(first), self.root(second)))
        self.parent[second] = first


def recognise(identities: Sequence[Identity]) -> Recognition:
    """Which of these are the same person, and whom the registry knows; a few queries per 500 different keys."""
    horizon = IdentityKey.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    made = _Search(identities, ask=horizon > 0).result()
    made.horizon = horizon
    return made


class _Search:
    """One recognition under way. Nodes: the rows first, then the persons of the registry that some key leads to.

    ``ask``: whether the registry holds any key. ``holders``: key → its nodes. ``names_clash``: nodes behind a telephone whose names cannot be told apart.
    """

    def __init__(self, identities: Sequence[Identity], *, ask: bool) -> None:
        self.rows = len(identities)
        self.nodes = [Node.of_identity(identity) for identity in identities]
        self.holders: dict[Key, list[int]] = defaultdict(list)
        self.names_clash: list[int] = []
        for place, identity in enumerate(identities):
            for key in keys_of(identity):
                self.holders[key].append(place)
        self.ask = ask
        self.places: dict[int, int] = {}
        self.text_of: dict[bytes, str] = {}
        self.forest = _Forest(len(self.nodes))
        fresh = set(self.holders)
        while fresh:
            self._find_persons(fresh)
            self._join()
            fresh = self._learn()

    def _join(self) -> None:
        self.forest, self.names_clash = _Forest(len(self.nodes)), []
        for (kind, _text), nodes in self.holders.items():
            if kind in (KeyKind.CARD, KeyKind.NAME_BIRTH):
                for node in nodes[1:]:
                    self.forest.join(nodes[0], node)
            else:
                self._join_by_phone(nodes)

    def _learn(self) -> set[Key]:
        """Let a group under several names be found by each of them beside every birth date and number of the group, as the registry
        would find her; the keys that more nodes hold than before."""
        bearing: dict[int, list[Key]] = defaultdict(list)
        for key, nodes in self.holders.items():
            for node in nodes:
                bearing[node].append(key)
        grown = set()
        for nodes in self._trees().values():
            names = {name for node in nodes for name in self.nodes[node].names} if len(nodes) > 1 else set()
            if len(names) < 2:
                continue
            births = {birth for node in nodes for birth in self.nodes[node].births}
            crossed = {(KeyKind.NAME_BIRTH.value, name_beside(name, birth)) for name in names for birth in births}
            borne = {key for node in nodes for key in bearing[node] if key[0] in NUMBERS}
            for key in sorted({key for key in crossed if key[1]} | borne):
                more = [node for node in nodes if node not in set(self.holders.get(key, ()))]
                if more:
                    self.holders[key].extend(more)
                    grown.add(key)
        return grown

    def _trees(self) -> dict[int, list[int]]:
        trees: dict[int, list[int]] = defaultdict(list)
        for node in range(len(self.nodes)):
            trees[self.forest.root(node)].append(node)
        return trees

    def _find_persons(self, keys: Iterable[Key]) -> None:
        if not self.ask:
            return
        by_digest = {digest: key for key, digest in digests_of(keys).items()}
        found = list(_lookup(by_digest))
        self.text_of |= {digest: text for digest, (_kind, text) in by_digest.items()}
        for person, cards in _load({person for person, _kind, _digest in found} - set(self.places)):
            self.places[person.pk] = len(self.nodes)
            self.nodes.append(Node.of_person(person, (self.text_of.get(card, card) for card in cards)))
        for person_id, kind, digest in found:
            there = self.holders[kind, self.text_of[digest]]
            if person_id in self.places and self.places[person_id] not in there:
                there.append(self.places[person_id])

    def _by_name(self, nodes: Iterable[int]) -> tuple[list[str], dict[str, list[int]]]:
        by_name: dict[str, list[int]] = defaultdict(list)
        for node in nodes:
            for name in self.nodes[node].names:
                by_name[name].append(node)
        return list(by_name), by_name

    def _join_by_phone(self, nodes: list[int]) -> None:
        """Join those behind one number whose names are compatible; see ``clashes.namesakes_clash`` for doubtful names."""
        if len(nodes) < 2:
            return
        names, by_name = self._by_name(nodes)
        near = _Forest(len(names))
        for first, second in _near(names, by_name):
            near.join(first, second)
        clusters: dict[int, list[str]] = defaultdict(list)
        for place, name in enumerate(names):
            clusters[near.root(place)].append(name)
        for cluster in clusters.values():
            together = [node for name in cluster for node in by_name[name]]
            for node in together[1:]:
                self.forest.join(together[0], node)
            if len(cluster) > 1 and namesakes_clash(cluster, by_name, self.nodes):
                self.names_clash.append(together[0])

    def result(self) -> Recognition:
        """The groups, in order of their first rows."""
        trees = self._trees()
        doubtful = {self.forest.root(node) for node in self.names_clash}
        made = Recognition(group_of=[0] * self.rows)
        numbers: dict[int, int] = {}
        for root, nodes in trees.items():
            if len(nodes) == 1 and root < self.rows:
                numbers[root] = made.group_of[root] = len(made.groups)
                made.groups.append(Group(nodes))
                continue
            members = [node for node in nodes if node < self.rows]
            if not members:
                continue
            persons = tuple(person.pk for node in nodes if (person := self.nodes[node].person) is not None)
            conflict = clash_of([self.nodes[node] for node in nodes])
            if not conflict and root in doubtful:
                conflict = Clash.SEVERAL_NAMES
            numbers[root] = len(made.groups)
            known = persons[0] if persons and not conflict else None
            made.groups.append(Group(members, known, str(conflict), persons))
            for member in members:
                made.group_of[member] = numbers[root]
        made.likenesses = sorted(self._likenesses(numbers), key=lambda like: (like.group, like.other or 0))
        return made

    def _likenesses(self, numbers: dict[int, int]) -> set[Likeness]:
        found: set[Likeness] = set()
        for (kind, text), restored in self.holders.items():
            full = self.holders.get((KeyKind.PHONE, text)) if kind == KeyKind.RESTORED else None
            for first, second in self._alike(restored, full) if full else ():
                here, there = sorted((self.forest.root(first), self.forest.root(second)))
                if here == there or here not in numbers:
                    continue
                if there in numbers:
                    found.add(Likeness(numbers[here], other=numbers[there]))
                else:
                    found.add(Likeness(numbers[here], person_id=self._person_in(there)))
        return found

    def _person_in(self, root: int) -> int | None:
        person = self.nodes[root].person
        return person.pk if person is not None else None

    def _alike(self, restored: list[int], full: list[int]) -> Iterator[tuple[int, int]]:
        names, by_name = self._by_name([*restored, *full])
        left, right = set(restored), set(full)
        same = [(place, place) for place in range(len(names))]
        for first, second in (*same, *name_links(names)):
            nodes = {*by_name[names[first]], *by_name[names[second]]}
            for one in nodes & left:
                yield from ((one, other) for other in nodes & right)


def _near(names: list[str], by_name: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
    """Names that belong together: compatible ones, and those that one node carries."""
    yield from name_links(names)
    first_of: dict[int, int] = {}
    for place, name in enumerate(names):
        for node in by_name[name]:
            if first_of.setdefault(node, place) != place:
                yield first_of[node], place


def _lookup(by_digest: dict[bytes, Key]) -> Iterator[tuple[int, str, bytes]]:
    """Who of the registry has one of these fingerprints: (person, kind, digest).

    For a long table the registry is walked through once instead of being asked hundreds of times.
    """
    held_keys = IdentityKey.objects.all()
    if Person.objects.filter(merged_into__isnull=False).exists():
        held_keys = held_keys.filter(person__merged_into=None)
    keys = held_keys.values_list("person_id", "kind", "digest")
    if len(by_digest) > MANY and keys.count() <= len(by_digest) * 6:
        for person_id, kind, held in keys.iterator(chunk_size=5000):
            digest = bytes(held)
            key = by_digest.get(digest)
            if key is not None and PURPOSES[kind] == PURPOSES[key[0]]:
                yield person_id, kind, digest
        return
    of_purpose: dict[str, list[bytes]] = defaultdict(list)
    for digest, (kind, _text) in by_digest.items():
        of_purpose[PURPOSES[kind]].append(digest)
    for purpose, digests in of_purpose.items():
        kinds = [kind for kind in PURPOSES if PURPOSES[kind] == purpose]
        for start in range(0, len(digests), AT_ONCE):
            found = keys.filter(kind__in=kinds, digest__in=digests[start : start + AT_ONCE])
            for person_id, kind, held in found:
                yield person_id, kind, bytes(held)


def _load(wanted: set[int]) -> Iterator[tuple[Person, set[bytes]]]:
    """These persons, each with the fingerprints of her cards."""
    ordered = sorted(wanted)
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        cards: dict[int, set[bytes]] = defaultdict(set)
        held = IdentityKey.objects.filter(person__in=some, kind=KeyKind.CARD).values_list("person_id", "digest")
        for person_id, card in held:
            cards[person_id].add(bytes(card))
        for person in Person.objects.filter(pk__in=some).select_related("key").order_by("pk"):
            yield person, cards[person.pk]
