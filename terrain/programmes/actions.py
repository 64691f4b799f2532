"""What changes a programme: a file that was read, compared and agreed to; roles given and ended."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.programmes import picture as pictures
from terrain.programmes.enums import OrganisationKind
from terrain.programmes.faults import ProgrammeError
from terrain.programmes.models import (
    Assignment,
    FormerRegion,
    Line,
    LogframeVersion,
    Organisation,
    Place,
    PlaceName,
    Programme,
    Project,
    ProjectPlace,
    ProjectRole,
    Target,
    Topic,
    plain,
)
from terrain.programmes.naming import organisation_called
from terrain.programmes.picture import Change, Diff, Key, Picture
from terrain.programmes.policies import (
    check_apply,
    check_assign,
    check_end_assignment,
    check_load,
    check_name_organisation,
)
from terrain.programmes.reader import read_programme
from terrain.programmes.schema import ProgrammeFile

__all__ = ["apply", "assign", "compare", "digest_of", "end_assignment", "name_organisation", "read_programme"]


class StaleDiff(Exception):
    """The records changed since the diff was shown: it must be looked at again."""


def compare(file: ProgrammeFile) -> Diff:
    """What loading ``file`` would change. Writes nothing."""
    return pictures.difference(pictures.of_records(file.programme.code), pictures.of_file(file))


def digest_of(diff: Diff) -> str:
    """A fingerprint of exactly this diff, every value in it: what was agreed to is what is applied."""
    told = [[change.mark, change.kind, change.key, change.fields] for change in diff.changes]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


inspections: list[Callable[[Programme], Iterable[object]]] = []
"""Rooms above look here at a programme just written, inside its transaction: one fault found and nothing is changed."""


def apply(file: ProgrammeFile, *, by: Viewer, agreed: str | None = None) -> Diff:
    """Make the records say what ``file`` says, in one transaction; returns what changed.

    ``agreed`` is the fingerprint of the diff that was shown; ``StaleDiff`` when it is no longer that one.
    A project that the file no longer names is refused: close it instead. Loading twice changes nothing.
    Raises ``Denied``, and ``ProgrammeError`` when a room above finds a fault in it (a rule that cannot be counted).
    """
    check_load(by)
    with action("programmes.file_applied", by=by) as act:
        list(Programme.objects.select_for_update().filter(code=file.programme.code))
        new = pictures.of_file(file)
        diff = pictures.difference(pictures.of_records(file.programme.code), new)
        if agreed is not None and agreed != digest_of(diff):
            raise StaleDiff
        check_apply(by, diff)
        if diff.empty:
            act.silent = True
            return diff
        _write(diff, new)
        programme = Programme.objects.get(code=file.programme.code)
        faults = [str(fault) for inspect in inspections for fault in inspect(programme)]
        if faults:
            raise ProgrammeError(faults)
        act.obj = programme
        act.detail = {"added": _count(diff, "+"), "changed": _count(diff, "~"), "removed": _count(diff, "-")}
        _freeze(file.programme.code, new, by)
    return diff


def _count(diff: Diff, mark: str) -> int:
    return sum(change.mark == mark for change in diff.changes)


ORDER = (
    "programme",
    "organisation",
    "place",
    "former_region",
    "project",
    "topic",
    "role",
    "territory",
    "line",
    "target",
)


def _write(diff: Diff, new: Picture) -> None:
    wanted: dict[str, list[Change]] = {}
    for change in diff.changes:
        wanted.setdefault(change.kind, []).append(change)
    for kind in ORDER:
        for change in wanted.get(kind, []):
            if change.mark == "-":
                _remove(kind, change.key)
            else:
                WRITERS[kind](change.key, dict(new[kind, change.key]))


def _remove(kind: str, key: str) -> None:
    if kind == "line":
        Line.objects.filter(code=key).update(retired=True)
    elif kind == "target":
        Target.objects.filter(code=key).update(retired=True)
    elif kind == "topic":
        owner, code = key.split("|", 1)
        Topic.objects.filter(project=_project_of(owner), code=code).update(retired=True)
    elif kind == "role":
        project, organisation, role = key.split("|")
        ProjectRole.objects.filter(project__code=project, organisation__code=organisation, role=role).delete()
    elif kind == "territory":
        project, name = key.split("|", 1)
        ProjectPlace.objects.filter(project__code=project, place__code=name).delete()
        ProjectPlace.objects.filter(project__code=project, former_region__name=name).delete()


def _project_of(code: str | None) -> Project | None:
    return Project.objects.get(code=code) if code else None


def _write_programme(key: str, values: dict[str, Any]) -> None:
    Programme.objects.update_or_create(code=key, defaults=values)


def _write_organisation(key: str, values: dict[str, Any]) -> None:
    Organisation.objects.update_or_create(code=key, defaults=values)


def _write_place(key: str, values: dict[str, Any]) -> None:
    known_as = values.pop("known_as")
    parent = values.pop("parent")
    values["parent"] = Place.objects.get(code=parent) if parent else None
    place, _made = Place.objects.update_or_create(code=key, defaults=values)
    place.known_as.exclude(plain__in=known_as).delete()
    PlaceName.objects.bulk_create([PlaceName(place=place, plain=name) for name in known_as], ignore_conflicts=True)


def _write_former_region(key: str, values: dict[str, Any]) -> None:
    former, _made = FormerRegion.objects.get_or_create(name=key)
    former.provinces.set(Place.objects.filter(code__in=values["provinces"]))


def _write_project(key: str, values: dict[str, Any]) -> None:
    values["programme"] = Programme.objects.get(code=values["programme"])
    Project.objects.update_or_create(code=key, defaults=values)


def _write_topic(key: str, values: dict[str, Any]) -> None:
    owner, code = key.split("|", 1)
    Topic.objects.update_or_create(project=_project_of(owner), code=code, defaults=values)


def _write_role(key: str, values: dict[str, Any]) -> None:
    project, organisation, role = key.split("|")
    ProjectRole.objects.update_or_create(
        project=_project_of(project),
        organisation=Organisation.objects.get(code=organisation),
        role=role,
        defaults=values,
    )


def _write_territory(key: str, values: dict[str, Any]) -> None:
    project, name = key.split("|", 1)
    if values["former"]:
        ProjectPlace.objects.get_or_create(
            project=_project_of(project), former_region=FormerRegion.objects.get(name=name)
        )
    else:
        ProjectPlace.objects.get_or_create(project=_project_of(project), place=Place.objects.get(code=name))


def _write_line(key: str, values: dict[str, Any]) -> None:
    values["project"] = _project_of(values["project"])
    values["parent"] = Line.objects.get(code=values["parent"]) if values["parent"] else None
    Line.objects.update_or_create(code=key, defaults=values)


def _write_target(key: str, values: dict[str, Any]) -> None:
    values["project"] = _project_of(values["project"])
    values["line"] = Line.objects.get(code=values["line"]) if values["line"] else None
    Target.objects.update_or_create(code=key, defaults=values)


WRITERS = {
    "programme": _write_programme,
    "organisation": _write_organisation,
    "place": _write_place,
    "former_region": _write_former_region,
    "project": _write_project,
    "topic": _write_topic,
    "role": _write_role,
    "territory": _write_territory,
    "line": _write_line,
    "target": _write_target,
}


def _freeze(programme_code: str, picture: Picture, by: Viewer) -> None:
    """Keep a version of each logframe whose content changed."""
    for project in Project.objects.filter(programme__code=programme_code):
        content = {
            f"{kind} {key}": values
            for (kind, key), values in picture.items()
            if _belongs(kind, key, values, project.code)
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        digest = hashlib.sha256(text.encode()).hexdigest()
        last = project.versions.order_by("-number").first()
        if last is not None and last.digest == digest:
            continue
        LogframeVersion.objects.create(
            project=project,
            number=last.number + 1 if last else 1,
            digest=digest,
            content=json.loads(text),
            adopted_at=clock.now(),
            adopted_by=by.user_id,
        )


def _belongs(kind: str, key: str, values: dict[str, Any], code: str) -> bool:
    return kind in {"line", "target"} and values["project"] == code


def redline(older: LogframeVersion, newer: LogframeVersion) -> Diff:
    """What changed between two versions of one logframe."""

    def unpack(content: dict[str, Any]) -> Picture:
        keys: dict[str, Key] = {name: (name.split(" ", 1)[0], name.split(" ", 1)[1]) for name in content}
        return {keys[name]: values for name, values in content.items()}

    return pictures.difference(unpack(older.content), unpack(newer.content))


def assign(user: User, role: str, *, project: Project | None, by: Viewer) -> Assignment:
    """Give ``role`` to ``user`` in ``project`` (None: in the whole programme), from today. Giving it twice changes nothing."""
    check_assign(by, user, role, project)
    with action("programmes.role_given", by=by, project_id=project.pk if project else None) as act:
        list(User.objects.select_for_update().filter(pk=user.pk))
        held = Assignment.objects.active_on(clock.today()).filter(user=user, role=role, project=project).first()
        if held is not None:
            act.silent = True
            return held
        assignment = Assignment.objects.create(user=user, role=role, project=project, starts=clock.today())
        act.obj, act.detail = assignment, {"user": user.pk, "role": role}
    return assignment


def end_assignment(assignment: Assignment, *, by: Viewer) -> None:
    """The role no longer holds from today on."""
    check_end_assignment(by)
    with action("programmes.role_ended", by=by, obj=assignment, project_id=assignment.project_id) as act:
        act.detail = {"user": assignment.user_id, "role": assignment.role}
        with transaction.atomic():
            if assignment.starts >= clock.today():
                assignment.delete()
            else:
                assignment.ends = clock.today() - clock.ONE_DAY
                assignment.save(update_fields=["ends"])


def name_organisation(name: str, *, by: Viewer) -> Organisation:
    """The organisation called ``name``; one that no programme file names is added, for the directory of services."""
    check_name_organisation(by)
    if not plain(name):
        raise Denied(_("Say how the organisation is called."))
    with action("programmes.organisation_named", by=by) as act:
        if (found := organisation_called(name)) is not None:
            act.silent = True
            return found
        code = f"P-{uuid.uuid4().hex[:12].upper()}"
        act.obj = made = Organisation.objects.create(
            code=code, name=name.strip()[:200], kind=OrganisationKind.ASSOCIATION
        )
    return made
