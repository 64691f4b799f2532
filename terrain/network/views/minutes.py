"""The minutes of a round table: a page to print, and a paper to send."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from terrain.core.documents import as_docx, as_pdf
from terrain.core.http import Request
from terrain.network import agenda_words
from terrain.network import minutes as minutes_of
from terrain.network.models import Invitation, RoundTable
from terrain.network.views.round_tables import scoped

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _whole(table: RoundTable) -> tuple[list[Invitation], list[agenda_words.Point]]:
    items = table.items.select_related("place", "round_table").prefetch_related(
        "decisions__commitments__owner", "decisions__commitments__owner_project"
    )
    return list(table.invitations.select_related("organisation")), agenda_words.points_of(items)


def minutes(request: Request, uid: str) -> HttpResponse:
    """Everything on one page, to print."""
    table = scoped(request, uid)
    invited, points = _whole(table)
    context = {"table": table, "invited": invited, "points": points}
    return render(request, "network/governance/minutes.html", context)


def paper(request: Request, uid: str, media: str) -> HttpResponse:
    """The same as a file, in the reader's language."""
    if media not in MEDIA:
        raise Http404
    table = scoped(request, uid)
    written = minutes_of.paper_of(table, *_whole(table), language=get_language() or "fr")
    answer = HttpResponse(as_pdf(written) if media == "pdf" else as_docx(written), content_type=MEDIA[media])
    answer["Content-Disposition"] = content_disposition_header(True, f"{table.day:%Y%m%d}-minutes.{media}") or ""
    return answer
