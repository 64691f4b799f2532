from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProjectStatus(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("project", "under way")
    CLOSED = "closed", pgettext_lazy("project", "closed")


class LineLevel(models.TextChoices):
    OVERALL = "overall", _("Overall objective")
    SPECIFIC = "specific", _("Specific objective")
    RESULT = "result", _("Result")
    ACTIVITY = "activity", _("Activity")


class Qualifier(models.TextChoices):
    NONE = "", _("exactly")
    ABOUT = "about", _("about")
    AT_LEAST = "at_least", _("at least")


class Unit(models.TextChoices):
    PERSON = "person", _("people")
    ENTERPRISE = "enterprise", _("enterprises")
    ORGANISATION = "organisation", _("organisations")
    AUDIENCE = "audience", _("people reached (estimate)")
    EXPERIMENT = "experiment", _("experiments")


class AnsweredBy(models.TextChoices):
    NOTHING = "", _("not stated")
    RECORDS = "records", _("records")
    DECLARATION = "declaration", _("declaration")


class OrganisationRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    PARTNER = "partner", _("Partner")
    DONOR = "donor", _("Donor")
    COFUNDER = "cofunder", _("Co-funder")
    PUBLIC_AUTHORITY = "public_authority", _("Public authority")


class OrganisationKind(models.TextChoices):
    NGO = "ngo", _("NGO")
    ASSOCIATION = "association", _("association")
    FOUNDATION = "foundation", _("foundation")
    PUBLIC = "public", _("public body")
    EU = "eu", _("European Union")
    INTERNATIONAL = "international", _("international organisation")
    COMPANY = "company", _("company")
    HEALTH = "health", _("health facility")
    NETWORK = "network", _("network")


class PlaceKind(models.TextChoices):
    REGION = "region", _("region")
    PROVINCE = "province", _("province or prefecture")
