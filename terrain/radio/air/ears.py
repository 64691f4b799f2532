"""Whom the air tells what it delivered: the seam to the count of listeners. Without one, nobody is told."""

from collections.abc import Iterable, Sequence
from typing import Protocol

Headers = Iterable[tuple[bytes, bytes]]
Span = tuple[int, int]


class Ears(Protocol):
    """What the count offers. Each is quick, asks no table, and never fails for what a stranger sent."""

    def beacon(self, station: str, body: bytes, headers: Headers) -> int:
        """A player says what it played; returns the status to answer with."""

    def pressed(self, station: str, session: str, headers: Headers, *, source: str, profile: str = "") -> None:
        """An endless stream was asked for."""

    def delivered(
        self,
        station: str,
        session: str,
        slots: Span,
        headers: Headers,
        *,
        source: str,
        profile: str = "",
        device: str = "",
    ) -> None:
        """Slots went out whole, or a telephone's own player asked for the playlist in them."""

    def podcast(
        self,
        station: str,
        episode: str,
        address: str,
        headers: Headers,
        *,
        ranges: Sequence[Span],
        size: int,
        minute: int,
    ) -> None:
        """Bytes of an episode's file went out."""

    def settle(self, *, everything: bool = False) -> None:
        """Write what was gathered; asked for once in a while, and with ``everything`` when the process ends."""


_EARS: list[Ears] = []


def register_ears(ears: Ears) -> None:
    """Have ``ears`` told; the last one counts (autoreload). A module with these functions will do."""
    _EARS[:] = [ears]


def forget_ears() -> None:
    """Tell nobody any more (for tests)."""
    _EARS.clear()


def ears() -> Ears | None:
    """Who is told, if anybody."""
    return _EARS[0] if _EARS else None
