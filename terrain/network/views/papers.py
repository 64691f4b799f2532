"""Papers that prove something, given out as they came; each reading is noted."""

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header

from terrain.core import audit, files
from terrain.core.http import Request
from terrain.core.models import SealedFile
from terrain.network.policies.governance import check_paper


def handed_out(request: Request, record: object, file: SealedFile | None, project_id: int) -> StreamingHttpResponse:
    """The file of ``record`` as it came, else 404; a refusal for whoever does not see names."""
    if file is None:
        raise Http404
    check_paper(request.viewer, project_id)
    audit.note_read(request, "network.paper_read", record, project_id=project_id)  # type: ignore[arg-type]
    disposition = content_disposition_header(True, files.name_of(file))
    return StreamingHttpResponse(
        files.pieces(file), content_type="application/octet-stream", headers={"Content-Disposition": disposition}
    )
