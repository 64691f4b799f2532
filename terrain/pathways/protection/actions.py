"""Making the report to the judge."""

from io import BytesIO
from uuid import UUID, uuid5

from terrain.casework.actions.papers import keep_document
from terrain.casework.enums import NoteClass
from terrain.casework.models import Case, CaseDocument
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.documents import as_docx, as_pdf
from terrain.pathways.protection.policies import check_report
from terrain.pathways.protection.report import Wanted, compose

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def make_report(
    case: Case, wanted: Wanted, media: str, *, signed: str, slip: UUID | None = None, by: Viewer
) -> tuple[CaseDocument, bytes]:
    """Write the report as ``pdf`` or ``docx``; a copy stays sealed in the file, one however often it is asked for. Returns it and the bytes.

    ``signed``: the writer's name. That a report was made, when and by whom stands in the journal; not what it says.
    """
    with action("protection.report_made", by=by, obj=case, project_id=case.project_id) as act:
        check_report(by, case)
        paper = compose(case, wanted, signed, by)
        written = as_pdf(paper) if media == "pdf" else as_docx(paper)
        name = f"{case.number}-{clock.today():%Y%m%d}-{wanted.language}.{media}"
        kept = keep_document(
            case, BytesIO(written), name, note_class=NoteClass.ORDINARY, kind="court", media_type=MEDIA[media],
            day=clock.today(), slip=uuid5(slip, media) if slip is not None else None, by=by,
        )  # fmt: skip
        act.detail = {"document": kept.pk, "media": media, "language": wanted.language}
    return kept, written
