"""The list of a cohort: who is on it, who waits, who goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import ChangedMeanwhile, held
from terrain.core.policies import Denied
from terrain.gatherings.enums import Category
from terrain.learning.actions.progress import refresh
from terrain.learning.actions.waiting import move_up
from terrain.learning.enums import EnrolmentState, How
from terrain.learning.models import Cohort, Enrolment, Group
from terrain.learning.places import has_room
from terrain.learning.policies.cohorts import (
    check_cohort,
    check_enrol,
    check_list,
    check_own_place,
    check_uncertified,
)
from terrain.learning.secrets import PAGE, fingerprint_of, new_code
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.people.models import Person
from terrain.programmes.models import Organisation


class Full(Exception):
    """No place is left."""


@dataclass(frozen=True)
class Comes:
    """As what somebody comes, for whom, into which group, spoken to in which language, and whether she may be asked again later."""

    category: str = ""
    organisation: Organisation | None = None
    group: Group | None = None
    language: str = ""
    agreed_follow_up: bool = False


def _check(cohort: Cohort, comes: Comes) -> None:
    if comes.category not in Category.values:
        raise ValueError(comes.category)
    if comes.group is not None and comes.group.cohort_id != cohort.pk:
        raise Denied(_("This group belongs to another training."))


def put_on_list(
    cohort: Cohort,
    person: Person,
    comes: Comes,
    *,
    how: How = How.STAFF,
    created_by_id: int | None = None,
) -> tuple[Enrolment, bool]:
    """Put ``person`` on the list of ``cohort``, which the caller's action keeps from others: with a place when one is left.

    Whoever is on it already, under whatever name, stays as she is; whoever had left comes back, behind those who wait. The second
    says whether it changed.
    """
    _check(cohort, comes)
    standing = person.stands_as
    known: Enrolment | None = cohort.enrolments.filter(person__in=standing.selves).order_by("pk").first()
    if known is not None and known.state in {EnrolmentState.REGISTERED, EnrolmentState.WAITING}:
        return known, False
    move_up(cohort)
    state = EnrolmentState.REGISTERED if has_room(cohort, comes.group) else EnrolmentState.WAITING
    if known is None:
        known = Enrolment(cohort=cohort, person=standing, how=how, created_by_id=created_by_id)
        known.code = _free_code(cohort)
    else:
        known.created_at = clock.now()
    known.state, known.category, known.organisation = state, comes.category, comes.organisation
    known.group, known.language, known.agreed_follow_up = comes.group, comes.language[:5], comes.agreed_follow_up
    known.save()
    return known, True


def _free_code(cohort: Cohort) -> str:
    taken = set(cohort.enrolments.values_list("code", flat=True))
    code = new_code()
    while code in taken:
        code = new_code()
    return code


def enrol(cohort: Cohort, person: Person, comes: Comes, *, by: Viewer) -> Enrolment:
    """Somebody whom the project knows comes to the training: with a place, or on the waiting list when none is left."""
    check_list(by, cohort)
    with action("learning.enrolled", by=by, obj=cohort, project_id=cohort.project_id) as act:
        now = held(cohort)
        known = Person.objects.known_to([cohort.project_id]).open_to(by) | Person.objects.visible_to(by)
        if not known.filter(pk=person.pk).exists():
            raise Denied(_("This project does not know this person."))
        enrolment, changed = put_on_list(now, person, comes, created_by_id=by.user_id)
        if not changed:
            act.silent = True
            return enrolment
        people.meet([person.stands_as], cohort.project, by_hand=True)
        refresh([now])
        act.detail = {"enrolment": enrolment.pk, "state": str(enrolment.state)}
    return Enrolment.objects.get(pk=enrolment.pk)


def enrol_all(cohort: Cohort, persons: Iterable[Person], comes: Comes, *, by: Viewer) -> None:
    """All of them come to the training, or none: whoever came without being on its list."""
    check_list(by, cohort)
    with action("learning.enrolled", by=by, obj=cohort, project_id=cohort.project_id) as act:
        act.silent = True  # each enrolment says itself that it was made
        for person in persons:
            enrol(cohort, person, comes, by=by)


def enrol_newcomer(
    cohort: Cohort, identity: Identity, comes: Comes, *, slip: UUID | None = None, apart: bool = False, by: Viewer
) -> Enrolment:
    """Write down somebody who will come: registered, or known again by a strong key. The same ``slip`` twice is one enrolment.

    Raises ``people.actions.Ambiguous`` when the keys contradict each other, unless a human said that she is nobody we know (``apart``).
    """
    check_enrol(by, cohort)
    slip = slips.own(slip, by, cohort)
    try:
        with action("learning.newcomer_enrolled", by=by, obj=cohort, project_id=cohort.project_id) as act:
            now = held(cohort)
            before = cohort.enrolments.filter(slip=slip).first() if slip is not None else None
            if before is not None:
                act.silent = True
                return before
            person = people.register(identity, project=cohort.project, by=by, apart=apart)
            enrolment, changed = put_on_list(now, person, comes, created_by_id=by.user_id)
            if changed:
                enrolment.slip = slip
                enrolment.save(update_fields=["slip"])
                refresh([now])
            act.detail = {"enrolment": enrolment.pk, "state": str(enrolment.state)}
    except IntegrityError:
        return cohort.enrolments.get(slip=slip)
    return Enrolment.objects.get(pk=enrolment.pk)


def change_enrolment(enrolment: Enrolment, comes: Comes, *, version: int, by: Viewer) -> Enrolment:
    """As what somebody comes now, for whom, into which group. Raises ``ChangedMeanwhile``, or ``Full`` when the group is full."""
    check_list(by, enrolment.cohort)
    _check(enrolment.cohort, comes)
    with action("learning.enrolment_changed", by=by, obj=enrolment, project_id=enrolment.cohort.project_id) as act:
        cohort, now = held(enrolment.cohort), held(enrolment)
        before = Comes(now.category, now.organisation, now.group, now.language, now.agreed_follow_up)
        if before == comes:
            act.silent = True
            return now
        if now.version != version:
            raise ChangedMeanwhile(held(enrolment))
        moves = comes.group is not None and comes.group != now.group and now.has_place
        if moves and comes.group is not None and _is_full(comes.group):
            raise Full
        now.category, now.organisation, now.group = comes.category, comes.organisation, comes.group
        now.language, now.agreed_follow_up = comes.language[:5], comes.agreed_follow_up
        now.version += 1
        now.save()
        move_up(cohort)
        refresh([cohort])
    return now


def _is_full(group: Group) -> bool:
    return group.places is not None and group.enrolments.registered().count() >= group.places


def give_place(enrolment: Enrolment, *, by: Viewer) -> Enrolment:
    """Somebody who waits, or had left, has a place now. Raises ``Full`` when none is left, also when it was taken this instant."""
    check_list(by, enrolment.cohort)
    with action("learning.place_given", by=by, obj=enrolment, project_id=enrolment.cohort.project_id) as act:
        cohort, now = held(enrolment.cohort), held(enrolment)
        if now.has_place:
            act.silent = True
            return now
        if not has_room(cohort, now.group):
            raise Full
        now.state, now.version = EnrolmentState.REGISTERED, now.version + 1
        now.save(update_fields=["state", "version"])
        refresh([cohort])
    return now


def take_off(enrolment: Enrolment, *, by: Viewer) -> Enrolment:
    """She does not come after all: her place is free, and nothing of hers counts."""
    check_list(by, enrolment.cohort)
    return _take_off(enrolment, by)


def withdraw(enrolment: Enrolment, *, by: Viewer) -> Enrolment:
    """She says herself, from her own page, that she does not come."""
    check_own_place(by, enrolment)
    return _take_off(enrolment, by)


def _take_off(enrolment: Enrolment, by: Viewer) -> Enrolment:
    with action("learning.enrolment_withdrawn", by=by, obj=enrolment, project_id=enrolment.cohort.project_id) as act:
        cohort, now = held(enrolment.cohort), held(enrolment)
        if now.state == EnrolmentState.CANCELLED:
            act.silent = True
            return now
        check_uncertified(by, now)
        now.state, now.version = EnrolmentState.CANCELLED, now.version + 1
        now.save(update_fields=["state", "version"])
        act.detail = {"moved_up": move_up(cohort)}
        refresh([cohort])
    return now


def new_page(enrolment: Enrolment, *, by: Viewer) -> str:
    """A new address for her page: the one before opens nothing any more."""
    check_cohort(by, enrolment.cohort)
    with action("learning.page_made_anew", by=by, obj=enrolment, project_id=enrolment.cohort.project_id):
        now = held(enrolment)
        now.page_turn += 1
        now.page_digest = fingerprint_of(PAGE, now.uid, now.page_turn)
        now.save(update_fields=["page_turn", "page_digest"])
    return now.page_secret
