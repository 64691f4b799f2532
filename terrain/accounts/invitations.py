"""Coming in: an invitation, its link (signed, eight days, once), and the account that is opened with it."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from allauth.core import context
from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from terrain.accounts import staffing
from terrain.accounts.models import Invitation, User
from terrain.accounts.policies import check_manage_staff, check_open_for, check_resend
from terrain.accounts.roles import check_grant
from terrain.core import clock
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied

log = logging.getLogger(__name__)
Grant = tuple[str, str | None]
Hook = Callable[[User, list[Grant], Viewer], None]
VALID_FOR = timedelta(days=8)
SALT = "terrain.accounts.invitation"

on_accept: list[Hook] = []
"""Called inside the accepting transaction with the new user, the grants promised and whoever promised them."""


class BadLink(Exception):
    """The link was not made here, was cut short, or a newer one has been sent."""


@dataclass(frozen=True)
class Sent:
    """An invitation together with the absolute link that was sent."""

    invitation: Invitation
    link: str


def token_of(invitation: Invitation) -> str:
    """The signed text that stands in the link."""
    return signing.dumps([invitation.pk, invitation.sendings], salt=SALT, compress=False)


def find(token: str) -> Invitation:
    """The invitation behind a link, whatever its state. Raises ``BadLink``."""
    try:
        pk, sendings = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink from error
    invitation = Invitation.objects.filter(pk=pk).first()
    if invitation is None or invitation.sendings != sendings:
        raise BadLink
    return invitation


def _absolute(path: str) -> str:
    request = getattr(context, "request", None)
    return request.build_absolute_uri(path) if request is not None else settings.TERRAIN_URL.rstrip("/") + path


def _link(invitation: Invitation) -> str:
    with override(invitation.language):
        return _absolute(reverse("account_invitation", args=[token_of(invitation)]))


def _send(invitation: Invitation, link: str) -> None:
    with override(invitation.language):
        words = {"invitation": invitation, "link": link, "days": VALID_FOR.days}
        subject = render_to_string("accounts/email/invitation_subject.txt", words)
        body = render_to_string("accounts/email/invitation_body.txt", words)
    try:
        send_mail(" ".join(subject.split()), body.strip() + "\n", None, [invitation.email])
    except (OSError, SMTPException):
        log.warning("an invitation could not be sent", exc_info=True)
        return
    invitation.delivered_at = clock.now()
    invitation.save(update_fields=["delivered_at"])


def _user(viewer: Viewer) -> User | None:
    return User.objects.filter(pk=viewer.user_id).first() if viewer.user_id is not None else None


def invite(
    email: str, grants: Iterable[Grant], *, by: Viewer, full_name: str = "", language: str = settings.LANGUAGE_CODE
) -> Sent:
    """Invite one address with the roles promised, and send the link once this is written.

    ``grants`` are pairs (role code, project code or ``None`` for the whole programme). An unanswered invitation of the
    same address is withdrawn. Raises ``Denied`` (not allowed, or the address has an account), ``ValueError`` (no such grant).
    """
    check_manage_staff(by)
    promised = [[role, project or None] for role, project in grants]
    for role, project in promised:
        check_grant(str(role), project)
    address = User.objects.normalize_email(email.strip()).lower()
    if User.objects.filter(email=address).exists():
        raise Denied(_("This address already has an account: open it in the list and give it a role there."))
    with action("accounts.invited", by=by, detail={"grants": promised}) as act:
        sender = _user(by)
        Invitation.objects.unanswered().filter(email=address).update(revoked_at=clock.now(), revoked_by=sender)
        invitation = Invitation.objects.create(
            email=address,
            full_name=full_name.strip(),
            language=language,
            grants=promised,
            sendings=1,
            expires_at=clock.now() + VALID_FOR,
            invited_by=sender,
        )
        act.obj = invitation
        link = _link(invitation)
        act.after_commit(lambda: _send(invitation, link))
    return Sent(invitation, link)


def resend(invitation: Invitation, *, by: Viewer) -> Sent:
    """Send a fresh link, valid for the full time again; links sent before stop working."""
    check_resend(by, invitation)
    with action("accounts.invitation_sent_again", by=by, obj=invitation) as act:
        invitation.sendings += 1
        invitation.expires_at = clock.now() + VALID_FOR
        invitation.delivered_at = None
        invitation.save(update_fields=["sendings", "expires_at", "delivered_at"])
        link = _link(invitation)
        act.after_commit(lambda: _send(invitation, link))
    return Sent(invitation, link)


def revoke(invitation: Invitation, *, by: Viewer) -> None:
    """Withdraw an invitation: its link stops working."""
    check_resend(by, invitation)
    with action("accounts.invitation_withdrawn", by=by, obj=invitation):
        invitation.revoked_at, invitation.revoked_by = clock.now(), _user(by)
        invitation.save(update_fields=["revoked_at", "revoked_by"])


def accept(invitation: Invitation, *, full_name: str, password: str, language: str) -> User:
    """Open the account that the invitation promised, with its roles; the address counts as proven by the link.

    Raises ``Denied`` when the invitation is over or the address has an account by now.
    """
    with transaction.atomic():
        held = Invitation.objects.select_for_update().get(pk=invitation.pk)
        check_open_for(held)
        if User.objects.filter(email=held.email).exists():
            raise Denied(_("This address already has an account. Sign in with it."))
        inviter = system_viewer("invitation")
        with action("accounts.joined", by=inviter, obj=held, detail={"grants": held.grants}) as act:
            user = User.objects.create_user(held.email, password, full_name=full_name.strip(), language=language)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            held.accepted_at, held.accepted_by = clock.now(), user
            held.save(update_fields=["accepted_at", "accepted_by"])
            grants = [(role, project) for role, project in held.grants]
            for hook in on_accept or [give_all]:
                hook(user, grants, inviter)
            act.detail["user"] = user.pk
    return user


def give_all(user: User, grants: list[Grant], by: Viewer) -> None:
    """The usual hook: give each role through the register of assignments."""
    for role, project in grants:
        staffing.register().give(user, role, project, by=by)
