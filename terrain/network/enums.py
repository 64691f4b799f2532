from django.db import models
from django.utils.translation import gettext_lazy as _


class Freshness(models.TextChoices):
    """Whether what an entry says was looked at lately."""

    FRESH = "fresh", _("up to date")
    DUE = "due", _("to be reviewed soon")
    OVERDUE = "overdue", _("review overdue")


class ReferredBy(models.TextChoices):
    """Who knocks at the door of a service; blank is not said."""

    HERSELF = "herself", _("She comes herself")
    PROFESSIONAL = "professional", _("A professional asks for her")
    REFERRAL = "referral", _("Only with a written referral")


class Channel(models.TextChoices):
    """By what a service is asked."""

    PHONE = "phone", _("by telephone")
    EMAIL = "email", _("by e-mail")
    LINK = "link", _("by the link of a referral")
    SPOT = "spot", _("on the spot")


class Interval(models.IntegerChoices):
    """After how many months an entry is looked at again."""

    MONTH = 1, _("every month")
    QUARTER = 3, _("every three months")
    HALF_YEAR = 6, _("every six months")
    YEAR = 12, _("every year")
