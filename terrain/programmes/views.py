"""Staff pages of the programme: what each project promises, who works where, and how a programme file comes in."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.programmes import actions, logframes, public, redlines
from terrain.programmes.faults import ProgrammeError
from terrain.programmes.forms import AgreedForm, LoadForm
from terrain.programmes.models import LogframeVersion, Programme, Project
from terrain.programmes.policies import check_apply, check_enter, check_load, check_see_team
from terrain.programmes.registers import team_of
from terrain.programmes.ways import ways_from


def programme(request: Request) -> HttpResponse:
    """The projects that the viewer may see, and the door to the programme file."""
    check_enter(request.viewer)
    promised = Count("targets", filter=Q(targets__retired=False))
    return render(
        request,
        "programmes/programme.html",
        {
            "programmes": Programme.objects.order_by("pk"),
            "projects": Project.objects.visible_to(request.viewer).annotate(promised=promised),
            "load": verdict(check_load, request.viewer),
        },
    )


def project(request: Request, code: str) -> HttpResponse:
    """One project: what it promises as a tree, who works on it, where, and how its logframe changed."""
    found = get_object_or_404(Project.objects.visible_to(request.viewer), code=code)
    see_team = verdict(check_see_team, request.viewer, found)
    shown = public.project(code)
    return render(
        request,
        "programmes/project.html",
        {
            "project": found,
            "shown": shown,
            "tree": logframes.of_project(found),
            "ways": ways_from(found, request.viewer),
            "see_team": see_team,
            "team": team_of(found) if see_team else [],
            "versions": found.versions.defer("content"),
        },
    )


def _version_of(request: Request, code: str, number: int) -> LogframeVersion:
    projects = Project.objects.visible_to(request.viewer)
    versions = LogframeVersion.objects.filter(project__in=projects).select_related("project")
    return get_object_or_404(versions, project__code=code, number=number)


def version(request: Request, code: str, number: int) -> HttpResponse:
    """The logframe as it was promised at a moment."""
    found = _version_of(request, code, number)
    others = found.project.versions.exclude(pk=found.pk).defer("content")
    context = {"version": found, "tree": logframes.of_version(found), "others": others}
    return render(request, "programmes/version.html", context)


def redline(request: Request, code: str, older: int, newer: int) -> HttpResponse:
    """What changed from one version of a logframe to another."""
    before, after = _version_of(request, code, older), _version_of(request, code, newer)
    chapters = redlines.told(actions.redline(before, after))
    return render(request, "programmes/redline.html", {"older": before, "newer": after, "chapters": chapters})


def load(request: Request) -> HttpResponse:
    """Bring a programme file: its faults with their lines, or what it would change."""
    check_load(request.viewer)
    form = LoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _show(request, form.programme, form.brought)
    return render(request, "programmes/load.html", {"form": form}, status=422 if form.errors else 200)


def _show(
    request: Request, file: Any, brought: dict[str, str], *, words: str = "", faults: Any = (), status: int = 200
) -> HttpResponse:
    diff = actions.compare(file)
    context = {
        "programme": file.programme,
        "chapters": redlines.told(diff),
        "form": AgreedForm(initial={**brought, "agreed": actions.digest_of(diff)}),
        "possible": verdict(check_apply, request.viewer, diff),
        "words": words,
        "faults": faults,
    }
    return render(request, "programmes/agree.html", context, status=status)


@require_POST
def apply(request: Request) -> HttpResponse:
    """Do what was shown and agreed to, or show anew what has become of it meanwhile."""
    check_load(request.viewer)
    form = AgreedForm(request.POST)
    if not form.is_valid() or form.programme is None:
        messages.warning(request, _("The file did not arrive whole. Please choose it again."))
        return redirect("programmes:load")
    brought = {name: form.cleaned_data[name] for name in ("name", "text", "places_name", "places_text")}
    try:
        actions.apply(form.programme, by=request.viewer, agreed=form.cleaned_data["agreed"])
    except actions.StaleDiff:
        words = _("Somebody changed the programme meanwhile. Look at what the file would change now.")
        return _show(request, form.programme, brought, words=words, status=409)
    except Denied as denied:
        return _show(request, form.programme, brought, words=str(denied.reason), status=422)
    except ProgrammeError as error:
        words = _("Nothing was changed: the file asks for something that cannot be counted.")
        return _show(request, form.programme, brought, words=words, faults=error.said(), status=422)
    messages.success(request, _("The programme now says what the file says."))
    return redirect("programmes:programme")
