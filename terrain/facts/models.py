"""Facts, and the cells in which they are already counted. No name stands here, nor anything that leads to one."""

from django.db import models

from terrain.core.privacy import INTERNAL, PERSONAL
from terrain.programmes.models import Place, Project


class Subject(models.Model):
    """A pseudonym. Its number is all that the counting rooms ever know of a person, organisation or enterprise."""

    kind = models.CharField(max_length=20)

    privacy = {"kind": INTERNAL}

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Variant(models.Model):
    """One combination of attributes that facts of a kind have, written once: canonical JSON without blank values."""

    kind = models.CharField(max_length=40)
    attributes = models.CharField(max_length=1000)

    privacy = {"kind": INTERNAL, "attributes": INTERNAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "attributes"], name="variant_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.attributes}"


class Fact(models.Model):
    """Something that happened to a subject (or to ``occurrences`` people without identity) on a day, in a project.

    ``model`` and ``record`` say which record tells it; ``month`` = year * 12 + month - 1 of ``day``; ``sex`` and
    ``age`` (completed years on ``day``) are those of the subject.
    """

    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.BigIntegerField(null=True)
    day = models.DateField()
    month = models.IntegerField()
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    occurrences = models.PositiveIntegerField(default=1)
    quantity = models.PositiveBigIntegerField(default=0)
    sex = models.CharField(max_length=1, blank=True)
    age = models.SmallIntegerField(null=True)

    privacy = {
        "model": INTERNAL,
        "record": INTERNAL,
        "variant": INTERNAL,
        "project": INTERNAL,
        "subject": PERSONAL,
        "day": PERSONAL,
        "month": INTERNAL,
        "place": INTERNAL,
        "occurrences": INTERNAL,
        "quantity": INTERNAL,
        "sex": PERSONAL,
        "age": PERSONAL,
    }

    class Meta:
        indexes = [
            models.Index(fields=["project", "variant", "month"], name="fact_cell"),
            models.Index(fields=["model", "record"], name="fact_record"),
            models.Index(fields=["subject"], name="fact_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.day:%Y-%m-%d}"


class Cell(models.Model):
    """All facts of one project, month and variant, counted already.

    ``members``: serialized roaring bitmap of the subjects. ``codes``: one byte a member, in ascending order of
    members: sex and age band (``facts.bands``). ``anonymous``: the occurrences without a subject, part of
    ``occurrences``.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    month = models.IntegerField()
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+", db_index=False)
    members = models.BinaryField()
    codes = models.BinaryField()
    occurrences = models.PositiveBigIntegerField(default=0)
    anonymous = models.PositiveBigIntegerField(default=0)
    quantity = models.PositiveBigIntegerField(default=0)

    privacy = {
        "project": INTERNAL,
        "month": INTERNAL,
        "variant": INTERNAL,
        "members": PERSONAL,
        "codes": PERSONAL,
        "occurrences": INTERNAL,
        "anonymous": INTERNAL,
        "quantity": INTERNAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "month", "variant"], name="cell_once")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.month} {self.variant_id}"


class Presence(models.Model):
    """Every subject of one sort that a project met in a month, whatever happened: the union of that month's cells."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject_kind = models.CharField(max_length=20)
    month = models.IntegerField()
    members = models.BinaryField()

    privacy = {"project": INTERNAL, "subject_kind": INTERNAL, "month": INTERNAL, "members": PERSONAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "subject_kind", "month"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.subject_kind} {self.month}"


class Edition(models.Model):
    """Which edition of a project's cells is the present one.

    Whoever writes facts of a project locks its row first. ``number`` grows with each write; ``stamp`` is random, so
    that an edition that was rolled back is never taken for the one that came instead of it.
    """

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveBigIntegerField(default=0)
    stamp = models.BigIntegerField(default=0)

    privacy = {"project": INTERNAL, "number": INTERNAL, "stamp": INTERNAL}

    def __str__(self) -> str:
        return f"{self.project_id} {self.number}"
