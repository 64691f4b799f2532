"""The registry is read into memory when a process begins, so that whoever searches first does not wait for it."""

import threading
import time

from django.db import DatabaseError, connection

from terrain.people.searching.index import index

SLICE, PAUSE = 0.1, 0.05
"""Seconds of reading, and of leaving the machine to whoever works."""


def warm() -> None:
    """Read everybody, a little at a time; stops where there are no tables yet."""
    try:
        while not index().complete:
            index().freshen(SLICE)
            time.sleep(PAUSE)
    except DatabaseError:
        return
    finally:
        connection.close()


def begin() -> threading.Thread:
    """Warm beside whatever the process serves; it never keeps the process alive."""
    thread = threading.Thread(target=warm, name="registry", daemon=True)
    thread.start()
    return thread
