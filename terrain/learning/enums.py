from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

POST_TEST_PASS = 60
"""Percent of the post-test that passes unless the course says otherwise."""


class CohortState(models.TextChoices):
    """Where a cohort stands. Cancelled: nothing of it counts."""

    PLANNED = "planned", pgettext_lazy("state of a cohort", "being prepared")
    OPEN = "open", pgettext_lazy("state of a cohort", "open for registration")
    RUNNING = "running", pgettext_lazy("state of a cohort", "running")
    HELD = "held", pgettext_lazy("state of a cohort", "held")
    CANCELLED = "cancelled", pgettext_lazy("state of a cohort", "cancelled")


class EnrolmentState(models.TextChoices):
    """Whether somebody has a place. Only whoever is registered counts."""

    REGISTERED = "registered", pgettext_lazy("state of an enrolment", "registered")
    WAITING = "waiting", pgettext_lazy("state of an enrolment", "on the waiting list")
    REFUSED = "refused", pgettext_lazy("state of an enrolment", "refused")
    CANCELLED = "cancelled", pgettext_lazy("state of an enrolment", "withdrawn")


class How(models.TextChoices):
    """How somebody came onto the list."""

    STAFF = "staff", _("written down by a colleague")
    LINK = "link", _("registered herself from the link")
    IMPORT = "import", _("from a list that was brought in")


class RequestState(models.TextChoices):
    """What became of a registration from the link."""

    WAITING = "waiting", pgettext_lazy("state of a registration", "to be answered")
    ACCEPTED = "accepted", pgettext_lazy("state of a registration", "accepted")
    REFUSED = "refused", pgettext_lazy("state of a registration", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a registration", "taken back")


class Reached(models.TextChoices):
    """Whether the share of the whole training that the course asks for was attended; blank for whoever never came."""

    UNKNOWN = "", pgettext_lazy("share of a training", "did not come")
    YES = "yes", pgettext_lazy("share of a training", "attended enough")
    NO = "no", pgettext_lazy("share of a training", "not attended enough")


class TestResult(models.TextChoices):
    """The post-test of somebody in facts."""

    NONE = "", pgettext_lazy("post-test", "not taken")
    PASSED = "passed", pgettext_lazy("post-test", "passed")
    FAILED = "failed", pgettext_lazy("post-test", "not passed")


TestResult.__test__ = False  # type: ignore[attr-defined]
