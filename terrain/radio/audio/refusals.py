"""Why a sound cannot be used, as codes; the words stand where people are (``terrain.radio.sounds.preparing``)."""

EMPTY, DAMAGED, SILENT, TOO_LONG, TOO_LARGE = "empty", "damaged", "no_sound", "too_long", "too_large"
DISGUISED, VIDEO, OVERRUN, CUT_AWAY = "disguised", "video", "overrun", "cut_away"
CODES = (EMPTY, DAMAGED, SILENT, TOO_LONG, TOO_LARGE, DISGUISED, VIDEO, OVERRUN, CUT_AWAY)


class Unusable(Exception):
    """A file was refused; ``code`` is one of ``CODES``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
