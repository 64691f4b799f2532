"""What the walks over every address share."""

import pytest
from django.utils.datastructures import MultiValueDict
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


class Questions:
    """Whether the last page looked at what it is asked: only there another answer is to be had by asking."""

    def __init__(self, monkeypatch, names: set[str]) -> None:
        self.looked = False
        for way in ("__getitem__", "get", "getlist", "__contains__", "items", "lists", "dict", "copy"):
            own = getattr(MultiValueDict, way)

            def looking(data, *given, own=own, **more):
                self.looked |= not given or given[0] in names
                return own(data, *given, **more)

            monkeypatch.setattr(MultiValueDict, way, looking)

    def to_be_had(self) -> bool:
        """Asked once after each page."""
        looked, self.looked = self.looked, False
        return looked


@pytest.fixture
def questions(monkeypatch) -> Questions:
    return Questions(monkeypatch, {"q", "show", "person"})
