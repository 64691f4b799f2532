from django.db import models
from django.utils.translation import gettext_lazy as _


class Extent(models.TextChoices):
    """What stands in a feed."""

    OWN = "own", _("what is mine")
    OWN_AND_PROGRAMME = "all", _("what is mine, and the dates of my projects")
    PROJECT = "project", _("every date of the project that its team sees; no date carries a name")
    PROJECT_PUBLIC = "public", _("only what anybody may know of the project")


OF_PROJECTS = frozenset({Extent.PROJECT, Extent.PROJECT_PUBLIC})
