"""Reading a list of trainees: who they are, who is on the list already. Writes nothing."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from terrain.gatherings.enums import Category
from terrain.gatherings.likeness import has_key, may_be, plain_names
from terrain.gatherings.registers import Doubt
from terrain.imports import values
from terrain.imports.registry import Cell, Context, Plan, Problem, Question, RowProblem, Rows
from terrain.learning import places
from terrain.learning.models import Cohort, Enrolment
from terrain.learning.progress import ONE
from terrain.learning.roster import OVER
from terrain.people.actions import apart_from_hidden
from terrain.people.identity import Identity, normalise_phone, plain_name
from terrain.people.recognition import Recognition, recognise
from terrain.programmes.models import Organisation, plain
from terrain.programmes.naming import organisations_by_name

COHORT = "cohort"
FIELDS = ("name", "given_name", "sex", "phone", "category", "organisation", "email")


def email(cell: Cell) -> str | None:
    """An e-mail address; raises ``Problem`` for anything else."""
    words = values.text(cell)
    if words is None:
        return None
    try:
        validate_email(words)
    except ValidationError:
        raise Problem("not_email") from None
    return words


@dataclass(frozen=True)
class Said:
    """What a row says beside who it is."""

    category: str
    organisation: Organisation | None
    email: str


@dataclass
class Reading:
    """``groups``: number of a group of the recognition → what its first row says; ``again``: enrolments that rows without a key mean."""

    cohort: Cohort
    identities: list[Identity]
    recognition: Recognition
    groups: dict[int, Said]
    enrolled: dict[int, int]
    again: set[int]


def cohorts(context: Context) -> list[Cohort]:
    """Trainings of the project that are not over."""
    return list(Cohort.objects.filter(project=context.project).exclude(state__in=OVER).order_by("first_day", "pk"))


def questions(rows: Rows, context: Context) -> list[Question]:
    """To which training the list belongs."""
    offered = cohorts(context)
    options = [(str(one.uid), f"{one.name} · {one.first_day:%d/%m/%Y}") for one in offered]
    proposal = options[0][0] if len(options) == 1 else None
    return [Question(COHORT, _("This list"), options, proposal, len(rows), help=_("To which training does it belong?"))]


def _values(rows: Rows, made: Plan) -> dict[str, list[Any]]:
    """The columns; what could not be read is left out with a warning."""
    told = {}
    for code in FIELDS:
        column = list(rows.column(code))
        for place, value in enumerate(column):
            if type(value) is Doubt:
                made.warnings.append(RowProblem(rows.numbers[place], code, value.code))
                column[place] = Category.OTHER.value if code == "category" else None
        told[code] = column
    told["organisation"] = _organisations(told["organisation"], rows, made)
    return told


def _organisations(column: list[str | None], rows: Rows, made: Plan) -> list[Organisation | None]:
    """Those that the programme knows; what nobody named yet is left blank with a warning: it may be somebody's name."""
    known = organisations_by_name() if any(column) else {}
    found = [known.get(plain(words)) if words else None for words in column]
    made.warnings += [
        RowProblem(number, "organisation", "organisation_unknown")
        for number, words, one in zip(rows.numbers, column, found, strict=True)
        if words and one is None
    ]
    return found


def plan(rows: Rows, context: Context) -> Plan:
    """What applying these rows would do; ``prepared`` is the ``Reading``."""
    made = Plan()
    cohort = next((one for one in cohorts(context) if str(one.uid) == context.answers.get(COHORT)), None)
    if cohort is None:
        made.problems = [RowProblem(number, "", "no_cohort") for number in rows.numbers]
        return made
    told = _values(rows, made)
    identities = [_identity(*row) for row in zip(*(told[code] for code in FIELDS[:4]), strict=True)]
    again = _said_again(cohort, identities)
    left = [place for place in range(len(rows)) if place not in again]
    recognition = recognise([identities[place] for place in left])
    apart_from_hidden(recognition, context.by)
    groups: dict[int, Said] = {}
    for place, group in zip(left, recognition.group_of, strict=True):
        if conflict := recognition.groups[group].conflict:
            made.problems.append(RowProblem(rows.numbers[place], "", conflict))
        elif group in groups:
            made.warnings.append(RowProblem(rows.numbers[place], "", "twice_on_list"))
        else:
            groups[group] = Said(told["category"][place] or "", told["organisation"][place], told["email"][place] or "")
    reading = Reading(
        cohort, [identities[place] for place in left], recognition, groups, _enrolled(cohort), set(again.values())
    )
    made.prepared, made.figures = reading, _figures(reading)
    restored = sum(1 for phone in told["phone"] if phone is not None and phone.restored)
    made.notes = {"phones_restored": restored} if restored else {}
    return made


def _identity(name: str, given: str | None, sex: str | None, phone: Any) -> Identity:
    restored = phone is not None and phone.restored
    number = normalise_phone(phone.text, phone.restored) if phone is not None else ""
    full = f"{name} {given}" if given else name
    return Identity(full_name=full, sex=sex or "", phone=number, phone_restored=restored)


def _enrolled(cohort: Cohort) -> dict[int, int]:
    """Person → enrolment, of those who have a place or wait."""
    found = Enrolment.objects.filter(cohort=cohort, state__in=("registered", "waiting")).annotate(one=ONE)
    return dict(found.order_by("-pk").values_list("one", "pk"))


def _said_again(cohort: Cohort, identities: list[Identity]) -> dict[int, int]:
    """Rows without any key that mean somebody of that name on the list: place → enrolment; one answers one row."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for place, identity in enumerate(identities):
        if not has_key(identity):
            waiting[plain_name(identity.full_name)].append(place)
    found: dict[int, int] = {}
    listed = Enrolment.objects.filter(cohort=cohort).select_related("person__key").order_by("pk") if waiting else ()
    for enrolment in listed:
        places_of = [place for name in plain_names(enrolment.person) for place in waiting.get(name, ())]
        same = next((place for place in places_of if may_be(identities[place], enrolment.person)), None)
        if same is not None:
            waiting[plain_name(identities[same].full_name)].remove(same)
            found[same] = enrolment.pk
    return found


def _figures(reading: Reading) -> dict[str, int]:
    persons = [reading.recognition.groups[number].person_id for number in reading.groups]
    known = sum(one in reading.enrolled for one in persons if one is not None)
    fresh = len(persons) - known
    left = places.room(reading.cohort).left
    return {
        "enrolments": len(persons) + len(reading.again),
        "already_enrolled": known + len(reading.again),
        "without_place": 0 if left is None else max(0, fresh - left),
        "new_people": sum(one is None for one in persons),
        "known_people": sum(one is not None for one in persons) + len(reading.again),
    }
