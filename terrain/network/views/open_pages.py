"""The directory for everybody: found by what, where and for whom, on a telephone, without an account."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe

from terrain.core.http import Request
from terrain.network import public
from terrain.network.forms.open_pages import SearchForm
from terrain.network.hsds.documents import document

PER_PAGE = 50
PRINTED = 500


@require_safe
def home(request: Request) -> HttpResponse:
    """What may be found, and what answers to what is asked; ``all`` on one page, to be printed, as far as one prints."""
    everything = public.everything()
    form = SearchForm(request.GET, among=everything)
    found = public.services(form.asked, everything)
    whole = "all" in request.GET
    page = Paginator(found, PRINTED if whole else PER_PAGE).get_page(request.GET.get("page"))
    narrowed = form.asked != public.Asked()
    context = {"form": form, "page": page, "narrowed": narrowed, "whole": whole, "more": any(_seldom(form))}
    return render(request, "network/open/home.html", context)


def _seldom(form: SearchForm) -> Iterator[Any]:
    """What is asked in the part of the form that is folded away."""
    yield from (form.asked.kind, form.asked.language, form.asked.whom)


@require_safe
def entry(request: Request, uid: str) -> HttpResponse:
    """One service: whom to call, where to go, what to bring."""
    found = public.service(uid)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return render(request, "network/open/entry.html", {"one": found})


@require_safe
@condition(etag_func=lambda request: f'"{public.stamp()}"')
def as_json(request: Request) -> HttpResponseBase:
    """All of it as HSDS 3.0 writes directories, for other directories."""
    response = StreamingHttpResponse(_written(), content_type="application/json")
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _written() -> Iterator[str]:
    before = "[\n"
    for one in public.hsds():
        yield before + json.dumps(document(one), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
