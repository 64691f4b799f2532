"""Telling colleagues that something happened: on their screen, and by e-mail where it cannot wait.

The words are registered once per code; they never carry more of a file than its number::

    register_notice("risk_raised", _("The risk of file %(number)s was raised."))
"""

from collections.abc import Iterable
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from terrain.accounts.models import User
from terrain.casework.models import Case, Notice
from terrain.casework.policies.agenda import check_own
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action

_WORDS: dict[str, Any] = {}


def register_notice(code: str, words: Any) -> None:
    """Say with which words a notice of this code is told; ``%(number)s`` is the file's number."""
    _WORDS[code] = words


def said(notice: Notice) -> str:
    """The words of a notice in the active language."""
    return str(_WORDS[notice.code]) % {"number": notice.case.number if notice.case is not None else ""}


def tell(
    users: Iterable[int | None], code: str, *, case: Case | None = None, url: str = "", mail: bool = False
) -> None:
    """Tell each of ``users`` once, inside the action's transaction; by e-mail too, after it, when ``mail``."""
    if code not in _WORDS:
        raise LookupError(f"no words for notices of code {code!r}")
    ids = sorted({user for user in users if user is not None})
    told = [Notice(user_id=user, code=code, case=case, url=url[:300]) for user in ids]
    Notice.objects.bulk_create(told)
    if mail:
        reached = User.objects.filter(pk__in=ids, is_active=True, email__isnull=False).values_list("pk", "email")
        addresses = {pk: str(email) for pk, email in reached}
        transaction.on_commit(lambda: _mail([one for one in told if one.user_id in addresses], addresses), robust=True)


def _mail(told: list[Notice], addresses: dict[int, str]) -> None:
    for notice in told:
        with override("fr"):
            words = said(notice)
            send_mail(_("Terrain: something waits for you"), words + "\n", None, [addresses[notice.user_id]])


def put_away(notice: Notice, *, by: Viewer) -> None:
    """The reader has seen it, and whatever was said before in the same words of the same page."""
    check_own(by, notice)
    with action("casework.notice_put_away", by=by, obj=notice) as act:
        act.silent = not Notice.objects.unseen().alike(notice).filter(pk__lte=notice.pk).update(seen_at=clock.now())
