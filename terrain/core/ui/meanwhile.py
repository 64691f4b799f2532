"""Two people in one form: what the second did not touch becomes what the first wrote, what both changed is hers to settle.

A form carries what its fields said when it was opened; by that, and not by what stands now, one knows which fields somebody touched.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from terrain.core.ui import wording

Raw = list[str]
"""What a browser sends of a field."""
OWN = frozenset({"slip", "version", "opened"})
Form = TypeVar("Form", bound=forms.Form)


class OpenedForm(forms.Form):
    """A form of a record that several people may change; its page draws ``opened`` beside ``version``."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = lambda: json.dumps(stands_in(self), ensure_ascii=False)


def raw(field: forms.Field, value: Any) -> Raw:
    """What a browser sends of ``value`` when nobody touches it."""
    if isinstance(value, bool):
        return ["on"] if value else []
    shown = field.widget.format_value(field.prepare_value(value))
    return _tidy(shown if isinstance(shown, list) else [shown])


def stands_in(form: forms.Form) -> dict[str, Raw]:
    """Field → what it says before anybody types."""
    asked = {name: field for name, field in form.fields.items() if name not in OWN}
    return {
        name: raw(field, form[name].initial) for name, field in asked.items() if not isinstance(field, forms.FileField)
    }


def shown_again(form: forms.Form, make: Callable[[QueryDict | None], Form], words: str = "") -> Form:
    """The page after a colleague came first. ``make``: the form of the record as it is now, with what was sent or without;
    ``words``: what is said above it, when it is more than that."""
    now = make(None)
    words = words or _("A colleague changed this meanwhile. Look at both, then save again to keep yours.")
    return _told(form, stands_in(now), now["version"].initial, words, make)


def told_in_place(form: Any, known: Mapping[str, Any], version: int, words: str) -> None:
    """The same in the form that was sent. ``known``: what some of its fields say of the record as it is now."""

    def same(sent: QueryDict | None) -> Any:
        form.data = sent
        return form

    stands = {name: raw(form.fields[name], value) for name, value in known.items() if name in form.fields}
    _told(form, stands, version, words, same)


def _told(form: Any, stands: dict[str, Raw], version: Any, words: str, make: Callable[[QueryDict], Form]) -> Form:
    was, sent = _opened(form), form.data.copy()
    taken, both = [], []
    for name, value in stands.items():
        mine = _sent(form, name)
        if name in was and mine == was[name] != value:
            sent.setlist(form.add_prefix(name), value)
            taken.append(str(form.fields[name].label))
        elif mine != value and was.get(name) != value:
            both.append(name)
    sent[form.add_prefix("version")] = str(version)
    if was:
        sent[form.add_prefix("opened")] = json.dumps(was | stands, ensure_ascii=False)
    fresh = make(sent)
    fresh.is_valid()
    for name in both:
        fresh.add_error(name, _("Now it says: %(value)s") % {"value": _in_words(fresh.fields[name], stands[name])})
    fresh.add_error(None, words)
    if taken:
        fresh.add_error(None, _("Already as your colleague wrote it: %(fields)s.") % {"fields": wording.listed(taken)})
    return fresh


def _opened(form: forms.Form) -> dict[str, Raw]:
    """What the fields said when the page was opened; nothing when the page did not say it in a way that can be read."""
    try:
        found = json.loads(form.data.get(form.add_prefix("opened"), ""))
    except ValueError:
        return {}
    kept = found if isinstance(found, dict) else {}
    return {name: _tidy(value) for name, value in kept.items() if isinstance(value, list)}


def _sent(form: forms.Form, name: str) -> Raw:
    field, key = form.fields[name], form.add_prefix(name)
    if isinstance(field, forms.BooleanField):
        return raw(field, bool(field.widget.value_from_datadict(form.data, form.files, key)))
    data: Any = form.data
    return _tidy(data.getlist(key))


def _tidy(values: list[Any]) -> Raw:
    told = ("" if value is None else str(value).replace("\r\n", "\n").strip() for value in values)
    return sorted(one for one in told if one)


def _in_words(field: Any, value: Raw) -> str:
    """What a field holds, as its form says it: nothing as a dash."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, forms.DateField):
        return wording.listed(wording.dated(date.fromisoformat(one)) for one in value) or "—"
    words: dict[str, str] = {}
    for code, said in getattr(field, "choices", ()):
        inner = said if isinstance(said, list | tuple) else [(code, said)]
        words |= {str(one): strip_tags(str(told)) for one, told in inner}
    return wording.listed(words.get(one, one) for one in value) or "—"
