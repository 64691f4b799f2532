"""A sound drawn: how loud it is from its beginning to its end."""

HEIGHT = 100


def drawn(waveform: bytes) -> str:
    """The strokes of a picture ``len(waveform)`` wide and ``HEIGHT`` high (SVG path); one byte each, 0 is silence. Empty for nothing."""
    middle = HEIGHT // 2
    strokes = []
    for number, loud in enumerate(waveform):
        half = max(1, round(loud * middle / 255))
        strokes.append(f"M{number + 0.5:g} {middle - half}V{middle + half}")
    return "".join(strokes)
