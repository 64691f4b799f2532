"""Moments at which many are woken together: one timer for all of them, and what they do next is still warm."""

import asyncio
import math

BEAT = 0.05
"""Seconds from one moment to the next."""


class Beats:
    """Who waits for which moment, in the loop that runs."""

    def __init__(self) -> None:
        self._waiting: dict[int, list[asyncio.Future[None]]] = {}

    def at(self, due: float) -> "asyncio.Future[None]":
        """Done at the first moment that is not before ``due`` (the loop's time); whoever sets it earlier is woken earlier."""
        loop = asyncio.get_running_loop()
        beat, waiter = math.ceil(due / BEAT), loop.create_future()
        if beat not in self._waiting:
            self._waiting[beat] = []
            loop.call_at(beat * BEAT, self._strike, beat)
        self._waiting[beat].append(waiter)
        return waiter

    def _strike(self, beat: int) -> None:
        for waiter in self._waiting.pop(beat):
            if not waiter.done():
                waiter.set_result(None)
