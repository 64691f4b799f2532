"""Staff pages: who has an account, who is invited, what each may do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.accounts import actions, invitations, pairing, rosters
from terrain.accounts import journal as journals
from terrain.accounts.forms import GrantForm, InvitationForm, JournalForm, SearchForm
from terrain.accounts.models import Invitation, User
from terrain.accounts.pairing_views import show_code
from terrain.accounts.policies import check_change_other, check_make_code, check_manage_staff, check_read_journal
from terrain.accounts.roles import PERMISSIONS, ROLES
from terrain.core.http import Request
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied, verdict

PER_PAGE = 50


def staff(request: Request) -> HttpResponse:
    """Everybody who has an account, and the invitations that wait."""
    check_manage_staff(request.viewer)
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = rosters.search(asked.get("q", ""), closed=bool(asked.get("closed")))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/staff.html",
        {
            "form": form,
            "page": page,
            "members": rosters.members(list(page.object_list)),
            "invitations": Invitation.objects.visible_to(request.viewer).unanswered()[:PER_PAGE],
        },
    )


def journal(request: Request) -> HttpResponse:
    """What was done and read, by whom and when."""
    check_read_journal(request.viewer)
    form = JournalForm(request.GET)
    found = journals.search(**form.cleaned_data) if form.is_valid() else AuditEvent.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "entries": journals.entries(list(page.object_list))}
    return render(request, "accounts/journal.html", context, status=422 if form.errors else 200)


def roles(request: Request) -> HttpResponse:
    """What each role may do, in words."""
    check_manage_staff(request.viewer)
    told = [
        (role, [words for code, words in PERMISSIONS.items() if code in role.permissions]) for role in ROLES.values()
    ]
    return render(request, "accounts/roles.html", {"roles": told})


def invite(request: Request) -> HttpResponse:
    """Invite somebody with a role."""
    check_manage_staff(request.viewer)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not data["email"]:
            return _invited_without_email(request, form)
        try:
            sent = invitations.invite(
                data["email"], [form.grant], by=request.viewer, full_name=data["full_name"], language=data["language"]
            )
        except Denied as denied:
            form.add_error("email", str(denied.reason))
        else:
            _tell_sent(request, sent.invitation)
            return redirect("accounts:staff")
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


def _invited_without_email(request: Request, form: InvitationForm) -> HttpResponse:
    role, project = form.grant
    name, language = form.cleaned_data["full_name"], form.cleaned_data["language"]
    user = pairing.open_without_email(name, (0, project or ""), language=language, role=role, by=request.viewer)
    return show_code(request, pairing.make_code(user, by=request.viewer), reverse("accounts:member", args=[user.pk]))


def _tell_sent(request: Request, invitation: Invitation) -> None:
    if invitation.delivered_at is None:
        messages.warning(
            request, _("The invitation is kept, but the mail server did not take it. Send it again a little later.")
        )
    elif invitation.sendings > 1:
        messages.success(request, _("A new link is on its way; the earlier one no longer works."))
    else:
        messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invitation.email})


@require_POST
def resend_invitation(request: Request, pk: int) -> HttpResponse:
    """Send a fresh link."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.viewer), pk=pk)
    _tell_sent(request, invitations.resend(invitation, by=request.viewer).invitation)
    return redirect("accounts:staff")


@require_POST
def revoke_invitation(request: Request, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.viewer), pk=pk)
    invitations.revoke(invitation, by=request.viewer)
    messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("accounts:staff")


def member(request: Request, pk: int) -> HttpResponse:
    """One account: its roles, its second factor, whether it is open."""
    check_manage_staff(request.viewer)
    user = get_object_or_404(User, pk=pk)
    return _member_page(request, user, GrantForm())


def _member_page(request: Request, user: User, form: GrantForm) -> HttpResponse:
    return render(
        request,
        "accounts/member.html",
        {
            "member": rosters.members([user])[0],
            "form": form,
            "change": verdict(check_change_other, request.viewer, user),
            "phone": pairing.of_user(user),
            "code": verdict(check_make_code, request.viewer, user),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def give_role(request: Request, pk: int) -> HttpResponse:
    """Give one more role."""
    check_manage_staff(request.viewer)
    user = get_object_or_404(User, pk=pk)
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _member_page(request, user, form)
    role, project = form.grant
    actions.give_role(user, role, project, by=request.viewer)
    messages.success(request, _("The role is given. It holds from the next page that the person opens."))
    return redirect("accounts:member", pk=pk)


@require_POST
def end_role(request: Request, pk: int, holding: int) -> HttpResponse:
    """Take a role back."""
    check_manage_staff(request.viewer)
    user = get_object_or_404(User, pk=pk)
    try:
        actions.end_role(user, holding, by=request.viewer)
    except LookupError:
        messages.info(request, _("This role had already ended."))
    else:
        messages.success(request, _("The role has ended."))
    return redirect("accounts:member", pk=pk)


def _change(change: Callable[..., Any], done: Callable[[], str]) -> Callable[..., HttpResponse]:
    @require_POST
    def view(request: Request, pk: int) -> HttpResponse:
        check_manage_staff(request.viewer)
        change(get_object_or_404(User, pk=pk), by=request.viewer)
        messages.success(request, done())
        return redirect("accounts:member", pk=pk)

    return view


close_account = _change(actions.close_account, lambda: _("The account is closed: the person is signed out everywhere."))
open_account = _change(actions.open_account, lambda: _("The account is open again."))
reset_second_factor = _change(
    actions.reset_second_factor,
    lambda: _("The second step is forgotten: the person sets up a new one at the next sign-in."),
)


@require_POST
def make_code(request: Request, pk: int) -> HttpResponse:
    """Make a code that pairs a telephone with the account, and show it once."""
    check_manage_staff(request.viewer)
    user = get_object_or_404(User, pk=pk)
    made = pairing.make_code(user, by=request.viewer)
    return show_code(request, made, reverse("accounts:member", args=[user.pk]))


@require_POST
def phone_lost(request: Request, pk: int) -> HttpResponse:
    """Her telephone is lost: it opens nothing any more."""
    check_manage_staff(request.viewer)
    user = get_object_or_404(User, pk=pk)
    pairing.lost(user, by=request.viewer)
    messages.success(request, _("Her telephone opens nothing any more."))
    return redirect("accounts:member", user.pk)
