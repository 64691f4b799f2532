"""The program that carries a live broadcast."""

import io
import subprocess
import sys
from types import SimpleNamespace

import av
import numpy as np
import pytest

from terrain.config import radio_commands
from terrain.core import clock
from terrain.radio.audio import bounds
from terrain.radio.audio.boxes import init_segment
from terrain.radio.enums import Profile
from terrain.radio.live import carrier, feeding, pieces, source
from terrain.radio.live.carrier import Carrier, carry
from terrain.radio.models import LiveSlot
from terrain.radio.slots import SECONDS
from tests import REPOSITORY
from tests.radio.audio.tones import pitch

pytestmark = pytest.mark.django_db
BEFORE = 995 * SECONDS


@pytest.fixture
def carried(live, monkeypatch):
    """Carry what arrived until nothing more comes; each second of it takes a second of the test's own clock."""

    def until_silence(again=False, began=BEFORE):
        heard = {"pieces": 0}
        read = feeding.pieces.content

        def counted(uid, take, number):
            found = read(uid, take, number)
            heard["pieces"] += found is not None
            return found

        monkeypatch.setattr(feeding.pieces, "content", counted)
        monkeypatch.setattr(feeding, "LOST_AFTER", -1.0)
        carrier = Carrier(live, now=lambda: began + heard["pieces"])
        takes = sorted(pieces.held(live.uid))
        for take in takes[-1:] if again else takes:
            skip = len(pieces.held(live.uid)[take]) // 2 if again else 0
            feed = feeding.Feed(live.uid, take, lambda: False)
            for frame in feeding.heard(feed):
                if feed.number >= skip:
                    carrier.take(frame)
        monkeypatch.setattr(feeding.pieces, "content", read)
        return list(LiveSlot.objects.filter(live=live).values_list("slot", "piece"))

    return until_silence


def sound_of(live, piece, profile=Profile.STD) -> np.ndarray:
    data = init_segment() + pieces.fragment_path(live.uid, profile, piece).read_bytes()
    with av.open(io.BytesIO(data), format="mp4") as source_:
        return np.concatenate([frame.to_ndarray().ravel() for frame in source_.decode(audio=0)])


@pytest.mark.parametrize("form", ["webm", "ogg", "mp3", "adts"])
def test_whatever_her_telephone_records_is_heard_slot_after_slot(live, send, carried, form):
    send(440, 40, form=form)
    slots = carried()
    assert len(slots) >= 8
    assert [slot for slot, _piece in slots] == list(range(1000, 1000 + len(slots)))
    for _slot, piece in slots:
        for profile in (Profile.STD, Profile.ECO):
            assert abs(pitch(sound_of(live, piece, profile)[8000:100_000]) - 440) < 3


def test_a_piece_that_never_comes_costs_a_second_and_no_more(live, send, carried):
    send(440, 40, without=(17,))
    assert len(carried()) >= 8


def test_what_is_not_sound_is_passed_over(live, send, carried):
    pieces.keep(live.uid, 0, 0, b"<html>not sound</html>" * 50)
    send(440, 24, take=1)
    assert carried()


def test_another_program_takes_up_where_one_was_killed(live, send, carried):
    send(440, 24)
    first = carried()
    send(660, 40, take=1)
    every = carried(again=True, began=BEFORE + 60)
    assert every[: len(first)] == first
    pieces_of = [piece for _slot, piece in every]
    assert len(every) > len(first) and pieces_of == sorted(set(pieces_of))
    assert abs(pitch(sound_of(live, pieces_of[-1])[8000:100_000]) - 660) < 3


def test_two_programs_never_carry_one_broadcast(live):
    live.carried_at = clock.now()
    live.save()
    assert carry(live.uid) is False


def test_what_was_cut_is_heard_no_more_even_where_it_was_published(live, send, carried):
    send(440, 24)
    slots = carried()
    assert source.said(live.station_id, 1000, 2000)[1000] == (str(live.uid), slots[0][1])
    live.silenced_from = 1002
    live.save()
    assert set(source.said(live.station_id, 1000, 2000)) == {1000, 1001}


def test_a_piece_whose_file_is_gone_is_nothing_not_an_error(live):
    assert source.sound((str(live.uid), 7), "std") is None
    assert source.sound("something else", "std") is None


def test_the_program_is_bounded_before_it_carries(monkeypatch):
    done = []
    monkeypatch.setattr(bounds, "bound", lambda **said: done.append(said))
    monkeypatch.setattr(carrier, "carry", lambda uid: done.append(uid))
    radio_commands.carry(SimpleNamespace(broadcast="her broadcast"))
    assert done == [{"memory": carrier.MEMORY, "nice": 0}, "her broadcast"]


def test_a_bounded_program_takes_no_more_than_it_may():
    code = (
        "import resource; from terrain.radio.audio.bounds import bound\n"
        "bound(memory=300 << 20, cpu=60, written=1 << 20, nice=0)\n"
        "try: bytearray(400 << 20)\n"
        "except MemoryError: print('refused', resource.getrlimit(resource.RLIMIT_FSIZE)[0])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert told.stdout.split() == ["refused", str(1 << 20)]
