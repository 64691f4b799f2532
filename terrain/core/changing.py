"""A record that several people may change: what they say of it, put into it field by field; who came second is told."""

from dataclasses import fields
from typing import Any, TypeVar

from django.db import models

Record = TypeVar("Record", bound=models.Model)


class ChangedMeanwhile(Exception):
    """A colleague changed the record since the page was opened; ``record`` says what it says now."""

    def __init__(self, record: models.Model) -> None:
        super().__init__(str(record.pk))
        self.record: Any = record


def put(record: models.Model, said: Any) -> list[str]:
    """Put every field of the dataclass ``said`` into the field of that name; the names of those that differed. Saves nothing."""
    changed = [one.name for one in fields(said) if getattr(record, one.name, None) != getattr(said, one.name)]
    for name in changed:
        setattr(record, name, getattr(said, name))
    return changed


def held(record: Record) -> Record:
    """The record as it is now, kept from others until the action ends."""
    manager: Any = type(record)._default_manager
    found: Record = manager.select_for_update(of=("self",)).get(pk=record.pk)
    return found


def save_next(record: Any, version: int) -> None:
    """Save as the version after; raises ``ChangedMeanwhile`` unless ``version``, which the editor saw, is the present one."""
    if record.version != version:
        raise ChangedMeanwhile(held(record))
    record.version += 1
    record.save()
