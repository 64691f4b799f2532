"""Who may be certified, and what a certificate says: hours, dates, place, in the language of its holder."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date, format_interval
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from terrain.core import clock
from terrain.core.documents.paper import LOCALES
from terrain.learning import windows
from terrain.learning.enums import Reached
from terrain.learning.models import Certificate, Cohort, Enrolment, Meeting


class Ground:
    """What everybody of a cohort is judged on, read once: when it meets, and who was certified under which of her names."""

    def __init__(self, cohort: Cohort) -> None:
        self.meetings = windows.meetings_held(cohort)
        one = Coalesce("enrolment__person__merged_into_id", "enrolment__person_id")
        found = Certificate.objects.filter(enrolment__cohort=cohort).annotate(one=one)
        self._certified: set[int] = set(found.values_list("one", flat=True))

    def certify(self, enrolment: Enrolment) -> None:
        """She has a certificate now."""
        self._certified.add(enrolment.person.stands_as.pk)

    def knows_her(self, enrolment: Enrolment) -> bool:
        """Whether she was certified in this cohort, be it as somebody who was found to be her."""
        return enrolment.person.stands_as.pk in self._certified


def why_not(enrolment: Enrolment, ground: Ground | None = None) -> Any:
    """Why she is not certified, in words; nothing when she may be. ``ground``: of her cohort, for whoever asks of several."""
    ground = ground or Ground(enrolment.cohort)
    if ground.knows_her(enrolment):
        return _("She already has a certificate of this training.")
    if enrolment.person.erased_at is not None:
        return _("Nobody knows any more who she is.")
    if not over(enrolment, ground.meetings):
        return _("The training is not over.")
    return why_not_met(enrolment)


def why_not_met(enrolment: Enrolment) -> Any:
    """Why the rule of the course is not met, in words; nothing when it is."""
    course = enrolment.cohort.course
    if enrolment.cohort.is_cancelled:
        return _("This training was cancelled.")
    if not enrolment.has_place:
        return _("There is no place in this training.")
    if enrolment.last_attended is None:
        return _("None of the meetings was attended.")
    if enrolment.threshold_met != Reached.YES:
        return _("Attended: %(had)d %% of the hours. The course asks for %(asked)d %%.") % {
            "had": enrolment.percent,
            "asked": enrolment.cohort.threshold,
        }
    if course.asks_post_test and enrolment.test_passed is None:
        return _("The test after the training, which the course asks for, has not been taken.")
    if course.asks_post_test and not enrolment.test_passed:
        return _("The test after the training, which the course asks for, has not been passed.")
    return ""


def over(enrolment: Enrolment, held: Sequence[Meeting] | None = None) -> bool:
    """Whether the last of her meetings has ended. ``held``: those of the cohort, where they were read already."""
    meetings = windows.meetings_of(enrolment, held)
    return meetings[-1].ends <= clock.now() if meetings else clock.today() > enrolment.cohort.last_day


def hours(minutes: int) -> str:
    """How long in words, in the active language: ``12 h``, ``5 h 30``."""
    whole, rest = divmod(minutes, 60)
    if rest:
        return ngettext("%(hours)d h %(minutes)02d", "%(hours)d h %(minutes)02d", whole) % {
            "hours": whole,
            "minutes": rest,
        }
    return ngettext("%(hours)d h", "%(hours)d h", whole) % {"hours": whole}


def days(first: date, last: date, language: str) -> str:
    """From when until when, in ``language``: ``3 – 4 novembre 2026``."""
    locale = LOCALES.get(language, "fr_FR")
    if first == last:
        return format_date(first, "long", locale=locale)
    return format_interval(first, last, "yMMMd", locale=locale)


def language_of(enrolment: Enrolment) -> str:
    """The language of her certificate: hers, else French."""
    return enrolment.language if enrolment.language in LOCALES else "fr"
