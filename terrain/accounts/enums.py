from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InvitationState(TextChoices):
    """Where an invitation stands."""

    WAITING = "waiting", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("withdrawn")


class SessionEnd(TextChoices):
    """Why a session is over, in a sentence for the person."""

    IDLE = (
        "idle",
        _("You were signed out because nothing happened for 30 minutes. Sign in again to go on where you were."),
    )
    LONGEST = "longest", _("You were signed out because 12 hours had passed. Sign in again to go on where you were.")
    CALLED_BACK = (
        "called_back",
        _("You were signed out because the security of your account was changed. Sign in again."),
    )
    DEMO = "demo", _("Demo accounts work only in a demonstration.")


class PairingEnd(TextChoices):
    """Why a telephone opens an account no more."""

    REPLACED = "replaced", _("another telephone was paired")
    GUESSED = "guessed", _("too many wrong PINs")
    FORGOTTEN = "forgotten", _("forgotten on the telephone itself")
    LOST = "lost", _("said to be lost")
    CLOSED = "closed", _("the account was closed")
    ROLE = "role", _("a role came that a PIN does not open")
    LEFT = "left", _("she makes no more radio")
