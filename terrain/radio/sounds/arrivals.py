"""What kind of sound a file is, by its first bytes: what its name or its sender say is never believed."""

SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"OggS", "audio/ogg"),
    (0, b"\x1aE\xdf\xa3", "audio/webm"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"caff", "audio/x-caf"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyp", "audio/mp4"),
)
HEAD = 16
"""Bytes that tell."""


def sound_type(head: bytes) -> str:
    """The media type that these first bytes show; empty when it is no sound that telephones make."""
    return next((kind for at, sign, kind in SIGNS if head[at : at + len(sign)] == sign), "")
