from django.db import models
from django.utils.translation import gettext_lazy as _


class Count(models.TextChoices):
    """What an indicator rule counts."""

    SUBJECTS = "subjects", _("each one once")
    OCCURRENCES = "occurrences", _("each time it happens")
    QUANTITY = "quantity", _("the sum of quantities")
    RATIO = "ratio", _("a share of those concerned")


class Once(models.TextChoices):
    """The window within which the same one is counted once (``window`` in a rule)."""

    PROJECT = "project", _("once over the whole project")
    YEAR = "year", _("once a year")
    MONTH = "month", _("once a month")


class Across(models.TextChoices):
    """What several windows together are (``across`` in a rule)."""

    SUM = "sum", _("the windows are added")
    HIGHEST = "highest", _("the highest window: one and the same cannot be recognised in two")


class Combine(models.TextChoices):
    """How several declared figures of one target become one."""

    HIGHEST = "highest", _("The same people may be in another figure: the highest figure is kept")
    SUM = "sum", _("Nobody in it is in another figure: it is added")


class State(models.TextChoices):
    """Where a value comes from."""

    COMPUTED = "computed", _("computed")
    FLOOR = "floor", _("measured: floor")
    DECLARED = "declared", _("declared")
    NONE = "none", _("not yet measured")
