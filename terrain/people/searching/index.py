"""The registry's names in the memory of one process: who answers to what was typed.

Nothing of it is ever written anywhere. Words stand once (``vocabulary``); beside each stand the numbers of those who bear it, and beside
each number the words it bears, so that whoever is corrected or forgotten takes her words along.
"""

import threading
import time
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Max
from pyroaring import BitMap

from terrain.core import clock, vault
from terrain.core.models import AuditEvent, AuditHead
from terrain.people.matching import sounds, words
from terrain.people.models import IDENTITY, Meeting, Person, Sealed
from terrain.people.models.person import PersonQuerySet
from terrain.people.searching.vocabulary import EXACT, Vocabulary

CHUNK = 2000
AT_ONCE = 500
LATE = 20_000
TAIL = 9
"""Digits of a telephone that are kept, the last ones."""
LEAST = 5
"""Digits from which somebody is found by how her telephone begins."""
LEAVING = ("people.removed", "people.unmerged")
"""Verbs after which somebody may have left the registry or a project, so that who is there is read again."""
LOOK_BACK = timedelta(minutes=1)
"""How long a change may take from the instant it is dated to the one it is seen."""


@dataclass(frozen=True)
class Asked:
    """What was typed: words, and digits with which a telephone ends or begins."""

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
        self.known = BitMap()
        self.of_word: dict[int, array[int]] = {}
        self.first = array("q")
        self.said = array("I")
        self.turned = np.zeros(0, dtype=np.int64)
        self.owners = np.zeros(0, dtype=np.uint32)
        self.late_turned, self.late_owners = array("q"), array("I")
        self.short_phones: list[tuple[str, int]] = []
        self.met: dict[int, BitMap] = {}
        self.last_meeting = 0
        self.recent: dict[int, tuple[datetime, int]] = {}
        self.below: int | None = None
        self.sure = clock.now()
        self.seq = -1
        self.whole = 0

    @property
    def complete(self) -> bool:
        """Whether everybody is in it."""
        return self.below == 0

    @property
    def read(self) -> int:
        """How many people are in it."""
        return len(self.known)

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
        self.sure = clock.now() - LOOK_BACK
        self.whole = Person.objects.count()
        self.below = (Person.objects.aggregate(last=Max("pk"))["last"] or 0) + 1 if self.whole else 0

    def _fill(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.below and time.monotonic() < until:
            some = _with_keys(Person.objects.filter(pk__lt=self.below).order_by("-pk")[:CHUNK])
            self._take([person for person in some if person.pk not in self.known])
            self.below = some[-1].pk if len(some) == CHUNK else 0
            if not self.below:
                self._settle()

    def _settle(self) -> None:
        """Sort what came since, when it is much."""
        self.vocabulary.settle()
        if len(self.late_turned) > LATE or not len(self.turned):
            turned = np.concatenate([self.turned, np.asarray(self.late_turned, dtype=np.int64)])
            owners = np.concatenate([self.owners, np.asarray(self.late_owners, dtype=np.uint32)])
            order = np.argsort(turned, kind="stable")
            self.turned, self.owners = turned[order], owners[order]
            self.late_turned, self.late_owners = array("q"), array("I")

    def _catch_up(self) -> None:
        """Those dated a little before the last look or later, unless they are known as they are: a change is dated before it is seen."""
        now = clock.now()
        told = {
            pk: (at, version)
            for pk, at, version in Person.objects.filter(changed_at__gte=self.sure).values_list(
                "pk", "changed_at", "version"
            )
        }
        changed = [pk for pk, state in told.items() if self.recent.get(pk) != state]
        self.recent, self.sure = told, now - LOOK_BACK
        self._drop(changed)
        for start in range(0, len(changed), AT_ONCE):
            self._take(_with_keys(Person.objects.filter(pk__in=changed[start : start + AT_ONCE])))
        gone = [pk for pk in changed if pk not in self.known]
        if AuditEvent.objects.filter(seq__gt=self.seq, verb__in=LEAVING).exists():
            left = self.known - BitMap(Person.objects.values_list("pk", flat=True).iterator(chunk_size=10_000))
            self._drop(left)
            gone += left
            self.met.clear()
        if gone:
            words.forget()
            sounds.forget()
        self.whole = max(self.whole, self.read)
        if self.complete:
            self._settle()

    def _take(self, people: Sequence[Person]) -> None:
        """Write down people who are not in it."""
        for person in people:
            try:
                sealed = Sealed.of_bytes(vault.unseal(person.key, bytes(person.sealed_identity), IDENTITY))
            except vault.Erased:
                continue
            self.known.add(person.pk)
            self._write(person.pk, sealed)

    def _write(self, pk: int, sealed: Sealed) -> None:
        told = (words.name_of.__wrapped__(name) for name in sealed.all_names)
        numbers = {self.vocabulary.number(word.plain) for name in told for word in (*name.words, *name.married)}
        for number in numbers:
            held = self.of_word.get(number)
            if held is None:
                self.of_word[number] = held = array("I")
            held.append(pk)
        if pk >= len(self.first):
            self.first.extend([-1] * (pk + 1 - len(self.first)))
        self.first[pk] = len(self.said)
        self.said.extend([len(numbers), *numbers])
        for phone in {sealed.phone, *(number for number, _restored in sealed.phones)}:
            digits = "".join(sign for sign in phone if sign.isdigit())[-TAIL:][::-1]
            if len(digits) == TAIL:
                self.late_turned.append(int(digits))
                self.late_owners.append(pk)
            elif len(digits) >= 4:
                self.short_phones.append((digits, pk))

    def _drop(self, pks: Iterable[int]) -> None:
        """Let go of people: their words where nobody else bears them, their telephones."""
        going = self.known & BitMap(pks)
        if not going:
            return
        for pk in going:
            start = self.first[pk] + 1
            for number in self.said[start : start + self.said[start - 1]]:
                held = self.of_word[number]
                held.remove(pk)
                if not held:
                    del self.of_word[number]
                    self.vocabulary.drop(number)
        self.known -= going
        stay = ~np.isin(self.owners, np.asarray(going.to_array(), dtype=np.uint32))
        self.turned, self.owners = self.turned[stay], self.owners[stay]
        late = [one for one in zip(self.late_turned, self.late_owners, strict=True) if one[1] not in going]
        self.late_turned, self.late_owners = array("q", (n for n, _pk in late)), array("I", (pk for _n, pk in late))
        self.short_phones = [one for one in self.short_phones if one[1] not in going]

    def seen_by(self, projects: frozenset[int] | None) -> BitMap | None:
        """Those whom one of ``projects`` has met; ``None`` for everybody."""
        if projects is None:
            return None
        with self.lock:
            self._meet()
            return BitMap.union(BitMap(), *(self._met_by(project) for project in sorted(projects)))

    def _meet(self) -> None:
        """Meetings that came since, whatever project they are of: by their numbers, which costs nothing when there are none."""
        newer = Meeting.objects.filter(pk__gt=self.last_meeting).order_by("pk")
        if not self.met:
            self.last_meeting = Meeting.objects.aggregate(last=Max("pk"))["last"] or 0
            return
        for pk, project, person in newer.values_list("pk", "project_id", "person_id").iterator(chunk_size=10_000):
            self.last_meeting = pk
            if project in self.met:
                self.met[project].add(person)

    def _met_by(self, project: int) -> BitMap:
        held = self.met.get(project)
        if held is None:
            met = Meeting.objects.filter(project_id=project).values_list("person_id", flat=True)
            self.met[project] = held = BitMap(met.iterator(chunk_size=10_000))
        return held

    def search(self, asked: Asked, among: Sequence[BitMap | None], without: Iterable[int], limit: int) -> Found:
        """Who answers to all of ``asked``, in every set ``among`` (``None``: anybody), not in ``without``."""
        with self.lock:
            open_to = self.known - BitMap(without)
            for seen in among:
                if seen is not None:
                    open_to &= seen
            found, taken = Found(), BitMap()
            for tier in self._tiers(asked):
                people = (tier & open_to) - taken
                taken |= people
                wanted = limit - len(found.pks)
                if wanted > 0 and people:
                    found.pks += reversed(people[max(0, len(people) - wanted) :])
            found.total = len(taken)
            return found

    def _tiers(self, asked: Asked) -> list[BitMap]:
        """Sets of people, the best answers first: all words exact, then all beginning or exact, then anything."""
        whole: list[BitMap] = []
        for typed in asked.words:
            bearers: dict[int, list[array[int]]] = defaultdict(list)
            for number, rank in self.vocabulary.answers(words.word_of(typed)).items():
                bearers[rank].append(self.of_word[number])
            sets, union = [], BitMap()
            for rank in range(EXACT, 4):
                union = union | BitMap(array("I", b"".join(bearers[rank])))
                sets.append(union)
            whole = [a & b for a, b in zip(whole, sets, strict=True)] if whole else sets
        if asked.digits:
            bearing = self._ending(asked.digits) | self._beginning(asked.digits)
            whole = [tier & bearing for tier in whole] if whole else [bearing]
        return whole

    def _beginning(self, digits: str) -> BitMap:
        """Those whose telephone begins with ``digits``, while it is still being typed."""
        if not LEAST <= len(digits) < TAIL:
            return BitMap()
        turned, base = int(digits[::-1]), 10 ** len(digits)
        late = np.asarray(self.late_turned, dtype=np.int64) % base == turned
        found = BitMap(array("I", self.owners[self.turned % base == turned].tobytes()))
        return found | BitMap(array("I", np.asarray(self.late_owners, np.uint32)[late].tobytes()))

    def _ending(self, digits: str) -> BitMap:
        """Those whose telephone ends with ``digits``."""
        turned = digits[-TAIL:][::-1]
        low, high = int(turned.ljust(TAIL, "0")), int(turned.ljust(TAIL, "9"))
        first, last = np.searchsorted(self.turned, [low, high + 1])
        found = BitMap(array("I", self.owners[first:last].tobytes()))
        late = np.asarray(self.late_turned, dtype=np.int64)
        found |= BitMap(array("I", np.asarray(self.late_owners, np.uint32)[(late >= low) & (late <= high)].tobytes()))
        found.update(pk for number, pk in self.short_phones if number.startswith(turned))
        return found


def _with_keys(people: PersonQuerySet) -> list[Person]:
    return list(
        people.select_related("key").only("pk", "sealed_identity", "key__wrapped", "key__master", "key__destroyed_at")
    )


_INDEX = Index()


def index() -> Index:
    """This process's own."""
    return _INDEX


def forget() -> None:
    """Empty it (for tests, and when a folder is changed for another)."""
    global _INDEX  # noqa: PLW0603
    _INDEX = Index()
