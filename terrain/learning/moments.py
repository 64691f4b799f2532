"""The words of what is asked of somebody who learns, and of what she is given: when, how, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Moment(models.TextChoices):
    """When a test is taken."""

    BEFORE = "before", pgettext_lazy("a test", "before the training")
    AFTER = "after", pgettext_lazy("a test", "after the training")


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", _("one answer is right")
    MULTIPLE = "multiple", _("several answers may be right")
    TRUE_FALSE = "true_false", _("true or false")


class Later(models.TextChoices):
    """How long after the last meeting somebody is asked what became of it."""

    WEEKS = "weeks_6", _("six weeks later")
    MONTHS = "months_6", _("six months later")


class Outcome(models.TextChoices):
    """What became of asking."""

    ANSWERED = "answered", pgettext_lazy("a follow-up", "answered")
    UNREACHED = "unreached", pgettext_lazy("a follow-up", "could not be reached")
    DECLINED = "declined", pgettext_lazy("a follow-up", "did not want to answer")


class Used(models.TextChoices):
    """Whether she used what she learned."""

    OFTEN = "often", _("Yes, several times")
    ONCE = "once", _("Yes, once")
    NOT_YET = "not_yet", _("Not yet")


class Asking(models.TextChoices):
    """How the follow-up was asked."""

    PAGE = "page", _("on her page")
    PHONE = "phone", _("by telephone")


class Withdrawal(models.TextChoices):
    """Why a certificate does not hold any more: shown to whoever checks it."""

    MISTAKE = "mistake", pgettext_lazy("why a certificate was withdrawn", "it was issued by mistake")
    RECORD = "record", pgettext_lazy("why a certificate was withdrawn", "the attendance was corrected")
    REPLACED = "replaced", pgettext_lazy("why a certificate was withdrawn", "another one replaces it")
    REQUEST = "request", pgettext_lazy("why a certificate was withdrawn", "its holder asked for it")
