"""The calendar on a screen: a month, and a single day."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terrain.calendar import agenda, months
from terrain.calendar.beside import ways_beside
from terrain.calendar.forms import ChooseForm
from terrain.calendar.policies import check_look
from terrain.core.http import Request

WEEKLY = {"weekly": "on"}
"""How an address asks for what returns every week."""


def _chosen(request: Request) -> tuple[ChooseForm, bool, dict[str, str]]:
    """The filters, whether only her own dates are asked for, and both for an address."""
    form = ChooseForm(request.GET)
    mine = request.GET.get("whose") == "mine"
    return form, mine, form.parameters | ({"whose": "mine"} if mine else {})


def _address(kept: dict[str, str], **other: str) -> str:
    return f"?{urlencode(kept | other)}"


@require_safe
def calendar(request: Request) -> HttpResponse:
    """A month: the programme's, or what is the viewer's own."""
    check_look(request.viewer)
    form, mine, kept = _chosen(request)
    month = months.asked_month(request.GET.get("month", ""))
    ask = agenda.own if mine else agenda.of_programme
    told = ask(request.viewer, *month.span, form.asked)
    others = {name: value for name, value in kept.items() if name != "whose"}
    context = _shown(month, told, kept) | {
        "form": form,
        "filtered": bool(others),
        "mine": mine,
        "theirs_address": _address(others, month=month.code),
        "mine_address": _address(others, month=month.code, whose="mine"),
        "all_address": _address({"whose": "mine"} if mine else {}, month=month.code),
        "besides": ways_beside(request.viewer),
    }
    return render(request, "calendar/calendar.html", context)


def _shown(month: months.Month, told: list[agenda.Told], kept: dict[str, str]) -> dict[str, Any]:
    """The month and the ways out of it."""
    days = months.days_of(month, told, agenda.codes())
    return {
        "month": month,
        "days": days,
        "earlier": any(each.past and each.lines for each in days),
        "any": any(month.first <= one.day <= month.last for one in told),
        "weekdays": months.weekday_names(),
        "before": _address(kept, month=month.before.code) if month.before.is_known else "",
        "after": _address(kept, month=month.after.code) if month.after.is_known else "",
        "now": _address(kept),
        "kept": urlencode(kept),
    }


@require_safe
def day(request: Request) -> HttpResponse:
    """One day with everything that it holds."""
    check_look(request.viewer)
    form, mine, kept = _chosen(request)
    shown = months.asked_day(request.GET.get("on", ""))
    ask = agenda.own if mine else agenda.of_programme
    lines = months.lines_of(ask(request.viewer, shown, shown, form.asked), agenda.codes())
    back = _address(kept, month=months.month_of(shown).code)
    return render(request, "calendar/day.html", {"day": shown, "lines": lines, "back": back, "mine": mine})


def _asked_publicly(request: Request) -> tuple[agenda.Asked, dict[str, str]]:
    """What anybody asks for, and the same for an address: what returns every week would hide the rest, it waits to be asked for."""
    weekly = "weekly" in request.GET
    return agenda.Asked(weekly=weekly), WEEKLY if weekly else {}


@require_safe
def public(request: Request) -> HttpResponse:
    """What anybody may know, month by month."""
    asked, kept = _asked_publicly(request)
    month = months.asked_month(request.GET.get("month", ""))
    context = _shown(month, agenda.public(*month.span, asked), kept) | {
        "weekly": asked.weekly,
        "weekly_address": _address({} if asked.weekly else WEEKLY, month=month.code),
    }
    return render(request, "calendar/public.html", context)


@require_safe
def public_day(request: Request) -> HttpResponse:
    """One day of what anybody may know."""
    shown = months.asked_day(request.GET.get("on", ""))
    asked, kept = _asked_publicly(request)
    lines = months.lines_of(agenda.public(shown, shown, asked), agenda.codes())
    back = _address(kept, month=months.month_of(shown).code)
    context = {"day": shown, "lines": lines, "back": back, "words": _("Calendar of the programme")}
    return render(request, "calendar/public_day.html", context)
