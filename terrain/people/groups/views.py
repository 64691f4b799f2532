"""Pages about groups."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import audit
from terrain.core.http import Request
from terrain.core.policies import Denied, require, verdict
from terrain.people import directory, others
from terrain.people.groups import actions, pages
from terrain.people.groups.forms import EndForm, MemberForm, NewGroupForm, RenameForm
from terrain.people.groups.policies import check_browse_groups, check_group, check_standing
from terrain.people.models import Group, GroupMember
from terrain.people.panels import panels

PER_PAGE = 50


def _group(request: Request, pk: int) -> Group:
    return get_object_or_404(Group.objects.visible_to(request.viewer).select_related("project"), pk=pk)


def groups(request: Request) -> HttpResponse:
    """The groups of the viewer's projects."""
    check_browse_groups(request.viewer)
    page = Paginator(pages.listed(request.viewer), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_compose": request.viewer.may("people.edit")}
    return render(request, "people/groups/groups.html", context)


def new(request: Request) -> HttpResponse:
    """Compose a group."""
    check_browse_groups(request.viewer)
    require(request.viewer, "people.edit", reason=_("Your role does not compose groups."))
    form = NewGroupForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return redirect(actions.compose_group(said["project"], said["name"], by=request.viewer))
    context = {"form": form, "title": _("A new group"), "button": _("Compose the group"), "back": None}
    return render(request, "people/groups/form.html", context, status=422 if form.errors else 200)


def group(request: Request, pk: int) -> HttpResponse:
    """Who belongs to a group and did, and what rooms above tell of it."""
    held = _group(request, pk)
    now, former = pages.members_of(held, request.viewer)
    if named := sum(bool(one.name) for one in (*now, *former)):
        audit.note_read(request, "people.names_read", held, detail={"people": named}, project_id=held.project_id)
    context = {
        "group": held,
        "now": now,
        "former": former,
        "may_compose": verdict(check_group, request.viewer, held.project),
        "may_add": verdict(check_standing, request.viewer, held) and request.viewer.may("people.identify"),
        "panels": [(part, told) for part in panels("group") if (told := part.contents(request, held)) is not None],
    }
    return render(request, "people/groups/group.html", context)


def rename(request: Request, pk: int) -> HttpResponse:
    """Call a group otherwise."""
    held = _group(request, pk)
    check_group(request.viewer, held.project)
    form = RenameForm(request.POST or None, initial={"name": held.name})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.rename_group(held, form.cleaned_data["name"], by=request.viewer))
        except Denied as denied:
            form.add_error("name", str(denied.reason))
    context = {"form": form, "title": _("Call the group otherwise"), "button": _("Save"), "back": held}
    return render(request, "people/groups/form.html", context, status=422 if form.errors else 200)


def end(request: Request, pk: int) -> HttpResponse:
    """Say since when a group is over; one that is over goes on."""
    held = _group(request, pk)
    check_group(request.viewer, held.project)
    if request.method == "POST" and held.ended_on is not None:
        return redirect(actions.resume_group(held, by=request.viewer))
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_group(held, form.cleaned_data["day"], by=request.viewer)
        messages.success(request, _("The group is over. Its files stay."))
        return redirect(held)
    context = {"form": form, "title": _("The group is over"), "button": _("End the group"), "back": held}
    return render(request, "people/groups/form.html", context, status=422 if form.errors else 200)


def add(request: Request, pk: int) -> HttpResponse:
    """Look for somebody of the registry, and put her into the group."""
    held = _group(request, pk)
    check_standing(request.viewer, held)
    require(request.viewer, "people.identify", reason=_("Your role does not see names."))
    form = MemberForm(request.POST or None)
    found: list[directory.Entry] | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if (chosen := others.chosen(request.viewer, request.POST.get("person", ""))) is not None:
            actions.join_group(held, chosen, said["role"], since=said["since"], by=request.viewer)
            messages.success(request, _("Saved."))
            return redirect(held)
        found = others.meant(request, said["name"], project_id=held.project_id)
    context = {"form": form, "group": held, "found": found}
    return render(request, "people/groups/add.html", context, status=422 if form.errors else 200)


@require_POST
def leave(request: Request, pk: int, member: int) -> HttpResponse:
    """Somebody left a group."""
    held = _group(request, pk)
    now, former = pages.members_of(held, request.viewer)
    shown = GroupMember.objects.filter(pk__in=[one.member.pk for one in (*now, *former)])
    row = get_object_or_404(shown.select_related("group__project", "person__merged_into"), pk=member)
    actions.leave_group(row, by=request.viewer)
    return redirect(held)
