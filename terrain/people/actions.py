from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from django.db.models import Q

from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.facts import actions as facts
from terrain.people import holders, rolls
from terrain.people.duplicates import finding
from terrain.people.enums import Clash
from terrain.people.identity import Identity
from terrain.people.knowledge import rewritten
from terrain.people.matching.records import Tier
from terrain.people.models import ContradictingKeys, IdentityKey, Meeting, Merge, Person
from terrain.people.naming import check_civil_name
from terrain.people.policies import (
    check_correct,
    check_register,
    check_register_many,
    check_remove,
    check_settle,
    may_take_back,
    removable_in,
)
from terrain.people.recognition import Group, Recognition, recognise
from terrain.people.rolls import chunks
from terrain.programmes.models import Project


class Ambiguous(Exception):
    """Keys contradict each other: a human must look. ``clash`` says how (``Clash``), ``persons`` whom it concerns."""

    def __init__(self, clash: str, persons: Iterable[int] = ()) -> None:
        super().__init__(str(Clash(clash).label))
        self.clash = clash
        self.persons = tuple(persons)


class RegistryMoved(Exception):
    """Somebody registered one of these people after they were looked for. Looking again finds her."""


class ChangedMeanwhile(Exception):
    """Somebody else changed what is known of the person since the page was opened."""


def register(identity: Identity, *, project: Project, by: Viewer, apart: bool = False) -> Person:
    """The person with this identity, known to ``project`` from now on: found by strong keys, or a newcomer.

    A known person's unknown facts are filled in, nothing is overwritten. Raises ``Ambiguous`` when the keys contradict
    each other, unless a human said that she is somebody else (``apart``): then she is a newcomer.
    """
    check_register(by, project)
    with action("people.registered", by=by, project_id=project.pk) as act:
        rolls.one_writer()
        recognition = recognise([identity])
        hidden = apart_from_hidden(recognition, by)
        group = recognition.groups[0]
        if apart:
            recognition.groups[0] = Group(group.members)
        elif group.conflict:
            raise Ambiguous(group.conflict, group.persons)
        person = rolls.write(recognition, [identity], by)[0]
        assert person is not None
        meet([person], project, by_hand=True)
        _pair([person], hidden)
        _keep_likenesses(recognition, [identity], [person], project, by, "")
        finding.look_later([person.pk])
        act.obj = person
        act.detail = {"new": recognition.groups[0].person_id is None, "apart": apart}
    return person


def apart_from_hidden(recognition: Recognition, by: Viewer) -> dict[int, list[Person]]:
    """Make newcomers of the groups that lead to somebody sealed to ``by``, who is told nothing; group → who that is.

    The pairs wait for those who may see both.
    """
    sealed = set(Person.objects.sealed_to(by).values_list("pk", flat=True))
    found: dict[int, list[Person]] = {}
    if not sealed:
        return found
    for number, group in enumerate(recognition.groups):
        if led := sealed.intersection(group.persons):
            recognition.groups[number] = Group(group.members)
            found[number] = list(Person.objects.filter(pk__in=led).select_related("key"))
    recognition.likenesses = [like for like in recognition.likenesses if like.person_id not in sealed]
    return found


def _pair(persons: Sequence[Person | None], hidden: Mapping[int, Sequence[Person]]) -> None:
    """Have newcomers compared with those whom whoever registered them must not know of."""
    for number, others in hidden.items():
        person = persons[number]
        if person is None:
            continue
        for other in others:
            if not finding.find_for(person, [other.pk]):
                finding.keep(person, other, 0.5, Tier.LIKELY, [])


def register_many(
    recognition: Recognition, identities: Sequence[Identity], *, project: Project, by: Viewer, reference: str = ""
) -> list[Person | None]:
    """One person for each group of ``recognition``, new or known; ``None`` where keys contradict each other.

    ``identities`` are those that were recognised. Contradictions are kept for a human to look at, under ``reference``.
    Raises ``RegistryMoved`` when one of the newcomers was registered meanwhile.
    """
    check_register_many(by, project)
    with action("people.table_registered", by=by, project_id=project.pk) as act:
        rolls.one_writer()
        if rolls.moved(recognition, identities):
            raise RegistryMoved
        hidden = apart_from_hidden(recognition, by)
        persons = rolls.write(recognition, identities, by, reference)
        _pair(persons, hidden)
        meet([person for person in persons if person is not None], project)
        _keep_conflicts(recognition, identities, project, by, reference)
        _keep_likenesses(recognition, identities, persons, project, by, reference)
        finding.look_later(person.pk for person in persons if person is not None)
        act.detail = {
            "new": recognition.new,
            "known": len(recognition.groups) - recognition.new - len(recognition.conflicts),
            "contradicting": len(recognition.conflicts),
        }
    return persons


def give_back_completions(reference: str, *, by: Viewer) -> int:
    """Undo what a table brought under ``reference`` completed of people known before it; returns of how many.

    What somebody corrected, or another table completed, since then stays as it is.
    """
    check_remove(by)
    with action("people.completions_given_back", by=by) as act:
        rolls.one_writer()
        people = rolls.give_back(reference) if reference else 0
        act.silent, act.detail = not people, {"people": people}
    return people


def meet(persons: Iterable[Person], project: Project, *, by_hand: bool = False) -> None:
    """``project`` knows these persons from now on; part of an action of the caller's."""
    ids = sorted({person.pk for person in persons})
    for some in chunks(ids):
        meetings = [Meeting(person_id=pk, project=project, by_hand=by_hand) for pk in some]
        Meeting.objects.bulk_create(meetings, ignore_conflicts=True)
        if by_hand:
            Meeting.objects.filter(person__in=some, project=project, by_hand=False).update(by_hand=True)


def correct(
    person: Person, identity: Identity, *, by: Viewer, version: int | None = None, keep_former: bool = True
) -> Person:
    """Write what a human says of the person in place of what stood there.

    ``keep_former``: what stood there stays a key, so that older tables still find her; otherwise it is forgotten.
    ``version``: the one that the human saw. Raises ``ChangedMeanwhile``, or ``Ambiguous`` when a card, telephone and
    name, or name and birth date now belong to somebody else of the registry too.
    """
    check_correct(by, person)
    check_civil_name(by, person)
    with action("people.corrected", by=by, obj=person) as act:
        rolls.one_writer()
        held = Person.objects.select_related("key").get(pk=person.pk)
        sealed, former = held.sealed(), held.identity()
        if former == identity:
            act.silent = True
            return held
        if version is not None and version != held.version:
            raise ChangedMeanwhile
        found = recognise([identity])
        persons = found.groups[0].persons
        hidden = apart_from_hidden(found, by)
        unseen = {held.pk, *(person.pk for person in hidden.get(0, ()))}
        if others := [pk for pk in persons if pk not in unseen]:
            raise Ambiguous(Clash.SEVERAL_PEOPLE, others)
        held.sex, held.nationality = identity.sex, identity.nationality[:60]
        held.birth_date, held.birth_precision = identity.birth, identity.birth_precision
        new = rewritten(sealed, former, identity) if keep_former else rolls.forgetting(sealed, former, identity)
        held.seal(new)
        held.version += 1
        held.save()
        rolls.set_keys(held, new)
        held.meetings.filter(project__in=_may_edit(held, by)).update(by_hand=True)
        if (former.sex, former.birth, former.birth_precision) != (held.sex, held.birth_date, held.birth_precision):
            facts.resync_subjects([held.subject])
        _pair([held], hidden)
        finding.look_later([held.pk])
        act.detail = {"fields": _differing(former, identity)}
    return held


def _may_edit(person: Person, by: Viewer) -> list[int]:
    return [m.project_id for m in person.meetings.all() if by.may("people.edit", m.project_id)]


def _differing(former: Identity, identity: Identity) -> list[str]:
    before, after = asdict(former), asdict(identity)
    return [name for name in before if before[name] != after[name]]


def remove_unused(person_ids: Iterable[int], *, by: Viewer) -> int:
    """Take people back who came by mistake; returns how many were erased.

    A project in which no record speaks of her, and where nobody wrote her down by hand, does not know her any more;
    whom no project knows is erased: her key is destroyed, her row and fingerprints go, her pseudonym stays unused.
    """
    check_remove(by)
    with action("people.removed", by=by) as act:
        rolls.one_writer()
        root_of = _families(person_ids)
        ids = sorted(root_of)
        needed = {(root_of[person], project) for person, project in [*holders.held(ids), *_by_hand(ids, root_of)]}
        parted = 0
        for some in chunks(ids):
            idle = Meeting.objects.filter(person__in=some, by_hand=False)
            going = [m.pk for m in removable_in(by, idle) if (root_of[m.person_id], m.project_id) not in needed]
            parted += Meeting.objects.filter(pk__in=going).delete()[0]
        wanted = {person for person, _project in needed}
        for some in chunks(ids):
            wanted |= {
                root_of[pk] for pk in Meeting.objects.filter(person__in=some).values_list("person_id", flat=True)
            }
        gone = [pk for pk in ids if root_of[pk] not in wanted]
        erased = sum(_erase(some) for some in chunks(gone))
        act.silent = not (erased or parted)
        act.detail = {"erased": erased, "parted": parted}
    return erased


def _families(person_ids: Iterable[int]) -> dict[int, int]:
    """These people and whoever was found to be one with them: person → the one that stands."""
    root_of: dict[int, int] = {}
    for some in chunks(sorted(set(person_ids))):
        said = Person.objects.filter(pk__in=some).values_list("pk", "merged_into_id")
        roots = {pk: root or pk for pk, root in said}
        absorbed = Person.objects.filter(merged_into__in=set(roots.values())).values_list("pk", "merged_into_id")
        root_of |= roots | {root: root for root in roots.values()} | {pk: root for pk, root in absorbed if root}
    return root_of


def _by_hand(ids: Sequence[int], root_of: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Where somebody wrote down by hand one of those who are one with somebody else."""
    several = [pk for pk in ids if root_of[pk] != pk]
    together = sorted({*several, *(root_of[pk] for pk in several)})
    for some in chunks(together):
        yield from Meeting.objects.filter(person__in=some, by_hand=True).values_list("person_id", "project_id")


def _erase(ids: Sequence[int]) -> int:
    alone = list(Person.objects.filter(pk__in=ids, meetings=None).select_related("key"))
    gone = [person.pk for person in alone]
    Merge.objects.filter(Q(kept__in=gone) | Q(absorbed__in=gone)).delete()
    Person.objects.filter(Q(pk__in=gone) | Q(merged_into__in=gone), merged_into__isnull=False).update(merged_into=None)
    ContradictingKeys.persons.through.objects.filter(person__in=gone).delete()
    IdentityKey.objects.filter(person__in=gone).delete()
    Person.objects.filter(pk__in=gone).delete()
    for person in alone:
        vault.destroy(person.key)
    return len(alone)


def forget_contradictions(reference: str, *, by: Viewer) -> int:
    """Take back the open contradictions that were kept under ``reference``, with what was written; returns how many."""
    check_remove(by)
    with action("people.contradictions_forgotten", by=by) as act:
        waiting = ContradictingKeys.objects.open().filter(reference=reference).select_related("key")
        mine = [kept for kept in waiting if reference and may_take_back(by, kept.project_id)]
        for kept in mine:
            kept.delete()
            vault.destroy(kept.key)
        act.silent = not mine
        act.detail = {"contradictions": len(mine)}
    return len(mine)


def _keep_conflicts(
    recognition: Recognition, identities: Sequence[Identity], project: Project, by: Viewer, reference: str
) -> None:
    kept = [
        (group.conflict, [identities[place] for place in group.members], list(group.persons))
        for group in recognition.conflicts
    ]
    rolls.keep(kept, project, by, reference)


def _keep_likenesses(
    recognition: Recognition,
    identities: Sequence[Identity],
    persons: Sequence[Person | None],
    project: Project,
    by: Viewer,
    reference: str,
) -> None:
    """Pairs that a repaired number makes likely, once both are in the registry."""
    rolls.keep(list(_likely(recognition, identities, persons)), project, by, reference)


def _likely(
    recognition: Recognition, identities: Sequence[Identity], persons: Sequence[Person | None]
) -> Iterator[tuple[str, list[Identity], list[int]]]:
    for like in recognition.likenesses:
        first = persons[like.group]
        second = persons[like.other] if like.other is not None else None
        other_id = second.pk if second is not None else like.person_id
        if first is not None and other_id is not None and first.pk != other_id:
            rows = [identities[place] for place in recognition.groups[like.group].members]
            yield Clash.RESTORED_PHONE, rows, sorted((first.pk, other_id))


def settle(contradiction: ContradictingKeys, *, by: Viewer) -> None:
    """A human has looked and done what was to do: it leaves the list, and what was written is erased."""
    check_settle(by, contradiction)
    with action("people.settled", by=by, obj=contradiction, project_id=contradiction.project_id) as act:
        held = ContradictingKeys.objects.select_for_update(of=("self",)).select_related("key").get(pk=contradiction.pk)
        if held.settled_at is not None:
            act.silent = True
            return
        held.settled_at, held.settled_by_id = clock.now(), by.user_id
        held.save(update_fields=["settled_at", "settled_by"])
        vault.destroy(held.key)
        act.detail = {"clash": held.clash}
