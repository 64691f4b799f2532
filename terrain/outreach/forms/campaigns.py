"""What is asked about a campaign and about each time it went out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.outreach import phones
from terrain.outreach.actions.campaigns import CampaignSaid, EventSaid
from terrain.outreach.enums import Counted
from terrain.outreach.forms.common import TONGUES, RecordForm, day_field, evidence_field, texts_of, words_field
from terrain.outreach.lists import lists
from terrain.outreach.models import Campaign, CampaignEvent
from terrain.outreach.models.campaigns import MOST_CONTACTS
from terrain.people.forms import ask_project
from terrain.programmes.enums import AnsweredBy, Unit
from terrain.programmes.models import Organisation, Project, Target

TEXTS = (("title", _("Title"), 120, 1), ("message", _("Message"), 600, 3), ("what_to_do", _("What to do"), 600, 3))
REQUIRED = {"title_fr", "message_fr"}


class TargetChoice(forms.ModelChoiceField):
    """A promise: its code and its words."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class CampaignForm(RecordForm):
    """What a campaign says, by which channels, where and when."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    channels = forms.MultipleChoiceField(label=_("Channels"), widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(
        label=_("Languages in which people are spoken to"), widget=forms.CheckboxSelectMultiple, required=False
    )
    places = forms.CharField(
        label=_("Places"),
        max_length=300,
        required=False,
        help_text=_("Towns, quarters, markets, or the whole country."),
    )
    first_day = day_field(_("First day"))
    last_day = day_field(_("Last day"))
    cost = forms.IntegerField(
        label=_("Cost, in dirhams"),
        min_value=0,
        max_value=1_000_000_000,
        required=False,
        help_text=_("All of it: printing, airtime, travel, people's days."),
    )
    partners = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("Partners"), widget=forms.CheckboxSelectMultiple, required=False
    )
    target = TargetChoice(
        Target.objects.none(),
        label=_("Promise that its reach answers"),
        to_field_name="code",
        required=False,
        help_text=_(
            "Only an estimate that is declared, after the campaign has ended, moves it. It is never added to people counted."
        ),
    )
    public = forms.BooleanField(
        label=_("Show a public page: message, what to do, where, dates to come, help numbers"), required=False
    )
    help_numbers = forms.CharField(
        label=_("Help numbers"), max_length=300, required=False, help_text=_("Official lines that anybody may call.")
    )

    def __init__(self, *args: Any, viewer: Viewer, campaign: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, longest, rows in TEXTS:
            for code, tongue in TONGUES:
                self.fields[f"{name}_{code}"] = _text(label, tongue, longest, rows, f"{name}_{code}" in REQUIRED)
        today, offered = clock.today(), self.fields
        channels: Any = offered["channels"]
        channels.choices = lists().choices("channels", today, *(campaign.channels if campaign else ()))
        languages: Any = offered["languages"]
        languages.choices = lists().choices("languages", today, *(campaign.languages if campaign else ()))
        if campaign is not None:
            del offered["project"]
            projects = [campaign.project]
        else:
            ask_project(self, viewer, "gathering.record")
            projects = list(Project.objects.holding(viewer, "gathering.record"))
        target: Any = offered["target"]
        target.queryset = _targets(projects)
        target.empty_label = _("None")
        partners: Any = offered["partners"]
        partners.queryset = Organisation.objects.filter(roles__project__in=projects).distinct().order_by("name")

    def clean(self) -> None:
        """The days are in order."""
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("The last day comes before the first one."))
        project, target = self.cleaned_data.get("project"), self.cleaned_data.get("target")
        if project and target and target.project_id != project.pk:
            self.add_error("target", gettext("This is a promise of another project."))

    @property
    def several_projects(self) -> bool:
        """Whether the project is asked for, and not known."""
        return "project" in self.fields

    @property
    def texts(self) -> list[tuple[Any, list[Any], list[Any]]]:
        """The texts: label, fields of French and Arabic, fields of the other languages."""
        return [
            (
                label,
                [self[f"{name}_{code}"] for code in ("fr", "ar")],
                [self[f"{name}_{code}"] for code in ("en", "it")],
            )
            for name, label, _longest, _rows in TEXTS
        ]

    @property
    def said(self) -> CampaignSaid:
        """What was typed; only on a valid form."""
        names = ("channels", "languages", "places", "first_day", "last_day", "cost", "target", "public", "help_numbers")
        return CampaignSaid(
            title=texts_of(self, "title"),
            message=texts_of(self, "message"),
            what_to_do=texts_of(self, "what_to_do"),
            **self.said_by(*names),
        )

    @staticmethod
    def initial_of(campaign: Campaign) -> dict[str, Any]:
        """What the form shows for ``campaign``."""
        names = (
            "channels",
            "languages",
            "places",
            "first_day",
            "last_day",
            "cost",
            "public",
            "help_numbers",
            "version",
        )
        told: dict[str, Any] = {name: getattr(campaign, name) for name in names}
        for name, _label, _longest, _rows in TEXTS:
            told |= {f"{name}_{code}": words for code, words in getattr(campaign, name).items()}
        target = campaign.target.code if campaign.target is not None else None
        return told | {"target": target, "partners": [one.pk for one in campaign.partners.all()]}


def _text(label: Any, tongue: Any, longest: int, rows: int, required: bool) -> forms.CharField:
    words = _("%(text)s, %(language)s") % {"text": label, "language": tongue}
    if rows == 1:
        return forms.CharField(label=words, max_length=longest, required=required)
    return words_field(words, longest, rows, required=required)


def _targets(projects: list[Project]) -> Any:
    found = Target.objects.filter(project__in=projects, unit=Unit.AUDIENCE, answered_by=AnsweredBy.DECLARATION)
    return found.filter(retired=False).select_related("project").order_by("project__position", "position")


class EventForm(RecordForm):
    """What is asked on the spot: where, by which channel, how many. The rest may wait."""

    place = forms.CharField(label=_("Where"), max_length=120)
    channel = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    contacts = forms.IntegerField(
        label=_("How many contacts"),
        min_value=0,
        max_value=MOST_CONTACTS,
        required=False,
        help_text=_("How often somebody was spoken with, not how many people: whoever comes twice counts twice."),
    )
    day = day_field(_("Day"))
    numbers = words_field(
        _("Telephones that people gave"),
        60_000,
        3,
        required=False,
        help_text=_(
            "One a line. They are compared, never kept: each is turned into a fingerprint at once, and all are destroyed when the "
            "campaign ends."
        ),
    )
    counted_how = forms.ChoiceField(label=_("How they were counted"), required=False)
    language = forms.ChoiceField(label=_("Language most spoken"), required=False)
    materials = forms.IntegerField(
        label=_("Leaflets and things handed out"), min_value=0, max_value=MOST_CONTACTS, required=False
    )
    note = forms.CharField(label=_("Remark"), max_length=500, required=False, help_text=_("Nobody's name."))
    evidence = evidence_field(_("Proof"))

    def __init__(self, *args: Any, campaign: Campaign, event: CampaignEvent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.wrong = event, 0
        offered, known = self.fields, lists().known("channels")
        of_hers = [*campaign.channels, *([event.channel] if event and event.channel not in campaign.channels else [])]
        channel: Any = offered["channel"]
        channel.choices = [(code, str(known.get(code, code))) for code in of_hers]
        language: Any = offered["language"]
        language.choices = [("", "—"), *lists().choices("languages", clock.today(), event.language if event else "")]
        counted: Any = offered["counted_how"]
        counted.choices = [("", "—"), *Counted.choices]
        offered["place"].widget.attrs |= {"list": "places", "autocomplete": "off"}
        offered["contacts"].widget.attrs |= {"inputmode": "numeric"}
        offered["numbers"].widget.attrs |= {"autocomplete": "off", "inputmode": "tel", "dir": "ltr"}

    def clean_numbers(self) -> list[str]:
        """The numbers, each once; what is no number is said by how many, never by which."""
        found, wrong = phones.read(self.cleaned_data["numbers"])
        if wrong:
            words = ngettext(
                "%(count)d line is no whole telephone number. Mend it or take it out.",
                "%(count)d lines are no whole telephone numbers. Mend them or take them out.",
                wrong,
            )
            raise ValidationError(words % {"count": wrong})
        if len(found) > phones.MOST:
            raise ValidationError(gettext("These are very many. Bring them in as a table, with an import."))
        return found

    def clean(self) -> None:
        """What took place has contacts; what is to come has none yet; no more telephones than contacts."""
        day, contacts = self.cleaned_data.get("day"), self.cleaned_data.get("contacts")
        if day is None or "contacts" in self.errors:
            return
        if contacts is None and day <= clock.today():
            self.add_error("contacts", gettext("How many? Write 0 when nobody was met."))
        if contacts is not None and day > clock.today():
            self.add_error("day", gettext("This day is still to come. Leave the number blank until then."))
        given = len(self.cleaned_data.get("numbers") or [])
        if given and given > (contacts or 0):
            self.add_error("contacts", gettext("There are more telephones than contacts. Count again."))

    @property
    def said(self) -> EventSaid:
        """What was typed; only on a valid form."""
        names = ("day", "channel", "contacts", "counted_how", "language", "materials", "note")
        return EventSaid(place_as_written=self.cleaned_data["place"], **self.said_by(*names))

    @staticmethod
    def initial_of(event: CampaignEvent) -> dict[str, Any]:
        """What the form shows for ``event``: never a telephone."""
        names = ("day", "channel", "contacts", "counted_how", "language", "materials", "note", "version")
        return {"place": event.place_as_written} | {name: getattr(event, name) for name in names}
