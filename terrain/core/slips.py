"""A form sent twice is one record: a slow network, a second tap, a device that sends again what was not acknowledged.

Every form that makes something carries a slip, a random number drawn when the form was made. The action that makes the
record takes the slip in the same transaction::

    slip = slips.own(slip, by, case)
    with action("casework.note_written", by=by) as act:
        if (before := slips.taken(slip, Note)) is not None:
            act.silent = True
            return before
        note = Note.objects.create(…)
        slips.made(slip, note)

A mark counts for whoever sends it, and for what she sends it about: the same one from a colleague's device, or about another
file, is a new mark and passes every rule again. Two that arrive at the same instant wait for each other: the second one finds what the first one made.
"""

from typing import TypeVar
from uuid import UUID, uuid5

from django.db import IntegrityError, models, transaction

from terrain.core.access import Viewer
from terrain.core.models import Slip

Made = TypeVar("Made", bound=models.Model)


class Misused(ValueError):
    """The slip was used for something else: a broken device or a forged form."""


def own(slip: UUID | None, by: Viewer, *about: models.Model | str | None) -> UUID | None:
    """``slip`` as it counts when ``by`` sends it about these records (or words that say for what)."""
    if slip is None:
        return None
    told = [f"{one._meta.label} {one.pk}" if isinstance(one, models.Model) else str(one or "") for one in about]
    return uuid5(slip, "\n".join([str(by.user_id), by.label, *told]))


def taken(slip: UUID | None, model: type[Made]) -> Made | None:
    """Take ``slip`` for a new ``model``, inside the action's transaction; what it made before when it was sent before.

    Without a slip nothing is remembered. Raises ``Misused`` when the slip made something else, or what it made is gone.
    """
    if slip is None:
        return None
    try:
        with transaction.atomic():
            Slip.objects.create(uid=slip, object_kind=model._meta.label)
    except IntegrityError:
        before = Slip.objects.get(pk=slip)
        found = model._default_manager.filter(pk=before.object_id).first()
        if before.object_kind != model._meta.label or found is None:
            raise Misused(str(slip)) from None
        return found
    return None


def made(slip: UUID | None, record: models.Model) -> None:
    """Remember what ``slip`` made."""
    if slip is not None:
        Slip.objects.filter(pk=slip).update(object_id=record.pk)
