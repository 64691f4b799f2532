"""Who comes: writing people down, answering registrations, one trainee's page for colleagues."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core import audit
from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.squares import picture_of
from terrain.core.ui.meanwhile import shown_again
from terrain.core.vault import Erased
from terrain.gatherings.enums import Category
from terrain.learning import places, recognising, roster
from terrain.learning.actions import enrolments as actions
from terrain.learning.actions import registrations
from terrain.learning.actions.enrolments import Full
from terrain.learning.enums import EnrolmentState, RequestState
from terrain.learning.forms.people import AnswerForm, ComesForm, TraineeForm
from terrain.learning.models import Cohort, Enrolment
from terrain.learning.models import Request as Asked
from terrain.learning.policies.cohorts import check_answer, check_cohort, check_enrol, check_list
from terrain.learning.views.common import asked, frame, one_cohort, one_enrolment, whole_address
from terrain.people.actions import Ambiguous
from terrain.people.models import Person


def enrol(request: Request, uid: str) -> HttpResponse:
    """Write people down: look for somebody the project knows, or register a newcomer; who may be known already is proposed."""
    held = one_cohort(request, uid)
    check_list(request.viewer, held)
    form = TraineeForm(request.POST or None, cohort=held)
    if request.method == "POST":
        check_enrol(request.viewer, held)
        if form.is_valid():
            alike, same_keys = recognising.alike(held, form.identity, request.viewer)
            if alike and not form.cleaned_data["certain"]:
                return _enrol_page(request, held, form, alike=alike, same_keys=same_keys)
            if _written(request, held, form, apart=bool(alike) and same_keys):
                return redirect(held)
    return _enrol_page(request, held, form)


def _written(request: Request, cohort: Cohort, form: TraineeForm, *, apart: bool) -> bool:
    try:
        made = actions.enrol_newcomer(
            cohort,
            form.identity,
            form.comes(request.viewer),
            slip=form.cleaned_data["slip"],
            apart=apart,
            by=request.viewer,
        )
    except Ambiguous as doubt:
        form.add_error(None, f"{doubt} " + _("Leave the telephone out, or ask a colleague who sees names."))
        return False
    _tell(request, made)
    return True


def _tell(request: Request, enrolment: Enrolment) -> None:
    if enrolment.has_place:
        messages.success(request, _("On the list, with a place."))
    else:
        messages.warning(request, _("No place is left: on the waiting list."))


def _enrol_page(
    request: Request, cohort: Cohort, form: TraineeForm, *, alike: list[Any] | None = None, same_keys: bool = False
) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:60]
    found = roster.answering(cohort, typed, request.viewer) if typed else []
    shown = len(found) + len(alike or [])
    if shown:
        audit.note_read(request, "learning.names_read", cohort, {"people": shown}, project_id=cohort.project_id)
    context = frame(request, cohort) | {
        "q": typed,
        "found": found,
        "alike": alike or [],
        "same_keys": same_keys,
        "room": places.room(cohort),
        "may_import": request.viewer.may("import.run", cohort.project_id),
        "certain_fields": [form[name] for name in form.fields if name != "certain"] if alike else [],
    }
    return asked(request, "learning/enrol.html", form, **context)


@require_POST
def enrol_person(request: Request, uid: str, person: str) -> HttpResponse:
    """Somebody whom the project knows comes."""
    held = one_cohort(request, uid)
    check_list(request.viewer, held)
    known = Person.objects.known_to([held.project_id]).open_to(request.viewer) | Person.objects.visible_to(
        request.viewer
    )
    somebody = get_object_or_404(known.distinct().select_related("merged_into"), uid=person).stands_as
    category = request.POST.get("category", "")
    own = held.course.categories
    category = category if category in Category.values else ""
    comes = actions.Comes(category or (own[0] if len(own) == 1 else ""))
    _tell(request, actions.enrol(held, somebody, comes, by=request.viewer))
    return redirect(held)


def trainee(request: Request, uid: str, enrolment: str) -> HttpResponse:
    """One trainee, for colleagues: as what she comes, her days, her page and her code."""
    held = one_cohort(request, uid)
    one = one_enrolment(request, enrolment, held)
    context = frame(request, held)
    named = context["named"]
    form = ComesForm(request.POST or None, cohort=held, named=named, initial=ComesForm.initial_of(one))
    if request.method == "POST":
        check_list(request.viewer, held)
        if form.is_valid() and (response := _changed(request, one, form)) is not None:
            return response
        form = getattr(form, "fresh", form)
    if named:
        audit.note_read(request, "learning.names_read", held, {"people": 1}, project_id=held.project_id)
    return asked(request, "learning/trainee.html", form, **context, **_about(one, named, context["may_change"]))


def _changed(request: Request, one: Enrolment, form: ComesForm) -> HttpResponse | None:
    try:
        version = form.cleaned_data["version"] or 0
        comes = form.comes(request.viewer, one.organisation)
        actions.change_enrolment(one, comes, version=version, by=request.viewer)
    except ChangedMeanwhile as changed:
        named = "organisation" in form.fields
        now = ComesForm.initial_of(changed.record)
        fresh = shown_again(form, lambda typed: ComesForm(typed, cohort=one.cohort, named=named, initial=now))
        form.fresh = fresh  # type: ignore[attr-defined]
        return None
    except Full:
        form.add_error("group", _("This group is full."))
        return None
    messages.success(request, _("Saved."))
    return redirect(one.cohort)


def _about(one: Enrolment, named: bool, may_change: bool) -> dict[str, Any]:
    """What the page of a trainee shows; her address only to whoever holds the training and sees names."""
    address = (
        whole_address("training:page", one.page_secret, language=one.language or "fr") if named and may_change else ""
    )
    attended = one.cohort.meetings.filter(session__attendances__person__in=one.person.selves)
    there = set(attended.values_list("pk", flat=True))
    meetings = one.cohort.meetings.select_related("session", "module", "group")
    return {
        "row": roster.row(one, named),
        "enrolment": one,
        "address": address,
        "picture": picture_of(address, _("Her page")) if address else "",
        "days": [(meeting, meeting.pk in there) for meeting in meetings],
        "states": EnrolmentState,
    }


@require_POST
def place(request: Request, uid: str, enrolment: str) -> HttpResponse:
    """She has a place, gives it back, or gets a new address for her page."""
    held = one_cohort(request, uid)
    check_cohort(request.viewer, held)
    one = one_enrolment(request, enrolment, held)
    doing = request.POST.get("change")
    if doing == "give":
        try:
            actions.give_place(one, by=request.viewer)
            messages.success(request, _("She has a place."))
        except Full:
            messages.error(request, _("No place is left. Take somebody off the list first, or add places."))
    elif doing == "off":
        actions.take_off(one, by=request.viewer)
        messages.success(request, _("She is off the list: her place is free."))
    elif doing == "page":
        actions.new_page(one, by=request.viewer)
        messages.success(request, _("Her page has a new address. The one before opens nothing any more."))
    else:
        raise Http404
    return redirect("learning:trainee", held.uid, one.uid)


def registration(request: Request, uid: str, asked_uid: str) -> HttpResponse:
    """One registration from the link: read it, accept it or refuse it."""
    held = one_cohort(request, uid)
    check_answer(request.viewer, held)
    one = get_object_or_404(held.requests.select_related("key", "enrolment"), uid=asked_uid)
    if one.state != RequestState.WAITING:
        return render(request, "learning/answered.html", {"cohort": held, "asked": one})
    try:
        said = registrations.read(one)
    except Erased:
        raise Http404 from None
    form = AnswerForm(request.POST or None, cohort=held, organisation=said.organisation)
    doubt = ""
    if request.method == "POST" and form.is_valid():
        answer = _answer(request, one, form)
        if isinstance(answer, HttpResponse):
            return answer
        doubt = answer
    audit.note_read(request, "learning.request_read", one, project_id=held.project_id)
    context = frame(request, held) | {"asked": one, "said": said, "doubt": doubt, "room": places.room(held)}
    context["category"] = dict(Category.choices).get(said.category, "")
    return asked(request, "learning/registration.html", form, **context)


def _answer(request: Request, one: Asked, form: AnswerForm) -> HttpResponse | str:
    """The response, or why a human must look."""
    if request.POST.get("answer") == "refuse":
        registrations.refuse(one, by=request.viewer)
        messages.success(request, _("The registration is refused. What she wrote is erased."))
        return redirect(one.cohort)
    try:
        made = registrations.accept(
            one,
            group=form.cleaned_data.get("group"),
            apart=request.POST.get("apart") == "1",
            add_organisation=form.cleaned_data.get("add_organisation", False),
            by=request.viewer,
        )
    except Ambiguous as doubt:
        return str(doubt)
    if made is None:
        messages.warning(
            request, _("She was on the list before: nothing was sent. Show her the address of her page yourself.")
        )
    else:
        _tell(request, made)
    return redirect(one.cohort)
