"""Merging is a link (ADR 0013): the absorbed person points to the kept one, whose vault learns what the human chose."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.facts import actions as facts
from terrain.people import rolls
from terrain.people.duplicates import hooks
from terrain.people.duplicates.policies import check_decide_pair, check_merge, check_part
from terrain.people.knowledge import complete
from terrain.people.models import Meeting, Person, Sealed
from terrain.people.models.duplicates import BEFORE_MERGE, DuplicatePair, Merge, PairState

CHOOSABLE = ("full_name", "sex", "birth", "phone", "card", "nationality")


class DecidedMeanwhile(Exception):
    """A colleague decided about these two since the page was opened; ``state`` says what."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class Gone(Exception):
    """One of the two is not there any more: merged or erased meanwhile."""


@dataclass(frozen=True)
class Outcome:
    """What a merge changes: reported figures by their words, before and after."""

    merge: Merge | None
    changed: tuple[tuple[str, int | None, int | None], ...]


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


def preview(kept: Person, absorbed: Person, chosen: Iterable[str], *, by: Viewer) -> Outcome:
    """What merging would change; everything is done and taken back."""
    with transaction.atomic():
        outcome = merge(kept, absorbed, chosen, by=by)
        transaction.set_rollback(True)
    return Outcome(None, outcome.changed)


def merge(kept: Person, absorbed: Person, chosen: Iterable[str], *, by: Viewer) -> Outcome:
    """Make ``absorbed`` count as ``kept``. ``chosen``: which of ``CHOOSABLE`` are taken from ``absorbed``.

    Whatever is not chosen stays a way to recognise her. Raises ``Gone`` when one of the two was merged or erased meanwhile.
    """
    with action("people.merged", by=by, obj=kept) as act:
        rolls.one_writer()
        one, other = _pair_of(kept, absorbed)
        check_merge(by, one, other)
        projects = set(Meeting.objects.filter(person__in=[one.pk, other.pk]).values_list("project_id", flat=True))
        before = hooks.testimony(projects)
        made = Merge(kept=one, absorbed=other, sealed_before=vault.seal(one.key, rolls.state_of(one), BEFORE_MERGE))
        _learn(one, other, set(chosen))
        made.version_after = one.version
        made.repointed = list(other.absorbed.values_list("pk", flat=True))
        Person.objects.filter(pk__in=[other.pk, *made.repointed]).update(merged_into=one)
        Meeting.objects.bulk_create(
            [Meeting(person=one, project_id=project, by_hand=True) for project in sorted(projects)],
            ignore_conflicts=True,
        )
        _recount([one.pk, other.pk, *made.repointed], [one.subject, other.subject])
        after = hooks.testimony(projects)
        made.changed = [[words, before.get(words), now] for words, now in after.items() if before.get(words) != now]
        made.by_id = by.user_id
        made.save()
        for pair in DuplicatePair.objects.filter(first__in=[one, other], second__in=[one, other]):
            _remember(pair, PairState.SAME, by)
        act.detail = {"absorbed": other.pk, "figures": len(made.changed)}
    return Outcome(made, tuple((words, was, now) for words, was, now in made.changed))


def _pair_of(kept: Person, absorbed: Person) -> tuple[Person, Person]:
    held = Person.objects.standing().select_related("key").prefetch_related("meetings")
    found = {person.pk: person for person in held.filter(pk__in=[kept.pk, absorbed.pk])}
    if len(found) < len({kept.pk, absorbed.pk}):
        raise Gone
    return found[kept.pk], found[absorbed.pk]


def _learn(kept: Person, absorbed: Person, chosen: set[str]) -> None:
    """Let the kept person's vault know everything of both, what was chosen standing first."""
    sealed, theirs = kept.sealed(), absorbed.sealed()
    told = complete(kept, sealed, [absorbed.identity(theirs)])
    new = told.sealed
    new = Sealed(
        **new.__dict__
        | {"names": _others(new.full_name, (*new.names, *theirs.all_names))}
        | {"phones": tuple(dict.fromkeys((*new.phones, *theirs.phones, *_phone(theirs))))}
        | {"cards": tuple(dict.fromkeys(c for c in (*new.cards, *theirs.cards, theirs.card) if c and c != new.card))}
        | {"births": tuple(dict.fromkeys((*new.births, *theirs.births, *_birth(absorbed))))}
    )
    if "full_name" in chosen and theirs.full_name:
        new = Sealed(
            **new.__dict__ | {"full_name": theirs.full_name, "names": _others(theirs.full_name, new.all_names)}
        )
    if "phone" in chosen and theirs.phone:
        phones = tuple(dict.fromkeys((*new.phones, *_phone(new))))
        new = Sealed(
            **new.__dict__ | {"phone": theirs.phone, "phone_restored": theirs.phone_restored, "phones": phones}
        )
    if "card" in chosen and theirs.card:
        cards = tuple(dict.fromkeys(card for card in (*new.cards, new.card) if card and card != theirs.card))
        new = Sealed(**new.__dict__ | {"card": theirs.card, "cards": cards})
    if "sex" in chosen:
        kept.sex = absorbed.sex
    if "birth" in chosen:
        kept.birth_date, kept.birth_precision = absorbed.birth_date, absorbed.birth_precision
    if "nationality" in chosen:
        kept.nationality = absorbed.nationality
    kept.seal(new)
    kept.version += 1
    kept.save()
    rolls.set_keys(kept, new)


def _others(name: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(other for other in dict.fromkeys(names) if other and other != name)


def _phone(sealed: Sealed) -> tuple[tuple[str, bool], ...]:
    return ((sealed.phone, sealed.phone_restored),) if sealed.phone else ()


def _birth(person: Person) -> tuple[str, ...]:
    return (person.birth_date.isoformat(),) if person.birth_date and person.birth_precision == "day" else ()


def _recount(persons: list[int], subjects: list[int]) -> None:
    for label, pks in hooks.records_of(persons).items():
        facts.sync_many(label, pks)
    facts.resync_subjects(subjects)


def part(held: Merge, *, by: Viewer) -> Outcome:
    """Undo a merge: both are there again, each with her own records, counted as before.

    What the kept person's page learned by it is given back too, unless she was corrected since.
    """
    with action("people.unmerged", by=by, obj=held.kept) as act:
        rolls.one_writer()
        now = Merge.objects.select_for_update(of=("self",)).select_related("kept__key", "absorbed__key").get(pk=held.pk)
        check_part(by, now)
        kept = now.kept
        projects = set(
            Meeting.objects.filter(person__in=[kept.pk, now.absorbed_id]).values_list("project_id", flat=True)
        )
        before = hooks.testimony(projects)
        Person.objects.filter(pk=now.absorbed_id).update(merged_into=None, changed_at=clock.now())
        Person.objects.filter(pk__in=now.repointed, merged_into=kept).update(merged_into=now.absorbed)
        exact = kept.version == now.version_after
        if exact:
            _give_back(kept, vault.unseal(kept.key, bytes(now.sealed_before), BEFORE_MERGE))
        now.undone_at, now.undone_by_id = clock.now(), by.user_id
        now.save(update_fields=["undone_at", "undone_by"])
        _recount([kept.pk, now.absorbed_id, *now.repointed], [kept.subject, now.absorbed.subject])
        DuplicatePair.objects.filter(first__in=[kept, now.absorbed], second__in=[kept, now.absorbed]).update(
            state=PairState.OPEN
        )
        after = hooks.testimony(projects)
        changed = tuple(
            (words, before.get(words), figure) for words, figure in after.items() if before.get(words) != figure
        )
        act.detail = {"parted": now.absorbed_id, "exact": exact}
    return Outcome(now, changed)


def _give_back(kept: Person, state: bytes) -> None:
    sealed, *said = json.loads(state)
    kept.sex, born, kept.birth_precision, kept.nationality = said
    kept.birth_date = date.fromisoformat(born) if born else None
    former = Sealed.of_bytes(sealed.encode())
    kept.seal(former)
    kept.version += 1
    kept.save()
    rolls.set_keys(kept, former)


def differences(one: Person, other: Person) -> list[dict[str, Any]]:
    """What two people say of each choosable thing, side by side: (code, hers, the other's, whether they agree)."""
    first, second = one.identity(), other.identity()
    told = []
    for code in CHOOSABLE:
        a, b = getattr(first, code), getattr(second, code)
        told.append({"code": code, "one": a, "other": b, "same": a == b, "only": bool(a) != bool(b)})
    return told
