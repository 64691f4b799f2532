"""Programs of their own that a broadcast needs: the web process never reads sound itself."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from terrain.core import clock
from terrain.radio.models import LiveBroadcast

HOME = Path(__file__).resolve().parents[3]
PATIENCE = 3_600
"""Seconds that keeping a broadcast may take."""
LEASE = timedelta(seconds=8)
"""Without a sign of life for so long, the program that carries a broadcast has died."""


def begin(live: LiveBroadcast) -> None:
    """Have a program of its own carry a broadcast, unless one does."""
    if live.carried_at is None or live.carried_at < clock.now() - LEASE:
        command = [sys.executable, "-m", "terrain.config.cli", "radio", "carry", str(live.uid)]
        subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )


def archive(uid: UUID, path: Path) -> int:
    """Write all that arrived of a broadcast into one FLAC file; how many samples (32 kHz) it holds, 0 when nothing was sound.

    The process that reads it is given nothing of the house's secrets.
    """
    command = [sys.executable, "-m", "terrain.radio.live.archive", str(uid), str(path), str(settings.TERRAIN_HOME)]
    surroundings = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False, timeout=PATIENCE,
            cwd=path.parent, env=surroundings | {"PYTHONPATH": str(HOME)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 0
    return int(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout.strip() else 0
