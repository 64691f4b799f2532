"""Activity sheets: written, changed, published, withdrawn."""

from dataclasses import dataclass
from uuid import UUID

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.programmes.models import Project
from terrain.workshops.models import ActivitySheet
from terrain.workshops.policies import check_hold, check_sheet


@dataclass(frozen=True)
class SheetSaid:
    """What a sheet says. Ages in years, ``None`` for any; ``method`` blank for any."""

    title: str
    aim: str
    steps: str
    language: str
    method: str = ""
    age_from: int | None = None
    age_to: int | None = None
    minutes: int | None = None
    group_from: int | None = None
    group_to: int | None = None
    material: str = ""
    attention: str = ""


def write_sheet(project: Project, said: SheetSaid, *, slip: UUID | None = None, by: Viewer) -> ActivitySheet:
    """A new sheet, a draft until it is published."""
    check_hold(by, project)
    slip = slips.own(slip, by, project, "sheet")
    with action("workshops.sheet_written", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, ActivitySheet)) is not None:
            act.silent = True
            return before
        sheet = ActivitySheet(project=project, created_by_id=by.user_id)
        put(sheet, said)
        sheet.save()
        slips.made(slip, sheet)
        act.obj = sheet
    return sheet


def change_sheet(sheet: ActivitySheet, said: SheetSaid, *, version: int, by: Viewer) -> ActivitySheet:
    """Write a sheet anew. Raises ``ChangedMeanwhile``."""
    check_sheet(by, sheet)
    with action("workshops.sheet_changed", by=by, obj=sheet, project_id=sheet.project_id) as act:
        now = held(sheet)
        act.detail = {"fields": put(now, said)}
        if not act.detail["fields"]:
            act.silent = True
            return now
        save_next(now, version)
    return now


def publish_sheet(sheet: ActivitySheet, *, by: Viewer) -> None:
    """Every colleague of the project may read it from now on."""
    check_sheet(by, sheet)
    with action("workshops.sheet_published", by=by, obj=sheet, project_id=sheet.project_id) as act:
        now = held(sheet)
        act.silent = not now.is_draft
        if now.is_draft:
            now.published_at, now.version = clock.now(), now.version + 1
            now.save(update_fields=["published_at", "version"])


def withdraw_sheet(sheet: ActivitySheet, *, by: Viewer) -> None:
    """The sheet is a draft again; sessions that used it still say so."""
    check_sheet(by, sheet)
    with action("workshops.sheet_withdrawn", by=by, obj=sheet, project_id=sheet.project_id) as act:
        now = held(sheet)
        act.silent = now.is_draft
        if not now.is_draft:
            now.published_at, now.version = None, now.version + 1
            now.save(update_fields=["published_at", "version"])
