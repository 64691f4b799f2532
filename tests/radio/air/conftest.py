"""An interlude of a few slots in place of the shipped one, and files of sounds that tell which fragment they are."""

import pytest

from terrain.radio.air import fragments, live
from terrain.radio.air.ears import ears, forget_ears, register_ears
from terrain.radio.audio import boxes
from terrain.radio.slots import FRAMES

INTERLUDE_SLOTS = 5


@pytest.fixture(autouse=True)
def nobody_counts():
    """Whoever is told of listeners comes back after the test; a test that wants some registers its own."""
    before = ears()
    forget_ears()
    live_before = list(live._SOURCE)
    yield
    live._SOURCE[:] = live_before
    forget_ears()
    if before is not None:
        register_ears(before)


def fragment_like(said: str, number: int) -> bytes:
    """A fragment whose frames say of which sound and which number it is."""
    return boxes.fragment([f"{said} {number} {frame}".encode() for frame in range(FRAMES)], number)


def file_like(said: str, slots: int) -> bytes:
    """The file of a sound of so many slots."""
    return boxes.init_segment() + b"".join(fragment_like(said, number) for number in range(slots))


def said_in(content: bytes) -> str:
    """Which sound, and which of its fragments, a segment carries."""
    return boxes.frames_of(content)[0].decode().rpartition(" ")[0]


def forget_files():
    fragments.interlude.cache_clear()
    fragments.interlude_slots.cache_clear()
    fragments._offsets.cache_clear()


@pytest.fixture(autouse=True)
def shipped(tmp_path_factory, monkeypatch):
    """The package's own music: ``interlude-std`` and ``interlude-eco``."""
    folder = tmp_path_factory.mktemp("shipped")
    for profile in fragments.PROFILES:
        (folder / f"interlude.{profile}").write_bytes(file_like(f"interlude-{profile}", INTERLUDE_SLOTS))
    monkeypatch.setattr(fragments, "SHIPPED", folder)
    forget_files()
    yield folder
    forget_files()


@pytest.fixture
def air_copy(home_of_its_own):
    """Put a sound into the air folder: ``air_copy("uid", 10)``."""

    def put(uid: str, slots: int, profiles=fragments.PROFILES):
        for profile in profiles:
            path = fragments.path_of(uid, profile)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file_like(f"{uid}-{profile}", slots))

    return put
