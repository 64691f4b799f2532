"""Programs of their own that a broadcast needs: the web process never reads sound itself."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from terrain.core import clock
from terrain.radio.models import LiveBroadcast

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
    """Write all that arrived of a broadcast into one FLAC file; how many samples (32 kHz) it holds, 0 when nothing was sound."""
    command = [sys.executable, "-m", "terrain.radio.live.archive", str(uid), str(path)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    return int(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout.strip() else 0
