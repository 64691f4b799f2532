"""Reading a list of services typed by hand: whose each is, of which type, whether it is in the directory already. Writes nothing."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.imports.registry import Context, Plan, Question, RowProblem, Rows
from terrain.network.differences import plainly
from terrain.network.hsds.reading import LENGTHS, OTHER
from terrain.network.lists import lists
from terrain.network.models import Service
from terrain.network.recognising import Known, key_of
from terrain.programmes.models import Organisation, Place, plain

TEXTS = ("address", "phone", "email", "hours", "audience", "documents", "cost")
LEFT_OUT = "leave_out"


@dataclass
class Line:
    """One row as it would go in. ``service``: the entry that is known; ``values``: plain values that it gets; ``checked``: the day on which
    they were found true, blank when nobody says it."""

    row: int
    name: str
    whose: str
    organisation: Organisation | None
    values: dict[str, Any]
    service: Service | None = None
    checked: str = ""


def kinds_by_words() -> dict[str, str]:
    """Plain words of a type, in any language, or its code → its code."""
    found = {plain(text): entry.code for entry in lists().services for text in entry.text.values()}
    return found | {plain(entry.code): entry.code for entry in lists().services}


def question_of(words: str) -> str:
    """The question what type somebody means by ``words``."""
    return f"type:{plain(words)}"


def questions(rows: Rows, context: Context) -> list[Question]:
    """Which type is meant by words that no list knows."""
    known = kinds_by_words()
    asked: dict[str, list[str]] = {}
    for words in rows.column("type"):
        if words and plain(words) not in known:
            asked.setdefault(question_of(words), []).append(words)
    options = [*lists().choices("services", clock.today()), (LEFT_OUT, _("Leave these rows out"))]
    return [
        Question(code, _("Which type of service is “%(words)s”?") % {"words": found[0]}, options, OTHER, len(found))
        for code, found in asked.items()
    ]


def plan(rows: Rows, context: Context) -> Plan:
    """Each row as a new entry, as a known one that it completes, or as one that says nothing new."""
    made, lines = Plan(), {}
    known, kinds, places = Known.now(), kinds_by_words(), Place.objects.by_plain_name()
    columns = ("name", "organisation", "type", "place", "languages", "checked", *TEXTS)
    for number, row in zip(rows.numbers, rows.tuples(*columns), strict=True):
        said = dict(zip(columns, row, strict=True))
        kind = _kind(said["type"], kinds, context)
        if kind == LEFT_OUT:
            made.problems.append(RowProblem(number, "type", "type_left_out"))
            continue
        line = _line(number, said, kind, known, places, made)
        key = key_of(line.whose, line.name, line.values["place"])
        if key in lines:
            made.warnings.append(RowProblem(number, "name", "twice_in_file"))
            continue
        line.service = known.by_key.get(key)
        lines[key] = _completing(line, made)
    made.prepared = list(lines.values())
    sorts = [("new" if one.service is None else "completed" if one.values else "same") for one in made.prepared]
    named = {one.whose for one in made.prepared if one.organisation is None}
    made.figures = {
        "new_entries": sorts.count("new"), "completed_entries": sorts.count("completed"), "same_entries": sorts.count("same"),
        "new_organisations": len(named),
    }  # fmt: skip
    return made


def _kind(words: str | None, kinds: dict[str, str], context: Context) -> str:
    if not words:
        return OTHER
    return kinds.get(plain(words)) or context.answers.get(question_of(words), OTHER)


def _line(number: int, said: dict[str, Any], kind: str, known: Known, places: dict[str, Place], made: Plan) -> Line:
    place = places.get(plain(said["place"])) if said["place"] else None
    if said["place"] and place is None:
        made.warnings.append(RowProblem(number, "place", "place_unknown"))
    organisation = known.organisations.get(plain(said["organisation"]))
    whose = f"organisation {organisation.pk}" if organisation is not None else f"new {plain(said['organisation'])}"
    values: dict[str, Any] = {name: _short(number, name, said[name] or "", made) for name in TEXTS}
    values |= {
        "service_type": kind,
        "place": place.code if place is not None else "",
        "languages": said["languages"] or [],
    }
    name = _short(number, "name", said["name"], made)
    values |= {"name": name, "newcomer": said["organisation"]}
    day = said["checked"].isoformat() if said["checked"] else ""
    return Line(number, name, whose, organisation or None, values, checked=day)


def _short(number: int, name: str, text: str, made: Plan) -> str:
    if len(text) > LENGTHS[name]:
        made.warnings.append(RowProblem(number, name, "text_cut"))
    return text[: LENGTHS[name]]


def _completing(line: Line, made: Plan) -> Line:
    """Of a known entry only what it does not say is filled in; where it says something else, it stays and the row is shown."""
    if line.service is None:
        return line
    now = plainly(line.service, (*TEXTS, "languages"))
    filled = {}
    for name, value in now.items():
        said = line.values[name]
        if said and not value:
            filled[name] = said
        elif said and said != value:
            made.warnings.append(RowProblem(line.row, name, "says_otherwise"))
    line.values = filled
    return line
