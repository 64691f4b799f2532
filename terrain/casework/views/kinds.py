"""What a kind of file is: its stages, the steps between them, what is owed at each."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from terrain.casework.kinds import kind_of
from terrain.casework.policies.cases import check_list
from terrain.casework.stage_charts import chart_of
from terrain.core import clock
from terrain.core.http import Request


def kind(request: Request, kind: str) -> HttpResponse:
    """The stages of a kind of file, drawn and in words. ``stage`` in the address: the one where a reader comes from."""
    try:
        told = kind_of(kind)
    except LookupError as error:
        raise Http404 from error
    check_list(request.viewer, told)
    context = {"kind": told, "chart": chart_of(told, clock.today()), "here": request.GET.get("stage", "")}
    return render(request, "casework/kinds/kind.html", context)
