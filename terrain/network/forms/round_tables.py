"""Round tables, their agenda, and what is undertaken there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.ui.offering import offer
from terrain.network.actions.agendas import ItemSaid, Undertaking
from terrain.network.actions.round_tables import Minutes, TableSaid
from terrain.network.forms.governed import (
    RecordForm,
    ask_project,
    day_field,
    offer_organisations,
    offer_places,
    organisation_field,
    paper_field,
    place_field,
    small_enough,
    words_field,
)
from terrain.network.models import Attending, Invitation, RoundTable
from terrain.programmes.models import Project

WHO_CAME = (
    (Attending.CAME, Attending.CAME.label),
    (Attending.EXCUSED, Attending.EXCUSED.label),
    (Attending.INVITED, _("did not come")),
)
FUNCTIONS_ONLY = _("Functions, never names: “president of the family court”.")


class TableForm(RecordForm):
    """When, where, what for."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    title = forms.CharField(label=_("What it is called"), max_length=160)
    day = day_field(_("Day"))
    hour = forms.TimeField(label=_("Hour"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = place_field(_("Province or region"))
    venue = forms.CharField(label=_("Room or address"), max_length=160, required=False)
    purpose = words_field(_("What it is for"), 1000, required=False)

    def __init__(self, *args: Any, viewer: Viewer, table: RoundTable | None = None, **kwargs: Any) -> None:
        if table is not None:
            kwargs["initial"] = self.known(table) | {"version": table.version}
        super().__init__(*args, **kwargs)
        offer_places(self)
        if table is None:
            ask_project(self, viewer)
        else:
            del self.fields["project"]

    @staticmethod
    def known(record: RoundTable) -> dict[str, Any]:
        """What the fields say of a table."""
        at = timezone.localtime(record.starts_at)
        place = record.place.code if record.place is not None else ""
        words = {"title": record.title, "venue": record.venue, "purpose": record.purpose}
        return words | {"day": at.date(), "hour": at.time(), "place": place}

    @property
    def said(self) -> TableSaid:
        """What was said; only on a valid form."""
        data = self.cleaned_data
        at = timezone.make_aware(datetime.combine(data["day"], data["hour"]))
        return TableSaid(data["title"], at, data["place"], data["venue"], data["purpose"])


class InviteForm(forms.Form):
    """Who is invited, and by which function represented."""

    organisation = organisation_field(_("Organisation"))
    newcomer = forms.CharField(label=_("or one that is not in the list"), max_length=200, required=False)
    as_whom = forms.CharField(label=_("Represented by"), max_length=120, required=False, help_text=FUNCTIONS_ONLY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self)

    def clean(self) -> dict[str, Any]:
        """Exactly one."""
        said = super().clean() or {}
        if bool(said.get("organisation")) == bool(said.get("newcomer", "").strip()):
            self.add_error("organisation", _("Choose one organisation, or write the name of one."))
        return said


class MinutesForm(RecordForm):
    """It took place: who came, what was said, by which functions it was agreed to."""

    minutes = words_field(
        _("What was said"), 20_000, 10, help_text=_("Functions and organisations, never names of people.")
    )
    agreed_by = forms.CharField(label=_("Agreed to by"), max_length=300, required=False, help_text=FUNCTIONS_ONLY)

    def __init__(self, *args: Any, table: RoundTable, invited: Sequence[Invitation], **kwargs: Any) -> None:
        kwargs["initial"] = self.known(table) | {"version": table.version}
        super().__init__(*args, **kwargs)
        self.invited = list(invited)
        for one in self.invited:
            self.fields[f"state_{one.pk}"] = forms.ChoiceField(
                label=str(one.organisation),
                choices=WHO_CAME,
                initial=one.state,
                widget=forms.RadioSelect,
                help_text=one.as_whom,
            )

    @staticmethod
    def known(record: RoundTable) -> dict[str, Any]:
        """What the fields say of a table."""
        return {"minutes": record.minutes, "agreed_by": record.agreed_by}

    @property
    def attending(self) -> list[forms.BoundField]:
        """A field for each organisation."""
        return [self[f"state_{one.pk}"] for one in self.invited]

    def who(self, state: str) -> list[int]:
        """Keys of the invitations that were said to be so."""
        return [one.pk for one in self.invited if self.cleaned_data[f"state_{one.pk}"] == state]

    @property
    def said(self) -> Minutes:
        """What was said; only on a valid form."""
        return Minutes(self.cleaned_data["minutes"], self.cleaned_data["agreed_by"])


class WhyForm(RecordForm):
    """Why something does not go on."""

    why = words_field(_("Why"), 300, 2)


class ItemForm(RecordForm):
    """A free point of the agenda."""

    title = forms.CharField(label=_("Point"), max_length=200)
    text = words_field(_("What is asked"), 2000, 2, required=False)

    @property
    def said(self) -> ItemSaid:
        """What was said; only on a valid form."""
        return ItemSaid(self.cleaned_data["title"], self.cleaned_data["text"])


class UndertakingForm(RecordForm):
    """Who undertakes what by when."""

    what = forms.CharField(label=_("What will be done"), max_length=500)
    owner = organisation_field(_("Who undertakes it"))
    owner_project = forms.ModelChoiceField(
        Project.objects.none(), label=_("or a project of the programme"), to_field_name="code", required=False
    )
    due = day_field(_("By when"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self, "owner")
        offer(self, "owner_project", among=Project.objects.all(), nothing=_("None"))

    @property
    def wants(self) -> bool:
        """Whether something is undertaken."""
        return True

    def clean(self) -> dict[str, Any]:
        """Of one owner, by a day to come."""
        said = super().clean() or {}
        if not self.wants:
            return said
        if bool(said.get("owner")) == bool(said.get("owner_project")):
            self.add_error("owner", _("Say who undertakes it: one organisation, or one project."))
        if said.get("due") and said["due"] < clock.today():
            self.add_error("due", _("This day has passed: it would be late at once."))
        return said

    @property
    def undertaking(self) -> Undertaking | None:
        """What is undertaken; only on a valid form."""
        data = self.cleaned_data
        if not self.wants:
            return None
        return Undertaking(data["what"], data["due"], data["owner"], data["owner_project"])


class DecisionForm(UndertakingForm):
    """What was decided, and, at once, who undertakes what."""

    text = words_field(_("What was decided"), 2000)

    field_order = ("text", "what", "owner", "owner_project", "due")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("what", "due"):
            self.fields[name].required = False

    @property
    def wants(self) -> bool:
        """Whether anything was typed of an undertaking."""
        return any(self.data.get(name, "").strip() for name in ("what", "owner", "owner_project", "due"))

    def clean(self) -> dict[str, Any]:
        """An undertaking is whole, or there is none."""
        said = super().clean()
        if self.wants:
            for name in ("what", "due"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Say also this, or leave what is undertaken blank."))
        return said


class KeptForm(RecordForm):
    """It was done: since when, and what proves it."""

    day = day_field(_("Done on"))
    proof = words_field(_("What proves it"), 1000, 2, required=False)
    file = paper_field(_("Paper that proves it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today

    def clean_file(self) -> Any:
        """Small enough."""
        return small_enough(self.cleaned_data["file"])

    def clean(self) -> dict[str, Any]:
        """A proof of one sort at least."""
        said = super().clean() or {}
        if not said.get("proof", "").strip() and not said.get("file") and "file" not in self.errors:
            self.add_error("proof", _("Say what proves it, or add a paper."))
        return said
