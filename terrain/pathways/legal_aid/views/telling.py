"""A case is told without saying whose: written in the file, agreed to by two others."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.casework.models import Case
from terrain.casework.referring import asking_url
from terrain.casework.views.cases import scoped
from terrain.core import audit, clock
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.pathways.legal_aid import crowd, policies
from terrain.pathways.legal_aid.actions import telling as actions
from terrain.pathways.legal_aid.actions.telling import Lacking, NotYet, Story, ToldMeanwhile
from terrain.pathways.legal_aid.dated import advocacy
from terrain.pathways.legal_aid.enums import Telling
from terrain.pathways.legal_aid.forms import DecideForm, TellForm
from terrain.pathways.legal_aid.models import Proposal
from terrain.pathways.legal_aid.showing import LABELS, fields_told, looked_already, to_decide, value_words

SHOWN = 100


def tell(request: Request, uid: str) -> HttpResponse:
    """Write a case, keep it as a draft, propose it; or see where it stands."""
    case = scoped(request, uid)
    policies.check_tell(request.viewer, case)
    own = crowd.traits_of(case)
    if own is None:
        raise Http404
    standing = actions.standing_of(case)
    if standing is not None:
        standing.case = case
    audit.note_read(request, "casework.case_read", case, project_id=case.project_id)
    if standing is not None and standing.state != Telling.DRAFT:
        if request.method == "POST":
            messages.warning(request, _("It stands as you see it: nothing was changed."))
            return redirect("legal_aid:tell", case.uid)
        return render(request, "legal_aid/telling.html", _stands(request, case, standing))
    if request.method == "POST":
        form = TellForm(request.POST, own=own, viewer=request.viewer)
        if form.is_valid():
            return _written(request, case, form, own)
    else:
        form = TellForm(own=own, viewer=request.viewer, initial=_initial(case, standing, own))
    return _page(request, case, form, None)


def _initial(case: Case, standing: Proposal | None, own: crowd.Traits) -> dict[str, Any]:
    """What stands; of a new one as much as may be said without being alone."""
    if standing is not None:
        story = actions.story_of(standing)
        return {**story.fields.as_dict(), "text": story.text, "language": story.language, "version": standing.version}
    least = advocacy().least(clock.today())
    return crowd.widened(crowd.narrowest(own), own, crowd.everybody(case.project_id), least).as_dict()


def _written(request: Request, case: Case, form: TellForm, own: crowd.Traits) -> HttpResponse:
    said = form.cleaned_data
    try:
        now = actions.write(case, form.story, version=said["version"] or 0, slip=said["slip"], by=request.viewer)
    except ToldMeanwhile as meanwhile:
        form = _again(request, form, own, meanwhile.proposal.version, [])
        form.add_error(None, _("A colleague wrote meanwhile. What she wrote stands below; send again to keep yours."))
        return _page(request, case, form, None, theirs=actions.story_of(meanwhile.proposal))
    if request.POST.get("move") != "propose" or now.state != Telling.DRAFT:
        messages.success(request, _("Kept as a draft. Only those who see this file read it."))
        return redirect("legal_aid:tell", case.uid)
    try:
        actions.propose(case, version=now.version, ticked=said["checklist"], looked=form.looked_at, by=request.viewer)
    except NotYet as not_yet:
        words = [one.word for one in not_yet.lacking.unlooked]
        again = _again(request, form, own, now.version, [*form.looked_at, *words])
        return _page(request, case, again, not_yet.lacking)
    messages.success(request, _("Proposed. Two others have to agree before anybody reads it."))
    return redirect("legal_aid:tell", case.uid)


def _again(request: Request, form: TellForm, own: crowd.Traits, version: int, asked: list[str]) -> TellForm:
    """The same form for another sending: a new slip, the version that stands, the words that are asked about."""
    data = request.POST.copy()
    data["slip"], data["version"], data["asked"] = str(uuid.uuid4()), str(version), json.dumps(asked)
    if not form.looked_at:
        data.pop("looked", None)
    again = TellForm(data, own=own, viewer=request.viewer)
    again.is_valid()
    return again


def _page(
    request: Request, case: Case, form: TellForm, lacking: Lacking | None, theirs: Story | None = None
) -> HttpResponse:
    standing = actions.standing_of(case)
    widen = [(LABELS[name], value_words(name, value)) for name, value in lacking.widen] if lacking else []
    context = {
        "case": case,
        "form": form,
        "lacking": lacking,
        "asked": bool(lacking and (lacking.unlooked or form.looked_at)),
        "widen": widen,
        "least": advocacy().least(clock.today()),
        "untrue": [LABELS[name] for name in lacking.untrue] if lacking else [],
        "theirs": theirs,
        "refusals": _refusals(case, standing),
        "back": standing.get_back_display() if standing is not None else "",
        "fields": [form[name] for name in crowd.NAMES],
        "consent": actions.agreed(case),
        "ask": asking_url(case, actions.PURPOSE, case.project, request.path) if case.person is not None else "",
    }
    wrong = bool(form.errors) or lacking is not None
    return render(request, "legal_aid/tell.html", context, status=422 if wrong else 200)


def _refusals(case: Case, standing: Proposal | None) -> list[tuple[str, str]]:
    if standing is None:
        return []
    looks = standing.looks.filter(round=standing.round, agreed=False).select_related("by")
    return [(look.by.full_name, actions.reason_of(look, case)) for look in looks]


def _stands(request: Request, case: Case, standing: Proposal) -> dict[str, Any]:
    story = actions.story_of(standing)
    looks = standing.looks.filter(round=standing.round, agreed=True).select_related("by")
    return {
        "case": case,
        "proposal": standing,
        "story": story,
        "fields": fields_told(story.fields),
        "direction": "rtl" if story.language == "ar" else "ltr",
        "agreed": [look.by.full_name for look in looks],
        "may_take_up": verdict(policies.check_take_up, request.viewer, standing),
    }


@require_POST
def take_up(request: Request, uid: str) -> HttpResponse:
    """Take it back to write on."""
    case = scoped(request, uid)
    standing = actions.standing_of(case)
    if standing is not None and standing.state == Telling.DRAFT:
        return redirect("legal_aid:tell", case.uid)
    actions.take_up(case, by=request.viewer)
    messages.success(request, _("Taken back. Whoever agreed looks again next time."))
    return redirect("legal_aid:tell", case.uid)


def waiting(request: Request) -> HttpResponse:
    """What waits for the viewer's agreement: as somebody outside would read it, without the file."""
    policies.check_agreeing(request.viewer)
    found = [(one, fields_told(actions.story_of(one).fields)) for one in to_decide(request.viewer)[:SHOWN]]
    return render(request, "legal_aid/waiting.html", {"proposals": found})


def decide(request: Request, uid: str) -> HttpResponse:
    """Agree, or say what has to change."""
    if request.method == "POST" and looked_already(request.viewer, uid):
        return redirect("legal_aid:waiting")
    held = get_object_or_404(to_decide(request.viewer), uid=uid)
    policies.check_decide(request.viewer, held)
    refusing = request.POST.get("answer") == "refuse"
    form = DecideForm(request.POST if refusing else None)
    if request.method == "POST" and (not refusing or form.is_valid()):
        return _decided(request, held, form.cleaned_data["reason"] if refusing else "")
    story = actions.story_of(held)
    context = {
        "proposal": held,
        "story": story,
        "fields": fields_told(story.fields),
        "direction": "rtl" if story.language == "ar" else "ltr",
        "form": form,
        "checklist": [words for _code, words in advocacy().choices("checklist", clock.today())],
    }
    audit.note_read(request, "legal_aid.proposal_read", held.case, project_id=held.case.project_id)
    return render(request, "legal_aid/decide.html", context, status=422 if form.errors else 200)


def _decided(request: Request, held: Proposal, reason: str) -> HttpResponse:
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() else 0
    try:
        if reason:
            now = actions.refuse(held, reason, version=version, by=request.viewer)
        else:
            now = actions.agree(held, version=version, by=request.viewer)
    except ToldMeanwhile:
        messages.warning(request, _("It was written anew meanwhile. Read it again."))
        return redirect("legal_aid:waiting")
    if now.state == Telling.PUBLISHED:
        messages.success(request, _("Published: two people agreed."))
    elif now.state == Telling.PROPOSED:
        messages.success(request, _("You agreed. One more person has to."))
    elif reason:
        messages.success(request, _("Sent back, with what you wrote."))
    else:
        messages.warning(request, _("Something changed meanwhile: it went back to whoever wrote it."))
    return redirect("legal_aid:waiting")
