"""A sound is prepared by the worker: sealed, told, found again after a fall; plain copies stand only while it may be heard."""

import io
import os
import signal
import struct
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.utils.translation import override

from terrain.core import clock, files, jobs
from terrain.core.access import system_viewer
from terrain.core.models import Job, JobState
from terrain.core.policies import Denied
from terrain.radio.audio import boxes, refusals, running
from terrain.radio.enums import Profile, SoundKind, SoundState, VoiceWay
from terrain.radio.models import Sound
from terrain.radio.sounds import preparing, shelf
from tests.radio.audio.quarry import file_of, video, wav
from tests.radio.audio.test_preparing import heard
from tests.radio.audio.tones import pitch, silence, speech, tone

pytestmark = pytest.mark.django_db
HOUSE = system_viewer("terrain")


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.TERRAIN_HOME = tmp_path
    return tmp_path


@pytest.fixture
def sound_of(station):
    def make(data: bytes, **said) -> Sound:
        original = files.keep(io.BytesIO(data), name="vocal.ogg", by=HOUSE)
        return Sound.objects.create(station=station, kind=SoundKind.EPISODE, original=original, **said)

    return make


@pytest.fixture
def done(django_capture_on_commit_callbacks):
    """Queue a sound and let the worker do it."""

    def prepare(sound, by=HOUSE, **options) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            job = preparing.prepare(sound, by=by, **options)
        job.refresh_from_db()
        sound.refresh_from_db()
        return job

    return prepare


def leftovers(home) -> list:
    return list((home / "radio" / "tmp").iterdir())


def test_a_voice_message_becomes_ready(sound_of, done, home):
    sound = sound_of(file_of(speech(6), "ogg"))
    job = done(sound)
    assert job.state == JobState.DONE and job.result["slots"] == sound.slots == 2
    assert (sound.state, sound.refusal) == (SoundState.READY, "")
    assert sound.prepared_at is not None and 5000 < sound.milliseconds < 6100
    assert sound.loudness_out == pytest.approx(-1600, abs=80) and sound.loudness_in < -1600
    assert 0 < len(sound.waveform) <= 1000
    assert leftovers(home) == []
    forms = {one.profile: one for one in sound.renditions.select_related("sealed__key")}
    assert set(forms) == set(Profile.values)
    for profile in ("std", "eco"):
        data = files.read(forms[profile].sealed)
        places = struct.unpack(f"<{sound.slots + 1}I", forms[profile].offsets)
        assert places[-1] == len(data) == forms[profile].size
        assert len(boxes.frames_of(data[places[1] : places[2]])) == 125
        assert not forms[profile].on_air
    assert bytes(forms["mp3"].offsets) == b""
    assert not (home / "radio" / "air").exists()


def test_nothing_of_it_lies_open_on_the_disk(sound_of, done, home):
    sound = sound_of(wav(speech(6)))
    done(sound)
    init = boxes.init_segment()
    assert not [path for path in home.rglob("*") if path.is_file() and init in path.read_bytes()]


def test_done_twice_it_is_the_same(sound_of, done):
    sound = sound_of(wav(speech(4)))
    done(sound)
    first = list(sound.renditions.values_list("pk", "sealed__sha256"))
    assert jobs.KINDS[preparing.KIND](None, sound=str(sound.uid)) == {}
    assert list(sound.renditions.values_list("pk", "sealed__sha256")) == first


def test_asked_twice_there_is_one_job(sound_of):
    sound = sound_of(wav(speech(4)))
    assert preparing.prepare(sound, by=HOUSE) == preparing.prepare(sound, by=HOUSE)
    assert Job.objects.filter(kind=preparing.KIND).count() == 1


def test_prepared_again_with_other_cuts_the_old_forms_go(sound_of, done):
    sound = sound_of(wav(speech(12)))
    done(sound)
    old = [one.sealed for one in sound.renditions.select_related("sealed__key")]
    sound.cut_to = 4000
    sound.save()
    done(sound)
    assert sound.renditions.count() == 3 and sound.milliseconds <= 4000
    for file in old:
        with pytest.raises(files.vault.Erased):
            file.refresh_from_db()
            files.read(type(file).objects.select_related("key").get(pk=file.pk))


def test_a_refused_file_says_why_in_the_language_of_whoever_sent_it(sound_of, done):
    for data, code in ((wav(silence(3)), "no_sound"), (b"PK\x03\x04" + bytes(99), "disguised"), (video(None), "video")):
        sound = sound_of(data)
        job = done(sound)
        assert (sound.state, sound.refusal) == (SoundState.REFUSED, code)
        assert job.state == JobState.FAILED and job.words == preparing.refusal_words(code)
        assert not sound.renditions.exists()


def test_every_refusal_has_words():
    assert set(preparing.REFUSALS) == set(refusals.CODES)
    with override("en"):
        for code in refusals.CODES:
            assert preparing.refusal_words(code).endswith((".", "?")) and "%" not in preparing.refusal_words(code)
        assert "6 hours" in preparing.refusal_words("too_long")
    assert preparing.refusal_words("") == ""


def test_a_changed_voice_is_changed_in_every_form(sound_of, done):
    sound = sound_of(wav(tone(400, 6)), voice_way=VoiceWay.CHANGED)
    done(sound)
    shelf.air(sound)
    for profile in Profile.values:
        assert abs(pitch(heard(shelf.path(sound.uid, profile))[64_000:96_000]) - 400) > 40


def test_the_original_goes_when_she_says_so(sound_of, done, django_capture_on_commit_callbacks):
    sound = sound_of(wav(speech(4)))
    original = sound.original
    done(sound, keep_original=False)
    assert sound.state == SoundState.READY and sound.original is None
    original.refresh_from_db()
    assert original.key.destroyed_at is not None
    assert not files._path(original).exists()
    with pytest.raises(ValueError, match="original"):
        preparing.prepare(sound, by=HOUSE)


def test_a_sound_taken_away_meanwhile_is_not_brought_back(sound_of, done, monkeypatch):
    sound = sound_of(wav(speech(4)))
    real = preparing.prepared

    def slow(*arguments):
        made = real(*arguments)
        Sound.objects.filter(pk=sound.pk).update(state=SoundState.GONE)
        return made

    monkeypatch.setattr(preparing, "prepared", slow)
    job = done(sound)
    assert job.result == {} and sound.state == SoundState.GONE and not sound.renditions.exists()


def test_when_we_fail_the_sound_waits_and_can_be_prepared_again(sound_of, done, monkeypatch, home, capsys):
    sound = sound_of(wav(speech(4)))

    def broken(*_arguments):
        raise running.Broken("no room on the disk")

    with monkeypatch.context() as changed:
        changed.setattr(preparing, "prepared", broken)
        job = done(sound)
    assert "no room on the disk" in capsys.readouterr().err
    assert job.state == JobState.FAILED and sound.state == SoundState.WAITING and leftovers(home) == []
    done(sound)
    assert sound.state == SoundState.READY


def test_what_a_killed_worker_left_is_found(sound_of, home, django_capture_on_commit_callbacks):
    sound = sound_of(wav(speech(4)), state=SoundState.PREPARING)
    holder = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "import django; django.setup()\n"
        "from terrain.radio.sounds import preparing\n"
        "with preparing.private_folder('x') as folder:\n"
        "    (folder / 'original').write_bytes(b'secret'); print('ready', flush=True); time.sleep(60)\n"
    )
    surroundings = os.environ | {
        "TERRAIN_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "terrain.config.settings",
        "PYTHONPATH": str(running.HOME),
    }
    worker = subprocess.Popen([sys.executable, "-c", holder], env=surroundings, stdout=subprocess.PIPE)
    assert worker.stdout is not None and worker.stdout.readline() == b"ready\n"
    assert preparing.sweep_folders() == 0 and len(leftovers(home)) == 1  # somebody works in it
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    with django_capture_on_commit_callbacks(execute=True):
        assert preparing.sweep(clock.today()) == "1 folders emptied, 1 sounds queued again"
    assert leftovers(home) == []
    sound.refresh_from_db()
    assert sound.state == SoundState.READY
    assert preparing.sweep(clock.today()) == ""


def test_a_sound_that_somebody_prepares_is_left_to_them(sound_of):
    sound = sound_of(wav(speech(4)))
    job = preparing.prepare(sound, by=HOUSE, keep_original=False)
    Sound.objects.filter(pk=sound.pk).update(state=SoundState.PREPARING)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    assert preparing.sweep(clock.today()) == ""
    Job.objects.filter(pk=job.pk).update(touched_at=clock.now() - jobs.INTERRUPTED_AFTER / 10)
    with preparing.private_folder(str(sound.uid)):
        assert preparing.sweep(clock.today()) == ""
    assert preparing.sweep(clock.today()) == "0 folders emptied, 1 sounds queued again"
    job.refresh_from_db()
    assert job.state == JobState.FAILED and job.words
    again = Job.objects.get(kind=preparing.KIND, state=JobState.QUEUED)
    assert again.arguments == {"sound": str(sound.uid), "keep_original": False}


def test_who_makes_no_radio_here_prepares_nothing(sound_of, viewer_of, amal, amina):
    sound = sound_of(wav(speech(4)))
    with pytest.raises(Denied):
        preparing.prepare(sound, by=viewer_of(amina))
    assert preparing.prepare(sound, by=viewer_of(amal)).state == JobState.QUEUED


def test_copies_stand_while_it_may_be_heard_and_go(sound_of, done, django_capture_on_commit_callbacks):
    sound = sound_of(wav(speech(4)))
    with pytest.raises(ValueError, match="waiting"):
        shelf.air(sound)
    done(sound)
    shelf.air(sound)
    shelf.air(sound)
    for one in sound.renditions.select_related("sealed__key"):
        assert one.on_air
        assert shelf.path(sound.uid, one.profile).read_bytes() == files.read(one.sealed)
    with pytest.raises(ValueError, match="heard"):
        preparing.prepare(sound, by=HOUSE)
    with django_capture_on_commit_callbacks(execute=True):
        shelf.ground(sound)
        assert shelf.path(sound.uid, "std").exists()
    assert not list((settings.TERRAIN_HOME / "radio" / "air").iterdir())
    assert not sound.renditions.filter(on_air=True).exists() and sound.renditions.count() == 3


def test_destroyed_nothing_of_it_can_be_read(sound_of, done, django_capture_on_commit_callbacks):
    sound = sound_of(wav(speech(4)))
    done(sound)
    shelf.air(sound)
    kept = [sound.original, *(one.sealed for one in sound.renditions.select_related("sealed"))]
    with django_capture_on_commit_callbacks(execute=True):
        shelf.destroy(sound, gone_from=1000)
        shelf.destroy(sound, gone_from=2000)
    sound.refresh_from_db()
    assert (sound.state, sound.gone_from, sound.original, bytes(sound.waveform)) == (SoundState.GONE, 1000, None, b"")
    for file in kept:
        file.refresh_from_db()
        assert file.key.destroyed_at is not None and not files._path(file).exists()
    assert not list((settings.TERRAIN_HOME / "radio" / "air").iterdir())


def test_the_air_folder_is_put_right_after_a_crash(sound_of, done):
    sound = sound_of(wav(speech(4)))
    done(sound)
    shelf.air(sound)
    shelf.path(sound.uid, "eco").unlink()
    folder = shelf.path(sound.uid, "std").parent
    stranger, fresh = folder / "00000000-0000-0000-0000-000000000000.std", folder / "fresh.part"
    for file in (stranger, fresh):
        file.write_bytes(b"x")
    old = time.time() - 2 * shelf.SETTLED
    os.utime(stranger, (old, old))
    assert shelf.sweep(clock.today()) == "2 copies put right"
    assert shelf.path(sound.uid, "eco").exists() and not stranger.exists() and fresh.exists()
    assert shelf.sweep(clock.today()) == ""


@pytest.mark.parametrize("name", ["../../etc/passwd", "x", ""])
def test_no_path_leads_out_of_the_air_folder(name):
    with pytest.raises(ValueError):
        shelf.path(name, "std")
    with pytest.raises(ValueError):
        shelf.path("00000000-0000-0000-0000-000000000000", "../std")
