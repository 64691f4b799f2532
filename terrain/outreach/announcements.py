"""What this room tells the engines below it, once, when the house is ready."""

from terrain.calendar.registry import register_dates
from terrain.facts.declarations import register_declarations
from terrain.imports.registry import register
from terrain.outreach import declared
from terrain.outreach.dates import DATES
from terrain.outreach.rows import LOG_ROWS


def announce() -> None:
    """What campaigns declare, their logs that may be brought in, their days."""
    register_declarations("outreach", declared.read)
    register(LOG_ROWS)
    register_dates(DATES)
