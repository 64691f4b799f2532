"""What sessions count for.

Kind ``attendance``: one fact for each person who was at a session that took place, and one fact without a subject for
the people of whom only a headcount was taken. Kind ``representation`` (``network.facts``): the organisation for which somebody came,
when that is said. Subject: the person's pseudonym. Place: the session's. Attributes:

``session_kind``   the kind of session (``SessionKind``)
``category``       as what the person came (``Category``; blank: not stated)
``threshold_met``  ``yes`` / ``no`` for kinds that ask for a share of their minutes, blank for the others
``topic``          the code of the topic recognised in the session's theme, or blank

Sex is the one recorded now. Age is counted in completed years on the day of the session from the birth date as far as
it is known (``Person.age_on`` states the rule for a month or a year alone); unknown stays unknown.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.facts.registry import FactDraft, FactKind, Source
from terrain.gatherings.enums import Category, SessionKind, ThresholdMet
from terrain.gatherings.models import Attendance, Session
from terrain.network.enums import Presence
from terrain.network.facts import representation
from terrain.people.models import Person

AT_ONCE = 500

ATTENDANCE = FactKind(
    code="attendance",
    label=_("attendance at a session"),
    subject="person",
    attributes={
        "session_kind": tuple(SessionKind.values),
        "category": tuple(Category.values),
        "threshold_met": tuple(ThresholdMet.values),
        "topic": (),
    },
    noun=ngettext_lazy("%(count)d attendance", "%(count)d attendances", "count"),
    words={
        "session_kind": (_("Kind of session"), dict(SessionKind.choices)),
        "category": (_("Category"), dict(Category.choices)),
        "threshold_met": (_("Planned share attended"), dict(ThresholdMet.choices)),
        "topic": (_("Theme"), {}),
    },
)


def _said_by(session: Session) -> dict[str, str]:
    return {"session_kind": session.kind, "topic": session.topic.code if session.topic is not None else ""}


def facts_of_attendance(attendance: Attendance) -> list[FactDraft]:
    """One fact: this person, that day, there, and one more for the organisation for which she came; none for a cancelled session. Whoever
    is there a second time because two people were found to be one counts once; the organisation that only her second line names was
    there all the same."""
    session, person = attendance.session, attendance.person.stands_as
    if session.is_cancelled:
        return []
    if getattr(attendance, "again", False):
        return _represented(attendance)
    said = _said_by(session) | {"category": attendance.category, "threshold_met": str(attendance.threshold_met)}
    return [
        FactDraft(
            kind=ATTENDANCE.code,
            project_id=session.project_id,
            day=session.day,
            subject=person.subject,
            place_id=session.place_id,
            sex=person.sex,
            age=person.age_on(session.day),
            attributes=said,
        ),
        *_represented(attendance),
    ]


def _represented(attendance: Attendance) -> list[FactDraft]:
    organisation, session = attendance.organisation, attendance.session
    profile = getattr(organisation, "profile", None) if organisation is not None else None
    if profile is None:
        return []
    return [representation(profile, session.project_id, session.day, Presence.GATHERING, session.place_id)]


def facts_of_session(session: Session) -> list[FactDraft]:
    """One fact without a subject, as many times as heads were counted; none when nobody was."""
    if session.is_cancelled or not session.headcount:
        return []
    return [
        FactDraft(
            kind=ATTENDANCE.code,
            project_id=session.project_id,
            day=session.day,
            subject=None,
            place_id=session.place_id,
            occurrences=session.headcount,
            attributes=_said_by(session) | {"category": "", "threshold_met": ""},
        )
    ]


def attendances(pks: Iterable[int] | None) -> Iterable[Any]:
    """Attendances with session, topic, person and organisation, in two queries; ``again``: the same person stands earlier on the sheet."""
    found = Attendance.objects.select_related(
        "session__topic", "person__merged_into", "organisation__profile__same_as"
    ).order_by("pk")
    if Person.objects.filter(merged_into__isnull=False).exists():
        found = found.annotate(again=Exists(earlier()))
    return found if pks is None else found.filter(pk__in=list(pks))


def earlier() -> QuerySet[Attendance]:
    """For an attendance: those before it of the same session by whoever was found to be the same person."""
    one = Coalesce("person__merged_into_id", "person_id")
    other = Coalesce(OuterRef("person__merged_into_id"), OuterRef("person_id"))
    same = Attendance.objects.annotate(one=one).filter(one=other)
    return same.filter(session=OuterRef("session_id"), pk__lt=OuterRef("pk"))


def beside(pks: Iterable[int]) -> list[int]:
    """Other attendances of the same sessions by people who are one with somebody: they may count once these are gone."""
    going = list(pks)
    one = Q(person__merged_into__isnull=False) | Q(person__absorbed__isnull=False)
    found: set[int] = set()
    if Person.objects.filter(merged_into__isnull=False).exists():
        for start in range(0, len(going), AT_ONCE):
            some = Attendance.objects.filter(one, pk__in=going[start : start + AT_ONCE]).values("session_id")
            found |= set(Attendance.objects.filter(one, session__in=some).values_list("pk", flat=True))
    return sorted(found - set(going))


def sessions(pks: Iterable[int] | None) -> Iterable[Any]:
    """Sessions with their topic, in one query; of all of them only those with a headcount can make a fact."""
    found = Session.objects.select_related("topic").order_by("pk")
    return found.exclude(headcount=0) if pks is None else found.filter(pk__in=list(pks))


ATTENDANCES = Source(model="gatherings.Attendance", facts_of=facts_of_attendance, records=attendances)
HEADCOUNTS = Source(model="gatherings.Session", facts_of=facts_of_session, records=sessions)
