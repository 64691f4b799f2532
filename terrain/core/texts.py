"""Texts that the programme's own people wrote, kept in several languages beside each other."""

from collections.abc import Mapping

from django.utils.translation import get_language

FALLBACKS = ("fr", "en", "ar", "it")


def said(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """The text in ``language`` (default: the active one), else in French, else in whatever language exists.

    ``texts`` maps a language code to a text; ``None`` or an empty mapping gives an empty string.
    """
    if not texts:
        return ""
    wanted = (language or get_language() or "fr").split("-")[0]
    for code in (wanted, *FALLBACKS):
        if texts.get(code):
            return texts[code]
    return next(iter(texts.values()), "")
