"""What a person's page tells beyond her name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from terrain.core import audit, clock, files
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.policies import verdict
from terrain.core.ui.wording import listed
from terrain.core.versions import Difference
from terrain.people import directory
from terrain.people.models import GroupMember, Paper, Person, Relation
from terrain.people.models.profiles import Channel, ContactRule, NameKind, Told, told_of
from terrain.people.naming import knows_civil_name
from terrain.people.profiles.contact import ways
from terrain.people.profiles.lists import lists
from terrain.people.profiles.policies import check_read, check_write_names, check_write_profile

MONDAY = date(2024, 1, 1)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    return viewer


@dataclass(frozen=True)
class Clash:
    """A thing that two people changed, in words."""

    what: str
    mine: str
    theirs: str


FIELDS = {
    "languages": _("Languages she speaks"),
    "speak": _("Which one to speak to her"),
    "literacy": _("What does she read?"),
    "email": _("Her own e-mail"),
    "mother": _("Her mother's name"),
    "place": _("Where she lives"),
    "code_word": _("Word to say first"),
    "no_voicemail": _("Leave no message on the voicemail"),
    "never": _("Never by"),
    "rules": _("Ways to reach her"),
    "name_kinds": _("Names"),
}


def clashes_told(differences: Iterable[Difference]) -> list[Clash]:
    """What two people changed, as each wrote it."""
    return [
        Clash(str(FIELDS[one.field]), _value(one.field, one.mine), _value(one.field, one.theirs)) for one in differences
    ]


def _value(field: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if field == "rules":
        return " · ".join(_rule(rule) for rule in value) or "—"
    if field == "name_kinds":
        return listed(name for name, _kind in value) or "—"
    if field == "never":
        return listed(str(label) for code, label in Channel.choices if code in value) or "—"
    if field == "languages":
        return listed(lists().words(field, code) for code in value) or "—"
    if field in ("speak", "literacy"):
        return lists().words({"speak": "languages"}.get(field, field), value) or "—"
    return value or "—"


def _rule(rule: ContactRule) -> str:
    days = listed(date_format(MONDAY + clock.ONE_DAY * day, "D") for day in rule.days)
    hours = f"{rule.since}–{rule.until}" if rule.since or rule.until else ""
    said = (str(dict(Channel.choices)[rule.channel]), rule.number, rule.whose, rule.who, days, hours)
    return " ".join(part for part in said if part)


def contact_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """How she may be reached now: stands first on her page."""
    viewer = _viewer(request)
    if not verdict(check_read, viewer, person):
        return None
    told = told_of(person)
    if told != Told():
        audit.note_read(request, "people.profile_read", person)
    return {
        "told": told,
        "ways": ways(told, clock.now()),
        "never": [label for code, label in Channel.choices if code in told.never],
        "may_write": verdict(check_write_profile, viewer, person),
    }


@dataclass(frozen=True)
class PaperTold:
    """A paper in words; ``left``: days until it ends."""

    paper: Paper
    kind: str
    motive: str
    number: str
    place: str
    left: int | None
    name: str


def papers_told(found: Iterable[Paper]) -> list[PaperTold]:
    """These papers in words."""
    told, today = [], clock.today()
    for paper in found:
        words = paper.words()
        told.append(
            PaperTold(
                paper, lists().words("papers", paper.kind), lists().words("motives", paper.motive), words["number"],
                words["place"], paper.days_left(today), files.name_of(paper.file) if paper.file is not None else "",
            )
        )  # fmt: skip
    return told


def papers_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Her papers, those that end first."""
    viewer = _viewer(request)
    if not verdict(check_read, viewer, person):
        return None
    mine = Paper.objects.filter(person__in=person.selves, removed_at=None)
    found = mine.select_related("person__key", "file__key").order_by("ends", "pk")
    told = papers_told(found)
    if told:
        audit.note_read(request, "people.profile_read", person, detail={"papers": len(told)})
    return {"papers": told, "may_write": verdict(check_write_profile, viewer, person)}


@dataclass(frozen=True)
class Tie:
    """A relation as seen from one person; ``url`` blank for somebody outside the registry; ``paper``: what shows it, in words."""

    relation: Relation
    words: str
    name: str
    url: str
    own: bool
    paper: str = ""


def ties_of(viewer: Viewer, person: Person) -> list[Tie]:
    """Her relations, from both sides; somebody whom the viewer does not see is not there."""
    selves = person.selves
    seen = Person.objects.visible_to(viewer) & Person.objects.identified_by(viewer)
    standing = Relation.objects.filter(removed_at=None)
    held = [
        *standing.filter(person__in=selves).select_related("person__key", "other__merged_into", "paper"),
        *standing.filter(other__in=selves).exclude(person__in=selves).select_related("person__merged_into"),
    ]
    away = {one.pk: _away(one, selves) for one in held}
    wanted = seen.filter(pk__in={found.pk for found in away.values() if found is not None}).select_related("key")
    entries = {entry.person.pk: entry for entry in directory.entries(list(wanted), viewer)}
    told = []
    for one in held:
        own, other = one.person_id in selves, away[one.pk]
        code = one.kind if own else lists().entry("relations", one.kind).inverse
        words = lists().words("relations", code)
        shown_by = lists().words("papers", one.paper.kind) if own and one.paper and one.paper.removed_at is None else ""
        if other is None:
            told.append(Tie(one, words, one.name(), "", own, shown_by))
        elif other.pk in entries:
            told.append(Tie(one, words, entries[other.pk].name, other.get_absolute_url(), own, shown_by))
    return told


def _away(relation: Relation, selves: list[int]) -> Person | None:
    """Who stands at the other end; ``None`` for somebody outside the registry."""
    other = relation.other if relation.person_id in selves else relation.person
    return other.stands_as if other is not None else None


def family_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Legal and factual ties side by side, her groups."""
    viewer = _viewer(request)
    if not verdict(check_read, viewer, person):
        return None
    ties = ties_of(viewer, person)
    groups = GroupMember.objects.filter(person__in=person.selves, until=None).select_related("group__project")
    if ties:
        audit.note_read(request, "people.names_read", detail={"people": len(ties)})
    projects = viewer.projects("people.view")
    return {
        "legal": [tie for tie in ties if tie.relation.legal],
        "factual": [tie for tie in ties if not tie.relation.legal],
        "groups": [one for one in groups if projects is None or one.group.project_id in projects],
        "may_write": verdict(check_write_profile, viewer, person),
    }


def knowledge_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Languages, reading, mother, where she lives, her names."""
    viewer = _viewer(request)
    if not verdict(check_read, viewer, person):
        return None
    told = told_of(person)
    if not knows_civil_name(viewer, person):
        aliases = tuple((name, kind) for name, kind in told.name_kinds if kind == NameKind.ALIAS)
        told = replace(told, mother="", name_kinds=aliases)
    kinds = dict(NameKind.choices)
    return {
        "told": told,
        "languages": [lists().words("languages", code) for code in told.languages],
        "speak": lists().words("languages", told.speak),
        "literacy": lists().words("literacy", told.literacy),
        "names": [(name, kinds.get(kind, "")) for name, kind in told.name_kinds] if request.GET.get("show") else [],
        "hidden": bool(told.name_kinds or told.mother) and not request.GET.get("show"),
        "may_write": verdict(check_write_names, viewer, person),
    }
