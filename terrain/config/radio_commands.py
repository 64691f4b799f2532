"""What ``terrain radio …`` does."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from django.utils import timezone

from terrain.config.sound_commands import prepare
from terrain.core import clock
from terrain.core.texts import said
from terrain.radio.air import onair, playlists, relay
from terrain.radio.air.horizon import Span, horizon, programme
from terrain.radio.air.onair import KNOWN, Told
from terrain.radio.air.relay import Mount
from terrain.radio.audio import bounds
from terrain.radio.live import desk
from terrain.radio.models import Station
from terrain.radio.slots import BEHIND, begins, slot_at

OK, NO, MISUSED = 0, 1, 2


def say(words: str) -> None:
    """Tell the person at the keyboard; never mixed with a command's own output."""
    print(words, file=sys.stderr)


def now(call: argparse.Namespace) -> int:
    """Print what plays now, and next, on one station or on all."""
    slot = slot_at(clock.now())
    stations = _stations(call.station)
    for told in stations:
        spans = programme(told.log, slot, slot + KNOWN)
        print(f"{told.slug}  slot {slot}  {_words(told, spans[0])}")
        following = next((span for span in spans[1:] if span.show is not None), None)
        if following is not None:
            print(f"{told.slug}  next  {_words(told, following)}")
    return _found(stations, call.station)


def playlist(call: argparse.Namespace) -> int:
    """Print the playlist that a station publishes, published or will publish at an instant."""
    slugs = [call.station] if call.station else list(Station.objects.values_list("slug", flat=True)[:2])
    told = onair.read(slugs[0], slot_at(call.at)) if len(slugs) == 1 else None
    if told is None:
        say("Say which station." if len(slugs) > 1 else "There is no such station.")
        return MISUSED
    slot = slot_at(call.at)
    if slot < told.first_slot:
        say("The station did not exist then.")
        return NO
    low = max(slot - BEHIND, told.first_slot)
    print(playlists.media(call.profile, low, horizon(told.log, slot), slot).decode(), end="")
    return OK


def _stations(slug: str | None) -> list[Told]:
    slugs = [slug] if slug else Station.objects.order_by("slug").values_list("slug", flat=True)
    slot = slot_at(clock.now())
    return [told for one in slugs if (told := onair.read(one, slot)) is not None]


def _found(stations: list[Told], slug: str | None) -> int:
    if stations:
        return OK
    say("There is no such station." if slug else "There is no station yet.")
    return MISUSED if slug else OK


def _words(told: Told, span: Span) -> str:
    show = told.shows.get(span.show) if span.show is not None else None
    title = told.episodes.get(span.episode, ("", ""))[1] if span.episode is not None else ""
    times = f"{_local(span.slot_from)}–{_local(span.slot_to)}"
    return "  ".join(word for word in (times, span.kind, said(show.title) if show else "", title) if word)


def _local(slot: int) -> str:
    return f"{timezone.localtime(begins(slot)):%d.%m. %H:%M:%S}"


def instant(words: str) -> datetime:
    """An instant as ISO 8601 says it; without an offset it is the programme's own time."""
    at = datetime.fromisoformat(words)
    return at if at.tzinfo else timezone.make_aware(at)


def push(call: argparse.Namespace) -> int:
    """Send a station on to an Icecast server."""
    try:
        mount = Mount.read(call.address)
        relay.push(call.station, mount, call.profile)
    except ValueError as error:
        say(str(error))
        return MISUSED
    except LookupError:
        return _found([], call.station)
    except KeyboardInterrupt:
        pass
    return OK


def open_desk(call: argparse.Namespace) -> int:
    """Wait for mixing desks."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(desk.listen(call.host, call.port))
    return OK


def carry(call: argparse.Namespace) -> int:
    """Carry a live broadcast until it ends."""
    carrier = import_module("terrain.radio.live.carrier")  # reads sound, which no other word of this program needs
    bounds.bound(memory=carrier.MEMORY, nice=0)
    return OK if carrier.carry(call.broadcast) else NO


def radio(call: argparse.Namespace) -> int:
    """Do one of the radio's words."""
    if "at" in call:
        try:
            call.at = instant(call.at)
        except ValueError as error:
            say(str(error))
            return MISUSED
    return WORDS[call.radio_command](call)


WORDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "now": now,
    "playlist": playlist,
    "prepare": prepare,
    "push": push,
    "desk": open_desk,
    "carry": carry,
}
