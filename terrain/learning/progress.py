"""How much of a training somebody attended: worked out from the attendances of her meetings, the same every time. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Coalesce

from terrain.gatherings.models import Attendance
from terrain.learning.enums import Reached
from terrain.learning.models import Cohort, Enrolment, Meeting, Sitting
from terrain.learning.moments import Moment


@dataclass(frozen=True)
class Figures:
    """Minutes of her meetings, how many of them she attended, the last day on which she came, whether that is enough."""

    due_minutes: int
    attended_minutes: int
    last_attended: date | None
    threshold_met: str


KEPT = ("due_minutes", "attended_minutes", "last_attended", "threshold_met")
"""Where an enrolment keeps its figures."""
ONE = Coalesce("person__merged_into_id", "person_id")


def minutes_of(meeting: Meeting) -> int:
    """How long a meeting lasts for those who attend: what its session says, else from its beginning to its end."""
    return meeting.session.minutes or int((meeting.ends - meeting.starts).total_seconds() // 60)


def enough(attended: int, due: int, percent: int) -> bool:
    """Whether ``attended`` of ``due`` minutes are ``percent`` of them at least."""
    return due > 0 and attended * 100 >= percent * due


def figures_of(
    enrolment: Enrolment, meetings: Iterable[Meeting], stays: dict[int, int | None], percent: int
) -> Figures:
    """``meetings``: those of the cohort that take place; ``stays``: sessions at which she was → minutes (``None``: all of it).

    Only meetings of her group are hers. Whoever is in no group yet owes those of every group, so that nobody is taken for trained
    because a group was forgotten.
    """
    due, attended, last = 0, 0, None
    for meeting in meetings:
        if meeting.group_id is not None and enrolment.group_id is not None and meeting.group_id != enrolment.group_id:
            continue
        whole = minutes_of(meeting)
        due += whole
        if meeting.session_id in stays:
            stay = stays[meeting.session_id]
            attended += whole if stay is None else min(stay, whole)
            last = max(last, meeting.session.day) if last is not None else meeting.session.day
    if last is None:
        return Figures(due, 0, None, Reached.UNKNOWN.value)
    reached = Reached.YES if enough(attended, due, percent) else Reached.NO
    return Figures(due, attended, last, reached.value)


def of_cohort(cohort: Cohort) -> dict[int, Figures]:
    """The figures of everybody on the list of ``cohort``, whatever their state: enrolment → figures; three queries."""
    meetings = list(cohort.meetings.filter(session__cancelled_at=None).select_related("session"))
    stays: dict[int, dict[int, int | None]] = defaultdict(dict)
    whole = {meeting.session_id: minutes_of(meeting) for meeting in meetings}
    there = Attendance.objects.filter(session__in=list(whole)).annotate(one=ONE).order_by("pk")
    for person, session, minutes in there.values_list("one", "session_id", "minutes"):
        hers = stays[person]
        if session not in hers:
            hers[session] = minutes
        else:
            before, now = (whole[session] if one is None else one for one in (hers[session], minutes))
            hers[session] = max(before, now)
    enrolments = Enrolment.objects.filter(cohort=cohort).annotate(one=ONE)
    percent = cohort.threshold
    return {one.pk: figures_of(one, meetings, stays.get(one.one, {}), percent) for one in enrolments}


def results_of(cohort: Cohort, selves: Collection[int] | None = None) -> dict[int, bool | None]:
    """What the tests after the training say of everybody on the list, or of one person (``selves``): enrolment → passed; two queries.

    ``None``: not taken. Passed when any try reached the cohort's mark, under whichever name of hers it was taken.
    """
    listed = Enrolment.objects.filter(cohort=cohort).annotate(one=ONE)
    listed = listed if selves is None else listed.filter(person__in=selves)
    one_of = dict(listed.values_list("pk", "one"))
    best: dict[int, int] = {}
    taken = Sitting.objects.filter(enrolment__in=listed.values("pk"), moment=Moment.AFTER)
    for enrolment, share in taken.values_list("enrolment_id", "share"):
        best[one_of[enrolment]] = max(share, best.get(one_of[enrolment], 0))
    return {pk: best[one] >= cohort.pass_mark if one in best else None for pk, one in one_of.items()}
