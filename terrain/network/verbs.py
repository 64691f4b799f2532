"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "network.service_changed": _("changed a service of the directory"),
    "network.service_confirmed": _("said that a service of the directory is still true"),
    "network.service_listed": _("added a service to the directory"),
}
