"""The directory goes out and other directories come in, as HSDS 3.0 writes them."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from terrain.core import audit, files
from terrain.core.http import Request
from terrain.network.actions import exchange as actions
from terrain.network.enums import BringingState
from terrain.network.exchanging import given
from terrain.network.forms.exchange import BringForm
from terrain.network.hsds.packages import packed
from terrain.network.models import Bringing
from terrain.network.policies.directory import check_entrust
from terrain.network.previews import preview_of

FAULTS = {
    "missing": gettext_lazy("this is missing"), "not_text": gettext_lazy("this should be a text"), "not_a_list": gettext_lazy("this should be a list"),
    "not_an_object": gettext_lazy("this should be an object"), "too_long": gettext_lazy("this is too long"),
    "twice": gettext_lazy("the same number stood in the file before"), "not_storable": gettext_lazy("this holds signs that are no text"),
    "not_yours": gettext_lazy("another project keeps this entry"),
}  # fmt: skip


def home(request: Request) -> HttpResponse:
    """Take the directory along; bring another one."""
    check_entrust(request.viewer)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            return redirect(actions.bring(sent.file, sent.name, by=request.viewer))
        except actions.NotHsds as refused:
            form.add_error("file", str(refused))
    held = Bringing.objects.visible_to(request.viewer).select_related("created_by", "file__key")[:20]
    lines = [(one, files.name_of(one.file)) for one in held]
    return render(
        request, "network/exchange/home.html", {"form": form, "lines": lines}, status=422 if form.errors else 200
    )


def bringing(request: Request, uid: str) -> HttpResponse:
    """What a file would do, or did; one button takes it in, one takes it back."""
    check_entrust(request.viewer)
    held = get_object_or_404(
        Bringing.objects.visible_to(request.viewer).select_related("file__key", "created_by"), uid=uid
    )
    if request.method == "POST":
        if request.POST.get("move") == "back":
            back, stay = actions.take_back(held, by=request.viewer)
            messages.success(request, _told_back(back, stay))
        else:
            actions.take_in(held, by=request.viewer)
            messages.success(request, _("The file is in the directory."))
        return redirect(held)
    lines, more = preview_of(held, request.viewer) if held.state != BringingState.APPLIED else ([], 0)
    context = {"held": held, "name": files.name_of(held.file), "faults": _faults(held), "counts": held.counts}
    context |= {"lines": lines, "more": more}
    return render(request, "network/exchange/bringing.html", context)


def _told_back(back: int, stay: int) -> str:
    said = ngettext("%(count)d service taken back.", "%(count)d services taken back.", back) % {"count": back}
    left = _("Changed or used since, and therefore left: %(count)d.") % {"count": stay}
    return f"{said} {left}" if stay else said


def _faults(held: Bringing) -> list[tuple[str, Any]]:
    return [(path, FAULTS.get(code, code)) for path, code in held.faults]


@require_safe
def as_json(request: Request) -> HttpResponseBase:
    """All entries, those that are not for everybody too."""
    check_entrust(request.viewer)
    audit.note_read(request, "network.directory_given")
    response = StreamingHttpResponse(_written(), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="directory-hsds.json"'
    response["Cache-Control"] = "no-store, private"
    return response


def _written() -> Iterator[str]:
    before = "[\n"
    for one in given():
        yield before + json.dumps(one, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


@require_safe
def as_zip(request: Request) -> HttpResponse:
    """All entries as a package of tables."""
    check_entrust(request.viewer)
    audit.note_read(request, "network.directory_given")
    response = HttpResponse(packed(given()), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="directory-hsds.zip"'
    response["Cache-Control"] = "no-store, private"
    return response
