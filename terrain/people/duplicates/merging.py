"""Merging is a link (ADR 0013): the absorbed person points to the kept one, whose vault learns what the human chose."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.facts import actions as facts
from terrain.people import holders, rolls
from terrain.people.duplicates import hooks, learning
from terrain.people.duplicates.policies import check_decide_pair, check_merge, check_part
from terrain.people.models import Meeting, Person
from terrain.people.models.duplicates import BEFORE_MERGE, DuplicatePair, Merge, PairState


class DecidedMeanwhile(Exception):
    """A colleague decided about these two since the page was opened; ``state`` says what."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class Gone(Exception):
    """One of the two is not there any more: merged or erased meanwhile."""


class CorrectedMeanwhile(Exception):
    """What is known of one of the two changed since the page was opened."""


@dataclass(frozen=True)
class Seen:
    """What the page showed when somebody decided: what was said of the two, and which versions of them."""

    state: str
    versions: tuple[int, int]

    @classmethod
    def of(cls, pair: DuplicatePair) -> "Seen":
        """What a page of ``pair`` shows now."""
        return cls(str(pair.state), (pair.first.version, pair.second.version))

    @classmethod
    def read(cls, text: str) -> "Seen | None":
        """As a page sent it back; ``None`` when it is none."""
        state, *numbers = text.split()
        if state not in PairState.values or len(numbers) != 2 or not all(number.isdecimal() for number in numbers):
            return None
        return cls(state, (int(numbers[0]), int(numbers[1])))

    def __str__(self) -> str:
        return f"{self.state} {self.versions[0]} {self.versions[1]}"


@dataclass(frozen=True)
class Changed:
    """A reported figure that a merge moves."""

    project_id: int
    words: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Outcome:
    """What a merge changes: every reported figure that moves."""

    merge: Merge | None
    changed: tuple[Changed, ...]

    def seen_by(self, viewer: Viewer) -> list[Changed]:
        """Those of projects whose results the viewer reads; that others know her is not told."""
        return [one for one in self.changed if viewer.may("results.view", one.project_id)]


def outcome_of(held: Merge) -> Outcome:
    """What a merge that was made changed."""
    return Outcome(held, tuple(Changed(*one) for one in held.changed))


def decide(pair: DuplicatePair, state: PairState, *, by: Viewer) -> DuplicatePair:
    """Remember that they are two people, or that it is not sure. Raises ``DecidedMeanwhile``."""
    with action("people.pair_decided", by=by, obj=pair.first) as act:
        held = _held(pair)
        check_decide_pair(by, held)
        if held.state == state:
            act.silent = True
            return held
        if held.state in {PairState.SAME, PairState.DIFFERENT}:
            raise DecidedMeanwhile(str(held.get_state_display()))
        _remember(held, state, by)
        act.detail = {"other": held.second_id, "state": str(state)}
    return held


def _held(pair: DuplicatePair) -> DuplicatePair:
    return (
        DuplicatePair.objects.select_for_update(of=("self",))
        .select_related("first__key", "second__key")
        .prefetch_related("first__meetings", "second__meetings")
        .get(pk=pair.pk)
    )


def _remember(pair: DuplicatePair, state: PairState, by: Viewer) -> None:
    pair.state, pair.decided_at, pair.decided_by_id = state, clock.now(), by.user_id
    pair.versions = [pair.first.version, pair.second.version]
    pair.save()


def preview(kept: Person, absorbed: Person, chosen: Iterable[str], *, by: Viewer, seen: Seen | None = None) -> Outcome:
    """What merging would change; everything is done and taken back."""
    with transaction.atomic():
        outcome = merge(kept, absorbed, chosen, by=by, seen=seen)
        transaction.set_rollback(True)
    return Outcome(None, outcome.changed)


def merge(kept: Person, absorbed: Person, chosen: Iterable[str], *, by: Viewer, seen: Seen | None = None) -> Outcome:
    """Make ``absorbed`` count as ``kept``. ``chosen``: which of ``learning.CHOOSABLE`` are taken from ``absorbed``.

    Whatever is not chosen stays a way to recognise her. ``seen``: what the page showed. Raises ``Gone`` when one of the two was merged
    or erased meanwhile, ``DecidedMeanwhile`` or ``CorrectedMeanwhile`` when the page is not true any more.
    """
    with action("people.merged", by=by, obj=kept) as act:
        rolls.one_writer()
        one, other = _pair_of(kept, absorbed)
        check_merge(by, one, other)
        pairs = list(DuplicatePair.objects.filter(first__in=[one, other], second__in=[one, other]))
        if seen is not None:
            _check_seen(seen, one, other, pairs)
        met = _projects_of(other) - _projects_of(one)
        before = hooks.testimony(_projects_of(one, other))
        made = Merge(kept=one, absorbed=other, by_id=by.user_id)
        made.sealed_before = vault.seal(one.key, learning.before(one, met), BEFORE_MERGE)
        learning.learn(one, other, set(chosen))
        made.version_after = one.version
        made.repointed = list(other.absorbed.values_list("pk", flat=True))
        Person.objects.filter(pk__in=[other.pk, *made.repointed]).update(merged_into=one)
        Meeting.objects.bulk_create([Meeting(person=one, project_id=project) for project in sorted(met)])
        _recount(one, other)
        changed = _moved(before, hooks.testimony(_projects_of(one, other)))
        made.changed = [[one.project_id, one.words, one.before, one.after] for one in changed]
        made.save()
        for pair in pairs:
            _remember(pair, PairState.SAME, by)
        act.detail = {"absorbed": other.pk, "figures": len(changed)}
    return Outcome(made, changed)


def _check_seen(seen: Seen, one: Person, other: Person, pairs: Iterable[DuplicatePair]) -> None:
    first, second = sorted((one, other), key=lambda person: person.pk)
    for pair in pairs:
        if pair.state != seen.state and pair.state in {PairState.SAME, PairState.DIFFERENT}:
            raise DecidedMeanwhile(str(pair.get_state_display()))
    if seen.versions != (first.version, second.version):
        raise CorrectedMeanwhile


def _projects_of(*persons: Person) -> set[int]:
    return set(Meeting.objects.filter(person__in=persons).values_list("project_id", flat=True))


def _moved(before: hooks.Testimony, now: hooks.Testimony) -> tuple[Changed, ...]:
    return tuple(Changed(*name, before.get(name), now[name]) for name in sorted(now) if before.get(name) != now[name])


def _pair_of(kept: Person, absorbed: Person) -> tuple[Person, Person]:
    held = Person.objects.standing().select_related("key").prefetch_related("meetings")
    found = {person.pk: person for person in held.filter(pk__in=[kept.pk, absorbed.pk])}
    if len(found) < len({kept.pk, absorbed.pk}):
        raise Gone
    return found[kept.pk], found[absorbed.pk]


def _recount(*persons: Person) -> None:
    """Count again every record of these two and of whoever is one of them: who comes first on a sheet may be a third one now."""
    selves = list(
        Person.objects.filter(Q(pk__in=[person.pk for person in persons]) | Q(merged_into__in=persons)).values_list(
            "pk", flat=True
        )
    )
    hooks.mend(selves)
    for label, pks in hooks.records_of(selves).items():
        facts.sync_many(label, pks)
    facts.resync_subjects([person.subject for person in persons])


def part(held: Merge, *, by: Viewer) -> Outcome:
    """Undo a merge: both are there again, each with her own records, counted as before.

    What the kept person's page learned by it is given back too; what a human corrected since stays.
    """
    with action("people.unmerged", by=by, obj=held.kept) as act:
        rolls.one_writer()
        now = Merge.objects.select_for_update(of=("self",)).select_related("kept__key", "absorbed__key").get(pk=held.pk)
        check_part(by, now)
        kept, absorbed = now.kept, now.absorbed
        before = hooks.testimony(_projects_of(kept, absorbed))
        Person.objects.filter(pk=absorbed.pk).update(merged_into=None, changed_at=clock.now())
        Person.objects.filter(pk__in=now.repointed, merged_into=kept).update(merged_into=absorbed)
        exact = kept.version == now.version_after
        state = vault.unseal(kept.key, bytes(now.sealed_before), BEFORE_MERGE)
        learning.give_back(kept, state, absorbed, exact=exact)
        now.undone_at, now.undone_by_id = clock.now(), by.user_id
        now.save(update_fields=["undone_at", "undone_by"])
        _recount(kept, absorbed)
        changed = _moved(before, hooks.testimony(_projects_of(kept, absorbed)))
        _unmeet(kept, learning.met_by(state))
        DuplicatePair.objects.filter(first__in=[kept, absorbed], second__in=[kept, absorbed]).update(
            state=PairState.OPEN
        )
        act.detail = {"parted": absorbed.pk, "exact": exact}
    return Outcome(now, changed)


def _unmeet(kept: Person, projects: Iterable[int]) -> None:
    """Projects that knew her through a merge only do not know her any more, unless records of hers speak there since."""
    needed = {project for _person, project in holders.held([kept.pk])}
    needed |= set(Meeting.objects.filter(person__merged_into=kept).values_list("project_id", flat=True))
    going = [project for project in projects if project not in needed]
    Meeting.objects.filter(person=kept, project__in=going, by_hand=False).delete()
