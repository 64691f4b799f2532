"""Pages about somebody beyond her name."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import audit, files
from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.people import directory, others
from terrain.people.groups import actions as groups
from terrain.people.groups.forms import GroupForm
from terrain.people.households import actions as households
from terrain.people.models import GroupMember, Paper, Person, Relation
from terrain.people.models.profiles import Told, profile_of, seen_of, told_from
from terrain.people.naming import check_civil_name
from terrain.people.profiles import actions
from terrain.people.profiles.forms import ContactForm, PaperForm, ProfileForm, RelationForm
from terrain.people.profiles.pages import clashes_told, ties_of
from terrain.people.profiles.policies import check_read, check_write_names, check_write_profile

INSIDE = {"application/pdf", "image/jpeg", "image/png"}


def _person(request: Request, uid: Any) -> Person:
    seen = Person.objects.visible_to(request.viewer).select_related("key").prefetch_related("meetings")
    person = get_object_or_404(seen, uid=uid)
    check_read(request.viewer, person)
    return person


def contact(request: Request, uid: str) -> HttpResponse:
    """How she may be reached."""
    return _write(request, uid, ContactForm, "people/profiles/contact.html")


def profile(request: Request, uid: str) -> HttpResponse:
    """Languages, names, mother, where she lives."""
    check_write_names(request.viewer, _person(request, uid))
    return _write(request, uid, ProfileForm, "people/profiles/profile.html")


def _write(request: Request, uid: str, kind: Any, template: str) -> HttpResponse:
    person = _person(request, uid)
    check_write_profile(request.viewer, person)
    held, version = profile_of(person)
    first = kind.initial_of(held, version) | {"seen": seen_of(person, held)}
    form = kind(request.POST or None, initial=first)
    otherwise: actions.SaidOtherwise | None = None
    if request.method == "POST" and form.is_valid():
        otherwise = _told(request, person, form)
        if otherwise is None:
            messages.success(request, _("Saved."))
            return redirect(person)
        form = _shown_again(person, form, otherwise)
    audit.note_read(request, "people.profile_read", person)
    context = {
        "form": form,
        "person": person,
        "name": directory.entries([person], request.viewer)[0].name,
        "otherwise": otherwise,
        "clashes": clashes_told(otherwise.differences) if otherwise is not None else [],
    }
    return render(request, template, context, status=422 if form.errors or otherwise else 200)


def _told(request: Request, person: Person, form: Any) -> actions.SaidOtherwise | None:
    """Write what was typed against what the page showed; without that, against nothing, so that every difference is asked."""
    held, present = profile_of(person)
    version = form.cleaned_data["version"]
    base = told_from(person, form.cleaned_data["seen"])
    if base is None:
        base = held if version == present else Told()
    try:
        actions.tell(person, base, form.told(base), version=version, by=request.viewer)
    except actions.SaidOtherwise as otherwise:
        return otherwise
    return None


def _shown_again(person: Person, form: Any, otherwise: actions.SaidOtherwise) -> Any:
    """What both wrote elsewhere, and what was typed where they differ: sent again, it is written knowingly."""
    mine = replace(otherwise.both, **{one.field: one.mine for one in otherwise.differences})
    return type(form)(initial=form.initial_of(mine, otherwise.version) | {"seen": seen_of(person, otherwise.theirs)})


def add_paper(request: Request, uid: str) -> HttpResponse:
    """Write down a paper of hers."""
    person = _person(request, uid)
    check_write_profile(request.viewer, person)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        file = said.pop("file")
        given = (file, file.name, form.media_type) if file is not None else None
        actions.add_paper(person, said.pop("kind"), **said, file=given, by=request.viewer)
        messages.success(request, _("The paper is kept."))
        return redirect(person)
    return render(
        request, "people/profiles/paper.html", {"form": form, "person": person}, status=422 if form.errors else 200
    )


def _paper(request: Request, uid: str, pk: int) -> Paper:
    person = _person(request, uid)
    return get_object_or_404(
        Paper.objects.select_related("person__key", "file__key"), pk=pk, person__in=person.selves, removed_at=None
    )


def paper_file(request: Request, uid: str, pk: int) -> StreamingHttpResponse:
    """The paper itself, never kept by a browser."""
    paper = _paper(request, uid, pk)
    check_civil_name(request.viewer, paper.person)
    file = get_object_or_404(Paper.objects.exclude(file=None), pk=paper.pk).file
    assert file is not None
    audit.note_read(request, "people.paper_read", paper.person, detail={"paper": paper.pk})
    inside = file.media_type in INSIDE
    response = StreamingHttpResponse(
        files.pieces(file), content_type=file.media_type if inside else "application/octet-stream"
    )
    response["Content-Disposition"] = content_disposition_header(not inside, files.name_of(file)) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@require_POST
def remove_paper(request: Request, uid: str, pk: int) -> HttpResponse:
    """Take a paper out."""
    paper = _paper(request, uid, pk)
    actions.remove_paper(paper, by=request.viewer)
    messages.success(request, _("Taken out. Its content is destroyed."))
    return redirect(paper.person)


def relate(request: Request, uid: str) -> HttpResponse:
    """Say who somebody is to her: in words, or out of the registry."""
    person = _person(request, uid)
    check_write_profile(request.viewer, person)
    form = RelationForm(request.POST or None, person=person)
    found: list[directory.Entry] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        other = others.chosen(request.viewer, said["other"])
        if other is None and request.POST.get("outside") != "1" and said["name"]:
            found = others.meant(request, said["name"], besides=person)
        if (other is not None or not found) and _related(request, person, other, form):
            messages.success(request, _("Saved."))
            return redirect(person)
    context = {
        "form": form, "person": person, "found": found, "title": _("Somebody of her family"), "keep": "relation",
    }  # fmt: skip
    return render(request, "people/tie.html", context, status=422 if form.errors else 200)


def _related(request: Request, person: Person, other: Person | None, form: RelationForm) -> bool:
    """Whether it was written; what cannot be is said on the form, and what was typed stays."""
    said = form.cleaned_data
    try:
        actions.relate(
            person, said["kind"], other=other, name=said["name"], legal=said["legal"], paper=said.get("paper"),
            starts=said["starts"], slip=said["slip"], by=request.viewer,
        )  # fmt: skip
        if said["same_home"]:
            households.house(person, other=other, name=said["name"], by=request.viewer)
    except Denied as denied:
        form.add_error(None, str(denied.reason))
        return False
    return True


@require_POST
def unrelate(request: Request, uid: str, pk: int) -> HttpResponse:
    """A relation was written by mistake."""
    person = _person(request, uid)
    shown = [tie.relation.pk for tie in ties_of(request.viewer, person) if tie.own]
    relation = get_object_or_404(Relation.objects.filter(pk__in=shown).select_related("person"), pk=pk)
    actions.unrelate(relation, by=request.viewer)
    return redirect(person)


def join(request: Request, uid: str) -> HttpResponse:
    """Put her into a group, new or known."""
    person = _person(request, uid)
    check_write_profile(request.viewer, person)
    form = GroupForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        group = groups.compose_group(said["project"], said["name"], by=request.viewer)
        if group.ended_on is None:
            groups.join_group(group, person, said["role"], by=request.viewer)
            messages.success(request, _("Saved."))
            return redirect(person)
        form.add_error("name", _("This group has ended."))
    return render(
        request, "people/profiles/group.html", {"form": form, "person": person}, status=422 if form.errors else 200
    )


@require_POST
def leave(request: Request, uid: str, pk: int) -> HttpResponse:
    """She leaves a group."""
    person = _person(request, uid)
    member = get_object_or_404(
        GroupMember.objects.select_related("group__project", "person"), pk=pk, person__in=person.selves
    )
    groups.leave_group(member, by=request.viewer)
    return redirect(person)
