"""What the radio does by itself: every few minutes the plan of each station is written into its log, two days ahead."""

import logging
from datetime import date

from terrain.core.access import system_viewer
from terrain.radio.actions.log import compile_ahead
from terrain.radio.models import Station

log = logging.getLogger(__name__)
HOUSE = system_viewer("radio")


def sweep(_today: date) -> str:
    """Write every station's plan ahead; says in a few words what was written. One that fails does not stop the others."""
    written, failed = 0, []
    for station in Station.objects.order_by("pk"):
        try:
            written += compile_ahead(station, by=HOUSE)
        except Exception:
            log.exception("the plan of the station %s was not written; it is tried again", station.slug)
            failed.append(station.slug)
    if failed:
        raise RuntimeError(f"not written ahead: {', '.join(failed)}")
    return f"{written} rows written ahead" if written else ""
