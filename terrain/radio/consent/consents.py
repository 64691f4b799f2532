"""Whether a voice may be heard: where, on which day, and what lacks when not. Never a guess: without a row it may not.

An adult agrees herself. Of a girl under age her guardian agrees and she does too, both for the same scope and day. Everybody in an
episode counts, also she whose words another one reads.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.ui.wording import dated
from terrain.people.models.consents import Capacity
from terrain.radio.enums import EpisodeState, Part, Scope
from terrain.radio.models import Episode, EpisodeVoice, Voice, VoiceConsent

NEEDED = {False: frozenset({Capacity.SELF}), True: frozenset({Capacity.GUARDIAN, Capacity.ASSENT})}
"""Whose agreement is needed, by whether she is under age."""


@dataclass(frozen=True)
class Lack:
    """What lacks before a voice may be heard; ``voice``: whose, none when nobody is named at all. Its text is a sentence."""

    voice: Voice | None
    words: str

    def __str__(self) -> str:
        return self.words


def standing(rows: QuerySet[VoiceConsent], day: date) -> QuerySet[VoiceConsent]:
    """Those that hold on ``day``."""
    return rows.filter(withdrawn_at=None, given_on__lte=day, until__gte=day)


def covers(voice: Voice, scope: str, day: date) -> bool:
    """Whether ``voice`` may be heard in ``scope`` on ``day``; one query."""
    rows = standing(VoiceConsent.objects.filter(voice=voice, scope=scope), day)
    return NEEDED[voice.is_minor] <= set(rows.values_list("capacity", flat=True))


def agreed(episodes: QuerySet[Episode], scope: str, day: date) -> QuerySet[Episode]:
    """Those of ``episodes`` in which somebody is named and everybody agreed to ``scope`` on ``day``; no query more."""
    rows = standing(VoiceConsent.objects.filter(voice_id=OuterRef("voice_id"), scope=scope), day).order_by()
    own = Exists(rows.filter(capacity=Capacity.SELF))
    both = Exists(rows.filter(capacity=Capacity.GUARDIAN)) & Exists(rows.filter(capacity=Capacity.ASSENT))
    named = EpisodeVoice.objects.filter(episode_id=OuterRef("pk")).order_by()
    silent = named.exclude(Q(voice__is_minor=False) & own | Q(voice__is_minor=True) & both)
    return episodes.filter(Exists(named) & ~Exists(silent))


def covered(episodes: Iterable[int], scope: str, day: date) -> frozenset[int]:
    """Keys of those of ``episodes`` (keys) that may be heard in ``scope`` on ``day``; one query."""
    found = agreed(Episode.objects.filter(pk__in=list(episodes)), scope, day)
    return frozenset(found.values_list("pk", flat=True))


def lacking(episode: Episode, scope: str, day: date | None = None) -> list[Lack]:
    """What lacks before ``episode`` may be heard in ``scope`` (on ``day``, else today), in words; nothing: it may. Two queries."""
    on = day or clock.today()
    parts = list(episode.parts.select_related("voice").order_by("pk"))
    if not parts:
        return [Lack(None, _("Say first whose voice is heard."))]
    rows: dict[int, list[VoiceConsent]] = defaultdict(list)
    for row in VoiceConsent.objects.filter(voice__in={part.voice_id for part in parts}, scope=scope):
        rows[row.voice_id].append(row)
    found = []
    authors = {part.voice_id for part in parts if part.part == Part.AUTHOR}
    for voice in {part.voice_id: part.voice for part in parts}.values():
        for capacity in sorted(NEEDED[voice.is_minor]):
            words = _lack(voice, capacity, [row for row in rows[voice.pk] if row.capacity == capacity], on)
            if words and voice.pk in authors:
                words = f"{words} {_('It is about her words, which another one reads.')}"
            found += [Lack(voice, words)] if words else []
    return found


def lacking_said(episode: Episode, scope: str) -> list[str]:
    """The same in words, for every host to read: of her whose words somebody else reads no name is said."""
    authors = {part.voice_id for part in episode.parts.all() if part.part == Part.AUTHOR}
    hers = _("She whose words are read has not agreed to this, or not any more. A producer knows whom to ask.")
    return list(
        dict.fromkeys(
            hers if lack.voice is not None and lack.voice.pk in authors else str(lack)
            for lack in lacking(episode, scope)
        )
    )


def _lack(voice: Voice, capacity: str, rows: Collection[VoiceConsent], on: date) -> str:
    """What lacks of one agreement, in a sentence; blank when it stands."""
    alive = [row for row in rows if row.withdrawn_at is None]
    if any(row.given_on <= on <= row.until for row in alive):
        return ""
    who = {"name": voice.air_name}
    over = max((row.until for row in alive if row.until < on), default=None)
    if over is not None:
        return _("What was agreed for %(name)s ended on %(day)s.") % (who | {"day": dated(over)})
    if capacity == Capacity.GUARDIAN:
        return _("The guardian of %(name)s has not agreed to this.") % who
    if any(row.withdrawn_at is not None for row in rows):
        return _("%(name)s changed her mind: her voice may not be heard here.") % who
    return _("%(name)s has not agreed to this yet.") % who


@dataclass(frozen=True)
class Agreed:
    """Of one voice and scope: until when everybody agreed whose agreement is needed (``None``: it may not be heard now)."""

    scope: Scope
    until: date | None


def told(voices: Collection[Voice], day: date) -> dict[int, list[Agreed]]:
    """For every voice each scope and until when it holds; one query, however many voices."""
    rows = standing(VoiceConsent.objects.filter(voice__in=[voice.pk for voice in voices]), day)
    ends: dict[tuple[int, str], dict[str, date]] = defaultdict(dict)
    for voice_id, scope, capacity, until in rows.values_list("voice_id", "scope", "capacity", "until"):
        ends[voice_id, scope][capacity] = until
    found = {}
    for voice in voices:
        needed = NEEDED[voice.is_minor]
        held = [(scope, ends[voice.pk, scope.value]) for scope in Scope]
        found[voice.pk] = [
            Agreed(scope, min(by[one] for one in needed) if needed <= set(by) else None) for scope, by in held
        ]
    return found


def unheard_of(day: date) -> QuerySet[Episode]:
    """Published episodes that may not be on air on ``day``."""
    published = Episode.objects.filter(state=EpisodeState.PUBLISHED)
    kept = agreed(published, Scope.AIR, day).values("pk")
    return published.exclude(pk__in=kept).select_related("show__station", "sound").order_by("pk")
