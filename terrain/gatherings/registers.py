"""Reading a register: which sessions it speaks of, who was there, what is known already. Writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from terrain.gatherings.enums import Category, SessionKind
from terrain.gatherings.likeness import has_key, may_be, plain_names
from terrain.gatherings.models import Attendance, Session, SessionKey
from terrain.imports.registry import Context, Plan, Question, RowProblem, Rows
from terrain.imports.values import YEAR, Day
from terrain.people.actions import apart_from_hidden
from terrain.people.enums import Clash
from terrain.people.identity import Identity, normalise_card, normalise_phone, plain_name
from terrain.people.recognition import Recognition, recognise
from terrain.programmes.models import Place, Project, Topic, plain
from terrain.programmes.topics import recogniser

FIELDS = (
    "day", "place", "theme", "name", "given_name", "sex", "birth", "nationality", "phone", "card", "language",
    "category", "minutes", "facilitator",
)  # fmt: skip


KINDS = frozenset(SessionKind.values)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What could not be read in a cell that may be left out; ``code`` is the reason."""

    code: str
    restored: bool = False
    precision: str = ""


@dataclass
class Sheet:
    """A register's columns without doubts; the doubts as warnings of their rows."""

    numbers: list[int]
    columns: dict[str, list[Any]]
    doubts: list[RowProblem] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Rows) -> "Sheet":
        """The rows as they can be used."""
        sheet = cls(rows.numbers, {})
        for code in FIELDS:
            values = rows.column(code)
            doubtful = [place for place, value in enumerate(values) if type(value) is Doubt]
            if doubtful:
                values = list(values)
                for place in doubtful:
                    sheet.doubts.append(RowProblem(rows.numbers[place], code, values[place].code))
                    values[place] = Category.OTHER.value if code == "category" else None
            sheet.columns[code] = values
        return sheet

    def repairs(self) -> dict[str, int]:
        """What was repaired silently: code → how many."""
        notes = {
            "phones_restored": sum(1 for phone in self.columns["phone"] if phone is not None and phone.restored),
            "only_years": sum(1 for day in self.columns["birth"] if day is not None and day.precision == YEAR),
        }
        return {code: count for code, count in notes.items() if count}


@dataclass
class Held:
    """A session that the register speaks of: as its first row says it, and the record when there is one."""

    key: SessionKey
    place_as_written: str
    theme: str
    topic: Topic | None
    kind: str
    place: Place | None
    language: str = ""
    facilitator: str = ""
    session: Session | None = None


@dataclass
class Reading:
    """What a register says, ready to be written.

    ``there``: (session number, group number) → the first category said and the longest stay. ``recorded``: those of
    them that stand already → attendance. ``again``: places of rows without any key → the attendance (with its person)
    that says the same already.
    """

    held: list[Held]
    identities: list[Identity]
    recognition: Recognition
    there: dict[tuple[int, int], tuple[str, int | None]]
    recorded: dict[tuple[int, int], int]
    again: dict[int, tuple[int, int]]

    def figures(self, at: list[int]) -> dict[str, int]:
        """How many of everything, for the plan; ``at``: the session number of each place."""
        sessions = {session for session, _group in self.there} | {at[place] for place in self.again}
        groups = [self.recognition.groups[number] for number in {group for _session, group in self.there}]
        known = {group.person_id for group in groups if group.person_id is not None}
        return {
            "sessions": len(sessions),
            "new_sessions": sum(self.held[number].session is None for number in sessions),
            "attendances": len(self.there) + len(self.again),
            "already_recorded": len(self.recorded) + len(self.again),
            "new_people": sum(group.person_id is None for group in groups),
            "known_people": len(known | {person for _attendance, person in self.again.values()}),
        }


def question_code(theme: str) -> str:
    """The code of the question about a theme (in its plain form); the same in every file."""
    return f"kind:{theme}"[:120]


def questions(rows: Rows, context: Context) -> list[Question]:
    """Which kind of session each theme is that no topic recognises; asked once a theme."""
    topic_of = recogniser(context.project)
    asked: dict[str, list[Any]] = {}
    themes = (theme if type(theme) is not Doubt else None for theme in rows.column("theme"))
    for theme, count in Counter(themes).items():
        asked.setdefault(plain(theme or "")[:200], [theme, 0])[1] += count
    unknown = {known: told for known, told in asked.items() if _kind_by_topic(topic_of(told[0] or "")) is None}
    if not unknown:
        return []
    before = dict(
        Session.objects.filter(project=context.project, theme_plain__in=list(unknown)[:500])
        .order_by("pk")
        .values_list("theme_plain", "kind")
    )
    return [
        Question(
            question_code(known),
            theme or _("Rows without a theme"),
            SessionKind.choices,
            proposal=before.get(known),
            rows=count,
            help=_("Which kind of session is it?"),
        )
        for known, (theme, count) in unknown.items()
    ]


def _kind_by_topic(topic: Topic | None) -> str | None:
    return topic.session_kind if topic is not None and topic.session_kind in KINDS else None


def plan(rows: Rows, context: Context) -> Plan:
    """What applying these rows would do; ``prepared`` is the ``Reading``."""
    sheet = Sheet.of(rows)
    made = Plan(warnings=sheet.doubts, notes=sheet.repairs())
    held, at = _sessions(sheet, context)
    _find_sessions(held, context.project)
    usable = list(_usable(sheet, held, at, made))
    identities = dict(zip(usable, _identities(sheet, usable, made), strict=True))
    again = _said_again(held, at, identities)
    told = [place for place in usable if place not in again]
    recognition = recognise([identities[place] for place in told])
    apart_from_hidden(recognition, context.by)
    there = _who_was_where(sheet, at, told, recognition, made)
    made.warnings += _look_alikes(sheet, told, recognition)
    recorded = _recorded(held, there, recognition)
    made.prepared = Reading(held, [identities[place] for place in told], recognition, there, recorded, again)
    made.figures = made.prepared.figures(at)
    return made


def _sessions(sheet: Sheet, context: Context) -> tuple[list[Held], list[int]]:
    """The sessions, in order of appearance, and for each row the number of its session."""
    topic_of, place_of = recogniser(context.project), Place.objects.by_plain_name()
    plains: dict[str | None, str] = {None: ""}
    numbers: dict[tuple[date, str, str], int] = {}
    held: list[Held] = []
    at = []
    columns = (sheet.columns[code] for code in ("day", "place", "theme", "language", "facilitator"))
    for day, place, theme, language, facilitator in zip(*columns, strict=True):
        for words in (place, theme):
            if words not in plains:
                plains[words] = plain(words)
        key = (day, plains[place][:120], plains[theme][:200])
        number = numbers.get(key)
        if number is None:
            number = numbers[key] = len(held)
            topic = topic_of(theme or "")
            kind = _kind_by_topic(topic) or context.answers.get(question_code(key[2]), "")
            held.append(Held(key, place or "", theme or "", topic, kind, place_of.get(key[1])))
        at.append(number)
        session = held[number]
        session.language, session.facilitator = (
            session.language or language or "",
            session.facilitator or facilitator or "",
        )
    return held, at


def _find_sessions(held: list[Held], project: Project) -> None:
    found = Session.objects.at(project, (session.key for session in held))
    for session in held:
        session.session = found.get(session.key)


def _usable(sheet: Sheet, held: list[Held], at: list[int], made: Plan) -> Iterator[int]:
    """Places of the rows whose session can take them."""
    for place, number in enumerate(at):
        session = held[number]
        if session.session is None and session.kind not in KINDS:
            made.problems.append(RowProblem(sheet.numbers[place], "theme", "kind_not_told"))
        elif session.session is not None and session.session.is_cancelled:
            made.problems.append(RowProblem(sheet.numbers[place], "day", "session_cancelled"))
        else:
            yield place


def _identities(sheet: Sheet, places: Sequence[int], made: Plan) -> Iterator[Identity]:
    """Who each of these rows says was there."""
    phones: dict[Any, str] = {None: ""}
    cards: dict[str | None, str] = {None: ""}
    known: dict[tuple[Any, ...], Identity] = {}
    codes = ("name", "given_name", "sex", "birth", "nationality", "phone", "card", "day")
    columns = [sheet.columns[code] for code in codes]
    rows = list(zip(*columns, strict=True))
    for place in places:
        *said, day = rows[place]
        birth = said[3]
        if birth is not None and birth.date > day:
            made.warnings.append(RowProblem(sheet.numbers[place], "birth", "born_afterwards"))
            said[3] = None
        key = tuple(said)
        identity = known.get(key)
        if identity is None:
            name, given, sex, birth, nationality, phone, card = said
            if phone not in phones:
                phones[phone] = normalise_phone(phone.text, phone.restored)
            if card not in cards:
                cards[card] = normalise_card(card)
            restored = phone is not None and phone.restored
            identity = known[key] = _identity(
                name, given, sex, birth, nationality, phones[phone], restored, cards[card]
            )
        yield identity


def _identity(
    name: str,
    given: str | None,
    sex: str | None,
    birth: Day | None,
    nationality: str | None,
    phone: str,
    restored: bool,
    card: str,
) -> Identity:
    return Identity(
        full_name=f"{name} {given}" if given else name,
        sex=sex or "",
        birth=birth.date if birth else None,
        birth_precision=birth.precision if birth else "",
        nationality=nationality or "",
        phone=phone,
        phone_restored=restored,
        card=card,
    )


def _said_again(held: list[Held], at: list[int], identities: dict[int, Identity]) -> dict[int, tuple[int, int]]:
    """Rows without any key whose session already has somebody of that name: place → (attendance, person).

    One attendance answers one row, people without any key first: so the same sheet brought again makes nobody twice.
    """
    waiting: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, identity in identities.items():
        session = held[at[place]].session
        if session is not None and not has_key(identity):
            waiting[session.pk, plain_name(identity.full_name)].append(place)
    found: dict[int, tuple[int, int]] = {}
    for attendance in _attendances_of({session for session, _name in waiting}):
        names = plain_names(attendance.person)
        places = [place for name in names for place in waiting.get((attendance.session_id, name), ())]
        same = next((place for place in places if may_be(identities[place], attendance.person)), None)
        if same is not None:
            waiting[attendance.session_id, plain_name(identities[same].full_name)].remove(same)
            found[same] = (attendance.pk, attendance.person.merged_into_id or attendance.person_id)
    return found


def _attendances_of(sessions: set[int]) -> Iterator[Attendance]:
    wanted = sorted(sessions)
    for start in range(0, len(wanted), 500):
        found = Attendance.objects.filter(session__in=wanted[start : start + 500]).select_related("person__key")
        yield from found.annotate(keys=Count("person__identity_keys")).order_by("keys", "pk")


def _who_was_where(
    sheet: Sheet, at: list[int], told: list[int], recognition: Recognition, made: Plan
) -> dict[tuple[int, int], tuple[str, int | None]]:
    """Each person once a session; rows of people whose keys contradict each other are problems."""
    there: dict[tuple[int, int], tuple[str, int | None]] = {}
    categories, stays, numbers = sheet.columns["category"], sheet.columns["minutes"], sheet.numbers
    for place, group in zip(told, recognition.group_of, strict=True):
        conflict = recognition.groups[group].conflict
        if conflict:
            made.problems.append(RowProblem(numbers[place], "", conflict))
            continue
        key = (at[place], group)
        category, stay = categories[place] or "", stays[place]
        if key in there:
            made.warnings.append(RowProblem(numbers[place], "", "twice_in_session"))
            before, longest = there[key]
            category = before or category
            stay = max((m for m in (longest, stay) if m is not None), default=None)
        there[key] = (category, stay)
    return there


def _recorded(
    held: list[Held], there: dict[tuple[int, int], tuple[str, int | None]], recognition: Recognition
) -> dict[tuple[int, int], int]:
    """Those of ``there`` that stand in the records already → attendance."""
    numbers = {session.session.pk: number for number, session in enumerate(held) if session.session is not None}
    groups = {group.person_id: number for number, group in enumerate(recognition.groups) if group.person_id is not None}
    found = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), 500):
        rows = Attendance.objects.filter(session__in=wanted[start : start + 500])
        one = Coalesce("person__merged_into_id", "person_id")
        for pk, session, person in rows.order_by("-pk").values_list("pk", "session_id", one):
            key = (numbers[session], groups.get(person, -1))
            if key in there:
                found[key] = pk
    return found


def _look_alikes(sheet: Sheet, told: list[int], recognition: Recognition) -> Iterator[RowProblem]:
    """Rows whose repaired telephone equals that of somebody of the same name: kept apart, for a human to decide."""
    for group in {likeness.group for likeness in recognition.likenesses}:
        for member in recognition.groups[group].members:
            yield RowProblem(sheet.numbers[told[member]], "phone", str(Clash.RESTORED_PHONE))
