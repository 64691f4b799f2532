"""Her own link, a voice's or a message's: without signing in, one button, and nothing of her is heard any more."""

from allauth.core.internal import ratelimit
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from terrain.core.http import Request
from terrain.radio.actions import consents as agreeing
from terrain.radio.actions import messages
from terrain.radio.enums import VoiceKind

LIMITS = {"link": "30/m/ip"}


@csrf_exempt
def mine(request: Request, secret: str) -> HttpResponse:
    """Opening the address does nothing and names nobody; the button takes everything back.

    The secret alone gives the right, never a cookie: no other site can use anybody's browser for it.
    """
    if not ratelimit.consume(request, app="radio", action="link", config=LIMITS, limit_get=True):
        return ratelimit.respond_429(request)
    link = agreeing.link_of(secret)
    message = messages.by_secret(secret) if link is None else None
    if link is None and message is None:
        raise Http404
    done = request.method == "POST"
    if done and link is not None:
        agreeing.take_back_by_link(link)
    elif done and message is not None:
        messages.take_back(message)
    sent = message is not None or (link is not None and link.voice.kind == VoiceKind.LISTENER)
    response = render(request, "radio/voices/taking_back.html", {"done": done, "sent": sent})
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
