"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "programmes.file_applied": _("adopted a programme file"),
    "programmes.organisation_named": _("named an organisation"),
    "programmes.role_given": _("gave a role"),
    "programmes.role_ended": _("ended a role"),
}
