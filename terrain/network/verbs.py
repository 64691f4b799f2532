"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "network.organisation_added": _("added an organisation to the directory"),
    "network.organisation_described": _("said what an organisation is"),
    "network.organisations_joined": _("said that two organisations are one"),
    "network.organisations_parted": _("said that two organisations are two"),
    "network.organisations_taken_back": _("took back what was said of two organisations"),
    "network.professional_changed": _("changed a professional's entry in the directory"),
    "network.professional_confirmed": _("said that a professional's entry is still true"),
    "network.professional_listed": _("added a professional to the directory"),
    "network.professional_read": _("opened a professional's entry"),
    "network.professional_taken_out": _("took a professional out of the directory at her request"),
    "network.professionals_read": _("read contacts of professionals"),
    "network.service_changed": _("changed a service of the directory"),
    "network.service_confirmed": _("said that a service of the directory is still true"),
    "network.service_listed": _("added a service to the directory"),
    "network.services_joined": _("said that two services are one"),
    "network.services_parted": _("said that two services are two"),
    "network.services_taken_back": _("took back what was said of two services"),
}
