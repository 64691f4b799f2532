"""The hints of the studio's screens: what each says, and the recording of it that a host hears.

A hint stands on top of a page: ``{% load hints %}{% hint "home" %}``. Its key never changes: what a producer recorded hangs on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.radio.enums import SoundState
from terrain.radio.models import Hint, Station

SPOKEN_IN = {"ary": "ar"}
"""Languages in which nothing is written on the screens, and in whose place they are spoken."""


@dataclass(frozen=True)
class Screen:
    """A screen of the studio, and its hint."""

    title: str | Promise
    words: str | Promise


HINTS = {
    "home": Screen(
        _("Studio"),
        _(
            "Press Record and speak. Then listen to yourself. When you like it, publish it: another woman listens first, and nobody hears it before."
        ),
    ),
    "choose_voice": Screen(
        _("How should your voice be heard?"),
        _(
            "Choose before you speak. If nobody must know that it is you, let another woman read your words: a changed voice does not hide you."
        ),
    ),
    "record": Screen(
        _("Record"),
        _(
            "Press the big button and speak. A pause is no problem. What you say stays on this telephone until you press Send."
        ),
    ),
    "record_changed": Screen(
        _("Record with a changed voice"),
        _(
            "Try your changed voice first. Then press Record and speak. Your own voice is never kept and never sent: it is changed on this telephone."
        ),
    ),
    "pieces": Screen(
        _("Listen again"),
        _(
            "Here is everything you made. Press the arrow to hear a piece, press its name to change it or to take it away."
        ),
    ),
    "episode": Screen(
        _("An episode that she made"),
        _("Listen once more. Give it a name, then send it: another woman listens to it before anybody else."),
    ),
    "episode_voices": Screen(
        _("Who is heard"),
        _("Tick everybody whose voice is in it. Each of them must have agreed before anybody hears it."),
    ),
    "to_publish": Screen(
        _("Publish"),
        _(
            "What a second person approved can be published here. What you did not send yet: open it, give it a name, send it."
        ),
    ),
    "to_review": Screen(
        _("What waits for your ear"),
        _("Another woman made this. Open it, listen to all of it, then say whether it may be heard."),
    ),
    "approval": Screen(
        _("An episode that she approves or sends back"),
        _(
            "Listen to all of it. Is there a name that must not be said? Could somebody be hurt? If it is good, approve it. If not, send it back with a word."
        ),
    ),
    "withdraw": Screen(
        _("Take it away?"),
        _(
            "From the next seconds on nobody hears it: not on the radio, not on the pages, not as a podcast. Copies that others made cannot be called back."
        ),
    ),
    "testimonies": Screen(
        _("Lent voices"),
        _("A woman tells something and another woman reads it, so that nobody knows whose words they are."),
    ),
    "new_testimony": Screen(
        _("Another woman reads my words"),
        _(
            "Say it, or write it. Only you and the producers can open it. They write your words down, you read them and agree, then another woman reads them on the radio. You can take everything back at any time."
        ),
    ),
    "read_testimony": Screen(
        _("Read these words"),
        _(
            "Another woman gave these words. Read them once in silence, then record them as they stand. Do not ask whose they are."
        ),
    ),
}


@dataclass(frozen=True)
class Line:
    """A hint as a producer sees it in one language. ``newest``: what was recorded last; ``heard``: what hosts hear."""

    key: str
    title: str
    words: str
    newest: Hint | None
    heard: Hint | None

    @property
    def said_before(self) -> str:
        """What the text said when it was recorded, where it says something else now."""
        spoken = self.heard or self.newest
        return spoken.words if spoken is not None and spoken.words != self.words else ""


def written(key: str, language: str) -> str:
    """What the hint says in ``language``."""
    with override(language):
        return str(HINTS[key].words)


def languages_of(station: Station) -> list[str]:
    """The languages of the screens that the station speaks: of its own words and of the shows that go on; all when it speaks none."""
    own = {*station.name, *station.about, *station.help_text}
    shown = set(station.shows.filter(ended_on=None).values_list("language", flat=True))
    spoken = {SPOKEN_IN.get(one, one) for one in own | shown}
    known = [code for code, _name in settings.LANGUAGES]
    return [code for code in known if code in spoken] or known


def _newest(found: Iterable[Hint], key: str, *states: str) -> Hint | None:
    return max(
        (one for one in found if one.key == key and one.sound.state in states), key=lambda one: one.pk, default=None
    )


def lines(station: Station, language: str) -> list[Line]:
    """Every hint of the studio, with what was recorded of it for this station and language."""
    kept = Hint.objects.filter(station=station, language=language).exclude(sound__state=SoundState.GONE)
    found = list(kept.select_related("sound").defer("sound__waveform"))
    return [
        Line(
            key,
            str(screen.title),
            written(key, language),
            _newest(found, key, *SoundState.values),
            _newest(found, key, SoundState.READY),
        )
        for key, screen in HINTS.items()
    ]


def heard(viewer: Viewer, key: str) -> Hint | None:
    """The recording of a hint that ``viewer`` hears in the active language; None when nobody recorded it."""
    language = (get_language() or "").partition("-")[0]
    ready = Hint.objects.visible_to(viewer).filter(key=key, language=language, sound__state=SoundState.READY)
    return ready.select_related("sound").defer("sound__waveform").order_by("-pk").first()
