"""Byte ranges (RFC 9110, section 14), pure."""

import re

MOST = 8
"""Ranges in one request; who asks for more is given the whole."""
_ONE = re.compile(r"\s*(\d{0,18})-(\d{0,18})\s*")

Span = tuple[int, int]
"""``[first, last)``."""


class Unsatisfiable(ValueError):
    """Nothing of what was asked for is there."""


def ranges_of(header: str, size: int) -> list[Span]:
    """The spans that a ``Range`` asks for of ``size`` bytes, in its order; none when it is to be ignored and the whole given.

    Ignored: another unit, a word that is no range, too many of them, and several that overlap. Raises ``Unsatisfiable``.
    """
    unit, _sign, said = header.partition("=")
    words = said.split(",")
    if unit.strip().lower() != "bytes" or not 0 < len(words) <= MOST:
        return []
    found = []
    for word in words:
        match = _ONE.fullmatch(word)
        if match is None or match.group(1) == match.group(2) == "":
            return []
        first, last = match.groups()
        if first and last and int(last) < int(first):
            return []
        span = (int(first), min(size, int(last) + 1 if last else size)) if first else (max(0, size - int(last)), size)
        if span[0] < span[1]:
            found.append(span)
    if not found:
        raise Unsatisfiable
    ordered = sorted(found)
    if any(second[0] < first[1] for first, second in zip(ordered, ordered[1:], strict=False)):
        return []
    return found
