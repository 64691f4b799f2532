import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.radio.enums import VoiceWay
from terrain.radio.models import Show, Voice
from terrain.radio.policies.stations import check_produce

MINUTES = ((15, "15"), (30, "30"), (60, "60"), (90, "90"), (120, "120"))


class AnnounceForm(forms.Form):
    """Who goes live, in which show, and how her voice is heard."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)
    show = forms.ModelChoiceField(Show.objects.none(), label=_("In which show?"), to_field_name="uid")
    voice = forms.ModelChoiceField(Voice.objects.none(), label=_("Who speaks?"), to_field_name="uid")
    way = forms.ChoiceField(
        label=_("How is the voice heard?"),
        choices=[(VoiceWay.OWN.value, VoiceWay.OWN.label), (VoiceWay.CHANGED.value, VoiceWay.CHANGED.label)],
        widget=forms.RadioSelect,
        initial=VoiceWay.OWN.value,
        help_text=_(
            "A changed voice is changed on this telephone, before anything leaves it. Somebody who knows how can undo it."
        ),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: Any = self.fields
        shows = Show.objects.visible_to(viewer).filter(ended_on=None).select_related("station")
        voices = Voice.objects.visible_to(viewer).filter(left_at=None, goes_live=True)
        if not any(verdict(check_produce, viewer, show.station.project_id) for show in shows):
            voices = voices.filter(user_id=viewer.user_id or 0)
        every["show"].queryset, every["voice"].queryset = shows, voices
        every["slip"].initial = uuid.uuid4
        for name, found in (("show", shows), ("voice", voices)):
            every[name].empty_label = _("Choose")
            if len(found) == 1:
                every[name].initial = found[0].uid
                every[name].empty_label = None


class OpenForm(forms.Form):
    """For how long she wants to be on air."""

    minutes = forms.TypedChoiceField(label=_("For how many minutes at most?"), choices=MINUTES, coerce=int, initial=30)
