"""What the air reads of live broadcasts: which slots carry a piece, and its sound."""

from collections.abc import Hashable, Mapping

from django.db.models import F, Q

from terrain.radio.live import pieces
from terrain.radio.models import LiveSlot


def said(station: int, low: int, high: int) -> Mapping[int, Hashable]:
    """Slot → (broadcast, piece) for the slots ``[low, high)`` of a station; what was cut is left out."""
    heard = Q(live__silenced_from=None) | Q(slot__lt=F("live__silenced_from"))
    told = LiveSlot.objects.filter(heard, station_id=station, slot__gte=low, slot__lt=high)
    return {slot: (str(uid), piece) for slot, uid, piece in told.values_list("slot", "live__uid", "piece")}


def sound(reference: Hashable, profile: str) -> bytes | None:
    """A piece as a fragment; nothing when its file is gone."""
    if not isinstance(reference, tuple):
        return None
    try:
        return pieces.fragment_path(reference[0], profile, reference[1]).read_bytes()
    except FileNotFoundError:
        return None
