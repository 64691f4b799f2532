"""What is asked when a file is to become somebody else's."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.casework import consenting, sharing
from terrain.casework.actions.transfers import Handover
from terrain.casework.models import Case
from terrain.core import clock
from terrain.core.ui.offering import offer
from terrain.core.ui.slip_forms import SlipForm
from terrain.network.models import Service
from terrain.programmes.models import Project


class ReceiverForm(forms.Form):
    """Who is to take over: a project, or a partner of the directory."""

    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Another project"), to_field_name="code", required=False
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("or a partner's service"), to_field_name="uid", required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = Project.objects.filter(status="active").exclude(pk=case.project_id)
        offer(self, "project", among=active, nothing=_("None"))
        partners = Service.objects.offered_on(clock.today()).exclude(organisation=None).select_related("organisation")
        offer(self, "service", among=partners, nothing=_("None"))

    def clean(self) -> dict[str, Any]:
        """Exactly one."""
        said = super().clean() or {}
        if not self.errors and bool(said.get("project")) == bool(said.get("service")):
            self.add_error("project", _("Choose one: a project, or a partner's service."))
        return said


class TransferForm(SlipForm):
    """What goes along, and the note for whoever takes over."""

    shared = forms.MultipleChoiceField(
        label=_("What may they know of her?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what she agreed to share with them stands here."),
        error_messages={"required": _("Tick at least one thing: they have to know whom they will see.")},
    )
    note = forms.CharField(
        label=_("Note for whoever takes over"),
        widget=forms.Textarea({"rows": 6}),
        max_length=5000,
        help_text=_("Where things stand, what was promised, what is urgent. Clinical and legal notes do not go along."),
    )
    callback = forms.CharField(
        label=_("Whom they call back"), max_length=120, help_text=_("A colleague's first name and telephone.")
    )
    mail = forms.BooleanField(label=_("Send the link to the service's address"), required=False)

    def __init__(
        self, *args: Any, case: Case, project: Project | None = None, service: Service | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.service = project, service
        assert case.person is not None
        recipient = project or (service.whose if service is not None else None)
        self.agreed = consenting.agreed(case.person, purpose="transfer", recipient=recipient)
        self.parted = sharing.parted(case, self.agreed)
        offer(
            self,
            "shared",
            choices=[(group, str(sharing.GROUPS[group])) for group in self.parted.held if group != sharing.WORDS_GROUP],
        )
        if service is None or not service.email:
            del self.fields["mail"]

    @property
    def said(self) -> Handover:
        """What is handed over."""
        said = self.cleaned_data
        return Handover(
            tuple(said["shared"]), said["note"], project=self.project, service=self.service, callback=said["callback"]
        )
