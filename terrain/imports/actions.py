"""From a file to records and back: bring, match, answer, check, apply, undo, discard. One batch, one transaction."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from terrain.core import clock, files, jobs
from terrain.core.access import Viewer
from terrain.core.actions import Act, action
from terrain.core.models import Job
from terrain.core.policies import Denied
from terrain.imports import looking
from terrain.imports.enums import BatchState
from terrain.imports.examining import Examination, check_mapped, decide, not_collecting, parse
from terrain.imports.mapping import Vocabulary, from_words, shape_digest
from terrain.imports.models import Batch, RememberedMapping
from terrain.imports.policies import check_apply, check_change, check_run, check_undo
from terrain.imports.reading import Table, read_table
from terrain.imports.registry import Context, Progress, RowKind, kind_of
from terrain.imports.reports import ALREADY, CHECKED, IMPORTED, Report
from terrain.programmes.models import Project

AT_ONCE = looking.ENOUGH - 1
"""Files of up to this many rows are worked on while their page loads; longer ones by the worker."""


def quietly(done: int, total: int, words: str = "") -> None:
    """A progress that tells nobody."""


def _held(batch: Batch) -> Batch:
    """The batch as it is now, locked until the transaction ends. Raises ``Denied`` when it was discarded."""
    held = Batch.objects.select_for_update(of=("self",)).filter(pk=batch.pk)
    found = held.select_related("project", "file__key").first()
    if found is None:
        raise Denied(_("This file was discarded meanwhile."))
    return found


def _remembered(kind: str, table: Table) -> dict[str, int] | None:
    memory = RememberedMapping.objects.filter(kind=kind, shape=shape_digest(table.headers)).first()
    return memory.columns if memory is not None else None


def _outline(seen: looking.Look, name: str, kind: RowKind) -> dict[str, Any]:
    return looking.outline(seen.table, name, kind, _remembered(kind.code, seen.table))


def upload(stream: BinaryIO, name: str, *, kind: str, project: Project, by: Viewer) -> Batch:
    """Take a file in: guarded, looked at, sealed. Raises ``Unreadable`` (nothing is kept then) or ``Denied``."""
    check_run(by, project, kind)
    row_kind = kind_of(kind)
    seen = looking.look(stream, name, row_kind)
    with action("imports.uploaded", by=by, project_id=project.pk, detail={"kind": kind}) as act:
        kept = files.keep(looking.as_stream(seen.data), name=name, by=by)
        batch = Batch(kind=kind, project=project, file=kept, file_format=seen.file_format, created_by_id=by.user_id)
        batch.outline = _outline(seen, name, row_kind)
        batch.rows = len(seen.table)
        batch.save()
        act.obj = batch
    return batch


def look_again(batch: Batch, *, sheet: str, header_row: int, by: Viewer) -> Batch:
    """Take another sheet, or another line (from 1) as column titles. Raises ``Unreadable`` when no row is under it."""
    check_change(by, batch)
    name = batch.outline["name"]
    seen = looking.again(files.read(batch.file), batch.file_format, batch.row_kind, sheet, header_row)
    with action("imports.looked_again", by=by, obj=batch, project_id=batch.project_id):
        held = _held(batch)
        check_change(by, held)
        held.outline = _outline(seen, name, held.row_kind)
        held.rows, held.mapping, held.state = len(seen.table), {}, BatchState.UPLOADED
        held.save()
    return held


def map_columns(batch: Batch, columns: Mapping[str, int], *, by: Viewer) -> Batch:
    """Say which column (place from 0) says what (``Column.code``). Raises ``Unmapped``, or ``LookupError`` for nonsense.

    What a person decided is remembered and proposed for the next file with the same titles.
    """
    check_change(by, batch)
    outline, kind = batch.outline, batch.row_kind
    known = {column.code for column in kind.columns}
    if set(columns) - known or not set(columns.values()) <= set(range(len(outline["headers"]))):
        raise LookupError(_("This file has no such column."))
    check_mapped(kind, columns)
    with action("imports.mapped", by=by, obj=batch, project_id=batch.project_id):
        held = _held(batch)
        check_change(by, held)
        place = outline["sheets"].index(outline["sheet"])
        held.mapping = {"sheet": place, "header_row": outline["header_row"], "columns": dict(sorted(columns.items()))}
        held.state = BatchState.MAPPED
        held.save(update_fields=["mapping", "state"])
        if by.user_id is not None:
            RememberedMapping.objects.update_or_create(
                kind=held.kind,
                shape=shape_digest(outline["headers"]),
                defaults={"columns": dict(columns), "used_by_id": by.user_id},
            )
    return held


def answer(batch: Batch, answers: Mapping[str, str], *, by: Viewer) -> Batch:
    """Answer what the file alone cannot say; the batch has to be checked again. Raises ``LookupError`` for no option."""
    check_change(by, batch)
    options = {question["code"]: [value for value, _label in question["options"]] for question in batch.questions}
    if any(value not in options.get(code, [value]) for code, value in answers.items()):
        raise LookupError(_("This is not one of the answers."))
    with action("imports.answered", by=by, obj=batch, project_id=batch.project_id) as act:
        held = _held(batch)
        check_change(by, held)
        act.silent = all(held.answers.get(code) == value for code, value in answers.items())
        held.answers = {**held.answers, **answers}
        held.state = BatchState.MAPPED
        held.save(update_fields=["answers", "state"])
    return held


def _context(batch: Batch, by: Viewer) -> Context:
    return Context(project=batch.project, by=by, answers=batch.answers)


def table_of(batch: Batch) -> Table:
    """The whole table of the batch's file, as its outline says where it stands."""
    outline = batch.outline
    return read_table(
        files.read(batch.file),
        batch.file_format,
        Vocabulary(batch.row_kind.columns),
        sheet=outline["sheet"] or None,
        header_row=outline["header_row"],
    )


def _part(progress: Progress, rows: int, first: int, last: int) -> Progress:
    """Progress of one part of the work on ``rows`` rows, from ``first`` to ``last`` percent of the whole."""

    def tell(done: int, total: int, words: str = "") -> None:
        percent = first + (last - first) * done / (total or 1)
        progress(int(rows * percent / 100), rows, words)

    return tell


def _parsed(batch: Batch, progress: Progress) -> Examination:
    check_mapped(batch.row_kind, batch.columns)
    progress(0, 0, _("Reading the file"))
    table = table_of(batch)
    return parse(batch.row_kind, table, batch.columns, _part(progress, len(table), 10, 40))


def _same_as_read(held: Batch, batch: Batch) -> None:
    if (held.mapping, held.answers) != (batch.mapping, batch.answers):
        raise Denied(_("The columns or the answers were changed meanwhile. Check the file again."))


def _propose_earlier_answers(batch: Batch) -> None:
    """What was answered for the same question in an earlier file of the project is proposed again."""
    earlier: dict[str, str] = {}
    same = Batch.objects.filter(project_id=batch.project_id, kind=batch.kind).exclude(pk=batch.pk).exclude(answers={})
    for answers in reversed(list(same.order_by("-created_at").values_list("answers", flat=True)[:20])):
        earlier.update(answers)
    for question in batch.questions:
        known = batch.answers.get(question["code"]) or earlier.get(question["code"])
        if known in [value for value, _label in question["options"]]:
            question["proposal"] = known


def check(batch: Batch, *, by: Viewer, progress: Progress = quietly) -> Batch:
    """The dry run: read, examine, plan; only the findings are kept. Raises ``Unmapped``.

    Ends in ``checked``, or in ``mapped`` with ``questions`` that wait for an answer.
    """
    check_change(by, batch)
    found = _parsed(batch, progress)
    progress(found.read * 2 // 5, found.read, _("Comparing with what is known"))
    found = decide(batch.row_kind, found, _context(batch, by))
    with action("imports.checked", by=by, obj=batch, project_id=batch.project_id) as act:
        held = _held(batch)
        check_change(by, held)
        _same_as_read(held, batch)
        held.findings = found.findings()
        _propose_earlier_answers(held)
        held.rows = found.read
        held.state = BatchState.CHECKED if found.plan is not None else BatchState.MAPPED
        held.save()
        act.detail = {"read": found.read, "refused": held.findings.refused}
    progress(found.read, found.read, "")
    return held


def apply(batch: Batch, *, by: Viewer, progress: Progress = quietly) -> Batch:
    """Bring the good rows in, all or none. Again, or by two people at once, does it once.

    Returns the batch; or its twin, when the very same file is in already and nothing would be added.
    """
    check_apply(by, batch)
    if batch.state == BatchState.APPLIED:
        return batch
    found = _parsed(batch, progress)
    with action("imports.applied", by=by, obj=batch, project_id=batch.project_id) as act:
        held = _held(batch)
        check_apply(by, held)
        twin = held.twin()
        if held.state == BatchState.APPLIED or twin is not None:
            act.silent = True
            return twin or held
        _same_as_read(held, batch)
        _bring_in(held, found, act, by, progress)
    progress(found.read, found.read, "")
    return held


def _bring_in(batch: Batch, found: Examination, act: Act, by: Viewer, progress: Progress) -> None:
    kind, context = batch.row_kind, _context(batch, by)
    writing = _part(progress, found.read, 40, 100)
    writing(0, 1, _("Writing"))
    found = decide(kind, found, context)
    if found.plan is None:
        raise Denied(_("A question about this file waits for an answer. Check the file again."))
    planned = Context(context.project, by, context.answers, found.plan)
    with not_collecting():
        figures = kind.apply(found.good, batch, planned, writing)
    batch.findings = found.findings()
    batch.counts["done"] = act.detail["done"] = figures
    batch.state = BatchState.APPLIED
    batch.applied_at, batch.applied_by_id = clock.now(), by.user_id
    batch.undone_at = batch.undone_by = None
    batch.save()


def undo(batch: Batch, *, by: Viewer, progress: Progress = quietly) -> Batch:
    """Take back everything that came only from this batch. A second time changes nothing."""
    check_undo(by, batch)
    progress(0, 0, _("Taking the import back"))
    with action("imports.undone", by=by, obj=batch, project_id=batch.project_id) as act:
        held = _held(batch)
        check_undo(by, held)
        if held.state == BatchState.UNDONE:
            act.silent = True
            return held
        figures = held.row_kind.undo(held, _context(held, by))
        held.counts = {**held.counts, "undone": figures}
        act.detail = {"undone": figures}
        held.state = BatchState.UNDONE
        held.undone_at, held.undone_by_id = clock.now(), by.user_id
        held.save()
    progress(held.rows, held.rows, "")
    return held


def discard(batch: Batch, *, by: Viewer) -> None:
    """Forget a file that is not in: its record goes, its content can never be read again."""
    check_change(by, batch)
    with action("imports.discarded", by=by, obj=batch, project_id=batch.project_id):
        held = _held(batch)
        check_change(by, held)
        kept = held.file
        held.delete()
        files.forget(kept)


def stop(batch: Batch, *, by: Viewer) -> None:
    """Note that a fault stopped the work on a batch of which nothing is in: it must be checked again."""
    check_run(by, batch.project, batch.kind)
    with action("imports.stopped", by=by, obj=batch, project_id=batch.project_id) as act:
        held = _held(batch)
        act.silent = not held.is_open
        if held.is_open:
            held.state = BatchState.FAILED
            held.save(update_fields=["state"])


def begin_check(batch: Batch, *, by: Viewer) -> Job | None:
    """Check now when the file is short (``None``), else by the worker."""
    check_change(by, batch)
    check_mapped(batch.row_kind, batch.columns)
    return _begin("imports.check", check, batch, by, _("Checking a file"))


def begin_apply(batch: Batch, *, by: Viewer) -> Job | None:
    """Apply now when the file is short (``None``), else by the worker."""
    check_apply(by, batch)
    return _begin("imports.apply", apply, batch, by, _("Importing a file"))


def begin_undo(batch: Batch, *, by: Viewer) -> Job | None:
    """Undo now when the file is short (``None``), else by the worker."""
    check_undo(by, batch)
    return _begin("imports.undo", undo, batch, by, _("Taking an import back"))


def _begin(kind: str, act: Callable[..., Batch], batch: Batch, by: Viewer, title: str) -> Job | None:
    if batch.rows <= AT_ONCE:
        act(batch, by=by)
        return None
    with transaction.atomic():
        held = _held(batch)
        if held.is_busy:
            return held.job
        title = f"{title} ({held.row_kind.label}, {held.project.code})"
        next_url = reverse("imports:batch", args=[held.uid])
        held.job = jobs.start(
            kind, by=by, title=title, project_id=held.project_id, next_url=next_url, batch=str(held.uid)
        )
        held.save(update_fields=["job"])
    return held.job


def run_file(
    path: Path,
    kind: str,
    project: Project,
    mapping: Mapping[str, Any] | None = None,
    dry_run: bool = False,
    *,
    by: Viewer,
) -> Report:
    """A whole import in one call, for the command line. ``mapping``: ``{"columns": …, "answers": …}``, or columns alone.

    What ``mapping`` does not name is matched as proposed (a blank title leaves a field out); open questions take their
    proposal. Raises ``Unreadable``, ``Denied``, or ``LookupError`` naming what is missing; nothing is kept then.
    """
    check_run(by, project, kind)
    row_kind = kind_of(kind)
    with path.open("rb") as stream:
        seen = looking.look(stream, path.name, row_kind, most_rows=None)
    columns, answers = _wanted(mapping or {}, seen, row_kind)
    check_mapped(row_kind, columns)
    found = parse(row_kind, seen.table, columns, quietly)
    context = Context(project, by, _answered(row_kind, found, Context(project, by, answers)))
    report = Report(row_kind, project.code, path.name, dry_run, {c: seen.table.headers[p] for c, p in columns.items()})
    if dry_run:
        report.findings, report.outcome = decide(row_kind, found, context).findings(), CHECKED
        return report
    batch = upload(looking.as_stream(seen.data), path.name, kind=kind, project=project, by=by)
    try:
        batch = answer(map_columns(batch, columns, by=by), context.answers, by=by)
        batch = check(batch, by=by)
        done = apply(batch, by=by)
    except Exception:
        discard(batch, by=by)
        raise
    report.batch = str(done.uid)
    report.findings, report.outcome = done.findings, IMPORTED
    if done.pk != batch.pk:
        report.findings, report.outcome = batch.findings, ALREADY
        discard(batch, by=by)
    return report


def _wanted(mapping: Mapping[str, Any], seen: looking.Look, kind: RowKind) -> tuple[dict[str, int], dict[str, str]]:
    """(code → place, question code → answer): as written, the rest as proposed."""
    apart = isinstance(mapping, Mapping) and {"columns", "answers"} & set(mapping)
    written, answers = (mapping.get("columns", {}), mapping.get("answers", {})) if apart else (mapping, {})
    if not isinstance(written, Mapping) or not isinstance(answers, Mapping):
        raise LookupError(_('A mapping file looks like {"columns": {…}, "answers": {…}}.'))
    table = seen.table
    columns = from_words(written, table.headers, table.letters, kind.columns)
    for proposal in looking.proposals(table, kind, _remembered(kind.code, table)):
        if not {proposal.code, table.headers[proposal.place]} & set(written) and proposal.place not in columns.values():
            columns.setdefault(proposal.code, proposal.place)
    return columns, {str(code): str(value) for code, value in answers.items()}


def _answered(kind: RowKind, found: Examination, context: Context) -> dict[str, str]:
    """Every question with an answer: as given, else as proposed. Raises ``LookupError`` naming the open ones."""
    answers, open_ones = dict(context.answers), []
    for question in kind.questions(found.rows, context):
        options = [value for value, _label in question.options]
        chosen = answers.get(question.code, question.proposal)
        if chosen is None or chosen not in options:
            open_ones.append(f'"{question.code}" ({question.label}): {", ".join(options)}')
        else:
            answers[question.code] = chosen
    if open_ones:
        raise LookupError(_('Answer in the mapping file, under "answers": %(what)s') % {"what": "; ".join(open_ones)})
    return answers
