"""Her own voice: what she agreed to, and changing her mind, in her studio."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.http import Request
from terrain.radio.actions import consents as agreeing
from terrain.radio.consent import consents
from terrain.radio.consent.agreements import agreements
from terrain.radio.forms.voices import OwnAgreementForm, TakeBackForm
from terrain.radio.models import Voice
from terrain.radio.policies.stations import check_enter
from terrain.radio.policies.voices import check_agree, check_own
from terrain.radio.views.voices import heard_in, taken


def _own(request: Request) -> Voice | None:
    check_enter(request.viewer)
    if request.viewer.user_id is None:
        return None
    return Voice.objects.filter(user_id=request.viewer.user_id).select_related("project", "key").first()


def _own_or_none_such(request: Request) -> Voice:
    held = _own(request)
    if held is None:
        raise Http404
    check_own(request.viewer, held)
    return held


def mine(request: Request) -> HttpResponse:
    """Where her voice may be heard, until when, and the button to change her mind."""
    held = _own(request)
    told = consents.told([held], clock.today())[held.pk] if held is not None else []
    return render(request, "radio/voices/mine.html", {"voice": held, "told": told})


def agree(request: Request) -> HttpResponse:
    """The text, and where she says yes."""
    held = _own_or_none_such(request)
    check_agree(request.viewer, held)
    language = (get_language() or "fr").split("-")[0]
    form = OwnAgreementForm(request.POST or None, voice=held)
    if request.method == "POST" and form.is_valid():
        agreeing.agree(held, form.said(language), slip=form.cleaned_data["slip"], by=request.viewer)
        messages.success(request, _("Thank you. You can change your mind here whenever you want."))
        return redirect("radio:my_voice")
    context = {"form": form, "voice": held, "reading": agreements().aloud(language, minor=held.is_minor)}
    return render(request, "radio/voices/my_agreement.html", context, status=422 if form.errors else 200)


def take_back(request: Request) -> HttpResponse:
    """I change my mind: everything, one scope, or one broadcast."""
    held = _own_or_none_such(request)
    form = TakeBackForm(request.POST or None, episodes=heard_in(held))
    if request.method == "POST" and form.is_valid():
        taken(held, form, request)
        messages.success(request, _("Done. It is heard no more."))
        return redirect("radio:my_voice")
    context = {"form": form, "voice": held}
    return render(request, "radio/voices/change_my_mind.html", context, status=422 if form.errors else 200)
