"""Every cookie that this house can leave in a browser; a test signs somebody in and finds no other."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Cookie:
    """A cookie: its name, what it serves for, how long it stays."""

    name: str
    purpose: Promise
    life: Promise


COOKIES = (
    Cookie(
        "sessionid",
        _("Knows that you are signed in."),
        _(
            "It stops working when you sign out, after 30 minutes without a click, or after 12 hours; it is dropped after a day."
        ),
    ),
    Cookie("csrftoken", _("Makes sure that a form was really sent by you."), _("One year.")),
    Cookie("messages", _("Carries a short message to the next page."), _("Until that page is shown.")),
    Cookie("acknowledged", _("Tells this device that what it kept of a form has arrived."), _("Ten minutes.")),
    Cookie(
        "terrain_kept",
        _("Opens what you were typing when your session ended; it lies locked with us."),
        _("One hour."),
    ),
    Cookie(
        "terrain_phone",
        _("Knows the telephone of a host of the radio, who then comes in with six digits."),
        _("180 days after she last came in, or until she says that this telephone must forget her."),
    ),
)
