from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignState(models.TextChoices):
    """Where a campaign stands."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("going on")
    ENDED = "ended", _("ended")
    CANCELLED = "cancelled", _("cancelled")


GOING = frozenset({CampaignState.PLANNED, CampaignState.RUNNING})
"""States in which events are written down and telephones are heard."""


class Counted(models.TextChoices):
    """How the contacts of an event were counted."""

    ONE_BY_ONE = "one_by_one", _("one by one, as we spoke with them")
    MATERIALS = "materials", _("by what was handed out")
    ROWS = "rows", _("row by row, from a log")
    PLATFORM = "platform", _("by the figures of the channel")
    GUESSED = "guessed", _("guessed by eye")


class Method(models.TextChoices):
    """How unique people are estimated."""

    RECAPTURE = "recapture", _("who came again: telephones compared between events")
    REPEATS = "repeats", _("a survey: who had met the campaign before")
    EXPORT = "export", _("figures that the channel exports")
    HOUSEHOLDS = "households", _("households of people counted in the project")


class AccreditationState(models.TextChoices):
    """Where a journalist's accreditation stands."""

    ASKED = "asked", _("asked for")
    ACCREDITED = "accredited", _("accredited")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Basis(models.TextChoices):
    """Why a journalist's professional data may be kept."""

    ASKED_HERSELF = "asked_herself", _("she asked for it herself")
    HER_MEDIUM = "her_medium", _("her newsroom named her for it")
