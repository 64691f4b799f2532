"""Somebody is forgotten in the registry: her voice is heard nowhere, and nothing says whose it was."""

import io
from datetime import timedelta

import pytest

from terrain.accounts import pairing
from terrain.core import clock, files
from terrain.people.actions import register
from terrain.people.forgetting import forget_within
from terrain.people.identity import Identity
from terrain.radio.actions import consents, voices
from terrain.radio.actions.consents import Agreement
from terrain.radio.enums import EpisodeState, Part, Scope, SoundKind, SoundState
from terrain.radio.models import Episode, EpisodeVoice, Sound, Voice
from terrain.radio.models.consents import Capacity, Shown
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def fatou(w4i):
    return register(Identity("Fatou Diallo", sex="F"), project=w4i, by=HOUSE)


def test_whoever_is_forgotten_is_heard_nowhere_and_leaves_no_name(fatou, w4i, show, commits_at_once):
    voice = voices.add_voice(w4i, voices.Particulars("Oum Aya", is_minor=True, avoided=("Aya",)), opens=True, by=HOUSE)
    Voice.objects.filter(pk=voice.pk).update(person=fatou)
    proof = (io.BytesIO(b"%PDF signed"), "signed.pdf", "application/pdf")
    day = clock.today() + timedelta(days=300)
    for capacity in (Capacity.GUARDIAN, Capacity.ASSENT):
        said = Agreement(frozenset(Scope), day, capacity=capacity, shown_by=Shown.SIGNED, named="Sa mère", proof=proof)
        consents.agree(voice, said, by=HOUSE)
    held = list(voice.consents.select_related("proof__key"))
    original = files.keep(io.BytesIO(b"her voice"), name="x", by=HOUSE)
    sound = Sound.objects.create(
        station=show.station, kind=SoundKind.EPISODE, state=SoundState.READY, slots=1, original=original
    )
    episode = Episode.objects.create(
        show=show, state=EpisodeState.PUBLISHED, sound=sound, approved_at=clock.now(), checked_names=True, title="Moi"
    )
    EpisodeVoice.objects.create(episode=episode, voice=voice, part=Part.HOST)
    secret = consents.make_link(voice, by=HOUSE)
    pairing.make_code(voice.user, by=HOUSE)

    forget_within(fatou)

    for one in (episode, sound, original.key, voice, voice.key):
        one.refresh_from_db()
    assert episode.state == EpisodeState.WITHDRAWN and episode.title == "" and sound.original is None
    assert original.key.destroyed_at is not None
    voice = Voice.objects.select_related("key").get(pk=voice.pk)
    assert voice.person is None and "Aya" not in voice.air_name and voice.avoided == () and voice.left_at is not None
    assert all(row.proof.key.__class__.objects.get(pk=row.proof.key_id).destroyed_at is not None for row in held)
    assert [(row.proof, row.named) for row in voice.consents.select_related("voice__key")] == [(None, "")] * len(held)
    assert consents.link_of(secret) is None
    assert not Voice.objects.filter(person=fatou).exists()


def test_others_are_left_alone(fatou, w4i, host_of_another):
    forget_within(fatou)
    host_of_another.refresh_from_db()
    assert host_of_another.left_at is None and host_of_another.air_name == "Khadija"


@pytest.fixture
def host_of_another(w4i):
    return voices.add_voice(w4i, voices.Particulars("Khadija"), by=HOUSE)
