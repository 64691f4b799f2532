from django.conf import settings
from django.db import models

from terrain.casework.enums import NoteClass
from terrain.casework.models.case import Case
from terrain.core import clock
from terrain.core.privacy import INTERNAL, SENSITIVE


class Note(models.Model):
    """What was heard, seen or done, on a day; in one of three classes of confidence. Its text stands in versions, none ever lost.

    ``contact``: how it happened, a code of the list. ``struck_at``: it should not count, and stays readable as struck out.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    note_class = models.CharField(max_length=12, choices=NoteClass, default=NoteClass.ORDINARY)
    contact = models.CharField(max_length=20)
    day = models.DateField(default=clock.today)
    written_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {
        "case": INTERNAL,
        "note_class": SENSITIVE,
        "contact": INTERNAL,
        "day": INTERNAL,
        "written_at": INTERNAL,
        "by": INTERNAL,
        "version": INTERNAL,
        "struck_at": INTERNAL,
        "struck_by": INTERNAL,
    }

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["case", "note_class", "-day", "-id"], name="note_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.day}"


class NoteVersion(models.Model):
    """What a note said from an instant on; the newest is what it says now."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sealed_text = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = {"note": INTERNAL, "number": INTERNAL, "sealed_text": SENSITIVE, "at": INTERNAL, "by": INTERNAL}

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="noteversion_once")]

    def __str__(self) -> str:
        return f"{self.note_id} {self.number}"
