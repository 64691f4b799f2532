"""Forum theatre before the public, and what the public proposed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.gatherings import attendees
from terrain.gatherings.actions import AlreadyThere
from terrain.workshops.actions import forums as actions
from terrain.workshops.forms.forums import FollowForm, LinkForm, PlayedForm, ProposalForm, ShowForm
from terrain.workshops.models import Forum, Proposal
from terrain.workshops.policies import check_collect, check_forum, check_proposal, check_series
from terrain.workshops.views.common import again, asked
from terrain.workshops.views.series import one_series

PLAYED = ("play", "question")


def _one(request: Request, uid: str) -> Forum:
    seen = Forum.objects.visible_to(request.viewer)
    found = seen.select_related("series__project", "series__centre", "session__project", "session__place")
    return get_object_or_404(found, uid=uid)


def show(request: Request, uid: str) -> HttpResponse:
    """A series shows its play: a session that is not in the list yet."""
    held = one_series(request, uid)
    check_series(request.viewer, held)
    form = ShowForm(request.POST or None, initial={"play": held.title})
    if request.method == "POST" and form.is_valid():
        slip = form.cleaned_data["slip"]
        try:
            forum = actions.show_forum(held, form.showing, form.played, slip=slip, by=request.viewer)
        except AlreadyThere:
            form.add_error(
                None, _("This session is in the list of sessions already: choose it there instead, further down.")
            )
        else:
            messages.success(request, _("The public session is open. Write down what the public proposes."))
            return redirect(forum)
    return asked(request, "workshops/forum_new.html", form, series=held)


def link(request: Request, uid: str) -> HttpResponse:
    """A session that is in the list was this series' public session."""
    held = one_series(request, uid)
    check_series(request.viewer, held)
    form = LinkForm(request.POST or None, viewer=request.viewer, series=held, initial={"play": held.title})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            forum = actions.link_forum(held, said["session"], form.played, slip=said["slip"], by=request.viewer)
        except Denied as denied:
            form.add_error("session", str(denied.reason))
        else:
            return redirect(forum)
    return asked(request, "workshops/forum_link.html", form, series=held)


def _page(request: Request, forum: Forum, form: ProposalForm) -> HttpResponse:
    session = forum.session
    with_name = attendees.seen(session, request.viewer).count()
    context: dict[str, Any] = {
        "forum": forum,
        "session": session,
        "audience": session.headcount + with_name,
        "proposals": forum.proposals.standing().order_by("pk"),
        "may_collect": bool(verdict(check_collect, request.viewer, forum)),
        "may_change": bool(verdict(check_forum, request.viewer, forum)),
    }
    return asked(request, "workshops/forum.html", form, **context)


def forum(request: Request, uid: str) -> HttpResponse:
    """A public session: its audience, what was proposed, what became of it."""
    return _page(request, _one(request, uid), ProposalForm())


@require_POST
def propose(request: Request, uid: str) -> HttpResponse:
    """Write down what somebody of the public proposed."""
    held = _one(request, uid)
    check_collect(request.viewer, held)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, held, form)
    actions.collect_proposal(held, form.said, slip=form.cleaned_data["slip"], by=request.viewer)
    messages.success(request, _("The proposal is written down."))
    return redirect(held)


def edit(request: Request, uid: str) -> HttpResponse:
    """Say otherwise what was played."""
    held = _one(request, uid)
    check_forum(request.viewer, held)
    initial = {name: getattr(held, name) for name in (*PLAYED, "version")}
    form = PlayedForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_forum(held, form.played, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = changed.record
            form = again(PlayedForm, form, now, {name: getattr(now, name) for name in PLAYED})
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return asked(request, "workshops/forum_edit.html", form, forum=held)


def _proposal(request: Request, uid: str) -> Proposal:
    seen = Proposal.objects.visible_to(request.viewer).standing().select_related("forum__series", "forum__session")
    return get_object_or_404(seen, uid=uid)


@require_POST
def strike(request: Request, uid: str) -> HttpResponse:
    """A proposal was written by mistake, or named somebody."""
    held = _proposal(request, uid)
    check_forum(request.viewer, held.forum)
    actions.strike_proposal(held, by=request.viewer)
    messages.success(request, _("The proposal is taken back: its words are gone, it counts for nothing."))
    return redirect(held.forum)


def proposal(request: Request, uid: str) -> HttpResponse:
    """What became of a proposal."""
    held = _proposal(request, uid)
    check_proposal(request.viewer, held)
    form = FollowForm(request.POST or None, proposal=held, initial=FollowForm.initial_of(held))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.follow_proposal(held, form.said, form.became, version=version, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = changed.record
            form = again(lambda typed: FollowForm(typed, proposal=now), form, now, FollowForm.initial_of(now))
        except Denied as denied:
            form.add_error("outcome_on", str(denied.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect(held.forum)
    return asked(request, "workshops/proposal_form.html", form, proposal=held, forum=held.forum)
