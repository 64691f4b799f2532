"""What is asked about an activity sheet."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.programmes.models import Project
from terrain.workshops.actions.sheets import SheetSaid
from terrain.workshops.forms.common import RecordForm, ask_whose, words_field
from terrain.workshops.lists import lists
from terrain.workshops.models import ActivitySheet
from terrain.workshops.models.sheets import LONG

SPANS = (("age_from", "age_to"), ("group_from", "group_to"))


def _number(label: Any, largest: int, smallest: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=smallest, max_value=largest, required=False)


class SheetForm(RecordForm):
    """An activity on one page."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    title = forms.CharField(label=_("Title"), max_length=150)
    aim = words_field(_("Aim"), 1000, 2, help_text=_("What the group can do or say afterwards."))
    method = forms.ChoiceField(label=_("Method"), required=False)
    language = forms.ChoiceField(label=_("Language"))
    age_from = _number(_("Age, from"), 99)
    age_to = _number(_("Age, to"), 99)
    minutes = _number(_("Minutes"), 1440, 1)
    group_from = _number(_("Group, from"), 500)
    group_to = _number(_("Group, to"), 500)
    material = words_field(_("Material"), LONG, required=False, help_text=_("One thing on each line."))
    steps = words_field(_("Steps"), LONG, 8, help_text=_("One step on each line."))
    attention = words_field(
        _("Points of attention"),
        LONG,
        required=False,
        help_text=_("What may hurt, how one may stop, what is never asked. One on each line."),
    )

    def __init__(self, *args: Any, viewer: Viewer, sheet: ActivitySheet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields
        today, also = clock.today(), (sheet.method, sheet.language) if sheet else ("", "")
        offered["method"].choices = [("", _("Any method")), *lists().choices("methods", today, also[0])]
        offered["language"].choices = lists().choices("languages", today, also[1])
        if sheet is None:
            ask_whose(self, viewer)
        else:
            del offered["project"]

    @staticmethod
    def initial_of(sheet: ActivitySheet) -> dict[str, Any]:
        """What the form shows for ``sheet``."""
        return {one.name: getattr(sheet, one.name) for one in fields(SheetSaid)} | {"version": sheet.version}

    def clean(self) -> None:
        """No span ends before it begins."""
        for first, last in SPANS:
            low, high = self.cleaned_data.get(first), self.cleaned_data.get(last)
            if low is not None and high is not None and high < low:
                self.add_error(last, gettext("This is less than where it begins."))

    @property
    def said(self) -> SheetSaid:
        """What was typed; only on a valid form."""
        return SheetSaid(**self.said_by(*(one.name for one in fields(SheetSaid))))
