"""What the walks over every address share."""

import pytest
from django_htmx.middleware import HtmxDetails


class Fragments:
    """Whether the last page looked if htmx asks: only there another answer, a fragment, is to be had."""

    def __init__(self, monkeypatch) -> None:
        self.looked, own = False, HtmxDetails.__bool__

        def asks(details: HtmxDetails) -> bool:
            self.looked = True
            return own(details)

        monkeypatch.setattr(HtmxDetails, "__bool__", asks)

    def to_be_had(self) -> bool:
        """Asked once after each page."""
        looked, self.looked = self.looked, False
        return looked


@pytest.fixture
def fragments(monkeypatch) -> Fragments:
    return Fragments(monkeypatch)
