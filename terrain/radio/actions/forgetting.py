"""Somebody of the registry is forgotten: nothing of her voice is left either, and nothing says that it was hers."""

from collections.abc import Collection

from terrain.core import clock, files, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.radio.actions import consents, voices
from terrain.radio.models import Voice, VoiceConsent, WithdrawalLink
from terrain.radio.models.consents import TakenBack
from terrain.radio.policies.voices import check_change


def forget(persons: Collection[int], *, by: Viewer) -> int:
    """Forget the voices of these people (keys), inside the caller's transaction; returns how many.

    What was heard goes everywhere, as if she took everything back; who agreed for her, what shows it and the names that must not be said
    are destroyed with their keys. A row stays, without a name.
    """
    found = list(Voice.objects.filter(person__in=persons).select_related("key").order_by("pk"))
    for voice in found:
        check_change(by, voice)
        with action("radio.voice_forgotten", by=by, obj=voice, project_id=voice.project_id):
            consents.take_back(voice, how=TakenBack.REGISTRY, by=by)
            voices.let_go(voice, by=by)
            _erase(voice)
    return len(found)


def _erase(voice: Voice) -> None:
    rows = VoiceConsent.objects.filter(voice=voice)
    for proof in {row.proof for row in rows.filter(proof__isnull=False).select_related("proof__key")}:
        if proof is not None:
            vault.destroy(proof.key)
            files.forget_later(proof)
    rows.update(proof=None, sealed_named=b"")
    WithdrawalLink.objects.filter(voice=voice, ended_at=None).update(ended_at=clock.now())
    vault.destroy(voice.key)
    Voice.objects.filter(pk=voice.pk).update(
        person=None, air_name=f"#{voice.pk}", sealed_avoided=b"", key=vault.new_key()
    )
