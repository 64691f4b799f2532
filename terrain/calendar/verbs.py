"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "calendar.feed_opened": _("opened the calendar to another device"),
    "calendar.feed_closed": _("closed the calendar to another device"),
    "calendar.project_feed_opened": _("gave a project's calendar out by a secret address"),
    "calendar.project_feed_closed": _("cut off the secret address of a project's calendar"),
}
