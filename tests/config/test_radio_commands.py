"""``terrain radio prepare``: a sound is tried without a station, without tables."""

import json

import pytest

from terrain.config import cli
from tests.radio.audio.quarry import file_of, video
from tests.radio.audio.tones import silence, speech

pytestmark = pytest.mark.django_db


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "vocal.ogg"
    path.write_bytes(file_of(speech(5), "ogg"))
    return path


def test_a_sound_is_prepared_and_told_in_words(sound, tmp_path, capsys):
    assert cli.main(["radio", "prepare", str(sound), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "opus in ogg" in said.err and "2 slots of 4 s" in said.err and "times real time" in said.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["vocal.eco", "vocal.mp3", "vocal.std"]
    assert sound.exists()


def test_for_scripts_it_is_told_in_json(sound, capsys):
    assert cli.main(["radio", "prepare", str(sound), "--json"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert said.err == "" and told["slots"] == 2 and told["codec"] == "opus" and told["kept"] == []
    assert told["loudness_out"] == pytest.approx(-16, abs=0.8) and told["times_real_time"] > 0


def test_a_video_is_told_to_be_one(tmp_path, capsys):
    film = tmp_path / "film.mp4"
    film.write_bytes(video(speech(4), 4))
    assert cli.main(["radio", "prepare", str(film)]) == 0
    assert "only its sound was taken" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "This file is empty"),
        (b"PK\x03\x04" + bytes(99), "disguised", "not a sound"),
        (file_of(silence(2), "wav"), "no_sound", "Nothing can be heard"),
    ],
)
def test_what_cannot_be_used_exits_with_1_and_a_sentence(tmp_path, capsys, data, code, words):
    path = tmp_path / "x.mp3"
    path.write_bytes(data)
    assert cli.main(["radio", "prepare", str(path), "--json"]) == 1
    said = capsys.readouterr()
    assert words in said.err and json.loads(said.out)["refused"] == code


def test_no_file_is_a_wrong_call(tmp_path, capsys):
    assert cli.main(["radio", "prepare", str(tmp_path / "none.ogg")]) == 2
    assert "There is no file" in capsys.readouterr().err
