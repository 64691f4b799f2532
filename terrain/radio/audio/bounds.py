"""What a process that reads a stranger's sound may take from the machine."""

import os
import resource


def bound(*, memory: int, cpu: int | None = None, written: int | None = None, nice: int = 10) -> None:
    """Bound this process for good: ``memory`` bytes it may address, ``cpu`` seconds of processor, ``written`` bytes of one file."""
    os.nice(nice)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if cpu is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    if written is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
