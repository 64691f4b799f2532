from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    """How far one file has come."""

    UPLOADED = "uploaded", _("columns to match")
    MAPPED = "mapped", _("to be checked")
    CHECKED = "checked", _("ready to import")
    APPLIED = "applied", _("imported")
    UNDONE = "undone", _("taken back")
    FAILED = "failed", _("stopped by a fault")


OPEN_STATES = (BatchState.UPLOADED, BatchState.MAPPED, BatchState.CHECKED, BatchState.FAILED)
"""Nothing of the batch is in the records: it may be mapped again, checked again or discarded."""
