"""A radio in a demonstration: three shows, a week, a few episodes. Every voice in it is made by a machine and says nothing.

The sound is a hum with syllables, at the pitch of a woman's voice: enough to hear that something plays, where it begins and where it ends.
"""

import io
import wave
from datetime import time, timedelta

import numpy as np
from numpy.typing import NDArray

from terrain.accounts.models import User
from terrain.core import clock, files, jobs, vault
from terrain.core.access import Viewer
from terrain.core.models import Job, JobState
from terrain.programmes.models import Project
from terrain.radio.actions import consents, grid, log, sounds, stations
from terrain.radio.actions.consents import Agreement
from terrain.radio.actions.grid import PlaceSaid
from terrain.radio.actions.sounds import Brought
from terrain.radio.actions.stations import ShowSaid, StationSaid
from terrain.radio.enums import EpisodeState, GridRule, Part, Scope, SoundKind, SoundState
from terrain.radio.models import Episode, EpisodeVoice, Show, Sound, Station, Voice
from terrain.radio.slots import RATE
from terrain.radio.sounds import preparing, shelf

PROJECT = "MEL"
HOSTS = (("host.mel@demo.example", "Oum Rayan"), ("second.host.mel@demo.example", "Noor"))
PRODUCER = "producer.mel@demo.example"
STATION = StationSaid(
    {"fr": "Mères en ligne", "ar": "أمهات على الخط"},
    {
        "fr": "La radio que des mères font pour d'autres mères.",
        "ar": "إذاعة تصنعها أمهات لأمهات أخريات.",
    },
    {
        "fr": "Vous êtes en danger ou quelqu'un vous fait peur ? Appelez le 19 (police) ou le 177 (gendarmerie). Numéro démo "
        "de l'association : 05 00 00 00 00.",
        "ar": "هل أنتِ في خطر أو هناك من يخيفك؟ اتصلي بالرقم 19 (الشرطة) أو 177 (الدرك). رقم تجريبي للجمعية: 05 00 00 00 00.",
    },
)
CAFE = ShowSaid(
    {"fr": "Le café du matin", "ar": "قهوة الصباح"},
    {"fr": "On boit un café et on se parle.", "ar": "نشرب القهوة ونتحدث."},
    "ary",
    "Society & Culture",
    licence="CC BY-NC-ND 4.0",
)
RIGHTS = ShowSaid(
    {"fr": "Nos droits, nos mots", "ar": "حقوقنا بكلماتنا"},
    {"fr": "Une question, une réponse, sans mots de juriste.", "ar": "سؤال وجواب بلا كلام معقد."},
    "ary",
    "Government",
)
TALES = ShowSaid(
    {"fr": "Contes du soir", "ar": "حكايات المساء"},
    {"fr": "Une histoire avant de dormir.", "ar": "حكاية قبل النوم."},
    "ar",
    "Kids & Family",
)
EPISODES = (
    ("cafe", "Retrouver du travail après la naissance", 75, 9),
    ("cafe", "Ce que j'aurais voulu savoir", 62, 2),
    ("rights", "Inscrire son enfant à l'état civil", 88, 16),
    ("rights", "Demander une pension", 70, 6),
    ("tales", "La fille et le figuier", 66, 12),
    ("tales", "Le puits qui répondait", 58, 4),
)
"""Show, title, seconds, how many days ago it was published."""
HALF_HOUR, QUARTER = 450, 225


def furnish(by: Viewer) -> None:
    """Tell the story once, where the programme has MEL."""
    project = Project.objects.filter(code=PROJECT).first()
    if project is None or Station.objects.filter(project=project).exists():
        return
    station = stations.open_station(project, STATION, by=by)
    voices = [_voice(project, email, name, by) for email, name in HOSTS]
    keys = frozenset(voice.pk for voice in voices)
    shows = {
        "cafe": stations.open_show(station, CAFE, keys, by=by),
        "rights": stations.open_show(station, RIGHTS, keys, by=by),
        "tales": stations.open_show(station, TALES, frozenset({voices[1].pk}), by=by),
    }
    _week(station, shows, by)
    _music(station, by)
    for number, (code, title, seconds, ago) in enumerate(EPISODES):
        _episode(shows[code], title, seconds, ago, voices[number % len(voices)], by)
    log.compile_ahead(station, by=by)


def _voice(project: Project, email: str, name: str, by: Viewer) -> Voice:
    """A host who agreed to be heard for a year, and is trusted to speak live."""
    user = User.objects.get(email=email)
    voice = Voice.objects.create(project=project, user=user, air_name=name, key=vault.new_key(), goes_live=True)
    since = clock.today() - timedelta(30)
    consents.agree(voice, Agreement(frozenset(Scope), since + timedelta(365), given_on=since), by=by)
    return voice


def _week(station: Station, shows: dict[str, Show], by: Viewer) -> None:
    """Mornings are for coffee, Wednesday for rights, every evening for a tale; Friday is live, the weekend repeats."""
    since = clock.today() - timedelta(60)

    def place(code: str, day: int, starts: time, slots: int, rule: str = GridRule.LATEST, after: int = 0) -> None:
        said = PlaceSaid(shows[code], day, starts, slots, rule, since, repeats_after=after)
        grid.add_place(station, said, by=by)

    for day in range(5):
        place("cafe", day, time(9), HALF_HOUR)
    for day in range(7):
        place("tales", day, time(20, 30), QUARTER, GridRule.REPEAT if day > 4 else GridRule.LATEST)
    place("rights", 2, time(11), HALF_HOUR)
    place("rights", 5, time(11), HALF_HOUR, GridRule.REPEAT, 3)
    place("cafe", 4, time(18), 2 * HALF_HOUR, GridRule.LIVE)


def _music(station: Station, by: Viewer) -> None:
    """A jingle and a song in the turn of what plays when nothing is planned."""
    rights = "Démonstration : fait par une machine, libre de droits."
    keys = [0]
    for kind, title, samples in (
        (SoundKind.JINGLE, "Indicatif démo", chimes(6)),
        (SoundKind.FALLBACK, "Chanson démo", chimes(48)),
    ):
        sound = sounds.bring_sound(station, Brought(kind, title, rights, _file(samples), f"{title}.wav"), by=by)
        if _prepared(sound):
            keys.append(sound.pk)
    version, _order = sounds.order_of(station)
    sounds.order_fallback(station, keys, seen=version, by=by)


def _episode(show: Show, title: str, seconds: int, ago: int, voice: Voice, by: Viewer) -> None:
    """An episode that was heard by a second person and published; without its sound there is none."""
    original = files.keep(_file(speech(seconds, len(title))), name="demo.wav", media_type="audio/wav", by=by)
    sound = Sound.objects.create(station=show.station, kind=SoundKind.EPISODE, title=title, original=original)
    preparing.prepare(sound, by=by)
    if not _prepared(sound):
        return
    then = clock.now() - timedelta(ago)
    maker, other = voice.user, User.objects.get(email=PRODUCER)
    episode = Episode.objects.create(
        show=show,
        title=title,
        language=show.language,
        state=EpisodeState.PUBLISHED,
        sound=sound,
        checked_names=True,
        made_by=maker,
        sent_at=then,
        approved_at=then,
        approved_by=other,
        published_at=then,
    )
    EpisodeVoice.objects.create(episode=episode, voice=voice, part=Part.HOST)
    shelf.air(sound)


def _prepared(sound: Sound) -> bool:
    """Do what waits to be done for sounds, here and now; whether this one is ready."""
    for key in Job.objects.filter(kind="radio.prepare", state=JobState.QUEUED).values_list("pk", flat=True):
        jobs.run_job.call(key)
    sound.refresh_from_db()
    return sound.state == SoundState.READY


def speech(seconds: int, seed: int) -> NDArray[np.float32]:
    """A hum with syllables and pauses: a pulse train through three resonances, as vowels are. Mono, 32 kHz."""
    draw = np.random.default_rng(seed)
    pieces = []
    made = 0
    while made < seconds * RATE:
        syllable = _syllable(draw)
        pieces.append(syllable)
        made += len(syllable)
    return np.concatenate(pieces)[: seconds * RATE].astype(np.float32)


def _syllable(draw: np.random.Generator) -> NDArray[np.float64]:
    length = int(RATE * draw.uniform(0.11, 0.26))
    at = np.arange(length) / RATE
    pitch = draw.uniform(180, 240) * (1 + 0.03 * np.sin(2 * np.pi * 5 * at))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    formants = (draw.uniform(350, 850), draw.uniform(1000, 2300), draw.uniform(2500, 3100))
    sound = np.zeros(length)
    for harmonic in range(1, 16):
        near = sum(1 / (1 + ((harmonic * 210 - formant) / 130) ** 2) for formant in formants)
        sound += near / harmonic**0.5 * np.sin(harmonic * phase)
    pause = np.zeros(int(RATE * (draw.uniform(0.25, 0.6) if draw.random() < 0.14 else draw.uniform(0.01, 0.05))))
    voiced = 0.3 * sound * np.sin(np.pi * np.arange(length) / length) ** 0.6
    return np.concatenate([voiced, pause])


def chimes(seconds: int) -> NDArray[np.float32]:
    """Bells on five notes, over and over. Mono, 32 kHz."""
    notes = (293.66, 349.23, 392.0, 440.0, 523.25)
    at = np.arange(RATE) / RATE
    out = np.zeros((seconds + 1) * RATE)
    for beat in range(2 * seconds):
        start = beat * RATE // 2
        note = notes[(beat * 3 + beat // 5) % len(notes)]
        bell = np.exp(-4 * at) * (np.sin(2 * np.pi * note * at) + 0.3 * np.sin(4.02 * np.pi * note * at))
        out[start : start + RATE] += 0.25 * bell
    return out[: seconds * RATE].astype(np.float32)


def _file(samples: NDArray[np.float32]) -> io.BytesIO:
    """The samples as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    out.seek(0)
    return out
