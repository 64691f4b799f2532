"""What the directory is worth, and what to mend first."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.network import finding, quality
from terrain.network.forms.directory import FindServiceForm
from terrain.network.policies.directory import check_consult, check_keep

PER_PAGE = 20


def mend_first(request: Request) -> HttpResponse:
    """The score of the directory, what is most missing in it, and its entries, the poorest first."""
    check_consult(request.viewer)
    form = FindServiceForm(request.GET)
    found = quality.worst_first(finding.chosen(request.viewer, form.asked))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": [
            (service, finding.whose(service), worth, bool(verdict(check_keep, request.viewer, service)))
            for service, worth in page.object_list
        ],
        "score": quality.whole_score(found),
        "parts": quality.parts(found),
        "filtered": bool(form.asked),
    }
    return render(request, "network/quality/list.html", context)
