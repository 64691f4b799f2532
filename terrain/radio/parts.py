"""What the studio asks of the other parts of the radio: preparing sound, the air folder, the broadcast log, consents.

They are found by their names when they are asked, so that the rules of this part stand without importing what stands above them.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.radio.enums import Part, Scope
from terrain.radio.models import Episode, Sound, Station


def _found(module: str, name: str) -> Any:
    full = f"terrain.radio.{module}"
    return getattr(import_module(full), name) if find_spec(full) is not None else None


def prepare(sound: Sound, *, by: Viewer, keep_original: bool = True) -> None:
    """Have a sound prepared in the background; its state says how far it is. Without ``keep_original`` how it came goes then."""
    if (asked := _found("preparing", "prepare")) is not None:
        asked(sound, by=by, keep_original=keep_original)


def air(sound: Sound) -> None:
    """Put the forms of a sound where listeners get them."""
    if (asked := _found("shelf", "air")) is not None:
        asked(sound)


def ground(sound: Sound) -> None:
    """Take the forms of a sound away from where listeners get them."""
    if (asked := _found("shelf", "ground")) is not None:
        asked(sound)


def take_off(sound: Sound, *, by: Viewer) -> None:
    """From the next slot on the sound is heard no more."""
    if (asked := _found("actions.log", "take_off")) is not None:
        asked(sound, by=by)


def compile_ahead(station: Station, *, by: Viewer) -> None:
    """Write what is planned into the broadcast log."""
    if (asked := _found("actions.log", "compile_ahead")) is not None:
        asked(station, by=by)


def lacking(episode: Episode, scope: Scope) -> list[str]:
    """What is missing before everybody who is heard agreed to ``scope``, in words; none when nothing is.

    Of her whose words somebody else reads no name is said: every host reads this.
    """
    asked = _found("consents", "lacking")
    if asked is None:
        return [str(_("What the voices agreed to cannot be looked up."))]
    authors = {part.voice_id for part in episode.parts.all() if part.part == Part.AUTHOR}
    hers = str(_("She whose words are read has not agreed to this, or not any more. A producer knows whom to ask."))
    told = [hers if getattr(one.voice, "pk", None) in authors else str(one) for one in asked(episode, scope)]
    return list(dict.fromkeys(told))


def refusal(sound: Sound) -> str:
    """Why a sound cannot be used, in words; empty when it can, or when nobody knows better."""
    asked = _found("preparing", "refusal_words") if sound.refusal else None
    return str(asked(sound.refusal)) if asked is not None else ""
