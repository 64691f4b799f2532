"""The registry's names in the memory of one process: who answers to what was typed.

Nothing of it is ever written anywhere. People stand at places; a place holds a number of the registry and nothing that names anybody, the
words stand apart (``vocabulary``), and between the two stand sets of places. A person who changes gets a new place and the old one dies.
"""

import threading
import time
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db.models import Max
from pyroaring import BitMap

from terrain.core import vault
from terrain.core.models import AuditEvent, AuditHead
from terrain.people.matching.words import name_of, word_of
from terrain.people.models import IDENTITY, Meeting, Person, Sealed
from terrain.people.searching.vocabulary import EXACT, Vocabulary

CHUNK = 2000
TAIL = 9
"""Digits of a telephone that are kept, the last ones."""
LEAVING = ("people.removed", "people.erased", "people.merged", "people.unmerged")
"""Verbs after which somebody may have left the registry or a project, so that who is there is read again."""


@dataclass(frozen=True)
class Asked:
    """What was typed: words, and the digits that end a telephone."""

    words: tuple[str, ...]
    digits: str = ""


@dataclass
class Found:
    """Numbers of the registry that answer, the best first, at most as many as were asked for; ``total``: how many in all."""

    pks: list[int] = field(default_factory=list)
    total: int = 0


class Index:
    """Everybody's words and telephones. ``read`` of ``whole`` people are in it; the newest come first while it is filled."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._start_again()

    def _start_again(self) -> None:
        """Empty: at the beginning, and when the database is an older one than before (a backup was put back)."""
        self.vocabulary = Vocabulary()
        self.pks = array("q")
        self.places: dict[int, int] = {}
        self.of_word: dict[int, array[int]] = {}
        self.turned = np.zeros(0, dtype=np.int64)
        self.owners = np.zeros(0, dtype=np.uint32)
        self.fresh_phones: list[tuple[str, int]] = []
        self.dead = BitMap()
        self.met: dict[int, tuple[int, BitMap]] = {}
        self.below: int | None = None
        self.since: datetime | None = None
        self.seq = -1
        self.whole = 0

    @property
    def complete(self) -> bool:
        """Whether everybody is in it."""
        return self.below == 0

    @property
    def read(self) -> int:
        """How many people are in it."""
        return len(self.pks) - len(self.dead)

    def freshen(self, seconds: float) -> None:
        """Read whoever came or changed since, and go on filling for at most ``seconds``."""
        with self.lock:
            head = AuditHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
            if head < self.seq:
                self._start_again()
            if self.below is None:
                self._begin()
            elif head != self.seq:
                self._catch_up()
            self.seq = head
            self._fill(seconds)

    def _begin(self) -> None:
        self.whole = Person.objects.count()
        told = Person.objects.aggregate(newest=Max("changed_at"), last=Max("pk"))
        self.since, self.below = told["newest"], (told["last"] or 0) + 1
        if not self.whole:
            self.below = 0

    def _fill(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.below and time.monotonic() < until:
            people = Person.objects.filter(pk__lt=self.below).order_by("-pk").select_related("key")[:CHUNK]
            some = list(people.only("pk", "sealed_identity", "key__wrapped", "key__master", "key__destroyed_at"))
            self._take(some)
            self.below = some[-1].pk if len(some) == CHUNK else 0
            if not self.below:
                self._settle()

    def _settle(self) -> None:
        self.vocabulary.settle()
        whole = [(int(number), place) for number, place in self.fresh_phones if len(number) == TAIL]
        self.fresh_phones = [one for one in self.fresh_phones if len(one[0]) < TAIL]
        turned = np.concatenate([self.turned, np.array([number for number, _place in whole], dtype=np.int64)])
        owners = np.concatenate([self.owners, np.array([place for _number, place in whole], dtype=np.uint32)])
        order = np.argsort(turned, kind="stable")
        self.turned, self.owners = turned[order], owners[order]

    def _catch_up(self) -> None:
        """Those changed since the newest that is known; writers of the registry take turns, so none is passed over."""
        changed = Person.objects.all() if self.since is None else Person.objects.filter(changed_at__gte=self.since)
        for person in changed.select_related("key").order_by("changed_at").iterator(chunk_size=CHUNK):
            self._take([person])
            self.since = person.changed_at
        if AuditEvent.objects.filter(seq__gt=self.seq, verb__in=LEAVING).exists():
            here = set(Person.objects.values_list("pk", flat=True).iterator(chunk_size=10_000))
            for pk in [pk for pk in self.places if pk not in here]:
                self.dead.add(self.places.pop(pk))
            self.met.clear()
        self.whole = max(self.whole, self.read)
        self.vocabulary.settle()

    def _take(self, people: Sequence[Person]) -> None:
        for person in people:
            former = self.places.get(person.pk)
            if former is not None:
                self.dead.add(former)
            try:
                sealed = Sealed.of_bytes(vault.unseal(person.key, bytes(person.sealed_identity), IDENTITY))
            except vault.Erased:
                self.places.pop(person.pk, None)
                continue
            place = len(self.pks)
            self.pks.append(person.pk)
            self.places[person.pk] = place
            self._write(place, sealed)

    def _write(self, place: int, sealed: Sealed) -> None:
        told = (name_of(name) for name in sealed.all_names)
        for plain in {word.plain for name in told for word in (*name.words, *name.married)}:
            number = self.vocabulary.number(plain)
            held = self.of_word.get(number)
            if held is None:
                self.of_word[number] = held = array("I")
            held.append(place)
        for phone in {sealed.phone, *(number for number, _restored in sealed.phones)}:
            digits = "".join(sign for sign in phone if sign.isdigit())[-TAIL:][::-1]
            if len(digits) >= 4:
                self.fresh_phones.append((digits, place))

    def seen_by(self, projects: frozenset[int] | None) -> BitMap | None:
        """Places of those whom one of ``projects`` has met; ``None`` for everybody."""
        if projects is None:
            return None
        seen = BitMap()
        for project in sorted(projects):
            seen |= self._met_by(project)
        return seen

    def _met_by(self, project: int) -> BitMap:
        last, held = self.met.get(project, (0, BitMap()))
        newer = Meeting.objects.filter(project_id=project, pk__gt=last).order_by("pk").values_list("pk", "person_id")
        fresh = list(newer.iterator(chunk_size=10_000))
        if fresh:
            held = held | BitMap([person for _pk, person in fresh])
            last = fresh[-1][0]
        self.met[project] = (last, held)
        return held

    def search(self, asked: Asked, among: Sequence[BitMap | None], without: Iterable[int], limit: int) -> Found:
        """Who answers to all of ``asked``, in every set ``among`` (of registry numbers; ``None``: anybody), not in ``without``."""
        with self.lock:
            tiers = self._tiers(asked)
            if tiers is None:
                return Found()
            taken = BitMap(without)
            found = Found()
            for tier in tiers:
                people = self._people(tier - self.dead) - taken
                taken |= people
                for seen in among:
                    if seen is not None:
                        people &= seen
                found.total += len(people)
                wanted = limit - len(found.pks)
                if wanted > 0 and people:
                    found.pks += reversed(people[max(0, len(people) - wanted) :])
            return found

    def _people(self, places: BitMap) -> BitMap:
        """The numbers of the registry at these places."""
        held = np.frombuffer(self.pks, dtype=np.int64)[np.asarray(places.to_array(), dtype=np.int64)]
        return BitMap(array("I", held.astype(np.uint32).tobytes()))

    def _tiers(self, asked: Asked) -> list[BitMap] | None:
        """Sets of places, the best answers first: all words exact, then all beginning or exact, then anything."""
        whole: list[BitMap] | None = None
        for typed in asked.words:
            ranks: dict[int, list[int]] = defaultdict(list)
            for number, rank in self.vocabulary.answers(word_of(typed)).items():
                ranks[rank].append(number)
            sets, union = [], BitMap()
            for rank in range(EXACT, 4):
                for number in ranks[rank]:
                    union |= BitMap(self.of_word[number])
                sets.append(union.copy())
            whole = sets if whole is None else [a & b for a, b in zip(whole, sets, strict=True)]
        if asked.digits:
            ending = self._ending(asked.digits)
            whole = [ending] if whole is None else [tier & ending for tier in whole]
        return whole

    def _ending(self, digits: str) -> BitMap:
        """Places of telephones that end with ``digits``."""
        turned = digits[-TAIL:][::-1]
        low, high = int(turned.ljust(TAIL, "0")), int(turned.ljust(TAIL, "9"))
        first, last = np.searchsorted(self.turned, [low, high + 1])
        found = BitMap(array("I", self.owners[first:last].tobytes()))
        found.update(place for number, place in self.fresh_phones if number.startswith(turned))
        return found


_INDEX = Index()


def index() -> Index:
    """This process's own."""
    return _INDEX


def forget() -> None:
    """Empty it (for tests, and when a folder is changed for another)."""
    global _INDEX  # noqa: PLW0603
    _INDEX = Index()
