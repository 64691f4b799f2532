import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL, PERSONAL
from terrain.programmes.models import Project, plain
from terrain.workshops.lists import lists
from terrain.workshops.models.centres import Centre

MOST = 9_999
"""More of one thing than any kit holds."""


class KitQuerySet(models.QuerySet["Kit"]):
    def visible_to(self, viewer: Viewer) -> "KitQuerySet":
        """Kits of the projects in which the viewer may see sessions."""
        projects = viewer.projects("gathering.view")
        return self if projects is None else self.filter(project_id__in=projects)


class Kit(models.Model):
    """A box of games, cards and books that travels between centres. ``home``: where it is when nobody has it on loan.

    ``ended_on``: since when it is no longer in use (lost, worn out, given away for good).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=20)
    home = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    about = models.TextField(max_length=2000, blank=True)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = KitQuerySet.as_manager()

    privacy = dict.fromkeys(
        ("uid", "project", "name", "code", "home", "about", "ended_on", "version", "created_at", "created_by"), INTERNAL
    )

    class Meta:
        ordering = ["project", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="kit_code_once")]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    def get_absolute_url(self) -> str:
        """The kit's page: what is in it, where it is."""
        return reverse("workshops:kit", args=[self.uid])

    @property
    def in_use(self) -> bool:
        """Whether it may be lent and counted."""
        return self.ended_on is None


class KitItem(models.Model):
    """What a kit should hold, and how much of it was there at the last count (``present`` is None before the first).

    ``broken``: how many of those present cannot be used. ``left_on``: since when it no longer belongs to the kit.
    """

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="items")
    what = models.CharField(max_length=120)
    what_plain = models.CharField(max_length=120, editable=False)
    quantity = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST)])
    present = models.PositiveSmallIntegerField(null=True)
    broken = models.PositiveSmallIntegerField(default=0)
    condition = models.CharField(max_length=40, blank=True)
    counted_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    privacy = dict.fromkeys(
        (
            "kit",
            "what",
            "what_plain",
            "quantity",
            "present",
            "broken",
            "condition",
            "counted_on",
            "left_on",
            "version",
        ),
        INTERNAL,
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kit", "what_plain"], condition=Q(left_on__isnull=True), name="kititem_once"
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(broken__lte=F("present")), name="kititem_broken_of_present"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def call(self, what: str) -> None:
        """Set what it is as written, and the plain form by which it is known again."""
        self.what, self.what_plain = what.strip()[:120], plain(what)[:120]

    @property
    def condition_words(self) -> str:
        """In what condition it was at the last count; blank when nobody said."""
        return lists().words("conditions", self.condition)

    @property
    def missing(self) -> int:
        """How many were not there at the last count; none before the first."""
        return 0 if self.present is None else max(self.quantity - self.present, 0)


class Loan(models.Model):
    """A kit that goes from its home to another centre until a day. ``handed_to``: the colleague there who answers for it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="loans")
    from_centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    to_centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    handed_to = models.CharField(max_length=120, blank=True)
    lent_on = models.DateField()
    due_on = models.DateField()
    given_back_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = dict.fromkeys(
        (
            "uid",
            "kit",
            "from_centre",
            "to_centre",
            "lent_on",
            "due_on",
            "given_back_on",
            "created_at",
            "created_by",
        ),
        INTERNAL,
    ) | {"handed_to": PERSONAL}

    class Meta:
        ordering = ["-lent_on", "-pk"]
        indexes = [models.Index(fields=["kit", "-lent_on", "-id"], name="loan_kit_day")]
        constraints = [
            models.UniqueConstraint(fields=["kit"], condition=Q(given_back_on__isnull=True), name="loan_one_open"),
            models.CheckConstraint(condition=Q(due_on__gte=F("lent_on")), name="loan_due_after_lent"),
            models.CheckConstraint(
                condition=Q(given_back_on__isnull=True) | Q(given_back_on__gte=F("lent_on")),
                name="loan_back_after_lent",
            ),
            models.CheckConstraint(condition=~Q(from_centre=F("to_centre")), name="loan_goes_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.kit_id} {self.lent_on}"

    def days_late(self, on: date | None = None) -> int:
        """How many days past its day it is on ``on`` (today), or was when it came back; 0 when it is not late."""
        until = self.given_back_on or on or clock.today()
        return max((until - self.due_on).days, 0)


class KitCheck(models.Model):
    """Somebody opened the kit and counted. ``loan``: it was when the kit came back from there."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="checks")
    loan = models.OneToOneField(Loan, null=True, on_delete=models.PROTECT, related_name="check_at_return")
    day = models.DateField()
    note = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = dict.fromkeys(("uid", "kit", "loan", "day", "note", "created_at", "created_by"), INTERNAL)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["kit", "-day", "-id"], name="kitcheck_kit_day")]

    def __str__(self) -> str:
        return f"{self.kit_id} {self.day}"


class KitCount(models.Model):
    """One thing at one count: how many there should have been, were there, were broken."""

    check_of = models.ForeignKey(KitCheck, on_delete=models.CASCADE, related_name="counts")
    item = models.ForeignKey(KitItem, on_delete=models.PROTECT, related_name="counts")
    expected = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    broken = models.PositiveSmallIntegerField(default=0)
    condition = models.CharField(max_length=40, blank=True)

    privacy = dict.fromkeys(("check_of", "item", "expected", "present", "broken", "condition"), INTERNAL)

    class Meta:
        ordering = ["item_id"]
        constraints = [
            models.UniqueConstraint(fields=["check_of", "item"], name="kitcount_once"),
            models.CheckConstraint(condition=Q(broken__lte=F("present")), name="kitcount_broken_of_present"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.present}"

    @property
    def condition_words(self) -> str:
        """In what condition it was; blank when nobody said."""
        return lists().words("conditions", self.condition)

    @property
    def missing(self) -> int:
        """How many were not there."""
        return max(self.expected - self.present, 0)
