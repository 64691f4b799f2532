"""Looking for people of the registry who may be one. Proposes, never decides."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from terrain.core import clock, vault
from terrain.core.access import system_viewer
from terrain.core.actions import action
from terrain.core.jobs import job
from terrain.core.models import AuditEvent
from terrain.people import directory
from terrain.people.matching.records import Tier
from terrain.people.matching.rolls import Roll, pairs
from terrain.people.matching.words import words
from terrain.people.models import Person
from terrain.people.models.duplicates import DuplicatePair, PairState

JOB = "people.find_duplicates"
LOOKED = "people.duplicates_looked_for"
SHOWN = frozenset((Tier.NEAR_CERTAIN, Tier.LIKELY))
CHUNK = 2000
FEW = 200
"""Up to how many people are compared one by one; for more the whole registry is looked through once."""
Heard = Callable[[int, int], Any]


def _opened(people: Iterable[Person]) -> Iterable[Person]:
    """People whose vault opens."""
    for person in people:
        try:
            person.sealed()
        except vault.Erased:
            continue
        yield person


def keep(first: Person, second: Person, score: float, tier: str, reasons: Iterable[str]) -> bool:
    """Propose a pair; whether it waits now. One that was decided stays decided while neither changed since."""
    one, other = sorted((first, second), key=lambda person: person.pk)
    said = {"score": score, "tier": tier, "reasons": list(reasons)}
    pair, made = DuplicatePair.objects.get_or_create(first=one, second=other, defaults=said)
    if made:
        return True
    decided = pair.state in {PairState.SAME, PairState.DIFFERENT}
    if decided and pair.versions == [one.version, other.version]:
        return False
    DuplicatePair.objects.filter(pk=pair.pk).update(**said, state=PairState.OPEN if decided else pair.state)
    return True


def find_all(heard: Heard = lambda done, total: None) -> int:
    """Compare everybody with everybody who shares something; returns how many pairs wait."""
    people = list(_opened(Person.objects.standing().select_related("key").order_by("pk").iterator(chunk_size=CHUNK)))
    found = [pair for pair in pairs([directory.record_of(one, one.sealed()) for one in people]) if pair.tier in SHOWN]
    for done, pair in enumerate(found):
        keep(people[pair.first], people[pair.second], pair.score, str(pair.tier), pair.reasons)
        if done % 100 == 0:
            heard(done, len(found))
    return DuplicatePair.objects.waiting().count()


def find_for(person: Person, among: Iterable[int]) -> int:
    """Compare one person with some others; returns how many pairs wait."""
    others = {
        one.pk: one for one in _opened(Person.objects.standing().filter(pk__in=list(among)).select_related("key"))
    }
    others.pop(person.pk, None)
    roll = Roll((pk, directory.record_of(one, one.sealed())) for pk, one in others.items())
    found = roll.nearest(directory.record_of(person, person.sealed()))
    return sum(
        keep(person, others[one.key], one.score, str(one.tier), one.reasons) for one in found if one.tier in SHOWN
    )


def look_later(persons: Iterable[int]) -> None:
    """Have these people compared with the registry, in the background, once what was written of them is committed."""
    pks = sorted(set(persons))
    if pks:
        transaction.on_commit(lambda: look_at.enqueue(pks))


@task()
def look_at(persons: list[int]) -> None:
    """Compare people who were just written down or corrected with the registry."""
    find_among(persons)


def find_among(persons: Sequence[int]) -> None:
    """Compare these people with the registry; all of it at once when they are many."""
    if len(persons) > FEW:
        find_all()
        return
    for person in _opened(Person.objects.standing().filter(pk__in=persons).select_related("key")):
        find_for(person, _near(person))


def _near(person: Person) -> set[int]:
    """People of the registry who bear a word of her name, or one of her numbers."""
    house, sealed = system_viewer("people"), person.sealed()
    asked = {word for name in sealed.all_names for word in words(name)}
    asked |= {sealed.phone, *(phone for phone, _restored in sealed.phones), sealed.card, *sealed.cards} - {""}
    return {pk for typed in sorted(map(str, asked)) for pk in directory.search(house, typed).pks}


def look_daily(today: date) -> str:
    """Once a day: compare whoever was written down or corrected since the last look, for none of them must slip through.

    The first look compares everybody. Says in a few words what it did, or nothing.
    """
    last = AuditEvent.objects.filter(verb=LOOKED).order_by("-pk").first()
    if last is not None and last.detail["day"] == str(today):
        return ""
    begun, changed = clock.now(), Person.objects.standing()
    if last is not None:
        changed = changed.filter(changed_at__gte=datetime.fromisoformat(last.detail["begun"]))
    persons = list(changed.order_by("pk").values_list("pk", flat=True))
    if not persons:
        return ""
    detail = {"day": str(today), "begun": begun.isoformat(), "people": len(persons)}
    find_among(persons)
    with action(LOOKED, by=system_viewer("people"), detail=detail):
        pass
    words = {"people": len(persons), "pairs": DuplicatePair.objects.waiting().count()}
    return _("%(people)s people compared with the registry, %(pairs)s pairs to decide") % words


@job(JOB)
def find_duplicates(progress: Any) -> dict[str, Any]:
    """The whole registry, as a job."""
    return {"waiting": find_all(progress)}
