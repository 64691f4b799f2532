"""Opening a file: about somebody of the registry, a group, or an enterprise of the programme."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terrain.casework.actions import cases as actions
from terrain.casework.enums import SubjectKind
from terrain.casework.forms.cases import OpenForm
from terrain.casework.kinds import CaseKind, kinds
from terrain.casework.models import Case
from terrain.casework.subjects import About, sees, works
from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.people import directory
from terrain.people.models import Group, Person
from terrain.programmes.models import Organisation

PER_PAGE = 50


def new(request: Request) -> HttpResponse:
    """Open a file about one of the registry, a group or an enterprise: first which kind, then why."""
    if not any(request.viewer.may(kind.work) for kind in kinds()):
        raise Denied(_("Your role opens no files."))
    about = _about(request)
    may_open = works(request.viewer, about.kind)
    if not may_open:
        raise Denied(_("You open no kind of file about that."))
    asked = request.GET.get("kind", "") or (may_open[0].code if len(may_open) == 1 else "")
    kind = next((kind for kind in may_open if kind.code == asked), None)
    context = {"about": about, "name": _name(request, about)}
    if kind is None:
        return render(request, "casework/cases/choose_kind.html", context | {"kinds": may_open})
    return _open(request, kind, about, context)


def _about(request: Request) -> About:
    """Whom the address names, as far as it is there for the viewer; else 404."""
    asked = {name: request.GET[name] for name in ("person", "group", "enterprise") if request.GET.get(name)}
    if len(asked) != 1:
        raise Http404
    if "group" in asked:
        seen = Group.objects.visible_to(request.viewer).filter(ended_on=None).select_related("project")
        return About(group=get_object_or_404(seen, pk=asked["group"] if asked["group"].isdecimal() else 0))
    if "enterprise" in asked:
        return About(enterprise=get_object_or_404(Organisation, code=asked["enterprise"]))
    people = Person.objects.visible_to(request.viewer).select_related("key").prefetch_related("meetings")
    return About(person=get_object_or_404(people, uid=asked["person"]))


def _name(request: Request, about: About) -> str:
    """Blank for a person whose name the viewer does not see."""
    if about.person is not None:
        entry = directory.entries([about.person], request.viewer)[0]
        if entry.name:
            audit.note_read(request, "people.identity_read", about.person)
        return entry.name
    return str(about.group or about.enterprise)


def _open(request: Request, kind: CaseKind, about: About, context: dict[str, Any]) -> HttpResponse:
    form = OpenForm(request.POST or None, kind=kind, viewer=request.viewer, about=about)
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.open_case(form.opening, slip=form.cleaned_data["slip"], by=request.viewer)
        except actions.AlreadyOpen as known:
            messages.info(request, _("This file is open already: here it is."))
            return redirect(known.case)
        messages.success(request, _("The file is open."))
        return redirect(case)
    context |= {"form": form, "kind": kind}
    return render(request, "casework/cases/new.html", context, status=422 if form.errors else 200)


def enterprises(request: Request) -> HttpResponse:
    """The organisations of the programme, and the files about each that the viewer sees."""
    if not sees(request.viewer, SubjectKind.ENTERPRISE):
        raise Denied(_("You see no files about enterprises."))
    page = Paginator(Organisation.objects.order_by("name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    found = Case.objects.visible_to(request.viewer).filter(enterprise__in=[one.pk for one in page.object_list])
    held: dict[int | None, list[Case]] = {}
    for case in found.select_related("project", "owner").order_by("-opened_on", "-pk"):
        held.setdefault(case.enterprise_id, []).append(case)
    context = {
        "page": page,
        "enterprises": [(one, held.get(one.pk, [])) for one in page.object_list],
        "may_open": bool(works(request.viewer, SubjectKind.ENTERPRISE)),
    }
    return render(request, "casework/enterprises/list.html", context)
