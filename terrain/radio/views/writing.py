"""What listeners tell the radio: a message, or that they listened together."""

from typing import Any

from django.conf import settings
from django.contrib import messages as words
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from terrain.core import files
from terrain.core.access import ANONYMOUS
from terrain.core.http import Request
from terrain.radio import public, saying
from terrain.radio.actions import claims, messages
from terrain.radio.forms.messages import LONGEST, ClubForm, WriteForm
from terrain.radio.public import PublicStation
from terrain.radio.views.listen import open_station


def _sender(request: Request) -> str:
    """A random mark that the browser has for forms: says which browser, never whose."""
    return str(request.META.get("CSRF_COOKIE") or "")


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, slug: str) -> HttpResponse:
    """Write to the radio, or speak to it."""
    held = open_station(slug)
    form = WriteForm(request.POST or None, request.FILES or None, shows=public.shows(held))
    if request.method == "POST" and form.is_valid():
        secret = messages.secret_of(form.cleaned_data["slip"], _sender(request))
        if form.by_a_program or _sent(request, held.pk, form, secret):
            return _thanked(request, held, secret if form.cleaned_data["may_air"] else "")
    page = {"station": held, "form": form, "said": saying.message(), "longest": LONGEST}
    return render(request, "radio/listen/write.html", page, status=422 if form.errors else 200)


def _thanked(request: Request, held: PublicStation, secret: str) -> HttpResponse:
    """Whoever lets it be heard is given the address with which she takes it back: shown once, kept in no history."""
    if not secret:
        words.success(request, _("Thank you: your message has arrived. Nobody knows who you are."))
        return redirect("listen:station", held.slug)
    address = request.build_absolute_uri(reverse("listen:mine", args=[secret]))
    response = render(request, "radio/listen/sent.html", {"station": held, "address": address})
    response["Cache-Control"] = "no-store, private"
    return response


def _sent(request: Request, station: int, form: WriteForm, secret: str) -> bool:
    typed = form.cleaned_data
    sound = typed["audio"]
    told = messages.Said(
        typed["text"], typed["name"], bool(typed["name"] and typed["name_said"]),
        sound.file if sound is not None else None, typed["show"],
        changed=typed["changed"], asked_in=(get_language() or settings.LANGUAGE_CODE) if typed["may_air"] else "", secret=secret,
    )  # fmt: skip
    try:
        messages.send(station, told, sender=_sender(request), slip=typed["slip"], by=ANONYMOUS)
    except messages.TooMany:
        form.add_error(None, _("Many messages came just now. Try again in an hour."))
    except messages.NoSound:
        form.add_error("audio", _("This file is no sound that we can hear. Choose a recording of your telephone."))
    except files.TooLarge:
        form.add_error("audio", _("This recording is larger than 16 MB: send a shorter one."))
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
def club(request: Request, slug: str) -> HttpResponse:
    """A group listened together: with the code of the zip it is counted."""
    held = open_station(slug)
    form = ClubForm(request.POST or None, station=held)
    if request.method == "POST" and form.is_valid() and (form.by_a_program or _claimed(request, held.pk, form)):
        told = _("Thank you for telling us. It counts once somebody of the radio has looked at it.")
        words.success(request, told)
        return redirect("listen:station", held.slug)
    page: dict[str, Any] = {"station": held, "form": form}
    return render(request, "radio/listen/club.html", page, status=422 if form.errors else 200)


def _claimed(request: Request, station: int, form: ClubForm) -> bool:
    typed, read = form.cleaned_data, form.read
    if read is None:
        return False
    told = claims.Claimed(read[0], read[1], typed["day"], typed["heads"], typed["place"])
    try:
        claims.claim(station, told, sender=_sender(request), slip=typed["slip"], by=ANONYMOUS)
    except messages.TooMany:
        form.add_error(None, _("Many messages came just now. Try again in an hour."))
    return not form.errors
