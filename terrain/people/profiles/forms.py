"""What is asked about somebody beyond her name."""

import uuid
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.people.models import Paper, Person
from terrain.people.models.profiles import Channel, ContactRule, NameKind, Told
from terrain.people.profiles.lists import lists

RULES = 3
DAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
NUMBERED = {Channel.CALL.value, Channel.SMS.value, Channel.WHATSAPP.value}
SIGNATURES = ((b"%PDF", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"))
HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1"}
"""Brands of the pictures that some telephones take, after ``ftyp`` in a file's first bytes."""


def media_type_of(start: bytes) -> str:
    """What a file is by its first twelve bytes; blank for what is neither a picture nor a PDF."""
    if start[4:8] == b"ftyp" and start[8:12] in HEIC:
        return "image/heic"
    return next((kind for signature, kind in SIGNATURES if start.startswith(signature)), "")


def _offer(form: Any, name: str, choices: Any) -> None:
    form.fields[name].choices = choices


class ContactForm(forms.Form):
    """How she may be reached. Each way has a number, whose it is, who may answer, days and hours."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    never = forms.MultipleChoiceField(
        label=_("Never by"), choices=Channel, required=False, widget=forms.CheckboxSelectMultiple
    )
    code_word = forms.CharField(
        label=_("Word to say first"), max_length=60, required=False, help_text=_("So that she knows who calls.")
    )
    no_voicemail = forms.BooleanField(label=_("Leave no message on the voicemail"), required=False)
    email = forms.EmailField(label=_("Her own e-mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, RULES + 1):
            self.fields[f"channel_{n}"] = forms.ChoiceField(
                label=_("A way to reach her"), choices=[("", _("none")), *Channel.choices], required=False
            )
            self.fields[f"number_{n}"] = forms.CharField(label=_("Number or address"), max_length=200, required=False)
            self.fields[f"whose_{n}"] = forms.CharField(label=_("Whose is it?"), max_length=100, required=False)
            self.fields[f"who_{n}"] = forms.CharField(label=_("Who may answer?"), max_length=100, required=False)
            self.fields[f"days_{n}"] = forms.TypedMultipleChoiceField(
                label=_("On which days?"), choices=DAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
            )
            self.fields[f"since_{n}"] = forms.TimeField(
                label=_("From"), required=False, widget=forms.TimeInput({"type": "time"})
            )
            self.fields[f"until_{n}"] = forms.TimeField(
                label=_("To"), required=False, widget=forms.TimeInput({"type": "time"})
            )

    def ways(self) -> list[list[Any]]:
        """The fields of each way, for the template."""
        names = ("channel", "number", "whose", "who", "days", "since", "until")
        return [[self[f"{name}_{n}"] for name in names] for n in range(1, RULES + 1)]

    @staticmethod
    def initial_of(told: Told, version: int) -> dict[str, Any]:
        """What the form shows at first."""
        shown: dict[str, Any] = {
            "version": version, "never": list(told.never), "code_word": told.code_word,
            "no_voicemail": told.no_voicemail, "email": told.email,
        }  # fmt: skip
        for n, rule in enumerate(told.rules[:RULES], start=1):
            for name in ("channel", "number", "whose", "who", "since", "until"):
                shown[f"{name}_{n}"] = getattr(rule, name)
            shown[f"days_{n}"] = list(rule.days)
        return shown

    def clean(self) -> dict[str, Any]:
        """A number goes with a way, and hours have a length: nothing that was typed is dropped in silence."""
        said = super().clean() or {}
        for n in range(1, RULES + 1):
            channel, number = said.get(f"channel_{n}"), said.get(f"number_{n}")
            if number and not channel:
                self.add_error(f"channel_{n}", _("Say which way this is."))
            if channel in NUMBERED and not number and not self.has_error(f"number_{n}"):
                self.add_error(f"number_{n}", _("Write the number."))
            if said.get(f"since_{n}") and said.get(f"since_{n}") == said.get(f"until_{n}"):
                self.add_error(f"until_{n}", _("It would end when it begins."))
        return said

    def told(self, base: Told) -> Told:
        """``base`` with what was typed."""
        said = self.cleaned_data
        rules = tuple(
            ContactRule(
                said[f"channel_{n}"], said[f"number_{n}"], said[f"whose_{n}"], said[f"who_{n}"], tuple(said[f"days_{n}"]),
                said[f"since_{n}"].strftime("%H:%M") if said[f"since_{n}"] else "",
                said[f"until_{n}"].strftime("%H:%M") if said[f"until_{n}"] else "",
            )
            for n in range(1, RULES + 1)
            if said[f"channel_{n}"]
        ) + base.rules[RULES:]  # fmt: skip
        return replace(
            base, never=tuple(said["never"]), code_word=said["code_word"], no_voicemail=said["no_voicemail"],
            email=said["email"], rules=rules,
        )  # fmt: skip


class ProfileForm(forms.Form):
    """Languages, reading, mother, where she lives, and the names she bears."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages she speaks"), required=False, widget=forms.CheckboxSelectMultiple
    )
    speak = forms.ChoiceField(label=_("Which one to speak to her"), required=False)
    literacy = forms.ChoiceField(label=_("What does she read?"), required=False)
    mother = forms.CharField(label=_("Her mother's name"), max_length=200, required=False)
    place = forms.CharField(label=_("Where she lives"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        _offer(self, "languages", lists().choices("languages", today))
        _offer(self, "speak", [("", _("not known")), *lists().choices("languages", today)])
        _offer(self, "literacy", [("", _("not known")), *lists().choices("literacy", today)])
        for n in range(1, RULES + 1):
            self.fields[f"name_{n}"] = forms.CharField(
                label=_("Another name, in any script"), max_length=200, required=False
            )
            self.fields[f"kind_{n}"] = forms.ChoiceField(
                label=_("What is this name?"), choices=NameKind, required=False
            )

    def names(self) -> list[tuple[Any, Any]]:
        """The fields of each name, for the template."""
        return [(self[f"name_{n}"], self[f"kind_{n}"]) for n in range(1, RULES + 1)]

    @staticmethod
    def initial_of(told: Told, version: int) -> dict[str, Any]:
        """What the form shows at first."""
        shown: dict[str, Any] = {"version": version, "languages": list(told.languages)}
        for name in ("speak", "literacy", "mother", "place"):
            shown[name] = getattr(told, name)
        for n, (name, kind) in enumerate(told.name_kinds[:RULES], start=1):
            shown[f"name_{n}"], shown[f"kind_{n}"] = name, kind
        return shown

    def told(self, base: Told) -> Told:
        """``base`` with what was typed."""
        said = self.cleaned_data
        names = tuple(
            (" ".join(said[f"name_{n}"].split()), said[f"kind_{n}"] or NameKind.USUAL.value)
            for n in range(1, RULES + 1)
            if said[f"name_{n}"].strip()
        )
        names += base.name_kinds[RULES:]
        return replace(
            base, languages=tuple(said["languages"]), speak=said["speak"], literacy=said["literacy"], mother=said["mother"],
            place=said["place"], name_kinds=names,
        )  # fmt: skip


class PaperForm(forms.Form):
    """A paper or a residence title."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("What is it?"))
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    place = forms.CharField(label=_("Given at"), max_length=100, required=False)
    motive = forms.ChoiceField(label=_("Motive of the stay"), required=False)
    receipt = forms.BooleanField(label=_("It is a receipt while the title is renewed"), required=False)
    starts = forms.DateField(
        label=_("Valid from"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    file = forms.FileField(label=_("Photograph or PDF"), required=False, help_text=_("At most 10 MB. Kept sealed."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        _offer(self, "kind", lists().choices("papers", today))
        _offer(self, "motive", [("", _("none")), *lists().choices("motives", today)])
        self.fields["slip"].initial = uuid.uuid4
        self.media_type = ""

    def clean_file(self) -> Any:
        """A picture or a PDF by its first bytes."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        self.media_type = media_type_of(file.read(12))
        file.seek(0)
        if not self.media_type:
            raise forms.ValidationError(_("This is not a photograph or a PDF."))
        if file.size > 10 << 20:
            raise forms.ValidationError(_("This file is larger than 10 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        said = super().clean() or {}
        if said.get("starts") and said.get("ends") and said["ends"] < said["starts"]:
            self.add_error("ends", _("It would end before it begins."))
        return said


def _paper_words(paper: Paper) -> str:
    """What kind of paper, and until when it holds."""
    kind = lists().words("papers", paper.kind)
    return f"{kind} · {date_format(paper.ends, 'SHORT_DATE_FORMAT')}" if paper.ends else kind


class RelationForm(forms.Form):
    """Somebody is something to her."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("What is the other one to her?"))
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Somebody of the registry is found by the name as well."),
    )
    legal = forms.BooleanField(label=_("By law or by a court"), required=False)
    paper = forms.ModelChoiceField(
        Paper.objects.none(), label=_("Which paper shows it?"), required=False, empty_label=_("none")
    )
    same_home = forms.BooleanField(label=_("They live together"), required=False)
    starts = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    other = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "kind", lists().choices("relations", clock.today()))
        self.fields["slip"].initial = uuid.uuid4
        paper: Any = self.fields["paper"]
        paper.queryset = Paper.objects.filter(person__in=person.selves, removed_at=None)
        paper.label_from_instance = _paper_words
        if not paper.queryset:
            del self.fields["paper"]
