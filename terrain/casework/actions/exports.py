"""Taking lists and files out: for a purpose, as an archive with a password, for a day."""

import io
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.accounts.models import User
from terrain.casework import exporting
from terrain.casework.confidentiality import limits
from terrain.casework.enums import ExportKind
from terrain.casework.models import Case, Export
from terrain.casework.policies import exports as policies
from terrain.core import archives, clock, files, jobs, slips, vault
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.core.sheets import Sheet, workbook
from terrain.programmes.middleware import viewer_of
from terrain.programmes.models import Project

PURPOSE = "casework.Export.sealed_purpose"
SECRET = "casework.Export.sealed_secret"  # noqa: S105
HOUSE = system_viewer("sweep")
SHORTEST = 10
"""Signs that a purpose has at least."""


@dataclass(frozen=True)
class Wanted:
    """What is to be taken out: a list of ``project`` with these fields, or the summary of ``case``."""

    kind: ExportKind
    purpose: str
    project: Project | None = None
    case: Case | None = None
    fields: tuple[str, ...] = ()


def purpose_of(export: Export) -> str:
    """For what it was taken out; blank once the file it came from was erased."""
    if not export.sealed_purpose:
        return ""
    return vault.unseal(export.key, bytes(export.sealed_purpose), PURPOSE).decode()


def _check(wanted: Wanted, by: Viewer) -> None:
    if len(wanted.purpose.strip()) < SHORTEST:
        raise Denied(gettext_lazy("Say for what, in a few words."))
    if wanted.kind == ExportKind.CASE and wanted.case is not None:
        policies.check_export_case(by, wanted.case)
    elif wanted.kind == ExportKind.REGISTRY and wanted.project is not None:
        policies.check_export_registry(by, wanted.project)
    elif wanted.kind == ExportKind.CASELOAD and wanted.project is not None:
        policies.check_export(by, wanted.project)
    else:
        raise Denied(gettext_lazy("Say what is to be taken out."))


def ask(wanted: Wanted, *, slip: UUID | None = None, by: Viewer) -> tuple[Export, str]:
    """Begin an export; returns it with its password, which nobody can see again. Sent twice: the first one, without."""
    slip = slips.own(slip, by, wanted.project, wanted.case)
    _check(wanted, by)
    project = wanted.project or (wanted.case.project if wanted.case is not None else None)
    with action("casework.exported", by=by, project_id=project.pk if project is not None else None) as act:
        if (before := slips.taken(slip, Export)) is not None:
            act.silent = True
            return before, ""
        key, password = vault.new_key(), archives.new_password()
        now = clock.now()
        export = Export.objects.create(
            kind=wanted.kind, project=project, case=wanted.case, by_id=by.user_id, asked_at=now, key=key,
            sealed_purpose=vault.seal(key, wanted.purpose.strip().encode(), PURPOSE),
            sealed_secret=vault.seal(key, password.encode(), SECRET),
            fields=list(wanted.fields), expires_at=now + limits().export,
        )  # fmt: skip
        slips.made(slip, export)
        next_url = reverse("casework:export", args=[export.uid])
        export.job = jobs.start(
            "casework.export", by=by, title=str(ExportKind(wanted.kind).label), next_url=next_url, export=export.pk
        )
        export.save(update_fields=["job"])
        act.obj = wanted.case or export
        act.detail = {"export": export.pk, "kind": export.kind, "fields": export.fields}
    return export, password


@jobs.job("casework.export")
def write(progress: jobs.Progress, export: int) -> dict[str, Any]:
    """Write the archive: rights are asked again, and only what the viewer sees now stands in it."""
    found = Export.objects.select_related("key", "project", "case__project", "by").get(pk=export)
    wanted = Wanted(ExportKind(found.kind), purpose_of(found), found.project, found.case, tuple(found.fields))
    viewer = _as_of_now(progress.viewer, found.by)
    try:
        _check(wanted, viewer)
    except Denied as denied:
        raise jobs.Refused(str(denied.reason)) from denied
    who = found.by if found.by is not None else User()
    data, rows = workbook(_sheets(wanted, viewer), exporting.mark_of(who.full_name, wanted.purpose))
    password = vault.unseal(found.key, bytes(found.sealed_secret), SECRET).decode()
    archive = archives.pack([(f"terrain-{found.kind}.xlsx", data)], password)
    _keep(found, archive, rows, progress.viewer)
    return {"rows": rows}


def _as_of_now(asked: Viewer, user: User | None) -> Viewer:
    """Whoever asked, with those of her rights then that she still has."""
    return asked if user is None else replace(asked, grants=asked.grants & viewer_of(user).grants)


def _sheets(wanted: Wanted, viewer: Viewer) -> list[Sheet]:
    if wanted.kind == ExportKind.CASE and wanted.case is not None:
        return exporting.summary(wanted.case, viewer)
    assert wanted.project is not None
    listing = exporting.registry if wanted.kind == ExportKind.REGISTRY else exporting.caseload
    return [listing(wanted.project, wanted.fields, viewer)]


def _keep(export: Export, archive: bytes, rows: int, by: Viewer) -> None:
    name = f"terrain-{export.kind}-{clock.today().isoformat()}.zip"
    with action("casework.export_written", by=by, obj=export.case or export, project_id=export.project_id) as act:
        export.file = files.keep(io.BytesIO(archive), name=name, media_type="application/zip", by=by)
        export.rows, export.sealed_secret = rows, b""
        export.save(update_fields=["file", "rows", "sealed_secret"])
        act.detail = {"export": export.pk, "rows": rows, "fields": export.fields}


def sweep(today: date) -> str:
    """Files of exports older than a day die, with their keys; who took what out, and for what, stays."""
    dying = Export.objects.alive().filter(expires_at__lte=clock.now()).select_related("file__key")
    count = 0
    for export in dying:
        with action("casework.export_died", by=HOUSE, obj=export, project_id=export.project_id):
            export.gone_at, export.sealed_secret = clock.now(), b""
            export.save(update_fields=["gone_at", "sealed_secret"])
            if export.file is not None:
                files.forget(export.file)
        count += 1
    return _("%(count)s exports ended") % {"count": count} if count else ""
