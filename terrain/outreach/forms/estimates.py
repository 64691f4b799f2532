"""What is asked for each way of estimating how many different people were reached."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.outreach.enums import Method
from terrain.outreach.forms.common import RecordForm, evidence_field, words_field
from terrain.outreach.lists import lists

MOST = 1_000_000_000


class EstimateForm(RecordForm):
    """What every way asks for: where its figures come from."""

    method: Method
    figures: tuple[str, ...] = ()

    source = words_field(
        _("Where this comes from"),
        1000,
        2,
        help_text=_("Who asked whom, where and when; which export. Shown wherever the figure is shown: name nobody."),
    )

    @property
    def inputs(self) -> dict[str, Any]:
        """The figures that were typed; only on a valid form."""
        return self.said_by(*self.figures)


class RecaptureForm(EstimateForm):
    """Telephones are compared: nothing else is asked."""

    method = Method.RECAPTURE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].required = False
        self.fields["source"].label = _("How telephones were asked for")


class RepeatsForm(EstimateForm):
    """A survey: of so many contacts asked, so many had met the campaign before."""

    method = Method.REPEATS
    figures = ("asked", "had_met")

    asked = forms.IntegerField(
        label=_("How many were asked"),
        min_value=1,
        max_value=MOST,
        help_text=_("At least thirty, at all events and not only at the last one."),
    )
    had_met = forms.IntegerField(label=_("How many of them had met this campaign before"), min_value=0, max_value=MOST)
    evidence = evidence_field(_("The survey"))

    def clean(self) -> None:
        """Not more had met it than were asked."""
        asked, had_met = self.cleaned_data.get("asked"), self.cleaned_data.get("had_met")
        if asked is not None and had_met is not None and had_met > asked:
            self.add_error("had_met", gettext("These are more than were asked."))


class ExportForm(EstimateForm):
    """Figures that a channel exports about accounts."""

    method = Method.EXPORT
    figures = ("channel", "impressions", "accounts", "here", "fewest", "most")

    channel = forms.ChoiceField(label=_("Channel"))
    impressions = forms.IntegerField(label=_("Times it was shown (impressions)"), min_value=0, max_value=MOST)
    accounts = forms.IntegerField(label=_("Accounts reached"), min_value=0, max_value=MOST)
    here = forms.IntegerField(
        label=_("Percent of these accounts where the campaign speaks"),
        min_value=0,
        max_value=100,
        initial=100,
        help_text=_("As the channel says it, for instance in Morocco."),
    )
    fewest = forms.FloatField(
        label=_("Accounts that one person has there, at the lowest"), min_value=1, max_value=20, initial=1
    )
    most = forms.FloatField(
        label=_("At the highest"), min_value=1, max_value=20, help_text=_("From a study or a survey: say which below.")
    )
    evidence = evidence_field(_("The export"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = lists().known("channels")
        channel: Any = self.fields["channel"]
        offered = lists().choices("channels", clock.today())
        channel.choices = [(code, words) for code, words in offered if known[code].measured]

    def clean(self) -> None:
        """Not more accounts than times it was shown; the bounds are in order."""
        said = self.cleaned_data
        if said.get("accounts", 0) > said.get("impressions", MOST):
            self.add_error("accounts", gettext("An account is reached when it is shown at least once: this is more."))
        if said.get("fewest", 1) > said.get("most", MOST):
            self.add_error("most", gettext("This is less than the lowest."))


class HouseholdsForm(EstimateForm):
    """A sample of the households of people counted in the project."""

    method = Method.HOUSEHOLDS
    figures = ("sample", "size", "deviation", "counted")

    sample = forms.IntegerField(
        label=_("How many households were asked"),
        min_value=1,
        max_value=MOST,
        help_text=_("At least thirty, chosen by chance."),
    )
    size = forms.FloatField(label=_("Members on average"), min_value=1, max_value=40)
    deviation = forms.FloatField(label=_("Standard deviation"), min_value=0, max_value=40)
    counted = forms.FloatField(
        label=_("How many of them the project counts itself, on average"),
        min_value=1,
        max_value=40,
        initial=1,
        help_text=_("One at least: she herself. They are left out."),
    )
    evidence = evidence_field(_("The survey"))

    def clean(self) -> None:
        """Not more are counted than live there."""
        size, counted = self.cleaned_data.get("size"), self.cleaned_data.get("counted")
        if size is not None and counted is not None and counted > size:
            self.add_error("counted", gettext("These are more than live there."))


FORMS: dict[str, type[EstimateForm]] = {
    form.method: form for form in (RecaptureForm, RepeatsForm, ExportForm, HouseholdsForm)
}


class DeclareForm(forms.Form):
    """An estimate is confirmed as an answer to a promise."""

    combine = forms.ChoiceField(
        label=_("Beside other figures of this promise"),
        choices=(
            ("highest", _("The same people may be in another figure: the highest figure is kept")),
            ("sum", _("Nobody in it is in another figure: it is added")),
        ),
        initial="highest",
        widget=forms.RadioSelect,
    )
    confirmed = forms.BooleanField(label=_("I read what has to be true for this figure, and I answer for it."))


class RetractForm(forms.Form):
    """Why a declared estimate is taken back."""

    why = forms.CharField(label=_("Why"), max_length=500)


REASONS: dict[str, Any] = {
    "one_event": _("Telephones of at least two events are needed: %(found)s has some so far."),
    "few_again": _(
        "At least %(needed)s telephones must be heard again at a later event; until now it is %(found)s. With fewer the figure would be "
        "a guess. Ask for telephones at more events, or ask people whether they had met the campaign before."
    ),
    "few_asked": _("At least %(needed)s must be asked; it was %(found)s. With fewer the figure would be a guess."),
}
"""Why no honest estimate can be made, by the code of ``TooLittle``."""
