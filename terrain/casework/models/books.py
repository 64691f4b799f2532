import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from terrain.casework.models.case import Case, key_of
from terrain.core import vault
from terrain.core.privacy import INTERNAL, PERSONAL, SENSITIVE

ANSWERS = "casework.BookVersion.sealed_answers"


class BookEntryQuerySet(models.QuerySet["BookEntry"]):
    def standing(self) -> "BookEntryQuerySet":
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)


class BookEntry(models.Model):
    """Something that happened, or is to come, on a day, in one book of a file's kind. What it says stands in versions, none ever lost.

    ``due``: the day by which it asks for something, taken from what it says; ``withdrawn_at``: written by mistake, holds no more.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    book = models.CharField(max_length=40)
    day = models.DateField()
    due = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = BookEntryQuerySet.as_manager()

    privacy = {
        "case": INTERNAL,
        "book": PERSONAL,
        "day": PERSONAL,
        "due": PERSONAL,
        "version": INTERNAL,
        "by": INTERNAL,
        "written_at": INTERNAL,
        "withdrawn_at": INTERNAL,
    }

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["case", "book", "-day", "-id"], name="bookentry_case"),
            models.Index(fields=["due"], condition=Q(withdrawn_at=None, due__isnull=False), name="bookentry_due"),
            models.Index(fields=["day"], condition=Q(withdrawn_at=None), name="bookentry_day"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.book} {self.day}"

    def answers(self) -> dict[str, Any]:
        """What it says now, opened; its versions may have been fetched along."""
        return max(self.versions.all(), key=lambda version: version.number).answers(self)


class BookVersion(models.Model):
    """What an entry said from an instant on; the newest is what it says now."""

    entry = models.ForeignKey(BookEntry, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    day = models.DateField()
    sealed_answers = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {
        "entry": INTERNAL,
        "number": INTERNAL,
        "day": PERSONAL,
        "sealed_answers": SENSITIVE,
        "at": INTERNAL,
        "by": INTERNAL,
    }

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="bookversion_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number}"

    def answers(self, entry: BookEntry) -> dict[str, Any]:
        """Field → answer, opened. ``entry``: its own, with its file in hand."""
        case = entry.case
        key = key_of(case, case.pathway.book(entry.book).note_class)
        return dict(json.loads(vault.unseal(key, bytes(self.sealed_answers), ANSWERS)))
