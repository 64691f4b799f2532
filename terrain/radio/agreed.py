"""Whether everybody who is heard in an episode agreed to where it is shown."""

from datetime import date

from django.db.models import QuerySet

from terrain.radio.enums import Scope
from terrain.radio.models import Episode


def agreed(episodes: QuerySet[Episode], scope: Scope, day: date) -> QuerySet[Episode]:
    """Those of ``episodes`` whose voices all agreed, on ``day``, to be heard in ``scope``."""
    return episodes
