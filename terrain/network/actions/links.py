"""Secret addresses by which a partner without an account says what is true of her entry."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.network.lists import lists
from terrain.network.models import Service, UpdateLink
from terrain.network.policies.directory import check_keep

PURPOSE = "network.update_link"
PARTNER = Viewer(label="partner link")
"""Who acts through a link: nobody with an account, with no right but the one of the link."""


def make_link(service: Service, *, at_once: bool = False, mail: bool = False, by: Viewer) -> str:
    """A new secret for an entry, sent to its own address with ``mail``; the links before it open no more. Kept nowhere."""
    check_keep(by, service)
    secret = secrets.token_urlsafe(32)
    with action("network.link_made", by=by, obj=service, detail={"at_once": at_once, "mailed": mail}):
        _close(service)
        UpdateLink.objects.create(
            service=service,
            digest=vault.digest(PURPOSE, secret),
            at_once=at_once,
            until=clock.now() + timedelta(days=lists().link_days),
            made_by_id=by.user_id,
        )
        if mail and service.email:
            transaction.on_commit(lambda: _mail(service.email, secret), robust=True)
    return secret


def revoke_links(service: Service, *, by: Viewer) -> int:
    """No link of this entry opens it any more. Returns how many did."""
    check_keep(by, service)
    with action("network.link_revoked", by=by, obj=service) as act:
        closed = _close(service)
        act.silent = not closed
    return closed


def _close(service: Service) -> int:
    living = service.update_links.filter(revoked_at=None, until__gt=clock.now())
    return living.update(revoked_at=clock.now())


def link_of(secret: str) -> UpdateLink | None:
    """The link with this secret, if it opens something now."""
    if len(secret) > 100:
        return None
    seen = UpdateLink.objects.select_related("service__organisation", "service__project", "service__place__parent")
    link = seen.filter(digest=vault.digest(PURPOSE, secret)).first()
    return link if link is not None and link.opens_at(clock.now()) else None


def address_of(secret: str, language: str = "fr") -> str:
    """The whole address, for a letter or a picture."""
    with override(language):
        return settings.TERRAIN_URL.rstrip("/") + reverse("directory:update", args=[secret])


def letter_of(secret: str) -> str:
    """What is sent with the link, in French and in Arabic: in a mail, or copied into a message."""
    words = []
    for language in ("fr", "ar"):
        with override(language):
            words.append(
                _(
                    "Is what our directory says of your service still true? One tap on this link says so; it opens for %(days)d days:"
                )
                % {"days": lists().link_days}
            )
            words.append(address_of(secret, language))
    return "\n\n".join(words)


def _mail(email: str, secret: str) -> None:
    with override("fr"):
        subject = _("Your service in our directory")
    send_mail(subject, letter_of(secret) + "\n", None, [email])
