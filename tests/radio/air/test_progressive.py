"""The endless stream: at once, in time, without gaps, and never for nobody."""

import asyncio
import time

import pytest

from terrain.core import clock
from terrain.radio.air import beats, progressive
from terrain.radio.air.ears import forget_ears, register_ears
from terrain.radio.slots import LIVE_AHEAD
from tests.loops import run
from tests.radio.air.asking import HOUR, NOW, SOUND, UID, Radio, station
from tests.radio.air.test_doors import Listening

BURST = LIVE_AHEAD + 1


@pytest.fixture
def radio(monkeypatch, air_copy):
    air_copy(UID, 900)
    made = Radio(station(HOUR, pieces=SOUND))
    monkeypatch.setattr(clock, "now", made.now)
    return made


class Connection:
    """A listener of ``live.aac``: what she gets, and when she leaves."""

    def __init__(self, radio, path="/air/meres/live.aac", query="", version="1.1"):
        self.radio, self.sent, self.gone, self.deaf = radio, [], asyncio.Event(), False
        self.came = False
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
        scope["http_version"] = version
        self.task = asyncio.create_task(radio.doors(scope, self.receive, self.send))

    async def receive(self):
        if not self.came:
            self.came = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if self.deaf:
            await asyncio.Event().wait()
        self.sent.append(message)

    @property
    def heard(self) -> list[str]:
        """Which fragment of which sound each slot was, by the first frame of each."""
        content = b"".join(message.get("body", b"") for message in self.sent)
        found = []
        while content:
            length = (content[3] & 3) << 11 | content[4] << 3 | content[5] >> 5
            frame = content[7:length].decode()
            content = content[length:]
            if frame.endswith(" 0"):
                found.append(frame[:-2])
        return found


def fragments(first: int, count: int, profile: str = "std") -> list[str]:
    return [f"{UID}-{profile} {first + n}" for n in range(count)]


def quick(monkeypatch):
    monkeypatch.setattr(progressive, "SECONDS", 0.02)
    monkeypatch.setattr(beats, "BEAT", 0.002)


async def slots_pass(radio, count):
    for _ in range(count):
        radio.at += 4
        await asyncio.sleep(0.03)


def test_a_few_seconds_come_at_once_then_slot_after_slot(radio, monkeypatch):
    quick(monkeypatch)

    async def listen():
        one = Connection(radio)
        await asyncio.sleep(0.01)
        at_once = one.heard
        await slots_pass(radio, 6)
        one.gone.set()
        await asyncio.wait_for(one.task, 2)
        return at_once, one

    at_once, one = run(listen())
    assert at_once == fragments(100, BURST)
    assert one.heard == fragments(100, BURST + 6)
    assert dict(one.sent[0]["headers"])[b"content-type"] == b"audio/aac"


def test_the_small_form_streams_too(radio, monkeypatch):
    quick(monkeypatch)

    async def listen():
        one = Connection(radio, "/air/meres/eco.aac")
        await asyncio.sleep(0.01)
        one.gone.set()
        await asyncio.wait_for(one.task, 2)
        return one.heard

    assert run(listen()) == fragments(100, BURST, "eco")


def test_whoever_could_not_take_it_goes_on_with_what_is_due(radio, monkeypatch):
    quick(monkeypatch)

    async def listen():
        one = Connection(radio)
        await asyncio.sleep(0.01)
        radio.at += 4 * 30
        await slots_pass(radio, 2)
        one.gone.set()
        await asyncio.wait_for(one.task, 2)
        return one.heard

    heard = run(listen())
    later = [int(name.split()[-1]) for name in heard[BURST:]]
    assert later[0] >= 130
    assert later == list(range(later[0], later[0] + len(later)))


def test_a_listener_who_left_is_forgotten_at_once(radio, monkeypatch):
    async def listen():
        many = [Connection(radio) for _ in range(50)]
        await asyncio.sleep(0.05)
        began, open_streams = time.monotonic(), len(radio.doors.flows)
        for one in many:
            one.gone.set()
        await asyncio.wait_for(asyncio.gather(*(one.task for one in many)), 2)
        return open_streams, time.monotonic() - began, len(radio.doors.flows)

    open_streams, took, left = run(listen())
    assert (open_streams, left) == (50, 0)
    assert took < 1


def test_a_listener_who_takes_nothing_is_let_go(radio, monkeypatch):
    quick(monkeypatch)
    monkeypatch.setattr(progressive, "STALLED", 0.05)

    async def listen():
        one = Connection(radio)
        await asyncio.sleep(0.01)
        one.deaf = True
        await slots_pass(radio, 3)
        await asyncio.wait_for(one.task, 2)
        return len(radio.doors.flows)

    assert run(listen()) == 0


def test_all_listeners_are_sent_the_same_object(radio):
    async def listen():
        many = [Connection(radio) for _ in range(3)]
        await asyncio.sleep(0.05)
        window = await radio.doors.window("meres")
        for one in many:
            one.gone.set()
        await asyncio.gather(*(one.task for one in many))
        return window.segments["std", NOW]

    segment = run(listen())
    assert segment.adts is segment.adts


def test_when_the_server_ends_the_streams_end_whole(radio):
    async def listen():
        one = Connection(radio)
        await asyncio.sleep(0.02)
        radio.doors._end_flows()
        await asyncio.wait_for(one.task, 2)
        return one.sent[-1]

    assert run(listen()) == {"type": "http.response.body", "body": b""}


def test_a_player_of_http_1_0_gets_the_sound_without_pieces_around_it(radio):
    async def listen():
        one, other = Connection(radio, version="1.0"), Connection(radio)
        await asyncio.sleep(0.02)
        radio.doors._end_flows()
        await asyncio.wait_for(asyncio.gather(one.task, other.task), 2)
        return dict(one.sent[0]["headers"]), dict(other.sent[0]["headers"])

    old, new = run(listen())
    assert int(old[b"content-length"]) > 10**12  # without a length the server would cut the stream into chunks
    assert b"content-length" not in new


def test_a_stream_survives_tables_that_cannot_be_read(radio, monkeypatch):
    quick(monkeypatch)

    async def listen():
        one = Connection(radio)
        await asyncio.sleep(0.01)
        radio.fails = True
        await slots_pass(radio, 4)
        one.gone.set()
        await asyncio.wait_for(one.task, 2)
        return one.heard

    assert run(listen()) == fragments(100, BURST + 4)


def delivered(radio, slots):
    """What the count was told of a listener while she listened to so many more slots, and once she had left."""
    ears, session = Listening(), "abcdefghijklmnop"
    register_ears(ears)

    def spans():
        return [one[2] for one in ears.told if one[0] == "delivered"]

    async def listen():
        one = Connection(radio, query=f"s={session}")
        await asyncio.sleep(0.01)
        await slots_pass(radio, slots)
        before = spans()
        one.gone.set()
        await asyncio.wait_for(one.task, 2)
        return before

    try:
        before = run(listen())
    finally:
        forget_ears()
    assert ("pressed", session, "progressive", "std") in ears.told
    return before, spans()


def test_what_was_delivered_is_told_when_she_leaves(radio, monkeypatch):
    quick(monkeypatch)
    assert delivered(radio, 2) == ([], [(NOW, NOW + BURST + 2)])


def test_what_was_delivered_is_told_every_half_minute(radio, monkeypatch):
    quick(monkeypatch)
    before, after = delivered(radio, progressive.TOLD_EVERY)
    assert before[0][0] == NOW and progressive.TOLD_EVERY <= before[0][1] - NOW < progressive.TOLD_EVERY + BURST
    assert after[-1][1] == NOW + BURST + progressive.TOLD_EVERY
    assert all(one[1] == following[0] for one, following in zip(after, after[1:], strict=False))
