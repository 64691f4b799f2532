"""What is asked about certificates: why one is withdrawn, how a name is written, for whom a badge is, whose a paper is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.learning.checking import LONGEST
from terrain.learning.moments import Withdrawal


class WithdrawForm(forms.Form):
    """Why a certificate does not hold any more."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=Withdrawal.choices,
        widget=forms.RadioSelect,
        help_text=_("Whoever checks the certificate reads this."),
    )
    remark = forms.CharField(
        label=_("For colleagues"),
        widget=forms.Textarea({"rows": 2}),
        max_length=500,
        required=False,
        help_text=_("Sealed: nobody outside reads it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NameForm(forms.Form):
    """How a name is written on the paper."""

    name = forms.CharField(label=_("The name as it stands on the certificate"), max_length=120)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WishForm(forms.Form):
    """How she wants her name written."""

    name = forms.CharField(
        label=_("How should your name be written on the certificate?"),
        max_length=120,
        required=False,
        help_text=_(
            "As on your identity card, in the letters that you prefer. Leave blank for the name you registered with."
        ),
    )


class BadgeForm(forms.Form):
    """For whom the badge is; nothing of it is kept."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_(
            "Whoever knows it can recognise that the badge is yours; it cannot be read from the badge, and we do not keep it."
        ),
    )
    score = forms.BooleanField(label=_("Say the score of the test too"), required=False)


class CheckNameForm(forms.Form):
    """The name on the paper that somebody holds in hand."""

    name = forms.CharField(
        label=_("Type the name on the paper"),
        max_length=LONGEST,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
