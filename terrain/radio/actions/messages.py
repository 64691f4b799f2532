"""Listeners' messages: they come without a name, wait for a producer, and what is refused is erased."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from terrain.core import clock, files, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.models import SealedFile
from terrain.core.policies import Denied
from terrain.radio.actions import consents
from terrain.radio.actions.withdrawing import withdraw_episode
from terrain.radio.consent.agreements import agreements
from terrain.radio.enums import EpisodeState, MessageState, MessageWay, Withdrawn
from terrain.radio.models import Episode, Message, Show, Station, Voice
from terrain.radio.models.consents import TakenBack
from terrain.radio.policies.messages import (
    check_answer_message,
    check_decide_message,
    check_queue,
    check_take_back,
    check_write,
)
from terrain.radio.sounds.arrivals import HEAD, sound_type

LARGEST = 16 << 20
"""Bytes of a voice message: half an hour of a telephone's sound."""
FROM_ONE, FROM_ALL = 5, 120
"""Messages an hour from one browser, and to one station from everybody."""
HOUR = 3600
WAITING = 2 << 30
"""Bytes of voice messages of a station that nobody has decided about; past them none is taken, so that strangers fill no disk."""
FORGOTTEN = timedelta(days=180)
"""After so long what listeners sent is erased."""
UNDECIDED = timedelta(days=1)
"""So long a conversation that was looked at waits for a yes."""


class TooMany(Exception):
    """So many messages came in an hour that this one is not taken."""


class NoSound(Exception):
    """The file is none that can be heard."""


@dataclass(frozen=True)
class Said:
    """What a listener sends. ``audio``: her voice, as a file. ``show``: slug of the show she speaks of; ``episode``: its number.

    ``changed``: her telephone changed the voice. ``asked_in``: the language in which she said that it may be heard on the radio; blank: she
    did not say so. ``secret``: with it she takes the message back.
    """

    text: str = ""
    name: str = ""
    name_said: bool = False
    audio: BinaryIO | None = None
    show: str = ""
    episode: UUID | None = None
    changed: bool = False
    asked_in: str = ""
    secret: str = ""


def secret_of(slip: UUID | None, sender: str) -> str:
    """The secret of a message: the same when the same form is sent again."""
    if slip is None:
        return secrets.token_urlsafe(16)
    return urlsafe_b64encode(vault.digest("radio.message_secret", f"{slip} {sender}")[:16]).decode().rstrip("=")


def _count(key: str, most: int) -> None:
    """One more within this hour; raises ``TooMany``."""
    slot = f"radio.messages:{key}:{int(clock.now().timestamp()) // HOUR}"
    cache.add(slot, 0, HOUR)
    try:
        number = cache.incr(slot)
    except ValueError:  # forgotten between the two lines
        return
    if number > most:
        raise TooMany


def limit(station: Station, sender: str) -> None:
    """Take note that ``sender`` (a random mark of the browser, never an address) sends something; raises ``TooMany``."""
    if sender:
        _count(vault.digest("radio.sender", sender).hex()[:24], FROM_ONE)
    _count(str(station.uid), FROM_ALL)


def _check_room(station: Station) -> None:
    """Raises ``TooMany`` when what waits to be listened to is more than anybody listens to."""
    new = Message.objects.filter(station=station, state=MessageState.NEW)
    if (new.aggregate(bytes=Sum("audio__size"))["bytes"] or 0) > WAITING:
        raise TooMany


def _kept_sound(stream: BinaryIO | None, by: Viewer) -> SealedFile | None:
    if stream is None:
        return None
    stream.seek(0)
    kind = sound_type(stream.read(HEAD))
    stream.seek(0)
    if not kind:
        raise NoSound
    return files.keep(stream, name="message", media_type=kind, by=by, limit=LARGEST)


def send(station_id: int, said: Said, *, sender: str = "", slip: UUID | None = None, by: Viewer) -> Message:
    """Keep what a listener sent for the producer. Raises ``TooMany``, ``NoSound``, ``files.TooLarge``."""
    station = Station.objects.get(pk=station_id)
    check_write(by, station)
    slip = slips.own(slip, by, station, sender)
    with action("radio.message_came", by=by, obj=station, project_id=station.project_id) as act:
        if (before := slips.taken(slip, Message)) is not None:
            act.silent = True
            return before
        limit(station, sender)
        if said.audio is not None:
            _check_room(station)
        message = Message(station=station, via=MessageWay.WEB, key=vault.new_key(), name_said=said.name_said)
        message.show = Show.objects.filter(station=station, slug=said.show).first()
        message.episode = (
            Episode.objects.filter(show__station=station, uid=said.episode).first() if said.episode else None
        )
        message.audio = _kept_sound(said.audio, by)
        message.is_changed = said.changed and message.audio is not None
        _put_yes(message, said)
        message.sent_at = clock.now()
        message.seal_words(said.text, said.name)
        message.save()
        slips.made(slip, message)
        act.detail = {"voice": said.audio is not None}
    return message


def _put_yes(message: Message, said: Said) -> None:
    """She said that it may be heard: in which words she was asked, and with what she takes it back."""
    if said.asked_in:
        message.may_air, message.asked_in = True, said.asked_in
        message.asked_version = agreements().newest.version
        message.digest = vault.digest(consents.LINK, said.secret or secrets.token_urlsafe(16))


def _held(message: Message) -> Message:
    found = Message.objects.select_for_update(of=("self",))
    return found.select_related("station", "key", "audio__key", "voice", "draft__show__station").get(pk=message.pk)


def _decided(message: Message, state: MessageState, by: Viewer) -> None:
    message.state, message.decided_at, message.decided_by_id = state, clock.now(), by.user_id
    message.save(update_fields=["state", "decided_at", "decided_by"])


def keep(message: Message, *, by: Viewer) -> None:
    """A producer keeps a message for the hosts."""
    check_decide_message(by, message)
    with action("radio.message_kept", by=by, obj=message, project_id=message.station.project_id) as act:
        now = _held(message)
        if now.is_erased:
            raise Denied(_("Nothing is left of this message: it was refused, or taken back."))
        if now.state != MessageState.NEW:
            act.silent = True
            return
        _decided(now, MessageState.KEPT, by)


def answer(message: Message, *, by: Viewer) -> None:
    """It was answered on air."""
    now = Message.objects.select_related("station").get(pk=message.pk)
    check_answer_message(by, now)
    with action("radio.message_answered", by=by, obj=now, project_id=now.station.project_id) as act:
        held = _held(now)
        if held.state != MessageState.KEPT:
            act.silent = True
            return
        _decided(held, MessageState.ANSWERED, by)


def _erase(message: Message) -> None:
    """Content goes for good: the keys first, the file once that is committed."""
    vault.destroy(message.key)
    if message.audio is not None:
        vault.destroy(message.audio.key)
    message.sealed_words = b""
    message.save(update_fields=["sealed_words"])


def refuse(message: Message, *, by: Viewer) -> None:
    """Refused: the words and the voice are erased, the row says only that something came and was refused.

    What was made of it goes too: draft, words that a host reads, whatever was heard.
    """
    check_decide_message(by, message)
    with action("radio.message_refused", by=by, obj=message, project_id=message.station.project_id) as act:
        before = Message.objects.select_related("voice", "draft__show__station").get(pk=message.pk)
        if before.is_erased:
            act.silent = True
            return
        _silence(before, by)
        now = _held(message)
        if before.voice is None:  # something may have been made of it until it was locked
            _silence(now, by)
            now = _held(message)
        if not now.is_erased:
            _erase(now)
            _forget_file_later(act, now)
        _decided(now, MessageState.REFUSED, by)


def _silence(message: Message, by: Viewer) -> None:
    """What was made of it is heard no more, and destroyed; the voice is locked before the message, as everywhere."""
    if message.draft is not None and message.draft.state != EpisodeState.WITHDRAWN:
        withdraw_episode(message.draft, reason=Withdrawn.DANGER, by=by)
    if message.voice is not None:
        consents.take_back(message.voice, by=by)


def by_secret(secret: str) -> Message | None:
    """The message that this secret takes back, erased or not; one of which something was made goes by its voice's link."""
    digest = vault.digest(consents.LINK, secret)
    return Message.objects.filter(digest=digest, voice=None).select_related("station").first()


def take_back(message: Message, *, by: Viewer = consents.HOLDER) -> None:
    """Whoever holds its secret takes a message back: nothing of it is left. Of one that something was made of meanwhile the voice takes
    everything back."""
    check_take_back(message)
    voice = Message.objects.select_related("voice").get(pk=message.pk).voice
    if voice is not None:
        consents.take_back(voice, how=TakenBack.LINK, by=by)
        return
    with action("radio.message_taken_back", by=by, obj=message, project_id=message.station.project_id) as act:
        made = _go(message, act)
        if made is not None:  # between the question and the lock
            consents.take_back(made, how=TakenBack.LINK, by=by)


def give_up(voice: Voice, *, by: Viewer) -> None:
    """A voice took everything back: so does the message that it was made of, inside the caller's transaction."""
    for message in Message.objects.filter(voice=voice).select_related("station"):
        check_take_back(message)
        with action("radio.message_taken_back", by=by, obj=message, project_id=message.station.project_id) as act:
            _go(message, act)


def _go(message: Message, act: Any) -> Voice | None:
    """Nothing of it is left; whose voice something was made of it with."""
    now = _held(message)
    if now.is_erased:
        act.silent = True
        return now.voice
    _erase(now)
    now.state, now.decided_at = MessageState.GONE, clock.now()
    now.save(update_fields=["state", "decided_at"])
    _forget_file_later(act, now)
    return now.voice


def _forget_file_later(act: Any, message: Message) -> None:
    if (audio := message.audio) is not None:
        act.after_commit(lambda: files.forget_content(audio))


@dataclass(frozen=True)
class Line:
    """A message of an exported conversation, its sender already without a name. ``audio`` opens its sound."""

    sent_at: datetime
    label: str
    text: str
    audio: Callable[[], BinaryIO | None]


def look(station: Station, lines: Sequence[Line], *, by: Viewer) -> UUID:
    """Take in a conversation whose senders were made nameless, for one look; returns its number. Nothing is in the queue yet."""
    check_queue(by, station)
    batch = uuid4()
    detail = {"messages": len(lines)}
    with action("radio.conversation_looked", by=by, obj=station, project_id=station.project_id, detail=detail) as act:
        _forget(Message.objects.filter(state=MessageState.LOOKED, decided_at__lte=clock.now() - UNDECIDED), act)
        keys = iter(vault.new_keys(len(lines)))
        for line in lines:
            message = Message(station=station, via=MessageWay.WHATSAPP, state=MessageState.LOOKED, key=next(keys))
            message.batch, message.sent_at = batch, line.sent_at
            message.decided_at = clock.now()
            try:
                message.audio = _kept_sound(line.audio(), by)
            except (NoSound, files.TooLarge):
                message.audio = None
            if not line.text and message.audio is None:
                continue
            message.seal_words(line.text, line.label)
            message.save()
    return batch


def _forget(messages: Iterable[Message], act: Any) -> int:
    """Rows and content go; returns how many."""
    found = list(messages)
    for message in found:
        vault.destroy(message.key)
        if message.audio is not None:
            vault.destroy(message.audio.key)
            _forget_file_later(act, message)
    Message.objects.filter(pk__in=[message.pk for message in found]).delete()
    return len(found)


def keep_conversation(station: Station, batch: UUID, chosen: Iterable[UUID], *, by: Viewer) -> int:
    """Put the chosen messages into the queue and throw the others away; returns how many were kept."""
    check_queue(by, station)
    with action("radio.conversation_kept", by=by, obj=station, project_id=station.project_id) as act:
        found = Message.objects.select_related("key", "audio__key").filter(
            station=station, batch=batch, state=MessageState.LOOKED
        )
        kept = found.filter(uid__in=list(chosen)).update(state=MessageState.NEW, decided_at=None)
        dropped = _forget(found, act)
        act.detail = {"kept": kept, "dropped": dropped}
        act.silent = not kept and not dropped
    return kept


def drop_conversation(station: Station, batch: UUID, *, by: Viewer) -> None:
    """Nothing of it is wanted: it is erased."""
    check_queue(by, station)
    with action("radio.conversation_dropped", by=by, obj=station, project_id=station.project_id) as act:
        found = Message.objects.select_related("key", "audio__key").filter(
            station=station, batch=batch, state=MessageState.LOOKED
        )
        act.silent = _forget(found, act) == 0


def forget_due(today: date, *, by: Viewer) -> int:
    """Erase what listeners sent half a year ago, and conversations that nobody decided about; returns how many messages."""
    before = clock.now() - FORGOTTEN
    number = 0
    for station in Station.objects.all():
        check_queue(by, station)
        with action("radio.messages_forgotten", by=by, obj=station, project_id=station.project_id) as act:
            found = Message.objects.filter(station=station).select_related("key", "audio__key")
            undecided = Q(state=MessageState.LOOKED, decided_at__lte=clock.now() - UNDECIDED)
            gone = _forget(found.filter(Q(sent_at__lte=before) & ~Q(state=MessageState.LOOKED) | undecided), act)
            act.detail, act.silent = {"messages": gone, "day": today.isoformat()}, gone == 0
            number += gone
    return number
