"""What is asked about hosts and guests, and when somebody agrees or changes her mind."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from terrain.accounts.models import User
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.people.forms import ask_project
from terrain.people.models.consents import Capacity
from terrain.programmes.models import Assignment, Project
from terrain.radio.actions.consents import Agreement
from terrain.radio.actions.voices import Particulars
from terrain.radio.consent.agreements import agreements
from terrain.radio.enums import Scope, VoiceKind, VoiceWay
from terrain.radio.models import Episode, Voice
from terrain.radio.models.consents import Shown

LANGUAGES = (("ar", _("Arabic")), ("fr", _("French")), ("en", _("English")), ("it", _("Italian")))
KINDS = [(one.value, one.label) for one in (VoiceKind.HOST, VoiceKind.GUEST)]
"""A listener is written down by her own message alone."""
NEW, NONE = "new", ""
PROOFS = {
    b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg", b"\xff\xfb": "audio/mpeg", b"\xff\xf3": "audio/mpeg", b"RIFF": "audio/wav", b"#!AMR": "audio/amr",
    b"\x1aE\xdf\xa3": "audio/webm",
}  # fmt: skip


def proof_type(head: bytes) -> str:
    """The media type of a proof by how it begins; blank for anything that shows nothing."""
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    return next((kind for begin, kind in PROOFS.items() if head.startswith(begin)), "")


class VoiceForm(forms.Form):
    """A host or a guest."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code")
    air_name = forms.CharField(
        label=_("Name on the radio"),
        max_length=80,
        help_text=_("The one that listeners hear. It need not be hers; a first name, or any name that she likes."),
    )
    kind = forms.ChoiceField(label=_("She is"), choices=KINDS, widget=forms.RadioSelect, initial=VoiceKind.HOST)
    account = forms.ChoiceField(
        label=_("How she comes into the studio"),
        required=False,
        help_text=_("A new host needs no e-mail: a code for her telephone is shown next."),
    )
    language = forms.ChoiceField(label=_("The studio speaks to her in"), choices=LANGUAGES[:2], required=False)
    way = forms.ChoiceField(
        label=_("How she is heard"), choices=VoiceWay, widget=forms.RadioSelect, initial=VoiceWay.OWN
    )
    is_minor = forms.BooleanField(label=_("She is under 18"), required=False)
    goes_live = forms.BooleanField(
        label=_("Trusted to go live"), required=False, help_text=_("Without a second person who listens first.")
    )
    avoided = forms.CharField(
        label=_("Names that must not be said when she speaks"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One on each line: her children, a street, an employer. They are on screen before she records."),
    )

    def __init__(self, *args: Any, viewer: Viewer, voice: Voice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: Any = self.fields
        every["slip"].initial = uuid.uuid4
        if voice is None:
            ask_project(self, viewer, "radio.produce")
            every["account"].choices = _accounts(viewer)
            every["account"].initial = NEW
        else:
            for name in ("project", "account", "language"):
                del every[name]

    @classmethod
    def initial_of(cls, voice: Voice) -> dict[str, Any]:
        """What the form shows of a voice."""
        told = {name: getattr(voice, name) for name in ("air_name", "kind", "way", "is_minor", "goes_live", "version")}
        return told | {"avoided": "\n".join(voice.avoided)}

    @property
    def said(self) -> Particulars:
        """What was typed; only on a valid form."""
        told = self.cleaned_data
        names = tuple(line.strip() for line in told["avoided"].splitlines() if line.strip())
        return Particulars(
            told["air_name"], told["kind"], told["way"], told["is_minor"], told["goes_live"], avoided=names
        )

    @property
    def her_account(self) -> User | None:
        """The account that she has already; only on a valid form."""
        chosen = self.cleaned_data["account"]
        return User.objects.filter(pk=chosen).first() if chosen.isdigit() else None

    def clean(self) -> None:
        super().clean()
        account: str = self.cleaned_data.get("account", "")
        project: Any = self.cleaned_data.get("project")
        chosen = project is not None and (account or "").isdigit()
        if chosen and not _hosts([project.pk]).filter(user_id=int(account)).exists():
            self.add_error("account", _("She makes no radio in this project."))


def _hosts(projects: list[int] | None) -> Any:
    held = Assignment.objects.active_on(clock.today()).filter(
        role__in=["radio_host", "radio_producer", "project_coordinator"], user__is_active=True, user__voice=None
    )
    return held if projects is None else held.filter(project_id__in=projects)


def _accounts(viewer: Viewer) -> list[tuple[str, Any]]:
    seen = viewer.projects("radio.produce")
    known = {row.user_id: str(row.user) for row in _hosts(None if seen is None else list(seen)).select_related("user")}
    return [(NEW, _("A new account, with a code for her telephone")), (NONE, _("She does not: guests, or later"))] + [
        (str(pk), name) for pk, name in sorted(known.items(), key=lambda one: one[1])
    ]


def _later(months: int) -> date:
    return clock.today() + timedelta(days=30 * months)


class ScopesForm(forms.Form):
    """Where a voice may be heard, and until when."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    scopes = forms.MultipleChoiceField(
        label=_("Where her voice may be heard"), choices=Scope, widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, voice: Voice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voice = voice
        every: Any = self.fields
        every["slip"].initial = uuid.uuid4
        every["until"].initial = _later(agreements().scope(Scope.AIR).months)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < clock.today():
            raise ValidationError(_("This day is past."))
        if until > _later(agreements().most_months):
            raise ValidationError(_("Nobody agrees for so long: choose an earlier day."))
        return until

    @property
    def chosen(self) -> frozenset[Scope]:
        """The scopes; only on a valid form."""
        return frozenset(Scope(code) for code in self.cleaned_data["scopes"])


class OwnAgreementForm(ScopesForm):
    """She agrees herself, on her own screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].label = _("Where may your voice be heard?")

    def said(self, language: str) -> Agreement:
        """What she agreed to, read to her in ``language``."""
        capacity = Capacity.ASSENT if self.voice.is_minor else Capacity.SELF
        return Agreement(
            self.chosen, self.cleaned_data["until"], capacity=capacity, shown_by=Shown.SCREEN, language=language
        )


class AgreementForm(ScopesForm):
    """What somebody signed or said, written down by whoever answers for the radio."""

    given_on = forms.DateField(label=_("On which day?"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    capacity = forms.ChoiceField(label=_("Who agrees?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("In which language was it read?"), choices=LANGUAGES)
    shown_by = forms.ChoiceField(
        label=_("What shows it?"),
        choices=[one for one in Shown.choices if one[0] != Shown.SCREEN],
        widget=forms.RadioSelect,
        initial=Shown.SIGNED,
    )
    named = forms.CharField(
        label=_("Name of the guardian, or of who heard it"), max_length=200, required=False, help_text=_("Kept sealed.")
    )
    proof = forms.FileField(
        label=_("The paper or the recording"),
        required=False,
        help_text=_("A photograph, a PDF or a sound, at most 20 MB. Kept sealed."),
    )

    def __init__(self, *args: Any, voice: Voice, **kwargs: Any) -> None:
        super().__init__(*args, voice=voice, **kwargs)
        every: Any = self.fields
        every["given_on"].initial = clock.today
        asked = (Capacity.GUARDIAN, Capacity.ASSENT) if voice.is_minor else (Capacity.SELF,)
        every["capacity"].choices = [(one.value, one.label) for one in asked]
        every["capacity"].initial = asked[0]

    def clean_given_on(self) -> date:
        day: date = self.cleaned_data["given_on"]
        if not date(2000, 1, 1) <= day <= clock.today():
            raise ValidationError(_("Today, or a day before."))
        return day

    def clean_proof(self) -> Any:
        file = self.cleaned_data["proof"]
        if file is None:
            return None
        if file.size > 20 << 20:
            raise ValidationError(_("This file is too large: 20 MB at most."))
        kind = proof_type(file.read(12))
        file.seek(0)
        if not kind:
            raise ValidationError(_("A photograph (JPEG, PNG), a PDF or a sound, please."))
        return file, file.name, kind

    def clean(self) -> None:
        super().clean()
        told = self.cleaned_data
        lone = told.get("capacity") == Capacity.GUARDIAN or told.get("shown_by") == Shown.ORAL
        if lone and not told.get("named", "").strip():
            self.add_error("named", _("Write the name."))
        if told.get("shown_by") == Shown.RECORDED and "proof" not in self.errors and not told.get("proof"):
            self.add_error("proof", _("Add the recording in which it is said."))

    @property
    def said(self) -> Agreement:
        """What was written down; only on a valid form."""
        told = self.cleaned_data
        return Agreement(
            self.chosen,
            told["until"],
            capacity=told["capacity"],
            shown_by=told["shown_by"],
            language=told["language"],
            named=told["named"],
            given_on=told["given_on"],
            proof=told["proof"],
        )


EVERYTHING = "everything"


class TakeBackForm(forms.Form):
    """What she takes back: everything, one scope, or one broadcast."""

    what = forms.ChoiceField(label=_("What is to go?"), widget=forms.RadioSelect, initial=EVERYTHING)

    def __init__(self, *args: Any, episodes: list[Episode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: Any = self.fields
        self.episodes = {f"episode-{one.pk}": one for one in episodes}
        scopes = [(scope.value, _only(scope)) for scope in Scope]
        broadcasts = [(code, one.title or str(one.show)) for code, one in self.episodes.items()]
        every["what"].choices = [
            (EVERYTHING, _("Everything: my voice is heard nowhere any more")),
            *scopes,
            *broadcasts,
        ]

    @property
    def scopes(self) -> frozenset[Scope]:
        """The scopes taken back; none when it is one broadcast. Only on a valid form."""
        what = self.cleaned_data["what"]
        return frozenset(Scope) if what == EVERYTHING else frozenset({Scope(what)} if what in Scope.values else ())

    @property
    def episode(self) -> Episode | None:
        """The one broadcast; only on a valid form."""
        return self.episodes.get(self.cleaned_data["what"])


def _only(scope: Scope) -> Any:
    return {
        Scope.AIR: _("No more on the radio"),
        Scope.PODCAST: _("No more as a podcast"),
        Scope.ARCHIVE: _("No more on the radio's pages"),
    }[scope]
