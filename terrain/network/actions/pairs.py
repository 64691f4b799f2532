"""Entries that look alike: they are one, or they are two; both are remembered, both can be taken back.

The one that does not stand points to the one that does, never to one that itself points on: when what it points to is found to be a
third one, it points to that one; when that is taken back, to what it pointed to before.
"""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.network.enums import Answer
from terrain.network.followers import follow
from terrain.network.models import OrganisationPair, Profile, Service, ServicePair
from terrain.network.policies.organisations import check_answer_organisations, check_answer_services
from terrain.programmes.models import Organisation


class PairChanged(Exception):
    """A colleague answered meanwhile, or one of both was found to be another one."""


def join_organisations(stays: Organisation, goes: Organisation, *, by: Viewer) -> OrganisationPair | None:
    """They are one: ``goes`` is shown, and counted, as ``stays``. ``None`` when that was said already. Raises ``PairChanged``."""
    check_answer_organisations(by)
    with action("network.organisations_joined", by=by) as act:
        first, second = _in_order(stays, goes)
        profiles = {one.organisation_id: one for one in _profiles(stays, goes)}
        kept, gone = profiles[stays.pk], profiles[goes.pk]
        if gone.same_as_id == kept.pk:
            act.silent = True
            return None
        if kept.same_as_id or gone.same_as_id or OrganisationPair.objects.filter(first=first, second=second).exists():
            raise PairChanged
        under = Profile.objects.filter(same_as=gone)
        act.detail = {"organisation": goes.pk, "with_it": under.update(same_as=kept)}
        gone.same_as = kept
        gone.version += 1
        gone.save(update_fields=["same_as", "version"])
        act.obj = kept
        pair = OrganisationPair.objects.create(
            first_id=first, second_id=second, answer=Answer.ONE, standing=stays, by_id=by.user_id
        )
        follow(kept)
    return pair


def part_organisations(one: Organisation, other: Organisation, *, by: Viewer) -> OrganisationPair | None:
    """They are two, and are not proposed again. ``None`` when that was said already. Raises ``PairChanged``."""
    check_answer_organisations(by)
    with action("network.organisations_parted", by=by) as act:
        first, second = _in_order(one, other)
        _profiles(one, other)
        found = OrganisationPair.objects.filter(first=first, second=second).first()
        if found is not None:
            if found.answer == Answer.ONE:
                raise PairChanged
            act.silent = True
            return None
        pair = OrganisationPair.objects.create(first_id=first, second_id=second, answer=Answer.TWO, by_id=by.user_id)
        act.obj, act.detail = pair, {"organisations": [first, second]}
    return pair


def take_back_organisations(pair: OrganisationPair, *, by: Viewer) -> None:
    """The answer does not hold any more: both stand by themselves again, and whatever was one with the one that went follows it."""
    check_answer_organisations(by)
    with action("network.organisations_taken_back", by=by) as act:
        held = OrganisationPair.objects.select_for_update().filter(pk=pair.pk).first()
        if held is None:
            act.silent = True
            return
        act.detail = {"organisations": [held.first_id, held.second_id], "answer": held.answer}
        if held.answer == Answer.ONE:
            gone = Profile.objects.select_for_update().get(organisation=held.absorbed_id)
            before = Profile.objects.get(pk=gone.same_as_id or 0)
            beneath = _beneath(OrganisationPair, gone.organisation_id)
            Profile.objects.filter(organisation__in=beneath).update(same_as=gone)
            gone.same_as = None
            gone.version += 1
            gone.save(update_fields=["same_as", "version"])
            held.delete()
            act.obj = before
            follow(before, gone)
        else:
            held.delete()


def join_services(stays: Service, goes: Service, *, by: Viewer) -> ServicePair | None:
    """They are one: ``goes`` is not offered any more, what was asked of it stays. ``None`` when said already. Raises ``PairChanged``."""
    check_answer_services(by, stays, goes)
    with action("network.services_joined", by=by, obj=stays, detail={"service": goes.pk}) as act:
        first, second = _in_order(stays, goes)
        held = Service.objects.select_for_update(of=("self",)).filter(pk__in=(first, second)).order_by("pk").in_bulk()
        kept, gone = held[stays.pk], held[goes.pk]
        if gone.same_as_id == kept.pk:
            act.silent = True
            return None
        if kept.same_as_id or gone.same_as_id or ServicePair.objects.filter(first=first, second=second).exists():
            raise PairChanged
        Service.objects.filter(same_as=gone).update(same_as=kept)
        gone.same_as = kept
        gone.version += 1
        gone.save(update_fields=["same_as", "version"])
        return ServicePair.objects.create(
            first_id=first, second_id=second, answer=Answer.ONE, standing=stays, by_id=by.user_id
        )


def part_services(one: Service, other: Service, *, by: Viewer) -> ServicePair | None:
    """They are two, and are not proposed again. ``None`` when that was said already. Raises ``PairChanged``."""
    check_answer_services(by, one, other)
    with action("network.services_parted", by=by, obj=one, detail={"service": other.pk}) as act:
        first, second = _in_order(one, other)
        list(Service.objects.select_for_update(of=("self",)).filter(pk__in=(first, second)).order_by("pk"))
        found = ServicePair.objects.filter(first=first, second=second).first()
        if found is not None:
            if found.answer == Answer.ONE:
                raise PairChanged
            act.silent = True
            return None
        return ServicePair.objects.create(first_id=first, second_id=second, answer=Answer.TWO, by_id=by.user_id)


def take_back_services(pair: ServicePair, *, by: Viewer) -> None:
    """The answer does not hold any more: both are entries of their own again."""
    check_answer_services(by, pair.first, pair.second)
    with action("network.services_taken_back", by=by, obj=pair.first, detail={"service": pair.second_id}) as act:
        held = ServicePair.objects.select_for_update().filter(pk=pair.pk).first()
        if held is None:
            act.silent = True
            return
        if held.answer == Answer.ONE:
            gone = Service.objects.select_for_update(of=("self",)).get(pk=held.absorbed_id)
            Service.objects.filter(pk__in=_beneath(ServicePair, gone.pk)).update(same_as=gone)
            gone.same_as = None
            gone.version += 1
            gone.save(update_fields=["same_as", "version"])
        held.delete()


def _in_order(one: Organisation | Service, other: Organisation | Service) -> tuple[int, int]:
    """Keys of both, the lower one first. Raises ``Denied`` for one and the same."""
    if one.pk == other.pk:
        raise Denied(_("That is one and the same entry."))
    return (one.pk, other.pk) if one.pk < other.pk else (other.pk, one.pk)


def _profiles(*organisations: Organisation) -> list[Profile]:
    """What is known of both, begun where nothing was, held in one order until it is written."""
    begun = [Profile.objects.of(one).pk for one in sorted(organisations, key=lambda one: one.pk)]
    return list(Profile.objects.select_for_update(of=("self",)).filter(pk__in=begun).order_by("pk"))


def _beneath(model: type[OrganisationPair] | type[ServicePair], key: int) -> set[int]:
    """Keys of all that were found to be ``key``, or one that was found to be it."""
    onto: dict[int, list[int]] = {}
    for pair in model.objects.filter(answer=Answer.ONE):
        onto.setdefault(pair.standing_id or 0, []).append(pair.absorbed_id)
    found, ahead = set(), [key]
    while ahead:
        some = onto.get(ahead.pop(), [])
        found |= set(some)
        ahead += some
    return found
