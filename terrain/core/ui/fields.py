"""A field of a form, told to the template: label, help, errors, and which of them describe the control."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
SETS = (forms.MultiWidget, forms.SelectDateWidget)
DATE_PARTS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
MOMENT_PARTS = {"0": _("Day"), "1": _("Time")}


@dataclass(frozen=True)
class Problem:
    """An error of the summary: ``anchor`` is the id of the control to mend, empty when none is to be seen."""

    anchor: str
    label: Any
    words: Any


def shape_of(bound: BoundField) -> str:
    """``hidden``, ``group`` (several choices to tick), ``set`` (several controls), ``choice`` (one box) or ``plain``."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, GROUPS):
        return "group"
    if isinstance(widget, SETS):
        return "set"
    return "choice" if isinstance(widget, forms.CheckboxInput) else "plain"


def is_optional(bound: BoundField) -> bool:
    """Whether to say "optional": only beside a field that may be left out of a form where another may not."""
    if bound.field.required or isinstance(bound.field.widget, forms.CheckboxInput):
        return False
    return any(field.required for field in bound.form.fields.values())


def parts_of(bound: BoundField) -> list[tuple[Any, Any]]:
    """The controls of a set, each with words of its own: the legend alone does not name them."""
    widget = bound.field.widget
    attributes = bound.build_widget_attrs({"id": bound.auto_id} if bound.auto_id else {}, widget)
    context = widget.get_context(bound.html_name, bound.value(), attributes)
    named = DATE_PARTS if isinstance(widget, forms.SelectDateWidget) else {}
    named = MOMENT_PARTS if isinstance(widget, forms.SplitDateTimeWidget) else named
    told = []
    for number, part in enumerate(context["widget"]["subwidgets"], start=1):
        words = named.get(part["name"].rpartition("_")[2], f"{bound.label} {number}")
        told.append((words, SafeString(bound.form.renderer.render(part["template_name"], {"widget": part}))))
    return told


def describe(bound: BoundField) -> dict[str, Any]:
    """All that the component needs."""
    name = bound.auto_id or bound.html_name
    help_id = f"{name}_helptext" if bound.help_text else ""
    error_id = f"{name}_error" if bound.errors else ""
    written = bound.field.widget.attrs.get("aria-describedby", "")
    described = " ".join(part for part in (written, help_id, error_id) if part)
    shape = shape_of(bound)
    attributes: dict[str, str | bool] = (
        {"aria-describedby": described} if described and shape in {"plain", "choice"} else {}
    )
    return {
        "field": bound,
        "shape": shape,
        "control": "" if shape in {"group", "set"} else bound.as_widget(attrs=attributes),
        "options": list(bound) if shape == "group" else [],
        "parts": parts_of(bound) if shape == "set" else [],
        "help_id": help_id,
        "error_id": error_id,
        "described": described,
        "optional": is_optional(bound),
    }


def anchor_of(bound: BoundField) -> str:
    """The id of the control to which the summary leads; empty for a hidden one."""
    if bound.is_hidden or not bound.auto_id:
        return ""
    first = f"{bound.auto_id}_0" if isinstance(bound.field.widget, (*GROUPS, *SETS)) else bound.auto_id
    return bound.id_for_label or first


def problems_of(form: forms.BaseForm) -> list[Problem]:
    """Everything wrong with a form, in the order of its fields; first what concerns the whole."""
    found = [Problem("", "", words) for words in form.non_field_errors()]
    for bound in form:
        found += [Problem(anchor_of(bound), bound.label, words) for words in bound.errors]
    return found
