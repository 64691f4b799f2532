"""The kit in templates: ``{% load ui %}``. Every tag and filter is shown in the gallery."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from terrain.core import texts
from terrain.core.models import Job
from terrain.core.ui import wording
from terrain.core.ui.bars import bar_of
from terrain.core.ui.fields import describe, problems_of

register = template.Library()


@register.inclusion_tag("core/components/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """What is wrong with a form, on top of it, each line leading to its field."""
    return {"problems": problems_of(form)}


@register.inclusion_tag("core/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field: label above, help under the label, error beside the control."""
    return describe(bound)


@register.inclusion_tag("core/components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Ways to the previous and the next page; the rest of the query string is kept."""
    request = context.get("request")
    query = QueryDict(mutable=True) if request is None else request.GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("core/components/bar.html")
def bar(achieved: Any, target: Any, elapsed: float | None = None, words: bool = False) -> dict[str, Any]:
    """The bar of a target. ``elapsed``: 0 to 1, drawn as a tick. ``words=True`` writes what it says under it."""
    return {"bar": bar_of(achieved, target, elapsed), "words": words}


@register.inclusion_tag("core/components/progress.html")
def progress(job: Job) -> dict[str, Any]:
    """How far a long piece of work is, with counts."""
    return {"job": job}


@register.filter
def day_words(moment: date | None) -> SafeString | str:
    """A day or an instant as one says it, the exact one in the title; None gives a dash."""
    if not moment:
        return wording.NOTHING
    here = wording.local(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        here.isoformat(),
        wording.exact_day(here),
        wording.day_words(here),
    )


@register.filter
def dated(day: date | None) -> str:
    """``12 mars 2026``; an instant as its day here; None gives a dash."""
    return wording.dated(wording.local(day)) if day else wording.NOTHING


@register.filter
def weekday(day: date) -> str:
    """``jeudi 12 mars``."""
    return wording.weekday(day)


@register.filter
def listed(words: Iterable[Any]) -> str:
    """``français, arabe``: words one after the other, parted as the active language parts them."""
    return wording.listed(words)


@register.filter
def figure(number: Any, decimals: int | None = None) -> str:
    """A number with thin spaces in the active language; None gives a dash."""
    return wording.figure(number, decimals)


@register.filter
def money(amount: Any) -> str:
    """An amount in dirhams."""
    return wording.money(amount)


@register.filter
def phone_words(number: str | None) -> SafeString | str:
    """A telephone number in national form, always read from left to right."""
    return format_html('<bdi dir="ltr">{}</bdi>', wording.phone(number)) if number else wording.NOTHING


@register.filter
def said(value: Mapping[str, str] | str | None) -> str:
    """A text kept in several languages, in the active one."""
    return value if isinstance(value, str) else texts.said(value)
