"""What stands in an export: only what the viewer may see, as plain texts.

A noun adds its part of a file's summary::

    register_part("notes", _("Notes"), titles, rows)      # rows(case, viewer) → rows of texts, what the viewer may see
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.casework.actions.cases import situation_of, step_words_of
from terrain.casework.enums import Risk
from terrain.casework.kinds import kinds
from terrain.casework.models import Case
from terrain.core.access import Viewer
from terrain.core.sheets import Sheet
from terrain.people import directory
from terrain.people.models import Person
from terrain.programmes.models import Project

AT_ONCE = 500
Rows = Callable[[Case, Viewer], Iterable[Sequence[str]]]


@dataclass(frozen=True)
class Column:
    """A field of a list. ``names``: it says who somebody is, so it needs the right to see names."""

    code: str
    words: Any
    names: bool = False


CASE_COLUMNS = (
    Column("number", gettext_lazy("Number")),
    Column("kind", gettext_lazy("Kind of file")),
    Column("stage", gettext_lazy("Stage")),
    Column("risk", gettext_lazy("Risk")),
    Column("entry_reason", gettext_lazy("Came for")),
    Column("opened_on", gettext_lazy("Opened")),
    Column("closed_on", gettext_lazy("Closed")),
    Column("owner", gettext_lazy("In charge")),
    Column("name", gettext_lazy("Name"), names=True),
    Column("phone", gettext_lazy("Telephone"), names=True),
)
PERSON_COLUMNS = (
    Column("mark", gettext_lazy("Sign")),
    Column("sex", gettext_lazy("Sex")),
    Column("birth", gettext_lazy("Birth")),
    Column("nationality", gettext_lazy("Nationality")),
    Column("name", gettext_lazy("Name"), names=True),
    Column("phone", gettext_lazy("Telephone"), names=True),
)
USUAL = {"number", "kind", "stage", "risk", "opened_on", "owner", "mark", "sex", "birth"}
"""Fields ticked at the start: none that names anybody."""


@dataclass(frozen=True)
class Part:
    """A part of a file's summary."""

    words: Any
    titles: Sequence[Any]
    rows: Rows


_PARTS: dict[str, Part] = {}


def register_part(code: str, words: Any, titles: Sequence[Any], rows: Rows) -> None:
    """Make a part known; the same code replaces the first (autoreload)."""
    _PARTS[code] = Part(words, tuple(titles), rows)


def columns_for(columns: Iterable[Column], viewer: Viewer, project_id: int) -> list[Column]:
    """The fields that the viewer may take out of a project."""
    named = viewer.may("people.identify", project_id)
    return [column for column in columns if named or not column.names]


def day(value: date | None) -> str:
    """A day as written in a list; blank for none."""
    return value.isoformat() if value is not None else ""


def in_turn(found: QuerySet[Any]) -> Iterator[Any]:
    """The records, some at a time, in the order of their keys."""
    last = 0
    while some := list(found.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield some
        last = some[-1].pk


def caseload(project: Project, fields: Sequence[str], viewer: Viewer) -> Sheet:
    """The project's files that the viewer sees."""
    columns = [column for column in columns_for(CASE_COLUMNS, viewer, project.pk) if column.code in fields]
    known = [kind.code for kind in kinds()]
    found = Case.objects.visible_to(viewer).filter(project=project, kind__in=known).listed()
    rows = (row for some in in_turn(found) for row in _case_rows(some, columns, viewer))
    return Sheet(_("Files"), [str(column.words) for column in columns], rows)


def _case_rows(cases: Sequence[Case], columns: Sequence[Column], viewer: Viewer) -> Iterator[list[str]]:
    told = _told([case.person for case in cases if case.person is not None], columns, viewer)
    for case in cases:
        lists = case.pathway.lists
        said = {
            "number": case.number,
            "kind": str(case.pathway.label),
            "stage": str(case.at.label),
            "risk": str(Risk(case.risk).label) if case.risk else "",
            "entry_reason": lists.words("entry_reasons", case.entry_reason) if case.entry_reason else "",
            "opened_on": day(case.opened_on),
            "closed_on": day(case.closed_on),
            "owner": case.owner.full_name if case.owner is not None else "",
            "name": str(case.group or case.enterprise or ""),
        } | told.get(case.person_id or 0, {})
        yield [said.get(column.code, "") for column in columns]


def _told(people: Sequence[Person], columns: Sequence[Column], viewer: Viewer) -> dict[int, dict[str, str]]:
    """Names and telephones of those whose names the viewer sees; nobody is opened when no column asks for it."""
    if not people or not any(column.names for column in columns):
        return {}
    named = [entry for entry in directory.entries(people, viewer) if entry.name]
    return {one.person.pk: {"name": one.name, "phone": one.person.sealed().phone} for one in named}


def registry(project: Project, fields: Sequence[str], viewer: Viewer) -> Sheet:
    """The people whom the project knows, as far as they are there for the viewer."""
    columns = [column for column in columns_for(PERSON_COLUMNS, viewer, project.pk) if column.code in fields]
    found = (Person.objects.visible_to(viewer) & Person.objects.known_to([project.pk])).select_related("key")
    rows = (row for some in in_turn(found) for row in _person_rows(some, columns, viewer))
    return Sheet(_("People"), [str(column.words) for column in columns], rows)


def _person_rows(people: Sequence[Person], columns: Sequence[Column], viewer: Viewer) -> Iterator[list[str]]:
    told = _told(people, columns, viewer)
    for person in people:
        said = {
            "mark": person.mark,
            "sex": str(person.get_sex_display()) if person.sex else "",
            "birth": day(person.birth_date)[: {"year": 4, "month": 7}.get(person.birth_precision, 10)],
            "nationality": person.nationality,
        } | told.get(person.pk, {})
        yield [said.get(column.code, "") for column in columns]


def summary(case: Case, viewer: Viewer) -> list[Sheet]:
    """One file: what it says of itself, its steps, and the part of every noun that has one."""
    about = caseload_fields(case, viewer)
    steps = [
        [day(change.day), str(case.pathway.stage(change.target).label), step_words_of(change)]
        for change in case.changes.select_related("case")
    ]
    sheets = [
        Sheet(_("The file"), [_("What"), _("Says")], about),
        Sheet(_("Steps taken"), [_("Day"), _("Stage"), _("Words")], steps),
    ]
    for part in _PARTS.values():
        rows = list(part.rows(case, viewer))
        if rows:
            sheets.append(Sheet(str(part.words), [str(title) for title in part.titles], rows))
    return sheets


def caseload_fields(case: Case, viewer: Viewer) -> list[list[str]]:
    """Every field of one file that the viewer may see, as (what, says)."""
    columns = columns_for(CASE_COLUMNS, viewer, case.project_id)
    values = next(_case_rows([case], columns, viewer))
    rows = [[str(column.words), value] for column, value in zip(columns, values, strict=True) if value]
    if situation := situation_of(case):
        rows.append([_("The situation"), situation])
    return rows


def mark_of(viewer_name: str, purpose: str) -> str:
    """The line that stands on top of everything that leaves: who, when, for what."""
    now = timezone.localtime()
    return _("Confidential · taken out by %(who)s on %(day)s for: %(purpose)s") % {
        "who": viewer_name,
        "day": now.strftime("%Y-%m-%d %H:%M"),
        "purpose": purpose,
    }
