"""What the walks over every address share."""

import pytest
from django.conf import settings
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


WALKED_EVERYWHERE = {"anonymous", "youssef", "donor"}
"""Who walks over every address on PostgreSQL too; the others do on SQLite: what a role may see is no matter of the database."""


def pytest_collection_modifyitems(items) -> None:
    """The walks of most roles are for one database."""
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return
    skipped = pytest.mark.skip(reason="this role walks on SQLite")
    for item in items:
        who = getattr(item, "callspec", None) and item.callspec.params.get("who")
        if who and who not in WALKED_EVERYWHERE and "tests/house/" in item.path.as_posix():
            item.add_marker(skipped)
