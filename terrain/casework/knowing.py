"""What is known of a person that may be shared, group by group: lawful, and no more than the service needs.

Neither what was assessed nor what a note or a document says is ever read here: another service asks her, or reads the words that
she agreed to. Of papers the kind and the dates go along, never the number. Nobody of the registry is named but herself.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from terrain.casework.sharing import Pairs, register_person_reader
from terrain.core import clock
from terrain.core.ui import wording
from terrain.core.ui.wording import listed
from terrain.people.enums import Sex
from terrain.people.models import Paper, Person, Relation
from terrain.people.models.profiles import Channel, ContactRule, told_of
from terrain.people.profiles.lists import lists

MONDAY = date(2024, 1, 1)
WEEK = 7
DIALLED = frozenset((Channel.CALL.value, Channel.SMS.value, Channel.WHATSAPP.value))
LEFT_TO_RIGHT, END = "\u2066", "\u2069"


def _packed(**parts: Any) -> str:
    return json.dumps({code: part for code, part in parts.items() if part}, ensure_ascii=False, default=str)


def identity_of(person: Person, project_id: int) -> Pairs:
    """Name, the one that protects her where she has one, sex, birth as far as it is known."""
    sealed = person.sealed()
    known = person.identity(sealed)
    yield "name", sealed.shown_name
    yield "sex", known.sex
    if known.birth is not None:
        yield "birth", known.birth.isoformat()[: {"year": 4, "month": 7}.get(known.birth_precision, 10)]


def contact_of(person: Person, project_id: int) -> Pairs:
    """Her safe-contact rules as she said them. A bare telephone only when she said no rule, and did not forbid calls."""
    told = told_of(person)
    yield "never", _packed(channels=sorted(told.never)) if told.never else ""
    yield "code_word", told.code_word
    yield "no_voicemail", "yes" if told.no_voicemail else ""
    for rule in told.rules:
        if rule.channel not in told.never:
            own = rule.channel == Channel.EMAIL and not rule.number
            yield "way", _packed(**asdict(replace(rule, number=told.email) if own else rule))
    if not told.rules:
        yield "phone", "" if Channel.CALL in told.never else person.identity().phone
        yield "email", "" if Channel.EMAIL in told.never else told.email


def family_of(person: Person, project_id: int) -> Pairs:
    """Ties that hold today, with their dates. Named are only those whom she named herself; somebody of the registry is a tie without a
    name, and only when the project that shares knows her and she is not sealed."""
    selves, today = person.selves, clock.today()
    hers = Relation.objects.filter(Q(person__in=selves) | Q(other__in=selves), removed_at=None)
    held = hers.filter(Q(ends=None) | Q(ends__gte=today)).select_related("person__key", "other").order_by("kind", "pk")
    away = {one.pk: _away(one, selves) for one in held}
    known = Person.objects.known_to([project_id]).filter(sealed_at=None, erased_at=None)
    shown = set(known.filter(pk__in=[pk for pk in away.values() if pk is not None]).values_list("pk", flat=True))
    for one in held:
        kind = one.kind if one.person_id in selves else lists().entry("relations", one.kind).inverse
        if away[one.pk] is None or away[one.pk] in shown:
            yield "tie", _packed(kind=kind, name=one.name(), legal=one.legal, starts=one.starts, ends=one.ends)


def _away(relation: Relation, selves: list[int]) -> int | None:
    return relation.other_id if relation.person_id in selves else relation.person_id


def residence_of(person: Person, project_id: int) -> Pairs:
    """Nationality; the title that holds, else the last one that did: kind, motive, dates."""
    yield "nationality", person.nationality
    titles = _papers(person, [entry.code for entry in lists().papers if entry.residence])
    today = clock.today()
    holding = [one for one in titles if one.ends is None or one.ends >= today]
    for one in holding or titles[:1]:
        yield "title", _packed(kind=one.kind, motive=one.motive, receipt=one.receipt, starts=one.starts, ends=one.ends)


def papers_for(group: str) -> Any:
    """A reader of the newest paper of each kind that the list puts into ``group``."""

    def papers_of(person: Person, project_id: int) -> Pairs:
        newest: dict[str, Paper] = {}
        for one in _papers(person, [entry.code for entry in lists().papers if entry.group == group]):
            newest.setdefault(one.kind, one)
        for one in newest.values():
            yield "paper", _packed(kind=one.kind, starts=one.starts, ends=one.ends)

    return papers_of


def _papers(person: Person, kinds: Iterable[str]) -> list[Paper]:
    """Her papers of these kinds, those without an end first, then the last to end."""
    found = Paper.objects.filter(person__in=person.selves, kind__in=list(kinds), removed_at=None)
    return sorted(found, key=lambda one: (one.ends or date.max, one.pk), reverse=True)


def _apart(text: str) -> str:
    return f"{LEFT_TO_RIGHT}{text}{END}" if text else ""


def _day(text: str) -> str:
    return wording.dated(date.fromisoformat(text))


def _dates(said: dict[str, Any]) -> list[str]:
    starts = pgettext("a paper or a tie", "from %(day)s") % {"day": _day(said["starts"])} if said.get("starts") else ""
    ends = pgettext("a paper or a tie", "until %(day)s") % {"day": _day(said["ends"])} if said.get("ends") else ""
    return [starts, ends]


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def sex_words(value: str) -> str:
    """In the active language."""
    return str(dict(Sex.choices).get(value, value))


def birth_words(value: str) -> str:
    """A year, a month or a day, as far as it is known."""
    if len(value) == len("2000-01-01"):
        return _day(value)
    return (
        date_format(date.fromisoformat(f"{value}-01"), "YEAR_MONTH_FORMAT") if len(value) == len("2000-01") else value
    )


def never_words(value: str) -> str:
    """The ways that she forbids."""
    codes = json.loads(value)["channels"]
    return listed(str(label) for code, label in Channel.choices if code in codes)


def way_words(value: str) -> str:
    """One way to reach her: number, whose it is, who may answer, days, hours."""
    said = json.loads(value)
    rule = ContactRule(**said | {"days": tuple(said.get("days", ()))})
    number = wording.phone(rule.number) if rule.channel in DIALLED and rule.number else rule.number
    who = _("only %(who)s may answer") % {"who": rule.who} if rule.who else ""
    chosen = sorted(rule.days) if len(set(rule.days)) < WEEK else []
    days = listed(date_format(MONDAY + clock.ONE_DAY * day, "l") for day in chosen)
    hours = _apart(f"{rule.since or '00:00'}–{rule.until or '24:00'}") if rule.since or rule.until else ""
    return _joined((str(Channel(rule.channel).label), _apart(number), rule.whose, who, days, hours))


def tie_words(value: str) -> str:
    """What somebody is to her, the name when she gave it, whether by law, from when until when."""
    said = json.loads(value)
    legal = _("by law") if said.get("legal") else ""
    return _joined((lists().words("relations", said["kind"]), said.get("name", ""), legal, *_dates(said)))


def paper_words(value: str) -> str:
    """A paper or a residence title: kind, motive, dates."""
    said = json.loads(value)
    receipt = _("receipt") if said.get("receipt") else ""
    motive = lists().words("motives", said.get("motive", ""))
    return _joined((lists().words("papers", said["kind"]), receipt, motive, *_dates(said)))


def announce() -> None:
    """Every group that something sound is known for; the plan says itself."""
    tell, lazy = register_person_reader, gettext_lazy
    tell(
        "identity", identity_of, {"name": lazy("Name"), "sex": lazy("Sex"), "birth": lazy("Born")},
        says={"sex": sex_words, "birth": birth_words},
    )  # fmt: skip
    contact = {
        "never": lazy("Never by"), "code_word": lazy("Word to say first"), "no_voicemail": lazy("Voicemail"),
        "way": lazy("A way to reach her"), "phone": lazy("Telephone"), "email": lazy("Her own e-mail"),
    }  # fmt: skip
    quiet = {
        "never": never_words,
        "way": way_words,
        "no_voicemail": lambda value: _("Leave no message on the voicemail"),
    }
    tell("contact", contact_of, contact, says=quiet)
    residence = {"nationality": lazy("Nationality"), "title": lazy("Residence title")}
    tell("residence", residence_of, residence, says={"title": paper_words})
    tell("family", family_of, {"tie": lazy("Family")}, says={"tie": tie_words})
    for group in ("health", "legal"):
        tell(group, papers_for(group), {"paper": lazy("Paper")}, says={"paper": paper_words})
