"""What rooms above may choose from when they write about a workshop session: its code, and words that name nobody."""

from datetime import date, timedelta
from uuid import UUID

from terrain.core.ui.wording import exact_day
from terrain.workshops.models import SeriesSession

LATELY = timedelta(days=92)
MOST = 60


def _words(session: SeriesSession) -> str:
    return f"{exact_day(session.day)} · {session.series.title}"


def recent_sessions(project_id: int, on: date) -> list[tuple[str, str]]:
    """Sessions of the project in the three months up to ``on``, newest first: (code, "day · series")."""
    held = SeriesSession.objects.standing().filter(series__project_id=project_id, day__range=(on - LATELY, on))
    return [(str(one.uid), _words(one)) for one in held.select_related("series").order_by("-day", "-pk")[:MOST]]


def words_of(project_id: int, code: str) -> str:
    """The words of a session that was chosen once, also of one taken back since; blank when the project has none of this code."""
    try:
        uid = UUID(code)
    except ValueError:
        return ""
    found = SeriesSession.objects.filter(series__project_id=project_id, uid=uid).select_related("series").first()
    return _words(found) if found is not None else ""
