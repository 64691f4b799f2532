"""A voice may be heard; she changes her mind. What nobody agrees to any more is gone from the next slot."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import BinaryIO
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from terrain.core import clock, files, slips, vault
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.people.models import Consent
from terrain.people.models.consents import Capacity
from terrain.radio.consent import leaving
from terrain.radio.consent.agreements import agreements
from terrain.radio.consent.consents import covered, unheard_of
from terrain.radio.enums import EpisodeState, Scope
from terrain.radio.models import Episode, Voice, VoiceConsent, WithdrawalLink
from terrain.radio.models.consents import Shown, TakenBack
from terrain.radio.policies.voices import (
    TESTIMONY,
    check_agree,
    check_day,
    check_follows,
    check_link,
    check_listener,
    check_make_link,
    check_shown,
    check_take_away,
    check_take_back,
)

LINK = "radio.withdrawal"
PROOF_BYTES = 20 << 20
ALL = frozenset(Scope)
HOLDER = system_viewer("withdrawal link")
"""Whoever holds a link: nobody knows who."""


@dataclass(frozen=True)
class Agreement:
    """What somebody agreed to: scopes until a day; who said it, what shows it, in which language it was read to her."""

    scopes: frozenset[Scope]
    until: date
    capacity: str = Capacity.SELF
    shown_by: str = Shown.SIGNED
    language: str = "ar"
    named: str = ""
    given_on: date = field(default_factory=clock.today)
    proof: tuple[BinaryIO, str, str] | None = None


def agree(voice: Voice, said: Agreement, *, slip: UUID | None = None, by: Viewer) -> None:
    """Write down that a voice may be heard. Of the same scope and signer what was agreed to before gives way to it.

    Raises ``Denied`` when what is said cannot stand.
    """
    slip = slips.own(slip, by, voice, "agreement")
    with action("radio.voice_agreed", by=by, obj=voice, project_id=voice.project_id) as act:
        voice = Voice.objects.select_for_update(of=("self",)).select_related("key").get(pk=voice.pk)
        check_agree(by, voice)
        _examine(voice, said, by)
        if slips.taken(slip, VoiceConsent) is not None:
            act.silent = True
            return
        rows = _standing(voice).filter(scope__in=said.scopes, capacity=said.capacity)
        rows.update(withdrawn_at=clock.now(), withdrawn_by=by.user_id, withdrawn_how=TakenBack.ANEW)
        made = _rows(voice, said, by)
        slips.made(slip, made[0])
        act.detail = {"rows": [row.pk for row in made], "shown": said.shown_by}


def _rows(voice: Voice, said: Agreement, by: Viewer) -> list[VoiceConsent]:
    text, made, proof = agreements().newest, [], None
    if said.proof is not None:
        stream, name, kind = said.proof
        proof = files.keep(stream, name=name, media_type=kind, by=by, limit=PROOF_BYTES)
    for scope in sorted(said.scopes):
        row = VoiceConsent(
            voice=voice,
            scope=scope,
            capacity=said.capacity,
            given_on=said.given_on,
            until=said.until,
            shown_by=said.shown_by,
            proof=proof,
            language=said.language,
            text=text.code,
            text_version=text.version,
            recorded_by_id=by.user_id,
        )
        row.seal_named(said.named.strip())
        row.save()
        made.append(row)
    return made


def _examine(voice: Voice, said: Agreement, by: Viewer) -> None:
    check_day(said.given_on, said.until)
    if not said.scopes:
        raise Denied(_("Say where the voice may be heard."))
    if (said.until - said.given_on).days > agreements().most_months * 31:
        raise Denied(_("Nobody agrees for so long: choose an earlier day."))
    if (said.capacity == Capacity.SELF) == voice.is_minor:
        raise Denied(_("Of a girl under age her guardian agrees, and she does too; an adult agrees herself."))
    if said.capacity == Capacity.GUARDIAN and not said.named.strip():
        raise Denied(_("Write the guardian's name."))
    if said.shown_by == Shown.ORAL and not said.named.strip():
        raise Denied(_("Write who heard it."))
    if said.shown_by == Shown.RECORDED and said.proof is None:
        raise Denied(_("Add the recording in which it is said."))
    check_shown(by, voice, said.capacity, said.shown_by)


@dataclass(frozen=True)
class SaidSending:
    """What a listener said yes to when she sent a message: in which language and by which version of the text, on which day; ``digest``:
    of the secret with which she takes it back."""

    language: str
    version: date
    day: date
    digest: bytes


def agree_of_listener(voice: Voice, said: SaidSending, *, by: Viewer) -> None:
    """Write down that a listener whom nobody knows may be heard on the radio, as she said when she sent her message: there alone, for as
    long as that is usually given. Her secret now opens the page with which a voice takes everything back."""
    check_listener(by, voice)
    text, offered = agreements().newest, agreements().scope(Scope.AIR)
    with action("radio.voice_agreed", by=by, obj=voice, project_id=voice.project_id) as act:
        row = VoiceConsent.objects.create(
            voice=voice,
            scope=Scope.AIR,
            given_on=said.day,
            until=said.day + timedelta(days=30 * offered.months),
            shown_by=Shown.SENDING,
            language=said.language,
            text=text.code,
            text_version=said.version,
            recorded_by_id=by.user_id,
        )
        WithdrawalLink.objects.create(voice=voice, digest=said.digest, made_by_id=by.user_id)
        act.detail = {"rows": [row.pk], "shown": row.shown_by}


def _standing(voice: Voice) -> QuerySet[VoiceConsent]:
    return VoiceConsent.objects.filter(voice=voice, withdrawn_at=None)


def take_back(voice: Voice, scopes: Collection[Scope] = ALL, *, how: TakenBack = TakenBack.WORD, by: Viewer) -> int:
    """She changed her mind about ``scopes``; what nobody agrees to any more is gone from the next slot. How many broadcasts went.

    About all scopes: everything in which she is heard goes, also what was never published.
    """
    check_take_back(by, voice)
    return _take_back(voice, frozenset(scopes), TakenBack.HERSELF if voice.user_id == by.user_id else how, by)


def _take_back(voice: Voice, scopes: frozenset[Scope], how: str, by: Viewer) -> int:
    with action("radio.voice_withdrawn", by=by, obj=voice, project_id=voice.project_id) as act:
        held = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
        rows = _standing(held).filter(scope__in=scopes)
        ended = rows.update(withdrawn_at=clock.now(), withdrawn_by=by.user_id, withdrawn_how=how)
        episodes = Episode.objects.filter(parts__voice=held).select_related("show__station", "sound").distinct()
        standing = episodes.exclude(state=EpisodeState.WITHDRAWN)
        if scopes != ALL:
            standing = standing.filter(state=EpisodeState.PUBLISHED)
        gone = _ground(list(standing.order_by("pk")), everything=scopes == ALL)
        if Scope.AIR in scopes:
            leaving.silence(held)
        if scopes == ALL:
            still = Q(sound__original__isnull=False) | Q(sound__renditions__isnull=False)
            for kept in episodes.filter(still, state=EpisodeState.WITHDRAWN).order_by("pk"):
                leaving.withdraw(kept)
            leaving.tell(held)
        act.detail = {"how": how, "rows": ended, "gone": gone}
    return gone


def _ground(episodes: list[Episode], *, everything: bool = False) -> int:
    """Take away what nobody agrees to any more: from everywhere, or (agreed to elsewhere) from the stream alone. How many went."""
    keys, today = [episode.pk for episode in episodes], clock.today()
    kept = {scope: covered(keys, scope, today) for scope in Scope} if episodes and not everything else {}
    gone = 0
    for episode in episodes:
        if everything or not any(episode.pk in where for where in kept.values()):
            leaving.withdraw(episode)
            gone += 1
        elif episode.pk not in kept[Scope.AIR] and episode.sound is not None and episode.sound.gone_from is None:
            leaving.take_off(episode)
            gone += 1
    return gone


def take_away(voice: Voice, episode: Episode, *, by: Viewer) -> None:
    """She takes one broadcast away; what she agreed to stands for the others."""
    check_take_away(by, voice, episode)
    with action("radio.voice_withdrawn", by=by, obj=voice, project_id=voice.project_id, detail={"episode": episode.pk}):
        if episode.state != EpisodeState.WITHDRAWN:
            leaving.withdraw(episode)


def make_link(voice: Voice, *, by: Viewer) -> str:
    """A secret for an address with which she takes everything back without signing in; the one before works no more."""
    check_make_link(by, voice)
    secret = secrets.token_urlsafe(16)
    with action("radio.link_made", by=by, obj=voice, project_id=voice.project_id):
        WithdrawalLink.objects.filter(voice=voice, ended_at=None).update(ended_at=clock.now())
        WithdrawalLink.objects.create(voice=voice, digest=vault.digest(LINK, secret), made_by_id=by.user_id)
    return secret


def link_of(secret: str) -> WithdrawalLink | None:
    """The link behind a secret, when it works."""
    held = WithdrawalLink.objects.filter(digest=vault.digest(LINK, secret), ended_at=None)
    return held.select_related("voice").first()


def take_back_by_link(link: WithdrawalLink, *, by: Viewer = HOLDER) -> int:
    """Whoever holds the link took everything back that this voice had agreed to."""
    check_link(link)
    WithdrawalLink.objects.filter(pk=link.pk, used_at=None).update(used_at=clock.now())
    return _take_back(link.voice, ALL, TakenBack.LINK, by)


def follow_registry(consent: Consent, by: Viewer) -> None:
    """In the registry she took back that her testimony or voice is used: every voice that is hers takes everything back too."""
    if consent.purpose != TESTIMONY:
        return
    check_follows(consent)
    person = consent.person
    hers = Q(person=person) | Q(person__merged_into=person.pk) | Q(person=person.merged_into_id or person.pk)
    for voice in Voice.objects.filter(hers).order_by("pk"):
        _take_back(voice, ALL, TakenBack.REGISTRY, by)


def sweep(today: date) -> str:
    """Take away what nobody agrees to any more because a day has passed; says how many, or nothing."""
    gone = 0
    for episode in list(unheard_of(today)):
        with action(
            "radio.voice_ended", by=leaving.HOUSE, obj=episode, project_id=episode.show.station.project_id
        ) as act:
            went = _ground([episode])
            act.silent = not went
            gone += went
    return f"{gone} broadcasts nobody agrees to any more" if gone else ""
