"""The studio: three buttons, and what became of what was recorded."""

from django.http import HttpResponse
from django.shortcuts import render

from terrain.core.http import Request
from terrain.radio.models import Station
from terrain.radio.policies.stations import check_enter


def home(request: Request) -> HttpResponse:
    """Where a host begins: record, listen again, publish."""
    check_enter(request.viewer)
    return render(request, "radio/home.html", {"stations": Station.objects.visible_to(request.viewer)})
