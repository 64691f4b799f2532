"""The server as it runs: two workers, one killed, all stopped and started again; listeners of the endless stream do not hold it up."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import URLError

import pytest

from terrain.config import commands
from terrain.radio.slots import BEHIND, SECONDS
from tests import REPOSITORY
from tests.radio.air.conftest import file_like, said_in

TABLES = """
import django
django.setup()
from django.apps import apps
from django.db import connection
with connection.schema_editor() as editor:
    for model in apps.get_models():
        editor.create_model(model)
from terrain.core import clock
from terrain.programmes.models import Programme, Project
from terrain.radio.models import BroadcastRow, Sound, Station
from terrain.radio.slots import slot_at
now = slot_at(clock.now())
project = Project.objects.create(programme=Programme.objects.create(code="p", country="MA"), code="W4I")
station = Station.objects.create(project=project, slug="meres", name={"fr": "Mères"}, first_slot=now - 1000)
sound = Sound.objects.create(station=station, kind="fallback", state="ready", slots=2000, milliseconds=8_000_000)
BroadcastRow.objects.create(station=station, slot_from=now - 500, slot_to=now + 1500, kind="grid", sound=sound,
                            published=now - 600, written_at=clock.now())
print(sound.uid, now - 500)
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """A server of its own on a folder of its own."""

    def __init__(self, home: Path, shipped: Path, workers: int = 2) -> None:
        self.port = free_port()
        self.environment = os.environ | {
            "TERRAIN_HOME": str(home),
            "TERRAIN_TEST_SHIPPED": str(shipped),
            "TERRAIN_WORKERS": str(workers),
            "DJANGO_SETTINGS_MODULE": "terrain.config.settings",
            "PYTHONPATH": str(REPOSITORY),
        }
        self.environment.pop("DATABASE_URL", None)
        self.process = None

    def start(self, monkeypatch) -> None:
        monkeypatch.setenv("TERRAIN_WORKERS", self.environment["TERRAIN_WORKERS"])
        command = commands._server(type("Call", (), {"host": "127.0.0.1", "port": self.port}))
        assert command.pop() == "terrain.config.asgi:application"
        self.process = subprocess.Popen(
            [*command, "tests.radio.air.served:application"], env=self.environment, cwd=REPOSITORY
        )
        for _try in range(600):
            try:
                self.get("std.m3u8")
                return
            except URLError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def get(self, path: str) -> bytes:
        where = path if path.startswith("/") else f"/air/meres/{path}"
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{where}", timeout=10) as answer:
            return answer.read()

    def workers(self) -> list[int]:
        return [
            int(one) for one in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def stop(self) -> float:
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        return time.monotonic() - began


@pytest.fixture
def home(tmp_path, shipped):
    """Tables without a test's transaction around them, and the file of a sound."""
    folder = tmp_path / "home"
    folder.mkdir()
    environment = Server(folder, shipped).environment
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TABLES], env=environment, cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    uid, began = done.stdout.split()
    (folder / "radio" / "air").mkdir(parents=True)
    for profile in ("std", "eco"):
        (folder / "radio" / "air" / f"{uid}.{profile}").write_bytes(file_like("song", 2000))
    return folder, int(began)


def sequence(playlist: bytes) -> int:
    return int(re.search(rb"MEDIA-SEQUENCE:(\d+)", playlist).group(1))


def present() -> int:
    return int(time.time() // SECONDS)


def test_one_worker_killed_then_all_stopped_and_the_sequence_goes_on(home, shipped, monkeypatch):
    folder, began = home
    server = Server(folder, shipped)
    server.start(monkeypatch)
    try:
        heard = {}

        def listen(rounds: int) -> None:
            for _ in range(rounds):
                playlist = server.get("std.m3u8")
                first = sequence(playlist)
                assert present() - BEHIND - 1 <= first <= present() - BEHIND
                for slot in (first, first + BEHIND, first + 2 * BEHIND):
                    content = server.get(f"seg/std/{slot}.m4s")
                    assert heard.setdefault(slot, content) == content
                    assert said_in(content) == f"song {slot - began}"

        listen(4)
        before = [pid for pid in server.workers() if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]
        assert len(before) == 2
        os.kill(before[0], signal.SIGKILL)
        for _try in range(300):
            try:
                listen(1)
            except (URLError, ConnectionError):  # what the killed one had accepted is lost; the player asks again
                time.sleep(0.05)
            if len(set(server.workers()) - set(before)) == 1:
                break
            time.sleep(0.05)
        listen(4)
        last = sequence(server.get("std.m3u8"))
        server.stop()
        server.start(monkeypatch)
        assert sequence(server.get("std.m3u8")) >= last
        listen(4)
    finally:
        server.stop()


def test_pages_stand_beside_the_sound_and_the_server_stops_at_once_although_somebody_listens(
    home, shipped, monkeypatch
):
    folder, began = home
    server = Server(folder, shipped)
    server.start(monkeypatch)
    with ExitStack() as open_streams:
        try:
            for _ in range(5):
                one = open_streams.enter_context(closing(HTTPConnection("127.0.0.1", server.port, timeout=10)))
                one.request("GET", "/air/meres/live.aac")
                answer = open_streams.enter_context(one.getresponse())
                assert answer.status == 200
                frame = answer.read(40)[7:].decode(errors="replace")
                assert frame.startswith("song ")
                assert 0 <= present() - began - int(frame.split()[1]) <= 1
            assert server.get("now.json").startswith(b"{")
            assert server.get("/health") == b"ok\n"
        finally:
            took = server.stop()
    assert took < 3
    assert server.process.returncode in {0, -signal.SIGTERM}
