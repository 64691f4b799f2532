"""Persons of whom only those named know that they are here: sealed, named, unsealed, and who may see them kept in step.

A sealed person stands in no list, count, search or suggestion of anybody without a grant; what happened with her counts in
every figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.people.models import Person, PersonGrant

FILES = "files"
"""Reason of a grant that follows from the files somebody may see; grants for other reasons are left alone."""


@dataclass(frozen=True)
class Holder:
    """Somebody who may see a sealed person, until an instant."""

    user_id: int
    until: datetime


def check_seal(viewer: Viewer, person: Person) -> None:
    """Whoever seals in a project that knows her, seals her and names who sees her."""
    if viewer.everything or viewer.may_everywhere("case.seal"):
        return
    if not any(viewer.may("case.seal", meeting.project_id) for meeting in person.meetings.all()):
        raise Denied(_("Your role does not seal people."))


def known_elsewhere(person: Person, project_id: int) -> bool:
    """Whether a project other than this one knows her."""
    return person.meetings.exclude(project_id=project_id).exists()


def seal_person(person: Person, holders: Mapping[int, datetime], *, by: Viewer) -> None:
    """Seal her; ``holders``: who sees her from now on, and until when."""
    with action("people.person_sealed", by=by, obj=person) as act:
        held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        check_seal(by, held)
        seal_within(held, holders, by)
        act.detail = {"holders": len(holders)}


def grant_person(person: Person, user_id: int, until: datetime, reason: str, *, by: Viewer) -> PersonGrant:
    """Let somebody see a sealed person, until an instant; nobody names herself."""
    with action("people.person_named", by=by, obj=person, detail={"user": user_id}):
        check_seal(by, person)
        if user_id == by.user_id:
            raise Denied(_("Nobody names herself. Ask a colleague who may."))
        person.grants.filter(user_id=user_id, reason=reason, ended_at=None).update(ended_at=clock.now())
        return PersonGrant.objects.create(
            person=person, user_id=user_id, until=until, reason=reason, given_by_id=by.user_id
        )


def unseal_person(person: Person, *, by: Viewer) -> None:
    """Open her again to whoever sees the registry of a project that knows her."""
    with action("people.person_unsealed", by=by, obj=person):
        check_seal(by, person)
        unseal_within(person)


def seal_within(person: Person, holders: Mapping[int, datetime], by: Viewer) -> None:
    """The same as sealing, inside an action that has checked it."""
    Person.objects.filter(pk__in=person.selves, sealed_at=None).update(sealed_at=clock.now())
    person.sealed_at = person.sealed_at or clock.now()
    keep_in_step(person, holders, by)


def unseal_within(person: Person) -> None:
    """The same as unsealing, inside an action that has checked it."""
    Person.objects.filter(pk__in=person.selves).update(sealed_at=None)
    person.sealed_at = None
    PersonGrant.objects.filter(person__in=person.selves, ended_at=None).update(ended_at=clock.now())


def admit_within(person: Person, user_id: int, until: datetime, by: Viewer) -> None:
    """Let somebody see a sealed person because she takes her on, inside an action that has checked it."""
    for pk in person.selves:
        PersonGrant.objects.create(person_id=pk, user_id=user_id, until=until, reason=FILES, given_by_id=by.user_id)


def keep_in_step(person: Person, holders: Mapping[int, datetime], by: Viewer) -> None:
    """Those who see her, and whoever was found to be her, through her files are exactly ``holders``; inside an action."""
    for pk in person.selves:
        _step(pk, holders, by)


def _step(person_id: int, holders: Mapping[int, datetime], by: Viewer) -> None:
    now = clock.now()
    held = PersonGrant.objects.filter(person_id=person_id, reason=FILES, ended_at=None, until__gt=now)
    standing = {grant.user_id: grant for grant in held}
    gone = [grant.pk for user, grant in standing.items() if user not in holders]
    PersonGrant.objects.filter(pk__in=gone).update(ended_at=now)
    for user, until in holders.items():
        if user in standing and standing[user].until != until:
            PersonGrant.objects.filter(pk=standing[user].pk).update(until=until)
        elif user not in standing:
            PersonGrant.objects.create(
                person_id=person_id, user_id=user, until=until, reason=FILES, given_by_id=by.user_id
            )
