"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "gatherings.session_opened": _("opened a session"),
    "gatherings.session_changed": _("changed a session"),
    "gatherings.session_cancelled": _("cancelled a session"),
    "gatherings.session_resumed": _("took up a cancelled session"),
    "gatherings.session_deleted": _("deleted a session"),
    "gatherings.headcount_set": _("counted who came"),
    "gatherings.presence_recorded": _("ticked who came"),
    "gatherings.presence_removed": _("took back that somebody came"),
    "gatherings.attendance_detailed": _("added details about who came"),
    "gatherings.newcomer_recorded": _("registered somebody who came"),
    "gatherings.names_read": _("read the names of a session"),
    "gatherings.sheet_read": _("opened the attendance sheet"),
}
