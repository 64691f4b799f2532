"""What is said of an entry from outside: written at once where the keeper trusts the link, else decided by her, field by field."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.actions import Act, action
from terrain.core.policies import Denied
from terrain.network.actions.directory import (
    Offer,
    ServiceChanged,
    change_service,
    confirm_service,
    looked_at,
    values_of,
    write,
)
from terrain.network.actions.links import PARTNER
from terrain.network.differences import FIELDS, NEVER_AT_ONCE, differences, plainly, value_of
from terrain.network.enums import Saying
from terrain.network.models import Service, Suggestion, UpdateLink
from terrain.network.policies.updates import check_decide, check_link, check_report

MOST_WAITING = 20
"""Remarks of strangers about one entry that may wait at a time."""
FROM_ALL = 60
"""Remarks an hour, from everybody about everything."""
HOUR = 3600


class TooMany(Exception):
    """So many remarks wait, or came within the hour, that this one is not taken."""


def said_with(service: Service, changes: Mapping[str, Any]) -> Offer:
    """What the entry says, with these plain values of fields instead."""
    now = Offer(
        project=service.project,
        organisation=service.organisation,
        **{"service_type": service.service_type} | values_of(service),
    )
    return replace(now, **{name: value_of(name, said) for name, said in changes.items()})


def _held(link: UpdateLink) -> Service:
    return Service.objects.select_for_update(of=("self",)).select_related("place").get(pk=link.service_id)


def say_places(link: UpdateLink, available: int | None, total: int | None) -> Service:
    """So many places are free today: always written at once."""
    check_link(link)
    if available is not None and total is not None and available > total:
        raise Denied(_("More places are free than there are."))
    with action("network.places_said", by=PARTNER, obj=link.service):
        now = _held(link)
        now.places_available, now.places_total = available, total
        now.places_said_on = None if available is None and total is None else clock.today()
        now.version += 1
        now.save()
    return now


def say_true(link: UpdateLink, *, version: int, said_by: str = "") -> Suggestion | None:
    """All that the entry says is still true. Written at once through a trusted link; else it waits for the keeper.

    Raises ``ServiceChanged`` when the entry changed since ``version``.
    """
    check_link(link)
    with action("network.said_true", by=PARTNER, obj=link.service, detail={"at_once": link.at_once}) as act:
        now = _held(link)
        _check_version(now, version)
        if link.at_once:
            act.silent = now.reviewed_on == clock.today()
            looked_at(now, clock.today())
            now.save()
            return None
        return _waits(link, Saying.TRUE, {}, said_by)


def say_changes(link: UpdateLink, said: Mapping[str, Any], *, version: int, said_by: str = "") -> Suggestion | None:
    """What differs from the entry: plain values of ``FIELDS``. What is not written at once waits; ``None`` when nothing does.

    Raises ``ServiceChanged`` when the entry changed since ``version``: she would write over what she has not seen.
    """
    check_link(link)
    with action("network.said_through_link", by=PARTNER, obj=link.service) as act:
        now = _held(link)
        _check_version(now, version)
        found = differences(plainly(now), {name: value for name, value in said.items() if name in FIELDS})
        act.silent = not found
        act.detail = {"fields": sorted(found), "at_once": link.at_once}
        if link.at_once:
            written = {name: one["says"] for name, one in found.items() if name not in NEVER_AT_ONCE}
            if written:
                write(now, said_with(now, written))
            found = {name: one for name, one in found.items() if name in NEVER_AT_ONCE}
        return _waits(link, Saying.CHANGES, found, said_by) if found else None


def _waits(link: UpdateLink, kind: Saying, changes: dict[str, Any], said_by: str) -> Suggestion:
    """The newest word of a link stands for those before it."""
    link.service.suggestions.waiting().filter(link=link).delete()
    return Suggestion.objects.create(
        service_id=link.service_id, link=link, kind=kind, changes=changes, said_by=said_by.strip()[:80]
    )


def _check_version(now: Service, version: int) -> None:
    if now.version != version:
        raise ServiceChanged(now)


def report(service: Service, words: str) -> Suggestion:
    """Somebody without an account says that something is wrong with what everybody reads. Raises ``TooMany``."""
    check_report(service)
    with action("network.wrong_reported", by=ANONYMOUS, obj=service):
        _limit(service)
        return Suggestion.objects.create(service=service, kind=Saying.REMARK, remark=words.strip()[:500])


def _limit(service: Service) -> None:
    slot = f"network.remarks:{int(clock.now().timestamp()) // HOUR}"
    cache.add(slot, 0, HOUR)
    try:
        number = cache.incr(slot)
    except ValueError:  # forgotten between the two lines
        number = 1
    if number > FROM_ALL or service.suggestions.waiting().filter(kind=Saying.REMARK).count() >= MOST_WAITING:
        raise TooMany


def decide(
    suggestion: Suggestion, taken: Collection[str], *, version: int, still_true: bool = False, by: Viewer
) -> Suggestion:
    """Take over these fields and leave the others; ``still_true``: the rest was looked at too, so the review moves.

    Raises ``ServiceChanged`` when the entry changed since ``version``.
    """
    check_decide(by, suggestion)
    with action("network.suggestion_decided", by=by, obj=suggestion.service) as act:
        held = Suggestion.objects.select_for_update(of=("self",)).select_related("service").get(pk=suggestion.pk)
        check_decide(by, held)
        now = Service.objects.select_for_update(of=("self",)).get(pk=held.service_id)
        _check_version(now, version)
        held.taken = sorted(set(taken) & set(held.changes))
        if held.taken:
            now = change_service(
                now,
                said_with(now, {name: held.changes[name]["says"] for name in held.taken}),
                version=now.version,
                by=by,
            )
        if still_true:
            confirm_service(now, version=now.version, by=by)
        _close(held, act, by)
    return held


def _close(held: Suggestion, act: Act, by: Viewer) -> None:
    """Decided: what was taken is remembered, who said it is forgotten."""
    act.detail = {"fields": held.taken, "left": sorted(set(held.changes) - set(held.taken)), "kind": held.kind}
    held.said_by, held.remark = "", ""
    held.decided_at, held.decided_by_id = clock.now(), by.user_id
    held.save()
