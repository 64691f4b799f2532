"""What a batch's page says, gathered in the active language."""

import io
from pathlib import PurePath
from typing import Any, BinaryIO

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from terrain.core import files
from terrain.core.access import Viewer
from terrain.core.models import JobState
from terrain.core.policies import verdict
from terrain.imports import rejects
from terrain.imports.actions import table_of
from terrain.imports.enums import OPEN_STATES, BatchState
from terrain.imports.findings import counted, ignored_in_words, in_words
from terrain.imports.forgetting import is_forgotten
from terrain.imports.models import Batch
from terrain.imports.policies import check_apply, check_change, check_read_rows, check_undo
from terrain.imports.registry import RowKind

TONES = {
    BatchState.UPLOADED: "warn",
    BatchState.MAPPED: "warn",
    BatchState.CHECKED: "info",
    BatchState.APPLIED: "ok",
    BatchState.UNDONE: "",
    BatchState.FAILED: "bad",
}
PAGE = 50
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def waits_for_answers(batch: Batch) -> bool:
    """Whether a check stopped at questions that have no answer yet."""
    return batch.state == BatchState.MAPPED and any(q["code"] not in batch.answers for q in batch.questions)


def line_of(batch: Batch) -> dict[str, Any]:
    """A batch in a list."""
    return {
        "batch": batch,
        "name": batch.outline["name"],
        "tone": TONES[BatchState(batch.state)],
        "findings": batch.findings if batch.counts else None,
        "label": batch.row_kind.label,
    }


def page_of(viewer: Viewer, query: QueryDict) -> tuple[Page, list[dict[str, Any]]]:
    """One page of the viewer's batches, what waits first; ``state=open|applied|undone`` narrows it."""
    batches = Batch.objects.visible_to(viewer).open_first().select_related("project", "file__key", "job")
    wanted: dict[str, tuple[BatchState, ...]] = {
        "open": OPEN_STATES,
        "applied": (BatchState.APPLIED,),
        "undone": (BatchState.UNDONE,),
    }
    states = wanted.get(str(query.get("state", "")))
    if states is not None:
        batches = batches.filter(state__in=states)
    page = Paginator(batches, PAGE).get_page(query.get("page"))
    return page, [line_of(batch) for batch in page]


def _told(kind: RowKind, figures: dict[str, int]) -> list[str]:
    """Figures in words; those that are nothing are told only when all are."""
    told = {code: count for code, count in figures.items() if count} or figures
    return [counted(kind, code, count) for code, count in told.items()]


def result_of(batch: Batch, viewer: Viewer) -> dict[str, Any]:
    """Everything that the page of one batch shows."""
    kind, findings = batch.row_kind, batch.findings
    figures = findings.counts.get("done") if batch.state == BatchState.APPLIED else None
    figures = findings.counts.get("figures", {}) if figures is None else figures
    twin = batch.twin() if batch.state == BatchState.CHECKED else None
    return {
        **line_of(batch),
        "kind": kind,
        "findings": findings,
        "figures": _told(kind, figures),
        "undone": _told(kind, findings.counts.get("undone", {})),
        "notes": [counted(kind, code, count) for code, count in findings.notes.items()],
        "ignored": ignored_in_words(findings.counts.get("ignored", {})),
        "problems": in_words(kind, findings.problems),
        "warnings": in_words(kind, findings.warnings),
        "twin": twin,
        "stopped": batch.job.words if batch.job is not None and batch.job.state == JobState.FAILED else "",
        "own_job": batch.job if batch.job is not None and batch.job.owner_id == viewer.user_id else None,
        "may_apply": verdict(check_apply, viewer, batch),
        "may_change": verdict(check_change, viewer, batch),
        "may_undo": verdict(check_undo, viewer, batch),
        "may_read": not is_forgotten(batch) and verdict(check_read_rows, viewer, batch),
    }


def bad_rows_of(batch: Batch) -> tuple[BinaryIO, str]:
    """The workbook of the rows with problems, and a name for it."""
    data, table = files.read(batch.file), table_of(batch)
    bad = batch.findings.bad_rows()
    book = rejects.bad_rows(data, batch.file_format, batch.row_kind, table, batch.columns, bad)
    stem = PurePath(batch.outline["name"]).stem[:80]
    return io.BytesIO(book), f"{stem} - {_('rows to correct')}.xlsx"
