"""Writing to somebody: the only way in which the house itself does, and only as she allows."""

import logging
from collections.abc import Callable
from datetime import datetime
from email.utils import make_msgid
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.people.models import Person
from terrain.people.models.profiles import Channel
from terrain.people.profiles.contact import check_reach
from terrain.people.profiles.policies import check_write_to

log = logging.getLogger(__name__)
Heard = Callable[[bool], object]


def send(
    person: Person,
    words: str,
    *,
    subject: str,
    by: Viewer,
    at: datetime | None = None,
    then: Heard = lambda left: None,
) -> None:
    """Write ``words`` to her by e-mail. Raises ``Denied`` when she has no address, or may not be written to now, and while the house
    has no address that says nothing of it.

    Neither the subject nor the journal says what it is about, nor the sender who writes. It leaves once the transaction is
    committed, and is never tried again; ``then`` hears whether it left.
    """
    check_write_to(by, person)
    if not settings.QUIET_FROM:
        raise Denied(_("The house has no address that says nothing of who writes."))
    with action("people.written_to", by=by, obj=person) as act:
        told = check_reach(person, Channel.EMAIL, at or clock.now())
        if not told.email:
            raise Denied(_("She has no e-mail address."))
        act.detail = {"channel": "email"}
        act.after_commit(partial(_leave, subject, words, told.email, then))


def _leave(subject: str, words: str, address: str, then: Heard) -> None:
    sign = {"Message-ID": make_msgid(domain=settings.QUIET_FROM.rpartition("@")[2])}
    mail = EmailMessage(subject, words + "\n", settings.QUIET_FROM, [address], headers=sign)
    try:
        left = bool(mail.send())
    except OSError:
        log.warning("a message to somebody who is accompanied did not leave", exc_info=True)
        left = False
    then(left)
