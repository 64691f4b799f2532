"""Writing people into the registry in bulk: keys, fingerprints, what was unknown. Called inside actions only."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from typing import TypeVar

from django.db.models import Q

from terrain.core import vault
from terrain.core.access import Viewer
from terrain.facts import actions as facts
from terrain.people.enums import Clash
from terrain.people.identity import DAY, Identity, plain_name
from terrain.people.knowledge import complete, merged, person_keys, sealed_of, with_others
from terrain.people.models import BEFORE, ROWS, Completed, ContradictingKeys, IdentityKey, Person, Sealed
from terrain.people.recognition import Key, Recognition, digest_of, digests_of, keys_of
from terrain.programmes.models import Programme, Project

AT_ONCE = 500
T = TypeVar("T")
STANDING = Q(settled_at=None) | Q(clash=Clash.RESTORED_PHONE)
"""Contradictions not to be kept once more: a pair that a human told apart stays told apart."""
CHANGING = ["sealed_identity", "changed_at", "sex", "birth_date", "birth_precision", "nationality", "version"]


def chunks(things: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """``things`` in slices that a query can carry."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def one_writer() -> None:
    """Wait until nobody else writes into the registry: two who register one newcomer at once make her once."""
    list(Programme.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def moved(recognition: Recognition, identities: Sequence[Identity]) -> bool:
    """Whether the registry got a key of one of the newcomers after ``recognition`` looked."""
    since = IdentityKey.objects.filter(pk__gt=recognition.horizon).values_list("digest", flat=True)
    fresh = {bytes(digest) for digest in since.iterator(chunk_size=2000)}
    if not fresh:
        return False
    return not fresh.isdisjoint(digests_of({key for identity in identities for key in keys_of(identity)}).values())


def write(
    recognition: Recognition, identities: Sequence[Identity], by: Viewer, reference: str = ""
) -> list[Person | None]:
    """The person of each group: newcomers made, known ones completed; ``None`` for a contradiction.

    What a completion changes can be given back under ``reference`` (``give_back``).
    """
    persons: list[Person | None] = [None] * len(recognition.groups)
    rows = {
        n: [identities[p] for p in group.members] for n, group in enumerate(recognition.groups) if not group.conflict
    }
    new = [n for n in rows if recognition.groups[n].person_id is None]
    for number, person in zip(new, _newcomers([rows[n] for n in new], by), strict=True):
        persons[number] = person
    known = {recognition.groups[n].person_id or 0: n for n in rows if recognition.groups[n].person_id is not None}
    for pks in chunks(sorted(known)):
        found = list(Person.objects.filter(pk__in=pks).select_related("key"))
        _complete([(person, rows[known[person.pk]]) for person in found], reference)
        for person in found:
            persons[known[person.pk]] = person
    return persons


def _newcomers(rows: Sequence[Sequence[Identity]], by: Viewer) -> list[Person]:
    keys = vault.new_keys(len(rows))
    subjects = facts.new_subjects("person", len(rows))
    persons, known = [], []
    for key, subject, identities in zip(keys, subjects, rows, strict=True):
        said = merged(identities)
        person = Person(
            key=key,
            subject=subject,
            sex=said.sex,
            birth_date=said.birth,
            birth_precision=said.birth_precision,
            nationality=said.nationality[:60],
            registered_by_id=by.user_id,
        )
        known.append(with_others(sealed_of(said), person, identities))
        person.seal(known[-1])
        persons.append(person)
    Person.objects.bulk_create(persons, batch_size=AT_ONCE)
    _add_keys(list(zip(persons, known, strict=True)))
    return persons


def _complete(told: Sequence[tuple[Person, Sequence[Identity]]], reference: str) -> None:
    """Fill in what was unknown of known persons."""
    changed, recount, before = [], [], []
    for person, identities in told:
        former = state_of(person)
        completion = complete(person, person.sealed(), identities)
        if completion.changed:
            if reference:
                kept = vault.seal(person.key, former, BEFORE)
                before.append(
                    Completed(person=person, reference=reference[:80], version=person.version, sealed_before=kept)
                )
            person.seal(completion.sealed)
            person.version += 1
            changed.append((person, completion.sealed))
        if completion.counts:
            recount.append(person.subject)
    if changed:
        Person.objects.bulk_update([person for person, _sealed in changed], CHANGING)
        _add_keys(changed)
    Completed.objects.bulk_create(before, batch_size=AT_ONCE)
    if recount:
        facts.resync_subjects(recount)


def state_of(person: Person) -> bytes:
    """All that a completion may change of a person."""
    born = person.birth_date.isoformat() if person.birth_date else ""
    said = [person.sealed().as_bytes().decode(), person.sex, born, person.birth_precision, person.nationality]
    return json.dumps(said, ensure_ascii=False).encode()


def give_back(reference: str) -> int:
    """Undo what tables under ``reference`` completed, as far as nothing was changed since; returns of how many people.

    The version goes back too: what is known is again exactly what it was in that version.
    """
    restored, recount = [], []
    for kept in Completed.objects.filter(reference=reference[:80]).select_related("person__key").order_by("-pk"):
        person = kept.person
        if person.version != kept.version + 1:
            continue
        sealed, *said = json.loads(vault.unseal(person.key, bytes(kept.sealed_before), BEFORE))
        counted = (person.sex, person.birth_date, person.birth_precision)
        person.sex, born, person.birth_precision, person.nationality = said
        person.birth_date, person.version = date.fromisoformat(born) if born else None, kept.version
        person.seal(Sealed.of_bytes(sealed.encode()))
        restored.append(person)
        if counted != (person.sex, person.birth_date, person.birth_precision):
            recount.append(person.subject)
    Person.objects.bulk_update(restored, CHANGING, batch_size=AT_ONCE)
    for person in restored:
        set_keys(person, person.sealed())
    Completed.objects.filter(reference=reference[:80]).delete()
    facts.resync_subjects(recount)
    return len(restored)


def _keys(person: Person, sealed: Sealed) -> set[Key]:
    birth = person.birth_date if person.birth_precision == DAY else None
    return {(str(kind), text) for kind, text in person_keys(sealed, birth)}


def _add_keys(told: Sequence[tuple[Person, Sealed]]) -> None:
    for some in chunks(told, 5000):
        wanted = [(person.pk, key) for person, sealed in some for key in sorted(_keys(person, sealed))]
        fingerprints = digests_of({key for _pk, key in wanted})
        rows = [IdentityKey(person_id=pk, kind=key[0], digest=fingerprints[key]) for pk, key in wanted]
        IdentityKey.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def set_keys(person: Person, sealed: Sealed) -> None:
    """Make the person's fingerprints exactly those of ``sealed``."""
    wanted = {(key[0], digest_of(key)) for key in _keys(person, sealed)}
    held = {(key.kind, bytes(key.digest)): key.pk for key in person.identity_keys.all()}
    IdentityKey.objects.filter(pk__in=[pk for key, pk in held.items() if key not in wanted]).delete()
    _add_keys([(person, sealed)])


def forgetting(sealed: Sealed, former: Identity, identity: Identity) -> Sealed:
    """The vault after a correction of something that was never hers."""
    return replace(
        sealed,
        full_name=identity.full_name,
        phone=identity.phone,
        phone_restored=identity.phone_restored,
        card=identity.card,
        names=tuple(n for n in sealed.names if plain_name(n) != plain_name(former.full_name)),
        phones=tuple(p for p in sealed.phones if p != (former.phone, former.phone_restored)),
        cards=tuple(card for card in sealed.cards if card != former.card),
        births=tuple(b for b in sealed.births if former.full_birth is None or b != former.full_birth.isoformat()),
    )


def keep(
    contradictions: Sequence[tuple[str, list[Identity], list[int]]], project: Project, by: Viewer, reference: str
) -> None:
    """Keep contradictions (clash, rows, persons) for a human; the same one stands once in a project."""
    prints = [_print(clash, rows, persons) for clash, rows, persons in contradictions]
    for some in chunks(list(zip(prints, contradictions, strict=True))):
        there = ContradictingKeys.objects.filter(
            project=project, fingerprint__in=[each for each, _told in some]
        ).filter(STANDING)
        known = {bytes(fingerprint) for fingerprint in there.values_list("fingerprint", flat=True)}
        fresh = {fingerprint: told for fingerprint, told in some if fingerprint not in known}
        for key, (fingerprint, (clash, rows, persons)) in zip(vault.new_keys(len(fresh)), fresh.items(), strict=True):
            said = json.dumps([asdict(row) for row in rows[:20]], default=str, ensure_ascii=False).encode()
            kept = ContradictingKeys.objects.create(
                project=project,
                clash=clash,
                key=key,
                sealed_rows=vault.seal(key, said, ROWS),
                reference=reference[:80],
                fingerprint=fingerprint,
                found_by_id=by.user_id,
            )
            kept.persons.set(persons)


def _print(clash: str, rows: Sequence[Identity], persons: Sequence[int]) -> bytes:
    if clash == Clash.RESTORED_PHONE:
        return vault.digest("people.contradiction", f"{clash}|{sorted(persons)}")
    digests = sorted({digest_of(key).hex() for row in rows for key in keys_of(row)})
    return sha256(f"{clash}|{digests}|{sorted(persons)}".encode()).digest()
