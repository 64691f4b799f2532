"""The radio under its listeners, against Icecast and behind nginx: what the server's own processors spend, and whether anybody starves.

The listeners are one program on the same machine; only what the servers use is counted (``/proc/<pid>/stat``). HLS listeners ask for the
playlist and for the slot that is due, once a slot, on a connection that stays; Icecast's hold one stream of the same rate.
"""

import asyncio
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

SLOT = 4
RATE = 6_000
"""Bytes a second: 48 kbit/s."""
FRAME = 192
ROOT = Path(__file__).parent.parent

TABLES = """
import django; django.setup()
from django.apps import apps
from django.db import connection
with connection.schema_editor() as editor:
    for model in apps.get_models():
        editor.create_model(model)
from terrain.core import clock
from terrain.programmes.models import Programme, Project
from terrain.radio.air.fragments import path_of
from terrain.radio.audio import boxes
from terrain.radio.models import BroadcastRow, Sound, Station
from terrain.radio.slots import FRAMES, slot_at
now = slot_at(clock.now())
project = Project.objects.create(programme=Programme.objects.create(code="p", country="MA"), code="W4I")
station = Station.objects.create(project=project, slug="meres", name={"fr": "Radio"}, first_slot=now - 1000)
sound = Sound.objects.create(station=station, kind="fallback", state="ready", slots=3000, milliseconds=12_000_000)
BroadcastRow.objects.create(station=station, slot_from=now - 500, slot_to=now + 2500, kind="grid", sound=sound,
                            published=now - 600, written_at=clock.now())
import os
for profile, size in (("std", 192), ("eco", 96)):
    path = path_of(str(sound.uid), profile)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(boxes.init_segment())
        for number in range(3000):
            file.write(boxes.fragment([os.urandom(size) for _ in range(FRAMES)], number))
"""

ICECAST = """<icecast><limits><clients>20000</clients><sources>2</sources><queue-size>524288</queue-size>
<burst-on-connect>1</burst-on-connect><burst-size>65535</burst-size></limits>
<authentication><source-password>bench</source-password></authentication>
<hostname>localhost</hostname><listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
<paths><logdir>{folder}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
<logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>1</loglevel></logging>
<security><chroot>0</chroot>{owner}</security></icecast>
"""

NGINX = """daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid {folder}/nginx.pid; error_log {folder}/error.log;
{user}events {{ worker_connections 16000; }}
http {{ access_log off; output_buffers 1 64k; open_file_cache max=1000; open_file_cache_valid 1s;
proxy_cache_path {folder}/cache keys_zone=air:10m; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;
fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e; keepalive_requests 100000;
upstream terrain {{ server 127.0.0.1:{behind}; keepalive 8; }}
server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ proxy_pass http://terrain; proxy_http_version 1.1;
proxy_set_header Connection ""; proxy_cache air; proxy_cache_lock on; proxy_cache_use_stale updating; }} }} }}
"""


@dataclass(frozen=True)
class Load:
    """What listeners cost and got: microseconds of processor a second and listener served whole; how many those are; the slowest answer."""

    cost: float
    served: int
    listeners: int
    slowest: float


def _port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _spent(pids: list[int]) -> float:
    """Seconds of processor that these processes have used."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _answers(url: str) -> bool:
    for _try in range(600):
        try:
            with urlopen(url, timeout=5) as answer:  # noqa: S310
                answer.read(16)
                return True
        except (URLError, OSError):
            time.sleep(0.1)
    return False


def _opens(port: int) -> None:
    """Wait until somebody listens there."""
    for _try in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)


def _terrain(stack: ExitStack, folder: Path) -> tuple[int, int]:
    """Our server on tables of its own; returns its process and its port."""
    port = _port()
    environment = os.environ | {"TERRAIN_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "terrain.config.settings"}
    environment.pop("DATABASE_URL", None)
    environment["PYTHONPATH"] = str(ROOT)
    subprocess.run([sys.executable, "-W", "ignore", "-c", TABLES], env=environment, check=True, cwd=ROOT)
    call = (
        "from types import SimpleNamespace as S; import django; django.setup(); from terrain.config import commands; "
        f"import os; commands._many_connections(); a = commands._server(S(host='127.0.0.1', port={port})); os.execv(a[0], a)"
    )
    server = subprocess.Popen([sys.executable, "-W", "ignore", "-c", call], env=environment, cwd=ROOT)
    stack.callback(_stop, server)
    if not _answers(f"http://127.0.0.1:{port}/air/meres/std.m3u8"):
        raise RuntimeError("the server does not answer")
    return server.pid, port


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=10)
        return
    server.kill()


def _nginx(stack: ExitStack, folder: Path, behind: int) -> tuple[int, int] | None:
    """nginx as a cache in front of ours, if the machine has it."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        return None
    port, user = _port(), "user root; " if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, behind=behind, user=user))
    server = subprocess.Popen([found, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    stack.callback(_stop, server)
    return (server.pid, port) if _answers(f"http://127.0.0.1:{port}/air/meres/std.m3u8") else None


def _icecast(stack: ExitStack, folder: Path) -> tuple[int, int] | None:
    """Icecast with a source of the same rate, if the machine has it."""
    found = shutil.which("icecast2")
    if found is None:
        return None
    port = _port()
    owner = "<changeowner><user>nobody</user><group>nogroup</group></changeowner>" if os.geteuid() == 0 else ""
    folder = folder / "icecast"
    folder.mkdir()
    folder.chmod(0o777)
    folder.parent.chmod(0o711)
    (folder / "icecast.xml").write_text(ICECAST.format(folder=folder, port=port, owner=owner))
    files = f"ulimit -n 16384; exec {found} -c {folder / 'icecast.xml'}"  # it walks through all it may open
    server = subprocess.Popen(["/bin/sh", "-c", files], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(_stop, server)
    _opens(port)
    source = subprocess.Popen([sys.executable, __file__, "source", str(port)])
    stack.callback(_stop, source)
    return (server.pid, port) if _answers(f"http://127.0.0.1:{port}/live") else None


def _source(port: int) -> None:
    """Send frames to Icecast until stopped; a source that it does not take yet tries again."""
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as one:
            _send_frames(one)
        time.sleep(0.2)


def _send_frames(one: socket.socket) -> None:
    """Frames at the pace of the clock."""
    one.sendall(b"SOURCE /live ICE/1.0\r\nAuthorization: Basic c291cmNlOmJlbmNo\r\nContent-Type: audio/aac\r\n\r\n")
    one.recv(200)
    frame = b"\xff\xf1" + os.urandom(FRAME - 2)
    one.sendall(frame * (65_536 // FRAME))
    began, sent = time.monotonic(), 0
    while True:
        due = int((time.monotonic() - began) * RATE)
        if due - sent >= FRAME:
            one.sendall(frame * ((due - sent) // FRAME))
            sent += (due - sent) // FRAME * FRAME
        time.sleep(0.1)


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> bytes:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))  # type: ignore[union-attr]
    body = await reader.readexactly(length)
    if b" 200 " not in head[:16]:
        raise ConnectionError(head[:40].decode())
    return body


async def _hls(port: int, number: int, count: int, until: float, slow: list[float]) -> bool:
    """A listener of HLS: the playlist and one slot in each slot's time, at a moment of her own."""
    await asyncio.sleep(SLOT * number / count)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    rounds = 0
    try:
        while time.monotonic() < until:
            began = time.monotonic()
            async with asyncio.timeout(10):
                playlist = await _ask(reader, writer, "/air/meres/std.m3u8")
                slot = int(playlist.split(b"#EXT-X-MEDIA-SEQUENCE:")[1].split(b"\n")[0]) + 15
                await _ask(reader, writer, f"/air/meres/seg/std/{slot}.m4s")
            slow.append(time.monotonic() - began)
            rounds += 1
            await asyncio.sleep(max(0.0, began + SLOT - time.monotonic()))
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False
    finally:
        writer.close()
    return rounds > 0


async def _endless(port: int, path: str, number: int, count: int, until: float, slow: list[float]) -> bool:
    """A listener of an endless stream; served when she got what the time that passed holds."""
    await asyncio.sleep(SLOT * number / count)
    began, got = time.monotonic(), 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        while (left := until - time.monotonic()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    piece = await reader.read(1 << 16)
                    if not piece:
                        return False
                    if not got:
                        slow.append(time.monotonic() - began)
                    got += len(piece)
    except OSError:
        return False
    finally:
        writer.close()
    return got >= RATE * 0.9 * (until - began - SLOT)


Listener = Callable[[int, int, float, list[float]], Awaitable[bool]]


async def _listen(listener: Listener, count: int, seconds: float, pids: list[int]) -> Load:
    slow: list[float] = []
    until = time.monotonic() + SLOT + 1 + seconds
    tasks = [asyncio.ensure_future(listener(number, count, until, slow)) for number in range(count)]
    await asyncio.sleep(SLOT + 1)
    before, began = _spent(pids), time.monotonic()
    await asyncio.sleep(seconds - 0.5)
    spent, passed = _spent(pids) - before, time.monotonic() - began
    served = sum(done is True for done in await asyncio.gather(*tasks, return_exceptions=True))
    return Load(1e6 * spent / passed / max(served, 1), served, count, max(slow, default=0.0))


async def _rush(port: int, path: str, count: int, patience: float) -> tuple[int, float]:
    """So many connect in the same instant; how many got sound, and when the last of them."""
    began = time.monotonic()

    async def one() -> float:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
                got = 0
                while got < 2000:
                    piece = await reader.read(1 << 14)
                    if not piece:
                        raise ConnectionError
                    got += len(piece)
                return time.monotonic() - began
            finally:
                writer.close()

    done = await asyncio.gather(*(one() for _ in range(count)), return_exceptions=True)
    times = [took for took in done if isinstance(took, float)]
    return len(times), max(times, default=0.0)


def _figure(words: str, value: float, unit: str, **said: object) -> dict[str, object]:
    return {"figure": words, "value": value, "unit": unit, **said}


def _many_files() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main(small: bool = False) -> list[dict[str, object]]:
    """Listeners of our server, of nginx in front of it, of Icecast; then everybody at once."""
    count, seconds = (100, 4.0) if small else (2000, 16.0)
    _many_files()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ours, port = _terrain(stack, folder)

        def hls(at: int) -> Listener:
            return lambda *said: _hls(at, *said)

        def endless(at: int, path: str) -> Listener:
            return lambda *said: _endless(at, path, *said)

        direct = asyncio.run(_listen(hls(port), count, seconds, _family(ours)))
        stream = asyncio.run(_listen(endless(port, "/air/meres/live.aac"), count, seconds, _family(ours)))
        rush = asyncio.run(_rush(port, "/air/meres/live.aac", 500, 60))
        front, cached = _nginx(stack, folder, port), None
        if front is not None:
            cached = asyncio.run(_listen(hls(front[1]), count, seconds, _family(ours) + _family(front[0])))
        peer, theirs, their_rush = _icecast(stack, folder), None, None
        if peer is not None:
            theirs = asyncio.run(_listen(endless(peer[1], "/live"), count, seconds, _family(peer[0])))
            their_rush = asyncio.run(_rush(peer[1], "/live", 500, 10 if small else 60))
    return _figures(direct, stream, cached, theirs, rush, their_rush)


def _figures(
    direct: Load,
    stream: Load,
    cached: Load | None,
    theirs: Load | None,
    rush: tuple[int, float],
    their_rush: tuple[int, float] | None,
) -> list[dict[str, object]]:
    cost, unit = theirs.cost if theirs else None, "µs/s"
    count = direct.listeners
    limits = {"limit": cost * 1.1} if cost else {}
    rows = [
        _figure(
            f"processor a listener and second, {count} of HLS (limit: 1.1 of Icecast)", direct.cost, unit, **limits
        ),
        _figure(f"the same, {count} of the endless stream", stream.cost, unit, **limits),
    ]
    if cached is not None:
        behind = {"limit": cost * 0.6} if cost else {}
        rows.append(_figure("the same, HLS through nginx, both counted (limit: 0.6)", cached.cost, unit, **behind))
    else:
        print("nginx is not on this machine, or does not start: no figure with a cache in front", file=sys.stderr)
    if theirs is not None:
        rows.append(
            _figure(f"Icecast: listeners of {count} that got less than all", count - theirs.served, "listeners")
        )
    else:
        print("icecast2 is not on this machine, or does not start: no peer to compare with", file=sys.stderr)
    rows += [
        _figure(f"listeners of HLS, of {count}, that got no slot", count - direct.served, "listeners"),
        _figure(
            f"listeners of the endless stream, of {count}, that got less than all", count - stream.served, "listeners"
        ),
        _figure("slowest answer of a playlist and its slot", direct.slowest, "s"),
        _figure(
            "500 connect at once: without sound",
            500 - rush[0],
            "listeners",
        ),
        _figure(
            "500 connect at once: the last has sound after",
            rush[1],
            "s",
            limit=1.0,
            **_peer(their_rush and their_rush[1]),
        ),
    ]
    if their_rush is not None:
        rows.append(_figure("Icecast, 500 at once: without sound", 500 - their_rush[0], "listeners"))
    return rows


def _peer(value: float | None) -> dict[str, object]:
    return {} if value is None else {"peer": value, "peer_name": "Icecast"}


if __name__ == "__main__" and sys.argv[1:2] == ["source"]:
    _source(int(sys.argv[2]))
