"""What is asked about kits, their things, their counts and their loans."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.programmes.models import Place, Project
from terrain.workshops.actions.kits import Counted, KitSaid
from terrain.workshops.actions.loans import Lending
from terrain.workshops.forms.common import (
    A_WORD,
    AskingForm,
    RecordForm,
    ask_whose,
    centre_field,
    day_field,
    words_field,
)
from terrain.workshops.lists import lists
from terrain.workshops.models import Kit, KitItem
from terrain.workshops.models.kits import MOST

USUAL_LOAN = timedelta(days=30)
CODE = RegexValidator(r"^[\w .-]+$", _("Letters and figures only, as on the label of the box."))


class KitForm(AskingForm):
    """A kit: what it is called, its code, where it lives."""

    texts = ("name", "about")

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    name = forms.CharField(label=_("Name of the kit"), max_length=120)
    code = forms.CharField(
        label=_("Code"), max_length=20, validators=[CODE], help_text=_("As on the label of the box, for instance K1.")
    )
    home = centre_field(
        _("Centre where it lives"), help_text=_("Where it is kept when nobody has it on loan. Write the town with it.")
    )
    about = words_field(_("What it is for"), 2000, required=False)
    ended_on = day_field(
        _("No longer in use since"), required=False, help_text=_("Lost, worn out or given away. Leave blank otherwise.")
    )

    def __init__(self, *args: Any, viewer: Viewer, kit: Kit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kit is None:
            del self.fields["ended_on"]
            ask_whose(self, viewer)
        else:
            del self.fields["project"]

    @staticmethod
    def initial_of(kit: Kit) -> dict[str, Any]:
        """What the form shows for ``kit``."""
        said = {name: getattr(kit, name) for name in ("name", "code", "about", "ended_on", "version")}
        return said | {"home": kit.home.name}

    @property
    def said(self) -> KitSaid:
        """What was typed; only on a valid form."""
        return KitSaid(**self.said_by("name", "code", "home", "about"), ended_on=self.cleaned_data.get("ended_on"))


class ItemForm(RecordForm):
    """A thing of a kit, and how many there should be."""

    what = forms.CharField(
        label=_("What it is"), max_length=120, validators=[A_WORD], help_text=_("For instance: cards of emotions.")
    )
    quantity = forms.IntegerField(label=_("How many there should be"), min_value=1, max_value=MOST, initial=1)


class CountForm(AskingForm):
    """How many of each thing are there, and how many of those are broken; blank is not counted."""

    texts = ("note",)

    day = day_field(_("Counted on"))
    note = words_field(_("Note"), 2000, required=False, help_text=_("What must be bought or mended, for instance."))

    def __init__(self, *args: Any, items: list[KitItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today
        self.items = items
        for item in items:
            self._ask(item)

    def _ask(self, item: KitItem) -> None:
        shown = {"inputmode": "numeric"}
        for name, words in ((f"present_{item.pk}", _("There")), (f"broken_{item.pk}", _("Of these, broken"))):
            self.fields[name] = forms.IntegerField(
                label=words, min_value=0, max_value=MOST, required=False, widget=forms.NumberInput(shown)
            )
        choices = [("", _("Condition not said")), *lists().choices("conditions", clock.today(), item.condition)]
        self.fields[f"condition_{item.pk}"] = forms.ChoiceField(label=_("Condition"), choices=choices, required=False)

    @property
    def rows(self) -> list[tuple[KitItem, BoundField, BoundField, BoundField]]:
        """Each thing with its three fields."""
        return [
            (item, self[f"present_{item.pk}"], self[f"broken_{item.pk}"], self[f"condition_{item.pk}"])
            for item in self.items
        ]

    def clean(self) -> None:
        """At least one thing is counted; what is broken is part of what is there; the note names nobody unasked."""
        super().clean()
        for item in self.items:
            there, broken = (self.cleaned_data.get(f"{name}_{item.pk}") for name in ("present", "broken"))
            if (broken or 0) > (there or 0):
                self.add_error(
                    f"broken_{item.pk}", gettext("%(what)s: more are broken than are there.") % {"what": item.what}
                )
        if self.items and not self.errors and not self.counts:
            raise ValidationError(gettext("Count at least one thing."))

    @property
    def counts(self) -> dict[int, Counted]:
        """What was found, by key of the thing."""
        typed = self.cleaned_data
        return {
            item.pk: Counted(there, typed.get(f"broken_{item.pk}") or 0, typed.get(f"condition_{item.pk}") or "")
            for item in self.items
            if (there := typed.get(f"present_{item.pk}")) is not None
        }


class LendForm(RecordForm):
    """Where a kit goes and until when."""

    to = centre_field(_("Centre where it goes"), help_text=_("Write the town with it, for instance: Centre, Agadir."))
    handed_to = forms.CharField(
        label=_("Handed to"), max_length=120, required=False, help_text=_("The colleague there who answers for it.")
    )
    lent_on = day_field(_("Leaves on"))
    due_on = day_field(_("Due back on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lent_on"].initial = clock.today
        self.fields["due_on"].initial = lambda: clock.today() + USUAL_LOAN

    @property
    def said(self) -> Lending:
        """What was typed; only on a valid form."""
        return Lending(**self.said_by("to", "handed_to", "lent_on", "due_on"))


class ExtendForm(forms.Form):
    """Until when a kit may stay. ``seen``: the day that the page showed."""

    due_on = day_field(_("May stay until"))
    seen = forms.DateField(widget=forms.HiddenInput)


class CentreForm(RecordForm):
    """How a centre is called, and where it lies."""

    name = forms.CharField(label=_("Name of the centre"), max_length=120, validators=[A_WORD])
    town = forms.CharField(
        label=_("Town"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"list": "places"}),
        help_text=_("The province or prefecture, for instance Salé."),
    )

    def clean_town(self) -> Place | None:
        """The place that is meant."""
        typed = self.cleaned_data["town"]
        place = Place.objects.find(typed) if typed else None
        if typed and place is None:
            raise ValidationError(gettext("No province or prefecture has this name."))
        return place
