"""Secret addresses by which a partner without an account answers one referral, or one transfer."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from terrain.casework.models import AnswerLink, Referral, Transfer
from terrain.casework.orientation import lists
from terrain.core import clock, vault
from terrain.core.access import Viewer

PURPOSE = "casework.answer_link"
PARTNER = Viewer(label="partner link")
"""Who acts through a link: nobody with an account, with no right but the one of the link."""


def make_link(asked: Referral | Transfer, by: Viewer) -> str:
    """A new secret for this referral or transfer, part of an action of the caller's. Returned once and kept nowhere."""
    secret = secrets.token_urlsafe(32)
    of = {"referral": asked} if isinstance(asked, Referral) else {"transfer": asked}
    until = clock.now() + timedelta(days=lists().link_days)
    AnswerLink.objects.create(**of, digest=vault.digest(PURPOSE, secret), until=until, made_by_id=by.user_id)
    return secret


def kill_links(asked: Referral | Transfer) -> int:
    """No link of it opens anything any more; part of an action of the caller's. Returns how many died."""
    return asked.links.filter(revoked_at=None).update(revoked_at=clock.now())


def link_of(secret: str) -> AnswerLink | None:
    """The link with this secret, living or dead."""
    if len(secret) > 100:
        return None
    seen = AnswerLink.objects.select_related(
        "referral__case__project", "referral__service", "referral__person__key", "referral__to_organisation",
        "transfer__case__project", "transfer__service", "transfer__person__key", "transfer__to_organisation",
    )  # fmt: skip
    return seen.filter(digest=vault.digest(PURPOSE, secret)).first()


def path_of(secret: str, language: str = "fr") -> str:
    """The address without the house's own."""
    with override(language):
        return reverse("partner:answer", args=[secret])


def address_of(secret: str) -> str:
    """The whole address, for a letter."""
    return settings.TERRAIN_URL.rstrip("/") + path_of(secret)


def mail_link(email: str, secret: str) -> None:
    """Send the link, and nothing else, once the transaction is written: who it is about stands only behind the link."""
    transaction.on_commit(lambda: _mail(email, address_of(secret)), robust=True)


def _mail(email: str, address: str) -> None:
    words = []
    for language in ("fr", "ar"):
        with override(language):
            days = lists().link_days
            words.append(
                _("A colleague asks for an answer of your service. The link opens for %(days)d days:") % {"days": days}
            )
            words.append(address)
            words.append(_("Do not forward this message."))
    with override("fr"):
        subject = _("An answer is awaited")
    send_mail(subject, "\n\n".join(words) + "\n", None, [email])
