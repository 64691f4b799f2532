"""What a telephone sends: a second of sound in each piece, in a format of its own."""

import io

import av
import numpy as np
import pytest

from terrain.core import clock
from terrain.radio.enums import LiveState
from terrain.radio.live import pieces
from terrain.radio.models import LiveBroadcast
from terrain.radio.slots import RATE
from tests.radio.audio.tones import tone

CODECS = {"webm": "libopus", "ogg": "libopus", "mp3": "libmp3lame", "adts": "aac"}


def recorded(samples: np.ndarray, form: str = "webm") -> list[bytes]:
    """``samples`` (32 kHz) as a recorder gives them: one piece a second, the header in the first."""
    held = io.BytesIO()
    with av.open(held, "w", format=form) as out:
        stream = out.add_stream(CODECS[form], rate=48_000, layout="mono")
        stream.bit_rate = 32_000
        fit = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=48_000)
        for start in range(0, len(samples), 640):
            frame = av.AudioFrame.from_ndarray(samples[start : start + 640].reshape(1, -1), format="flt", layout="mono")
            frame.sample_rate = RATE
            for one in fit.resample(frame):
                out.mux(stream.encode(one))
        out.mux(stream.encode(None))
    data, count = held.getvalue(), len(samples) // RATE
    step = -(-len(data) // count)
    return [data[place : place + step] for place in range(0, len(data), step)]


@pytest.fixture
def live(show, amal, dounia, voice_of):
    """Amal is on air, Dounia listens; the slots kept for her begin in the tests' own words."""
    voice = voice_of(amal, goes_live=True)
    return LiveBroadcast.objects.create(
        station=show.station, show=show, voice=voice, state=LiveState.OPEN, announced_at=clock.now(), announced_by=amal,
        watched_by=dounia, slot_from=1000, slot_to=2000,
    )  # fmt: skip


@pytest.fixture
def send(live):
    """``send(440, 12)``: twelve seconds of a tone arrive, as take 0; ``without``: these pieces never do."""

    def sent(hertz, seconds, take=0, form="webm", without=()):
        told = recorded(tone(hertz, seconds), form)
        for number, content in enumerate(told):
            if number not in without:
                pieces.keep(live.uid, take, number, content)
        return len(told)

    return sent
