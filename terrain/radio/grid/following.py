"""The broadcast log follows the grid: the one place from which every change of it asks for that."""

from django.db import transaction

from terrain.core.access import Viewer
from terrain.radio.actions import log
from terrain.radio.models import Station


def follow(station: Station, *, by: Viewer) -> None:
    """Have the log say what the grid says, once that is written; should it fail, the next sweep does it."""
    transaction.on_commit(lambda: log.compile_ahead(station, by=by), robust=True)
