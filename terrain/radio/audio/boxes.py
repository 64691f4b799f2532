"""The boxes of fragmented MP4 that carry the radio's sound (ISO/IEC 14496-12), written and read without a library.

One header serves every sound and both broadcast forms; a fragment is one slot of 125 frames. Because the layout never changes, the
two places that carry time lie at fixed bytes, and serving a fragment in another slot costs one copy (``retimed``).
"""

import struct
from collections.abc import Sequence

from terrain.radio.slots import FRAME, FRAMES, RATE, SAMPLES

CODEC = "mp4a.40.2"
"""AAC-LC, as the ``codecs`` of HLS and of Media Source Extensions name it (RFC 6381)."""
CONFIG = bytes.fromhex("128856e500")
"""AudioSpecificConfig: AAC-LC, 32 kHz, one channel, and explicitly without SBR (ISO/IEC 14496-3, 1.6.2)."""
TRACK = 1
SYNC = 0x02000000
"""Sample flags: depends on no other (every frame of sound can be the first)."""
_UNITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def _box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _full(kind: bytes, version: int, flags: int, *content: bytes) -> bytes:
    return _box(kind, struct.pack(">I", version << 24 | flags), *content)


def _descriptor(tag: int, *content: bytes) -> bytes:
    body = b"".join(content)
    return bytes((tag, len(body))) + body


def _sample_entry() -> bytes:
    decoder = _descriptor(4, struct.pack(">BBHBII", 0x40, 0x15, 0, 0, 0, 0), _descriptor(5, CONFIG))
    stream = _descriptor(3, struct.pack(">HB", TRACK, 0), decoder, _descriptor(6, b"\x02"))
    sound = struct.pack(">6xH8xHHHHI", 1, 1, 16, 0, 0, RATE << 16)
    return _box(b"mp4a", sound, _full(b"esds", 0, 0, stream))


def _media() -> bytes:
    tables = [_full(kind, 0, 0, struct.pack(">I", 0)) for kind in (b"stts", b"stsc", b"stco")]
    tables.append(_full(b"stsz", 0, 0, struct.pack(">II", 0, 0)))
    described = _full(b"stsd", 0, 0, struct.pack(">I", 1), _sample_entry())
    here = _full(b"dref", 0, 0, struct.pack(">I", 1), _full(b"url ", 0, 1))
    information = _box(b"minf", _full(b"smhd", 0, 0, bytes(4)), _box(b"dinf", here), _box(b"stbl", described, *tables))
    undetermined = 0x55C4  # "und", five bits a letter
    return _box(
        b"mdia",
        _full(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, RATE, 0, undetermined, 0)),
        _full(b"hdlr", 0, 0, struct.pack(">I4s12x", 0, b"soun"), b"sound\0"),
        information,
    )


def _movie() -> bytes:
    header = (
        struct.pack(">IIIIIH10x", 0, 0, RATE, 0, 0x10000, 0x100) + _UNITY + bytes(24) + struct.pack(">I", TRACK + 1)
    )
    track = struct.pack(">IIIII8xHHHH", 0, 0, TRACK, 0, 0, 0, 0, 0x100, 0)
    extends = _full(b"trex", 0, 0, struct.pack(">IIIII", TRACK, 1, FRAME, 0, SYNC))
    return _box(
        b"moov",
        _full(b"mvhd", 0, 0, header),
        _box(b"trak", _full(b"tkhd", 0, 7, track + _UNITY + bytes(8)), _media()),
        _box(b"mvex", extends),
    )


_INIT = _box(b"ftyp", b"iso6", struct.pack(">I", 0), b"iso6", b"cmfc", b"mp41") + _movie()

# moof: mfhd, then traf: tfhd, tfdt, trun
_TRUN = 8 + 4 + 4 + 4 + 4 * FRAMES
_TRAF = 8 + 16 + 20 + _TRUN
_MOOF = 8 + 16 + _TRAF
_OPENING = struct.pack(">I4sI4sI", _MOOF, b"moof", 16, b"mfhd", 0)
_BETWEEN = struct.pack(">I4sI4sIII4sI", _TRAF, b"traf", 16, b"tfhd", 0x020000, TRACK, 20, b"tfdt", 1 << 24)
_RUN = struct.pack(">I4sIII", _TRUN, b"trun", 0x000201, FRAMES, _MOOF + 8)
_TIMED = len(_OPENING) + 4 + len(_BETWEEN) + 8
_SIZES = struct.Struct(f">{FRAMES}I")
_SIZES_AT = _TIMED + len(_RUN)


def init_segment() -> bytes:
    """The header of every sound: ``ftyp`` and ``moov``. The same bytes for all sounds and both broadcast forms."""
    return _INIT


def head(slot: int) -> bytes:
    """The first ``HEAD`` bytes of a fragment in this slot: all of it that carries time."""
    time = struct.pack(">Q", slot * SAMPLES)
    return _OPENING + struct.pack(">I", slot & 0xFFFFFFFF) + _BETWEEN + time


HEAD = _TIMED
"""How many bytes ``head`` gives; what follows them in a fragment is the same in every slot."""


def fragment(frames: Sequence[bytes], index: int) -> bytes:
    """The ``index``-th fragment of a sound (from 0), with times from the sound's beginning: ``moof`` and ``mdat``.

    ``frames``: 125 frames of AAC-LC, without ADTS. Raises ``ValueError`` for another number of them.
    """
    if len(frames) != FRAMES:
        raise ValueError(f"a slot holds {FRAMES} frames, not {len(frames)}")
    sizes = [len(one) for one in frames]
    start = _OPENING + struct.pack(">I", index + 1) + _BETWEEN + struct.pack(">Q", index * SAMPLES)
    return b"".join((start, _RUN, _SIZES.pack(*sizes), struct.pack(">I4s", 8 + sum(sizes), b"mdat"), *frames))


def retimed(fragment: bytes, slot: int) -> bytes:
    """The same fragment as it is served in ``slot``: sequence number ``slot`` modulo 2³², time ``slot`` × 128,000.

    Raises ``ValueError`` when it is no fragment of ours.
    """
    _check(fragment)
    return b"".join((head(slot), memoryview(fragment)[_TIMED:]))


def frames_of(fragment: bytes) -> list[bytes]:
    """The 125 frames of a fragment. Raises ``ValueError`` when it is no whole fragment of ours."""
    _check(fragment)
    sizes = _SIZES.unpack_from(fragment, _SIZES_AT)
    place = _MOOF + 8
    if place + sum(sizes) != len(fragment):
        raise ValueError("a fragment that was cut")
    found = []
    for size in sizes:
        found.append(bytes(fragment[place : place + size]))
        place += size
    return found


def _check(fragment: bytes) -> None:
    if not fragment.startswith(_OPENING) or fragment[_TIMED:_SIZES_AT] != _RUN:
        raise ValueError("not a fragment of one slot")


_ADTS = 7
_ADTS_START = 0xFFF154_40001FFC
"""Sync word, MPEG-4 without checksum, AAC-LC, 32 kHz, one channel, length 0, buffer fullness unknown (variable rate), one frame."""


def adts(frames: Sequence[bytes]) -> bytes:
    """The frames as a stream that carries its own headers (ADTS, ISO/IEC 14496-3 1.A.2.2), for old players."""
    out = []
    for one in frames:
        out.append((_ADTS_START | (len(one) + _ADTS) << 13).to_bytes(_ADTS, "big"))
        out.append(one)
    return b"".join(out)
