"""Writing a register into the records, and taking it back. Called inside the import engine's own transaction."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.gatherings import registers
from terrain.gatherings.actions import ATTENDANCES, SESSIONS
from terrain.gatherings.facts import beside
from terrain.gatherings.followers import follow_presence
from terrain.gatherings.models import Attendance, AttendanceOrigin, Session
from terrain.gatherings.policies import check_import, check_undo
from terrain.gatherings.registers import Held, Reading
from terrain.imports.models import Batch
from terrain.imports.registry import Context, Plan, Progress, Rows
from terrain.people import actions as people
from terrain.people.models import Person

CHUNK = 1000
ATTEMPTS = 3
T = TypeVar("T")


def chunks(things: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """``things`` in slices that a query can carry."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def apply(rows: Rows, batch: Batch, context: Context, progress: Progress) -> dict[str, int]:
    """Write what the plan found: sessions, people, attendances, their facts. Creates nothing that is there already."""
    check_import(context.by, context.project)
    progress(0, 4, "")
    plan, persons = _register(rows, batch, context)
    reading: Reading = plan.prepared
    progress(1, 4, "")
    _open_sessions(reading, batch, context)
    made = _record(reading, persons, batch)
    progress(2, 4, "")
    facts.sync_many(ATTENDANCES, [attendance.pk for attendance in made])
    follow_presence(attendance.session_id for attendance in made)
    progress(4, 4, "")
    return plan.figures


def _register(rows: Rows, batch: Batch, context: Context) -> tuple[Plan, list[Person | None]]:
    """The people of the plan, one a group; planned anew when somebody registered one of them this very moment."""
    plan = context.plan or registers.plan(rows, context)
    for _attempt in range(ATTEMPTS):
        reading: Reading = plan.prepared
        try:
            return plan, people.register_many(
                reading.recognition,
                reading.identities,
                project=context.project,
                by=context.by,
                reference=f"{ATTENDANCES} {batch.uid}",
            )
        except people.RegistryMoved:
            plan = registers.plan(rows, context)
    raise Denied(_("People are being registered at this moment. Try again in a minute."))


def _open_sessions(reading: Reading, batch: Batch, context: Context) -> None:
    wanted = {number for number, _group in reading.there}
    missing = [held for number, held in enumerate(reading.held) if number in wanted and held.session is None]
    for held in missing:
        held.session = _session(held, batch, context)
    Session.objects.bulk_create([held.session for held in missing if held.session is not None], batch_size=CHUNK)


def _session(held: Held, batch: Batch, context: Context) -> Session:
    session = Session(
        project=context.project,
        kind=held.kind,
        topic=held.topic,
        day=held.key[0],
        place=held.place,
        language=held.language[:60],
        facilitator=held.facilitator[:120],
        batch=batch,
        created_by_id=context.by.user_id,
    )
    session.say_where_and_what(held.place_as_written, held.theme)
    return session


def _record(reading: Reading, persons: Sequence[Person | None], batch: Batch) -> list[Attendance]:
    """The new attendances; every attendance that the register says, new or not, gets the batch as an origin."""
    made = []
    for (number, group), (category, minutes) in reading.there.items():
        person, session = persons[group], reading.held[number].session
        if (number, group) not in reading.recorded and person is not None:
            made.append(Attendance(session=session, person=person, category=category, minutes=minutes))
    Attendance.objects.bulk_create(made, batch_size=CHUNK)
    said = [a.pk for a in made] + list(reading.recorded.values()) + [pk for pk, _person in reading.again.values()]
    origins = [AttendanceOrigin(attendance_id=pk, batch=batch) for pk in said]
    AttendanceOrigin.objects.bulk_create(origins, batch_size=CHUNK, ignore_conflicts=True)
    return made


def undo(batch: Batch, context: Context) -> dict[str, int]:
    """Take back everything that came only from this batch: attendances, sessions left empty, people left alone."""
    check_undo(context.by, context.project)
    others = AttendanceOrigin.objects.filter(attendance=OuterRef("pk")).exclude(batch=batch)
    only_here = Attendance.objects.filter(origins__batch=batch, by_hand=False).exclude(Exists(others))
    going = list(only_here.values_list("pk", "person_id"))
    left = set(only_here.values_list("session_id", flat=True))
    AttendanceOrigin.objects.filter(batch=batch).delete()
    pks = [pk for pk, _person in going]
    staying = beside(pks)
    facts.forget(ATTENDANCES, pks)
    for some in chunks(pks):
        Attendance.objects.filter(pk__in=some).delete()
    facts.sync_many(ATTENDANCES, staying)
    follow_presence(left)
    sessions = _close_sessions(batch)
    persons = people.remove_unused(sorted({person for _pk, person in going}), by=context.by)
    reference = f"{ATTENDANCES} {batch.uid}"
    people.forget_contradictions(reference, by=context.by)
    people.give_back_completions(reference, by=context.by)
    return {"attendances_removed": len(pks), "sessions_removed": sessions, "people_removed": persons}


def _close_sessions(batch: Batch) -> int:
    """Sessions of the batch at which nobody is left go; those that others fill are handed to one of these others."""
    brought = Session.objects.filter(batch=batch)
    filled = Attendance.objects.filter(session=OuterRef("pk"))
    empty = list(brought.filter(headcount=0).exclude(Exists(filled)).values_list("pk", flat=True))
    facts.forget(SESSIONS, empty)
    for some in chunks(empty):
        Session.objects.filter(pk__in=some).delete()
    staying = list(brought)
    heirs = dict(_heirs(session.pk for session in staying))
    for session in staying:
        session.batch_id = heirs.get(session.pk)
    Session.objects.bulk_update(staying, ["batch"], batch_size=500)
    return len(empty)


def _heirs(sessions: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Sessions → some other import that says who was there."""
    for some in chunks(list(sessions)):
        found = AttendanceOrigin.objects.filter(attendance__session__in=some).order_by("batch")
        yield from found.values_list("attendance__session_id", "batch_id").distinct()
