"""Specimens of every component, for the gallery page: in two directions and two schemes beside each other."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info, gettext, override
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.models import Job, JobState

TEXTS = {"fr": "Femmes pour l'inclusion", "ar": "نساء من أجل الإدماج", "en": "Women for inclusion"}
BARS = ((180, 500, 0.4), (500, 500, 0.4), (640, 500, 0.75), (None, 500, 0.4), (37, None, None))


class SpecimenForm(forms.Form):
    """One field of each shape."""

    name = forms.CharField(label=_("Full name"), help_text=_("As the person says it."))
    email = forms.EmailField(label=_("E-mail"))
    phone = forms.CharField(label=_("Phone"), required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    people = forms.IntegerField(label=_("How many people"), min_value=0)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    born = forms.DateField(label=_("Date of birth"), widget=forms.SelectDateWidget, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("fr", _("French")), ("ar", _("Arabic"))])
    notes = forms.CharField(label=_("Notes"), widget=forms.Textarea, required=False)
    sheet = forms.FileField(label=_("File"), required=False)
    state = forms.ChoiceField(label=_("Answer"), choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=[("fr", _("French")), ("ar", _("Arabic")), ("it", _("Italian"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick as many as apply."),
    )
    agreed = forms.BooleanField(label=_("The person agrees"))
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@dataclass(frozen=True)
class Frame:
    """A column of the gallery: one language in one scheme."""

    language: str
    direction: str
    scheme: str
    blank: forms.Form
    wrong: forms.Form
    jobs: list[Job]
    page: Page


def _jobs(language: str) -> list[Job]:
    with override(language):
        return [
            Job(state=JobState.QUEUED),
            Job(state=JobState.RUNNING, done=3400, total=12_000, words=gettext("Reading the sheet")),
            Job(state=JobState.DONE, done=12_000, total=12_000, words=gettext("Every row was read.")),
            Job(state=JobState.FAILED, words=gettext("The file has no heading row.")),
        ]


def _frame(language: str, scheme: str) -> Frame:
    typed = {"name": "Salma", "email": "salma@", "several": ["fr"]}
    wrong = SpecimenForm({f"{scheme}-wrong-{name}": value for name, value in typed.items()}, prefix=f"{scheme}-wrong")
    wrong.add_error(None, _("This form is only a specimen."))
    return Frame(
        language=language,
        direction="rtl" if get_language_info(language)["bidi"] else "ltr",
        scheme=scheme,
        blank=SpecimenForm(prefix=scheme),
        wrong=wrong,
        jobs=_jobs(language),
        page=Paginator(range(137), 50).page(2),
    )


def specimens(request: HttpRequest) -> dict[str, Any]:
    """What the gallery shows: the active language in light, the other direction in dark."""
    here = (get_language() or "fr").split("-")[0]
    if request.method == "GET" and request.GET.get("messages"):
        messages.success(request, _("Saved."))
        messages.warning(request, _("Look at this again."))
        messages.error(request, _("This was not saved."))
        messages.info(request, _("Nothing was changed."))
    return {
        "frames": [_frame(here, "light"), _frame("fr" if here == "ar" else "ar", "dark")],
        "crumbs": [(_("Programme"), request.path), (_("Sessions"), "")],
        "days": [clock.today() - timedelta(days=away) for away in (0, 1, 3, 40, 500)],
        "instant": clock.now(),
        "texts": TEXTS,
        "bars": BARS,
    }
