"""What is asked when somebody agrees."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.people.consents.actions import Agreement
from terrain.people.consents.holdings import empty_groups
from terrain.people.consents.lists import lists
from terrain.people.models import Person
from terrain.people.models.consents import Basis, Capacity, Evidence, Words
from terrain.programmes.models import Organisation, Project

LANGUAGES = (
    ("fr", _("French")),
    ("ar", _("Arabic")),
    ("en", _("English")),
    ("it", _("Italian")),
    ("other", _("Another")),
)
ALLOWED = {b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


class ConsentForm(forms.Form):
    """One agreement: towards whom, for what, which groups, who signs, how it is shown."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Which project asks?"), to_field_name="code")
    purpose = forms.ChoiceField(label=_("For what?"), widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("To which organisation?"), required=False, to_field_name="code"
    )
    to_project = forms.ModelChoiceField(
        Project.objects.all(), label=_("Or to which project of ours?"), required=False, to_field_name="code"
    )
    outsider = forms.CharField(label=_("Or to whom else?"), max_length=200, required=False)
    fields_shared = forms.MultipleChoiceField(
        label=_("What may be given? Tick only what she said yes to."), widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.ChoiceField(
        label=_("Who agrees?"), choices=Capacity, widget=forms.RadioSelect, initial=Capacity.SELF
    )
    signer = forms.CharField(
        label=_("Name of the guardian"),
        max_length=200,
        required=False,
        help_text=_("Only when a guardian agrees for her."),
    )
    language = forms.ChoiceField(label=_("In which language was it explained?"), choices=LANGUAGES)
    evidence = forms.ChoiceField(label=_("What shows it?"), choices=Evidence, widget=forms.RadioSelect)
    witness = forms.CharField(
        label=_("Who heard it?"), max_length=200, required=False, help_text=_("When she said it and did not sign.")
    )
    file = forms.FileField(
        label=_("The signed paper"), required=False, help_text=_("A photograph or a PDF, at most 10 MB. Kept sealed.")
    )
    until = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    basis = forms.ChoiceField(label=_("Why is it lawful?"), choices=Basis, initial=Basis.CONSENT)
    reason = forms.CharField(
        label=_("If she did not agree: why is it lawful all the same?"), max_length=1000, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    media_type = ""

    def __init__(self, *args: Any, viewer: Viewer, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: Any = self.fields
        known = {meeting.project_id for meeting in person.meetings.all()}
        held = Project.objects.holding(viewer, "people.edit").filter(pk__in=known)
        every["project"].queryset = held
        if len(held) == 1:
            every["project"].initial = held[0].code
        every["purpose"].choices = [(one.code, str(one)) for one in lists().purposes]
        empty = empty_groups(viewer, person)
        nothing = _("nothing is written down yet")
        every["fields_shared"].choices = [
            (one.code, f"{one} ({nothing})" if one.code in empty else str(one)) for one in lists().groups
        ]
        every["slip"].initial = uuid.uuid4
        every["until"].initial = clock.today() + timedelta(days=30 * lists().purposes[0].months)
        needs = lists().needs(person.age_on(clock.today()))
        every["capacity"].choices = [pair for pair in Capacity.choices if pair[0] in needs] or Capacity.choices
        every["capacity"].initial = needs[0]

    def clean_file(self) -> Any:
        """The paper, when it really is a picture or a PDF."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        start = file.read(8)
        file.seek(0)
        kind = next((kind for signature, kind in ALLOWED.items() if start.startswith(signature)), "")
        if not kind:
            raise forms.ValidationError(_("This is not a photograph or a PDF."))
        self.media_type = kind
        if file.size > 10 << 20:
            raise forms.ValidationError(_("This file is larger than 10 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        """One recipient; a guardian has a name; somebody who heard has one too; ends within two years."""
        said = super().clean() or {}
        named = [name for name in ("organisation", "to_project", "outsider") if said.get(name)]
        if len(named) != 1 and "organisation" not in self.errors:
            self.add_error("organisation", _("Say to whom: one organisation, one project, or somebody else."))
        if said.get("capacity") == Capacity.GUARDIAN and not said.get("signer"):
            self.add_error("signer", _("Write the name of the guardian."))
        if said.get("evidence") == Evidence.ORAL and not said.get("witness"):
            self.add_error("witness", _("Write who heard her agree."))
        until = said.get("until")
        if until and not clock.today() <= until <= clock.today() + timedelta(days=731):
            self.add_error("until", _("Choose a day within two years."))
        if said.get("basis") != Basis.CONSENT and len((said.get("reason") or "").strip()) < 10:
            self.add_error("reason", _("Write why this is lawful without her agreement."))
        return said

    @property
    def agreement(self) -> Agreement:
        """What she agreed to."""
        said = self.cleaned_data
        file = said.get("file")
        return Agreement(
            purpose=said["purpose"],
            recipient=said["organisation"] or said["to_project"],
            fields=tuple(said["fields_shared"]),
            until=said["until"],
            capacity=said["capacity"],
            language=said["language"],
            evidence=said["evidence"],
            basis=said["basis"],
            words=Words(said["signer"], said["witness"], said["outsider"], said["reason"]),
            file=(file, file.name) if file is not None else None,
            media_type=self.media_type,
        )
