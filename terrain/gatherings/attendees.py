"""Who is at a session, who may be expected, who answers to some letters: for the page, as the viewer may see them.

Whoever may see names sees names; anybody else sees initials, and only of those who are present.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.core.ui.wording import day_words, figure
from terrain.core.vault import Erased
from terrain.gatherings.enums import ThresholdMet
from terrain.gatherings.expecting import on_the_list
from terrain.gatherings.facts import earlier
from terrain.gatherings.likeness import may_be, plain_names
from terrain.gatherings.models import Attendance, Session
from terrain.gatherings.policies import check_identify
from terrain.people.identity import Identity, name_words, plain_name
from terrain.people.models import Person
from terrain.people.recognition import recognise

LATELY = timedelta(days=180)
EXPECTED = 20
STANDING = Coalesce("person__merged_into_id", "person_id")
FOUND = 20


@dataclass(frozen=True)
class Attendee:
    """A person in a list of ticks. ``about``: a few words to tell namesakes apart. ``details``: category and stay."""

    uid: Any
    name: str
    sex: str
    about: str
    present: bool
    details: str = ""
    sort: str = field(default="", compare=False)


def initials(name: str) -> str:
    """``A. D.`` for Aminata Diallo; Arabic letters are told apart by a full stop too."""
    return " ".join(f"{word[0].upper()}." for word in name.split()[:3]) or "…"


def _name(person: Person, named: bool) -> str:
    """A list of those present is read by whoever is in the room: a name that protects her stands there for everybody."""
    try:
        name = person.sealed().shown_name
    except Erased:
        return _("(erased)")
    return name if named else initials(name)


def _about(person: Person, last: date | None = None) -> str:
    words = [person.get_sex_display() if person.sex else ""]
    if person.birth_date is not None:
        words.append(_("born in %(year)s") % {"year": person.birth_date.year})
    if last is not None:
        words.append(_("last came %(day)s") % {"day": day_words(last)})
    return " · ".join(str(word) for word in words if word)


def _details(attendance: Attendance, named: bool) -> str:
    """As what, for how long; for whom only beside a name: with initials and a court, a small town knows who it is."""
    words = [str(attendance.get_category_display())] if attendance.category else []
    if attendance.minutes is not None:
        count = attendance.minutes
        words.append(ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": figure(count)})
    if named and attendance.organisation is not None:
        words.insert(0, str(attendance.organisation))
    if attendance.threshold_met == ThresholdMet.NO:
        words.append(_("not enough to count as trained"))
    return " · ".join(words) or _("As what, and how long?")


def _attendee(person: Person, *, named: bool, present: bool, last: date | None = None, details: str = "") -> Attendee:
    name = _name(person, named)
    about = _about(person, last) if named else _about(Person(sex=person.sex))
    return Attendee(person.uid, name, person.sex, about, present, details, sort=plain_name(name))


def seen(session: Session, viewer: Viewer) -> Any:
    """The attendances of a session that are there for the viewer: those of people sealed to her are not; each person once."""
    return session.attendances.exclude(person__in=Person.objects.sealed_to(viewer)).exclude(Exists(earlier()))


def attendances(session: Session, viewer: Viewer) -> Any:
    """Those seen, last ticked first, with all that a page of them reads."""
    return (
        seen(session, viewer).select_related("person__key", "person__merged_into__key", "organisation").order_by("-pk")
    )


def present(session: Session, found: Iterable[Attendance], viewer: Viewer) -> list[Attendee]:
    """Some attendances of ``session`` as the viewer may see them."""
    named = bool(verdict(check_identify, viewer, session))
    shown = []
    for attendance in found:
        attendance.session = session
        details = _details(attendance, named)
        shown.append(_attendee(attendance.person.stands_as, named=named, present=True, details=details))
    return shown


def one(session: Session, person: Person, viewer: Viewer) -> Attendee:
    """One person, ticked or not."""
    attendance = attendances(session, viewer).filter(person__in=person.selves).first()
    if attendance is not None:
        return present(session, [attendance], viewer)[0]
    return _attendee(person, named=bool(verdict(check_identify, viewer, session)), present=False)


def expected(session: Session, viewer: Viewer, limit: int = EXPECTED) -> list[Attendee]:
    """People who came to the project's sessions in the half year before and are not ticked; of a training, those on its list. For those
    who see names."""
    if not verdict(check_identify, viewer, session):
        return []
    if session.part_of_course and (listed := on_the_list(session)) is not None:
        return _listed(session, listed, viewer)
    here = session.attendances.annotate(one=STANDING).filter(one=OuterRef("one"))
    came = (
        Attendance.objects.annotate(one=STANDING)
        .filter(
            session__project=session.project_id,
            session__cancelled_at=None,
            session__day__range=(session.day - LATELY, session.day + LATELY),
        )
        .exclude(Exists(here))
    )
    came = came.exclude(person__in=Person.objects.sealed_to(viewer))
    last = dict(
        came.values("one")
        .annotate(last=Max("session__day"))
        .order_by("-last", "-one")[:limit]
        .values_list("one", "last")
    )
    persons = Person.objects.filter(pk__in=last).select_related("key")
    shown = [_attendee(person, named=True, present=False, last=last[person.pk]) for person in persons]
    return sorted(shown, key=lambda attendee: attendee.sort)


def _listed(session: Session, listed: set[int], viewer: Viewer) -> list[Attendee]:
    """Those on the list of a training who are not ticked yet."""
    there = _there(session)
    persons = Person.objects.filter(pk__in=listed).open_to(viewer).select_related("key", "merged_into__key")
    standing = {person.stands_as.pk: person.stands_as for person in persons}
    shown = [_attendee(one, named=True, present=False) for one in standing.values() if one.uid not in there]
    return sorted(shown, key=lambda attendee: attendee.sort)


def _there(session: Session) -> set[Any]:
    """Who is ticked, whatever she was called then."""
    one = Coalesce("person__merged_into__uid", "person__uid")
    return set(session.attendances.annotate(one=one).values_list("one", flat=True))


def _here(session: Session, viewer: Viewer) -> Any:
    """People of the session's project who may be ticked."""
    return Person.objects.known_to([session.project_id]).open_to(viewer).standing().select_related("key")


def answering(session: Session, typed: str, viewer: Viewer) -> list[Attendee]:
    """People known to the session's project in whose name a word begins with each typed word; names are read one by one
    in memory, no index of them exists."""
    wanted = name_words(typed)
    if not wanted or not verdict(check_identify, viewer, session):
        return []
    there = _there(session)
    found = []
    for person in _here(session, viewer).iterator(chunk_size=1000):
        if _answers(person, wanted):
            found.append(_attendee(person, named=True, present=person.uid in there))
            if len(found) == FOUND:
                break
    return sorted(found, key=lambda attendee: attendee.sort)


def _answers(person: Person, wanted: tuple[str, ...]) -> bool:
    try:
        names = person.sealed().all_names
    except Erased:
        return False
    words = [word for name in names for word in name_words(name)]
    return all(any(word.startswith(start) for word in words) for start in wanted)


def alike(session: Session, identity: Identity, viewer: Viewer) -> tuple[list[Attendee], bool]:
    """Whom a newcomer may already be, and whether a strong key says so.

    Whoever a strong key leads to is shown only when the session's project knows her. Without such a key, people of the
    project who bear the very same name are proposed, unless their sex or year of birth differs. Nobody is proposed to a
    viewer who does not see names.
    """
    if not verdict(check_identify, viewer, session):
        return [], False
    there = _there(session)
    here = _here(session, viewer)
    group = recognise([identity]).groups[0]
    if group.persons and Person.objects.filter(pk__in=group.persons).open_to(viewer).exists():
        keyed = here.filter(pk__in=group.persons)
        return [_attendee(person, named=True, present=person.uid in there) for person in keyed], True
    wanted = plain_name(identity.full_name)
    found = []
    for person in here.iterator(chunk_size=1000):
        if may_be(identity, person) and wanted in plain_names(person):
            found.append(_attendee(person, named=True, present=person.uid in there))
    return found[:FOUND], False


def for_sheet(session: Session, viewer: Viewer, *, lately: bool) -> list[Attendee]:
    """The names to print: those ticked, and on demand those who came lately; in alphabetical order."""
    shown = present(session, attendances(session, viewer), viewer)
    if lately:
        shown += expected(session, viewer, limit=60)
    return sorted(shown, key=lambda attendee: attendee.sort)
