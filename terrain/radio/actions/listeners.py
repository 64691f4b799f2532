"""What listeners sent, and let be heard: a draft with her sound, or words that a host reads. Her voice stays without a name."""

import io

from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core import files, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.radio.actions import consents, episodes, testimonies
from terrain.radio.actions.messages import LARGEST
from terrain.radio.enums import Agreed, EpisodeState, Part, VoiceKind, VoiceWay, WordsState
from terrain.radio.models import Episode, LentWords, Message, Show, Voice
from terrain.radio.policies.messages import check_lend_message, check_make_draft


def _held(message: Message) -> Message:
    found = Message.objects.select_for_update(of=("self",))
    return found.select_related("station", "key", "audio__key", "voice", "draft__show__station", "lent").get(
        pk=message.pk
    )


def _voice(message: Message, by: Viewer) -> Voice:
    """Hers, without a name; made once, with what she said yes to and the link with which she takes it back."""
    if message.voice is not None:
        return message.voice
    with translation.override(message.asked_in):
        name = gettext("a listener")
    voice = Voice.objects.create(
        project_id=message.station.project_id,
        kind=VoiceKind.LISTENER,
        air_name=name,
        way=VoiceWay.CHANGED if message.is_changed else VoiceWay.OWN,
        key=vault.new_key(),
        created_by_id=by.user_id,
    )
    assert message.asked_version is not None and message.digest is not None
    said = consents.SaidSending(
        language=message.asked_in,
        version=message.asked_version,
        day=timezone.localdate(message.sent_at),
        digest=bytes(message.digest),
    )
    consents.agree_of_listener(voice, said, by=by)
    message.voice = voice
    return voice


def make_draft(message: Message, show: Show, *, by: Viewer) -> Episode:
    """An episode draft in ``show`` of what a listener recorded, prepared as every recording is. Asked twice it is one draft.

    The draft has a copy of its own: that the message is erased after half a year does not reach what she lets be heard for longer.
    """
    check_make_draft(by, message, show)
    with action("radio.message_drafted", by=by, obj=message, project_id=message.station.project_id) as act:
        now = _held(message)
        if now.draft is not None:
            if now.draft.state == EpisodeState.WITHDRAWN:
                raise Denied(_("An episode was made of this, and taken away."))
            act.silent = True
            return now.draft
        check_make_draft(by, now, show)
        voice = _voice(now, by)
        assert now.audio is not None
        copy = files.keep(
            io.BytesIO(files.read(now.audio)), name="message", media_type=now.audio.media_type, by=by, limit=LARGEST
        )
        said = episodes.SoundSaid(copy, way=VoiceWay.CHANGED if now.is_changed else VoiceWay.OWN)
        now.draft = episodes.begin(show, said, [(voice, Part.GUEST)], by=by)
        now.save(update_fields=["voice", "draft"])
        act.detail = {"episode": str(now.draft.uid)}
    return now.draft


def lend(message: Message, *, by: Viewer) -> LentWords:
    """What a listener wrote waits for a host who reads it, in her very words; asked twice it waits once."""
    check_lend_message(by, message)
    with action("radio.message_lent", by=by, obj=message, project_id=message.station.project_id) as act:
        now = _held(message)
        if now.lent is not None:
            if now.lent.state == WordsState.GONE:
                raise Denied(_("These words were lent, and taken back."))
            act.silent = True
            return now.lent
        check_lend_message(by, now)
        told = testimonies.Told(author=_voice(now, by), words=now.words[0], language=now.asked_in)
        lent = testimonies.tell(now.station, told, by=by)
        testimonies.agree(lent, Agreed.SENDING, version=lent.version, by=by)
        now.lent = lent
        now.save(update_fields=["voice", "lent"])
        act.detail = {"testimony": str(lent.uid)}
    return lent
