"""Whoever may send live sends no bomb: neither to the disk, nor to the memory of the door, nor to whoever reads it."""

import asyncio
import io
import struct
from fractions import Fraction

import av
import pytest

from terrain.radio.actions import live as actions
from terrain.radio.live import archive, carrier, desk, pieces, starting
from terrain.radio.live.feeding import Feed, heard
from tests.loops import run
from tests.radio.audio.tones import tone
from tests.radio.live.conftest import live, recorded, send  # noqa: F401 (fixtures)
from tests.radio.live.test_desk import ask, head

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_is_started(monkeypatch):
    monkeypatch.setattr(starting, "begin", lambda broadcast: None)


def test_one_broadcast_does_not_fill_the_disk(live, monkeypatch):  # noqa: F811
    monkeypatch.setattr(pieces, "MOST_BYTES", 10_000)
    for number in range(4):
        assert pieces.keep(live.uid, 0, number, b"x" * 2_500)
    for take in (0, 1):
        with pytest.raises(pieces.TooLarge):
            pieces.keep(live.uid, take, 9, b"x")
    assert pieces.keep(live.uid, 0, 3, b"x" * 2_500) is False, "what is there may be sent again"
    pieces.forget(live.uid)
    assert pieces.keep(live.uid, 0, 0, b"again")


def test_what_another_process_wrote_is_weighed_too(live, monkeypatch):  # noqa: F811
    monkeypatch.setattr(pieces, "MOST_BYTES", 10_000)
    monkeypatch.setattr(pieces, "LOOK_AGAIN", 2)
    pieces.keep(live.uid, 0, 0, b"x")
    (pieces.folder(live.uid) / "000-000001").write_bytes(b"x" * 10_000)
    pieces.keep(live.uid, 0, 2, b"x")
    with pytest.raises(pieces.TooLarge):
        pieces.keep(live.uid, 0, 3, b"x")


@pytest.mark.parametrize("size", [b"7fffffff", b"-5", b"0x10", b"1_0", b"", b"\xd9\xa3", b"1" * 60])
def test_a_chunk_that_is_none_ends_the_connection_and_takes_no_memory(live, amal, viewer_of, size):  # noqa: F811
    password = actions.open_desk(live, by=viewer_of(amal))
    asked = []

    async def readexactly(reader, count, real=asyncio.StreamReader.readexactly):
        asked.append(count)
        return await real(reader, count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.StreamReader, "readexactly", readexactly)
        ask(head(live, password, more="Transfer-Encoding: chunked\r\n"), size + b"\r\n" + b"x" * 100 + b"\r\n")
    assert asked == [] and pieces.held(live.uid) == {}


def test_a_desk_that_stops_in_a_chunk_is_let_go(live, amal, viewer_of, monkeypatch):  # noqa: F811
    password = actions.open_desk(live, by=viewer_of(amal))
    monkeypatch.setattr(desk, "PATIENCE", 0.3)

    async def talk() -> bytes:
        server = await asyncio.start_server(desk.serve, "127.0.0.1", 0, limit=desk.HEAD)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
        writer.write(head(live, password, more="Transfer-Encoding: chunked\r\n") + b"ff\r\nhalf")
        told = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        server.close()
        return told

    assert b"200 OK" in run(talk())


def test_no_more_desks_than_the_door_holds(live, monkeypatch):  # noqa: F811
    monkeypatch.setattr(desk, "MOST_DESKS", 2)
    monkeypatch.setattr(desk, "PATIENCE", 0.5)

    async def talk() -> list[bytes]:
        server = await asyncio.start_server(desk.serve, "127.0.0.1", 0, limit=desk.HEAD)
        port = server.sockets[0].getsockname()[1]
        slow = [await asyncio.open_connection("127.0.0.1", port) for _one in range(2)]
        await asyncio.sleep(0.1)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        told = [await asyncio.wait_for(reader.read(), 5)]
        told += [await asyncio.wait_for(one.read(), 5) for one, _out in slow]
        for out in (writer, *(out for _one, out in slow)):
            out.close()
        again, out = await asyncio.open_connection("127.0.0.1", port)
        out.write(b"nonsense\r\n\r\n")
        told.append(await asyncio.wait_for(again.read(), 5))
        out.close()
        server.close()
        return told

    refused, first, second, later = run(talk())
    assert b"503" in refused and first == second == b"" and b"400" in later
    assert not desk._open


def silence_for_ever(packets=4_000) -> bytes:
    """Ogg with Opus packets of two bytes, each of which says that it lasts 120 ms."""
    held = io.BytesIO()
    with av.open(held, "w", format="ogg") as out:
        stream = out.add_stream("libopus", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone(440, 1)[:960].reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = 48_000
        fit = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=48_000)
        for one in fit.resample(frame):
            out.mux(stream.encode(one))
        for number in range(packets):
            packet = av.Packet(bytes([11 << 3 | 3, 2]))  # RFC 6716: two frames of 60 ms without content
            packet.stream, packet.time_base = stream, Fraction(1, 48_000)
            packet.pts = packet.dts = (number + 1) * 5_760
            packet.duration = 5_760
            out.mux(packet)
    return held.getvalue()


def test_a_few_bytes_that_pretend_to_be_hours_are_heard_no_longer_than_a_broadcast(live, monkeypatch, tmp_path):  # noqa: F811
    content = silence_for_ever()
    assert len(content) < 100_000
    pieces.keep(live.uid, 0, 0, content)
    monkeypatch.setattr(carrier, "MOST", 3)
    carried = carrier.Carrier(live)
    for frame in heard(Feed(live.uid, 0, lambda: False)):
        carried.take(frame)
    made = sorted(path.name for path in pieces.folder(live.uid).glob("std-*"))
    assert made == ["std-000000", "std-000001", "std-000002"]
    monkeypatch.setattr(archive, "MOST", 32_000 * 10)
    assert archive.write(live.uid, tmp_path / "kept.flac") <= 32_000 * 11


def test_what_was_said_is_kept_by_a_process_that_knows_no_secret(live, send, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("TERRAIN_SECRET_KEY", "of the house")
    send(440, 5)
    seen = {}
    real = starting.subprocess.run

    def run(command, **said):
        seen.update(said["env"])
        return real(command, **said)

    monkeypatch.setattr(starting.subprocess, "run", run)
    assert starting.archive(live.uid, tmp_path / "live.flac") > 4 * 32_000
    assert set(seen) <= {"PATH", "LANG", "PYTHONPATH"}


def test_pictures_and_lists_of_files_are_not_read_live(live):  # noqa: F811
    wav = b"RIFF" + struct.pack("<I", 4_000) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8_000, 8_000, 1, 8)
    for number, content in enumerate(
        (b"#EXTM3U\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n", wav)
    ):
        pieces.keep(live.uid, number, 0, content)
        assert list(heard(Feed(live.uid, number, lambda: False))) == []


def test_what_a_recorder_sends_is_still_heard(live):  # noqa: F811
    for take, form in enumerate(("webm", "ogg", "mp3", "adts")):
        for number, content in enumerate(recorded(tone(440, 3), form)):
            pieces.keep(live.uid, take, number, content)
        assert sum(frame.samples for frame in heard(Feed(live.uid, take, lambda: False))) > 60_000, form
