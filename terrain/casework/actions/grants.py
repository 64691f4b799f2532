"""Naming who sees a sealed file, inside an action that checked it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.casework.actions.notices import tell
from terrain.casework.confidentiality import choices, limits
from terrain.casework.enums import GrantKind
from terrain.casework.holding import keep_in_step, may_hold, require_two, seal_with
from terrain.casework.models import Case, CaseGrant, Sealing
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import Denied
from terrain.people import sealing

HALF_A_YEAR = timedelta(days=182)
"""For how long somebody is named unless another day is chosen."""


@dataclass(frozen=True)
class Named:
    """Somebody who is to see a sealed file, until the end of a day, and why (a code of ``grant_reasons``)."""

    user: User
    until: date
    reason: str


def latest_end() -> date:
    """The last day until which somebody may be named."""
    return clock.months_later(clock.today(), limits().grant_months)


def alone(case: Case) -> bool:
    """Whether no other project knows her: she may be sealed with her file."""
    return case.person is not None and not sealing.known_elsewhere(case.person, case.project_id)


def require_known(name: str, code: str) -> None:
    """Raise ``Denied`` when ``code`` is not of the list ``name``."""
    if code not in dict(choices(name)):
        raise Denied(f"{code!r} is not a reason of the list")


def name_within(case: Case, said: Named, by: Viewer) -> CaseGrant:
    """Let somebody see the file until the end of a day; naming her again moves the end."""
    require_known("grant_reasons", said.reason)
    if said.user.pk == by.user_id and case.owner_id != by.user_id:
        raise Denied(_("Nobody names herself. Ask a colleague who may."))
    if not may_hold(case).filter(pk=said.user.pk).exists():
        raise Denied(_("This colleague's role does not open this kind of file in this project."))
    if not clock.today() <= said.until <= latest_end():
        raise Denied(_("Choose a day within the next twelve months."))
    until = timezone.make_aware(datetime.combine(said.until, time(23, 59)))
    CaseGrant.objects.filter(case=case, user=said.user, kind=GrantKind.NAMED, ended_at=None).update(
        ended_at=clock.now()
    )
    grant = CaseGrant.objects.create(
        case=case, user=said.user, kind=GrantKind.NAMED, until=until, reason=said.reason, given_by_id=by.user_id
    )
    tell([said.user.pk], "seal_named", case=case, url=case.get_absolute_url())
    return grant


def seal_at_once(case: Case, named: Sequence[Named] | None, by: Viewer) -> None:
    """A file of a kind that is sealed from its first instant: for whoever is in charge and those ``named``.

    Raises ``Denied`` when they are fewer than two. ``None``: it is taken over from elsewhere, and whoever took it is alone with it
    until she names somebody, which protection is told. She is sealed with it when no other project knows her.
    """
    for one in named or ():
        name_within(case, one, by)
    if named is not None:
        require_two(case)
    with_person = alone(case) and seal_with(case, by)
    Sealing.objects.create(case=case, with_person=with_person, by_id=by.user_id)
    keep_in_step(case, by)
