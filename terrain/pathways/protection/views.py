"""The report to the judge."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header

from terrain.casework.views.cases import scoped
from terrain.core import audit, clock
from terrain.core.documents import Block, Table
from terrain.core.http import Request
from terrain.pathways.protection import actions
from terrain.pathways.protection.conditions import SMALLEST, shares
from terrain.pathways.protection.forms import ReportForm
from terrain.pathways.protection.policies import check_conditions, check_report
from terrain.pathways.protection.report import compose, left_out
from terrain.programmes.models import Project

YEARS = 5
"""How many years back the conditions are told."""


def conditions(request: Request, code: str) -> HttpResponse:
    """In which conditions the girls of a project are judged, one year at a time."""
    project = get_object_or_404(Project.objects.visible_to(request.viewer), code=code)
    check_conditions(request.viewer, project)
    last = clock.today().year - 1
    asked = request.GET.get("year", "")
    years = list(range(last, last - YEARS, -1))
    year = int(asked) if asked.isdecimal() and int(asked) in years else last
    told, days = shares(project, year)
    context = {"project": project, "year": year, "years": years, "shares": told, "days": days, "smallest": SMALLEST}
    return render(request, "protection/conditions.html", context)


def report(request: Request, uid: str) -> HttpResponse:
    """Choose what stands in it, look at it, take it as DOCX or PDF."""
    case = scoped(request, uid)
    check_report(request.viewer, case)
    form = ReportForm(request.POST or None, case=case, viewer=request.viewer)
    name = request.user.full_name
    paper, missing = None, []
    if request.method == "POST" and form.is_valid():
        media = request.POST.get("as", "")
        if media in actions.MEDIA:
            slip = form.cleaned_data["slip"]
            kept, written = actions.make_report(case, form.wanted, media, signed=name, slip=slip, by=request.viewer)
            answer = HttpResponse(written, content_type=actions.MEDIA[media])
            answer["Content-Disposition"] = content_disposition_header(True, f"{case.number}-{kept.pk}.{media}") or ""
            return answer
        paper, missing = compose(case, form.wanted, name, request.viewer), left_out(case, form.wanted, request.viewer)
    audit.note_read(request, "casework.case_read", case, project_id=case.project_id)
    parts = [(part.title, [_shown(block) for block in part.blocks]) for part in paper.parts] if paper else []
    context = {"case": case, "form": form, "paper": paper, "parts": parts, "left_out": missing}
    return render(request, "protection/report.html", context, status=422 if form.errors else 200)


def _shown(block: Block) -> tuple[str, Block, list[list[tuple[str, str]]]]:
    """A block with its name, and the rows of a table with the title of each cell beside it."""
    rows = [list(zip(block.head, row, strict=True)) for row in block.rows] if isinstance(block, Table) else []
    return type(block).__name__, block, rows
