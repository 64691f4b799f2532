"""What a browser sends of a page when nobody types."""

from typing import Any

from django import forms


def as_sent(form: forms.Form) -> dict[str, Any]:
    """Field → what stands in it; a box that is not ticked, and a file that is not chosen, are not sent."""
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, forms.FileField) or value in (None, "", False, []):
            continue
        shown = bound.field.widget.format_value(bound.field.prepare_value(value)) if value is not True else "on"
        sent[bound.html_name] = shown
    return sent
