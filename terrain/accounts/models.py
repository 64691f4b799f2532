from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from terrain.accounts.enums import InvitationState, PairingEnd
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        """Create a person of the organisation; without a password nobody can sign in with one.

        ``email``: ``None`` for somebody who has none; she signs in by a code on a paired telephone, or with a passkey.
        """
        user = self.model(email=self.normalize_email(email).lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person of the organisation or of a partner, who signs in. Never somebody accompanied.

    ``email``: none for a host of the radio who never wrote one. ``sessions_from``: a session begun before this instant is over (second factor set up or reset, account closed).
    """

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    sessions_from = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    privacy = {
        "password": SENSITIVE,
        "last_login": INTERNAL,
        "email": PERSONAL,
        "full_name": PERSONAL,
        "language": INTERNAL,
        "is_active": INTERNAL,
        "is_demo": INTERNAL,
        "joined_at": INTERNAL,
        "sessions_from": INTERNAL,
    }

    class Meta:
        ordering = ["full_name", "email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.full_name or self.email or f"#{self.pk}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, viewer: Viewer) -> "InvitationQuerySet":
        """All invitations for whoever gives roles; none for anybody else."""
        return self if viewer.may_everywhere("staff.assign") else self.none()

    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; an expired one can still be sent again."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """A place kept for somebody who may open an account with one address, once, before a day.

    ``grants`` is a list of ``[role code, project code or null]``: what the person will hold once they have come in.
    ``sendings`` is part of the link: sending again makes every earlier link worthless. ``delivered_at``: when the mail
    server took the last one; empty while it has not.
    """

    email = models.EmailField(_("e-mail"))
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    grants = models.JSONField(default=list)
    sendings = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    invited_at = models.DateTimeField(auto_now_add=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    privacy = {
        "email": PERSONAL,
        "full_name": PERSONAL,
        "language": INTERNAL,
        "grants": INTERNAL,
        "sendings": INTERNAL,
        "delivered_at": INTERNAL,
        "expires_at": INTERNAL,
        "invited_at": INTERNAL,
        "invited_by": INTERNAL,
        "accepted_at": INTERNAL,
        "accepted_by": INTERNAL,
        "revoked_at": INTERNAL,
        "revoked_by": INTERNAL,
    }

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=models.Q(accepted_at=None, revoked_at=None), name="invitation_one_unanswered"
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def state(self) -> InvitationState:
        """Where the invitation stands now."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= clock.now() else InvitationState.WAITING


class SignInCode(models.Model):
    """A short code that pairs one telephone with an account, once, within a day. Only its keyed digest is kept.

    A newer code, a pairing, or the end of the account makes it worthless (``ended_at``).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_in_codes")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(("user", "made_at", "made_by", "expires_at", "used_at", "ended_at"), INTERNAL) | {
        "digest": SENSITIVE
    }

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "expires_at"], name="sign_in_code_user")]

    def __str__(self) -> str:
        return f"code {self.pk}"


class Pairing(models.Model):
    """A telephone that knows somebody: it holds a random text (here only its keyed digest), she knows six digits.

    ``pin``: a password hash over a keyed digest of both, worth nothing without the key outside the database. ``failures``: wrong
    PINs since the last right one; at the fifth it ends. One telephone at a time: another one ends the first.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pairings")
    digest = models.BinaryField(max_length=32, unique=True)
    pin = models.CharField(max_length=128)
    failures = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=10, choices=PairingEnd, blank=True)

    privacy = dict.fromkeys(
        ("user", "failures", "made_at", "used_at", "expires_at", "ended_at", "ended_why"), INTERNAL
    ) | {"digest": SENSITIVE, "pin": SENSITIVE}

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(ended_at=None), name="pairing_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"pairing {self.pk}"
