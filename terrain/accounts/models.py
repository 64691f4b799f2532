from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from terrain.accounts.enums import InvitationState
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person of the organisation; without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person of the organisation or of a partner, who signs in. Never somebody accompanied.

    ``sessions_from``: a session begun before this instant is over (second factor set up or reset, account closed).
    """

    email = models.EmailField(_("e-mail"), unique=True)
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
        return self.full_name or self.email


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
