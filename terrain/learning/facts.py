"""What trainings over several meetings count for.

Kind ``training``: one fact for each person who came at least once, on the day of the last meeting that she attended. Attributes:

``category``       as what she is on the list (``gatherings.Category``)
``threshold_met``  ``yes`` when the minutes that she attended reach the course's share of the minutes of all meetings of her group
                   that were not cancelled, else ``no``
``test``           ``passed`` / ``failed`` the post-test, blank: not taken
``topic``          the code of the topic recognised in the cohort's name, or blank
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.facts.registry import FactDraft, FactKind, Source
from terrain.gatherings.enums import Category
from terrain.learning.enums import EnrolmentState, Reached, TestResult
from terrain.learning.models import Enrolment
from terrain.people.models import Person

TRAINING = FactKind(
    code="training",
    label=_("training over several meetings"),
    subject="person",
    attributes={
        "category": tuple(Category.values),
        "threshold_met": (Reached.YES.value, Reached.NO.value),
        "test": tuple(TestResult.values),
        "topic": (),
    },
    noun=ngettext_lazy("%(count)d training followed", "%(count)d trainings followed", "count"),
    words={
        "category": (_("Category"), dict(Category.choices)),
        "threshold_met": (_("Planned share attended"), dict(Reached.choices)),
        "test": (_("Post-test"), dict(TestResult.choices)),
        "topic": (_("Theme"), {}),
    },
)
RESULTS = {None: TestResult.NONE, True: TestResult.PASSED, False: TestResult.FAILED}


def facts_of(enrolment: Enrolment) -> list[FactDraft]:
    """One fact of somebody who has a place and came; none of a second enrolment of one who was found to be the same person."""
    cohort, person, day = enrolment.cohort, enrolment.person.stands_as, enrolment.last_attended
    if cohort.is_cancelled or not enrolment.has_place or day is None or getattr(enrolment, "again", False):
        return []
    return [
        FactDraft(
            kind=TRAINING.code,
            project_id=cohort.project_id,
            day=day,
            subject=person.subject,
            place_id=cohort.place_id,
            sex=person.sex,
            age=person.age_on(day),
            attributes={
                "category": enrolment.category,
                "threshold_met": enrolment.threshold_met or Reached.NO.value,
                "test": RESULTS[enrolment.test_passed].value,
                "topic": cohort.topic.code if cohort.topic is not None else "",
            },
        )
    ]


def earlier() -> QuerySet[Enrolment]:
    """For an enrolment: those before it in the cohort, with a place, of whoever was found to be the same person."""
    one = Coalesce("person__merged_into_id", "person_id")
    other = Coalesce(OuterRef("person__merged_into_id"), OuterRef("person_id"))
    same = Enrolment.objects.annotate(one=one).filter(one=other, state=EnrolmentState.REGISTERED)
    return same.filter(cohort=OuterRef("cohort_id"), pk__lt=OuterRef("pk"))


def enrolments(pks: Iterable[int] | None) -> Iterable[Any]:
    """Enrolments with cohort, topic and person, in two queries."""
    found = Enrolment.objects.select_related("cohort__topic", "person__merged_into").order_by("pk")
    if Person.objects.filter(merged_into__isnull=False).exists():
        found = found.annotate(again=Exists(earlier()))
    return found if pks is None else found.filter(pk__in=list(pks))


ENROLMENTS = Source(model="learning.Enrolment", facts_of=facts_of, records=enrolments)
