"""Hostile files: each is refused with its own word, opens nothing, calls nobody, and takes no more than it may."""

import io
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import zipfile

import numpy as np
import pytest

from terrain.radio.audio import opening, running
from terrain.radio.audio.limits import Limits, Wish
from terrain.radio.audio.refusals import Unusable
from terrain.radio.slots import RATE
from tests.radio.audio.quarry import file_of, video, wav
from tests.radio.audio.tones import silence, speech


class Listener:
    """Somebody at a door of this machine, who notes whoever calls."""

    def __enter__(self) -> "Listener":
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.calls = 0
        self.thread = threading.Thread(target=self._wait, daemon=True)
        self.thread.start()
        return self

    def _wait(self) -> None:
        try:
            while True:
                caller, _where = self.door.accept()
                self.calls += 1
                caller.close()
        except OSError:
            return

    def __exit__(self, *_error) -> None:
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        self.thread.join(5)


@pytest.fixture
def refused(tmp_path):
    """The code with which bytes are refused."""

    def code(data: bytes, limits=None, **wish) -> str:
        (tmp_path / "original").write_bytes(data)
        with pytest.raises(Unusable) as caught:
            running.prepared(tmp_path, Wish(**wish), limits or Limits())
        return caught.value.code

    return code


def evening() -> np.ndarray:
    """A quarter of an hour of speech."""
    return np.tile(speech(10), 90)


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("chanson.mp3", b"x" * 500)
    return out.getvalue()


DISGUISED = {
    "a zip": packed(),
    "a program of Windows": b"MZ" + bytes(500),
    "a program of Linux": b"\x7fELF" + bytes(500),
    "a page": b"<!doctype html><html><body>hello</body></html>",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(300),
    "a paper": b"%PDF-1.7\n" + bytes(300),
    "a list of a file": b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "a list of an address": b"#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1:9/a.mp3\n",
    "a chain of files": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "a call": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    "a manifest": b'<?xml version="1.0"?><MPD><BaseURL>http://127.0.0.1/</BaseURL></MPD>',
    "a text": b"pas un son du tout\n" * 20,
    "chance": b"\x11" + np.random.default_rng(4).bytes(50_000),
    "too little": b"Og",
}


@pytest.mark.parametrize("name", sorted(DISGUISED))
def test_what_is_no_sound_is_refused_as_such(refused, name):
    assert refused(DISGUISED[name]) == "disguised"


def test_an_empty_file_is_refused(refused):
    assert refused(b"") == "empty"


@pytest.mark.parametrize("kind", ["m4a", "ogg", "webm", "wav", "flac"])
def test_a_file_cut_near_its_beginning_is_damaged(refused, kind):
    assert refused(file_of(speech(2), kind)[:40]) == "damaged"


@pytest.mark.parametrize(
    "start",
    [b"OggS", b"\x1aE\xdf\xa3", b"fLaC", b"ID3\x03\x00\x00\x00\x00\x00\x00", b"\xff\xf1", b"\0\0\0\x20ftypM4A "],
)
def test_chance_behind_a_good_beginning_is_damaged(refused, start):
    assert refused(start + np.random.default_rng(5).bytes(60_000)) == "damaged"


def test_silence_is_told(refused):
    assert refused(wav(silence(5))) == "no_sound"
    assert refused(file_of(silence(5), "ogg")) == "no_sound"
    noise = 0.0003 * np.random.default_rng(1).standard_normal(5 * RATE).astype(np.float32)
    assert refused(wav(noise)) == "no_sound"


def test_a_silent_film_is_refused(refused):
    assert refused(video(None)) == "video"


def test_nothing_between_the_cuts_is_told(refused):
    assert refused(wav(speech(3)), cut_from=5000) == "cut_away"


def test_too_large_is_told_before_it_is_read(refused):
    assert refused(wav(speech(3)), Limits(most_bytes=10_000)) == "too_large"


def test_too_long_is_told_whatever_the_header_says(refused, tmp_path):
    short = Limits(most_seconds=5)
    whole = bytearray(wav(speech(6)))
    assert refused(bytes(whole), short) == "too_long"
    assert refused(file_of(speech(6), "ogg"), short) == "too_long"
    struct.pack_into("<I", whole, 40, 0xFFFFFFFF)  # no length at all
    assert refused(bytes(whole), short) == "too_long"


def test_a_header_that_lies_of_seven_hours_harms_nobody(tmp_path):
    data = bytearray(wav(speech(4)))
    seven_hours = 7 * 3600 * RATE * 2
    struct.pack_into("<I", data, 4, seven_hours + 36)
    struct.pack_into("<I", data, 40, seven_hours)
    (tmp_path / "original").write_bytes(data)
    assert running.prepared(tmp_path, Wish(), Limits()).milliseconds == pytest.approx(4000, abs=300)
    m4a = bytearray(file_of(speech(4), "m4a"))
    for box, skip in ((b"mvhd", 20), (b"mdhd", 20), (b"tkhd", 24)):
        place = m4a.index(box)
        struct.pack_into(">I", m4a, place + skip, 0x7FFFFFFF)
    (tmp_path / "original").write_bytes(m4a)
    assert running.prepared(tmp_path, Wish(), Limits()).milliseconds == pytest.approx(4000, abs=300)


def test_an_absurd_rate_is_damaged(refused):
    assert refused(wav(speech(1), rate=1)) == "damaged"


def test_time_is_limited(refused):
    data = wav(evening())
    begun = time.monotonic()
    assert refused(data, Limits(wall=1)) == "overrun"
    assert time.monotonic() - begun < 8


def test_the_processor_is_limited(refused):
    assert refused(wav(evening()), Limits(cpu=1)) == "overrun"


def test_what_is_written_is_limited(refused):
    assert refused(wav(speech(30)), Limits(written=1 << 20)) == "overrun"


def test_memory_is_limited(tmp_path):
    (tmp_path / "original").write_bytes(wav(speech(3)))
    with pytest.raises((Unusable, running.Broken)):
        running.prepared(tmp_path, Wish(), Limits(memory=64 << 20))


def test_once_its_files_are_open_the_reader_can_open_nothing_more(tmp_path):
    tried = (
        "import os, socket, sys\n"
        "from terrain.radio.audio import work\n"
        "work.shut()\n"
        "for door in (lambda: open('/etc/passwd'), socket.socket, os.pipe):\n"
        "    try: door()\n"
        "    except OSError: continue\n"
        "    os._exit(7)\n"
        "os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", tried], env=running._surroundings(tmp_path), check=False)
    assert done.returncode == 0


def test_a_film_that_names_another_file_gets_nothing_from_it(tmp_path, refused):
    """QuickTime may say that the samples lie in another file (``dref``, ``alis``); FFmpeg knows how to follow that."""
    secret = tmp_path / "secret.wav"
    secret.write_bytes(wav(speech(4)))
    data = file_of(speech(4), "m4a")
    old = b"\0\0\0\x0curl \0\0\0\x01"
    assert data.count(old) == 1
    elsewhere = b"url \0\0\0\0" + f"file://{secret}".encode() + b"\0"
    longer = struct.pack(">I", len(elsewhere) + 4) + elsewhere
    data = grown(data, data.index(old), len(longer) - len(old)).replace(old, longer)
    (tmp_path / "original").write_bytes(data)
    try:
        done = running.prepared(tmp_path, Wish(), Limits())
    except Unusable as refusal:
        assert refusal.code == "damaged"
    else:
        assert done.codec == "aac" and done.sizes["std"] < 40_000  # its own sound, nothing of the other


def grown(data: bytes, place: int, more: int) -> bytes:
    """The file with every box around ``place`` said to be ``more`` bytes longer."""
    out, start, end = bytearray(data), 0, len(data)
    at = start
    while at < end:
        size, kind = struct.unpack_from(">I4s", out, at)
        if not at <= place < at + size:
            at += size
            continue
        if at == place:
            break
        struct.pack_into(">I", out, at, size + more)
        at += 16 if kind == b"dref" else 8
    return bytes(out)


def test_lists_call_nobody(refused):
    with Listener() as door:
        for text in (
            f"#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1:{door.port}/a.ts\n",
            f"ffconcat version 1.0\nfile tcp://127.0.0.1:{door.port}\n",
        ):
            assert refused(text.encode()) == "disguised"
        assert not door.calls
        socket.create_connection(("127.0.0.1", door.port)).close()
        deadline = time.monotonic() + 5
        while not door.calls and time.monotonic() < deadline:
            time.sleep(0.01)
        assert door.calls == 1  # whoever calls is noted


def test_the_process_ends_when_nobody_waits_for_it(tmp_path):
    (tmp_path / "original").write_bytes(wav(evening()))
    process = subprocess.Popen(
        [sys.executable, "-m", "terrain.radio.audio.work"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=running._surroundings(tmp_path),
    )
    assert process.stdin is not None
    order = {"folder": str(tmp_path), "wish": {}, "limits": {}}
    process.stdin.write(json.dumps(order).encode() + b"\n")
    process.stdin.flush()
    time.sleep(0.5)
    assert process.poll() is None
    process.stdin.close()
    assert process.wait(timeout=10) == 1


def test_nothing_of_the_houses_secrets_reaches_the_process(tmp_path, monkeypatch):
    monkeypatch.setenv("TERRAIN_SECRET", "x")
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@h/d")
    assert not {"TERRAIN_SECRET", "DATABASE_URL", "TERRAIN_HOME"} & set(running._surroundings(tmp_path))
    assert os.environ["TERRAIN_SECRET"] == "x"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\0\0\0\x18ftypM4A ", "mov"),
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (b"RIFF\0\0\0\0AVI LIST", None),
        (b"\xff\xfb\x90\x00", "mp3"),
        (b"\xff\xf1\x50\x80", "aac"),
        (b"#!AMR-WB\n", "amr"),
        (b"#EXTM3U\n", None),
        (b"", None),
        (b"\xff", None),
    ],
)
def test_the_first_bytes_tell_the_format(head, name):
    assert opening.container_of(head) == name
