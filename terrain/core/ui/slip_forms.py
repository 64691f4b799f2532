import uuid
from typing import Any

from django import forms


class SlipForm(forms.Form):
    """A form that makes something: its one-time mark makes a second sending the first one's record."""

    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slip"].initial = uuid.uuid4
