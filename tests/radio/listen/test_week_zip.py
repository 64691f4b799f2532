"""The week in one zip: whole, streamed, with a code that proves itself; and groups that say they listened."""

import io
import re
import tracemalloc
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from terrain.core import clock
from terrain.radio import public
from terrain.radio.air.fragments import path_of
from terrain.radio.feeds import weekzip
from terrain.radio.models import ClubClaim

DAY = date(2026, 11, 26)


@pytest.fixture
def heard(station):
    return public.station(station.slug)


def _zip(client):
    response = client.get("/radio/meres/week.zip")
    assert response.status_code == 200
    data = b"".join(response.streaming_content)
    assert response["Content-Length"] == str(len(data))
    return zipfile.ZipFile(io.BytesIO(data))


def test_the_zip_holds_the_last_seven_days_and_a_page_to_read_offline(client, station, show, episode_of):
    episode_of("Vieux", days_ago=8)
    episode_of("Lundi", days_ago=3, content=b"A" * 1000)
    episode_of("Mardi", days_ago=2, content=b"B" * 700_000)
    archive = _zip(client)
    assert archive.testzip() is None
    names = archive.namelist()
    assert names[:2] == ["index.html", "radio.m3u"]
    assert [archive.getinfo(name).file_size for name in names[2:]] == [1000, 700_000]
    assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
    page = archive.read("index.html").decode()
    for name in names[2:]:
        assert f'src="{name}"' in page
        assert name in archive.read("radio.m3u").decode()
    assert "Vieux" not in page
    assert page.index("Lundi") < page.index("Mardi")
    assert 'lang="ar" dir="rtl"' in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//(?!localhost)", page)


def test_what_is_withdrawn_or_has_no_file_is_not_taken_along(client, station, episode_of):
    episode_of("Retiré", state="withdrawn")
    lost = episode_of("Sans fichier")
    path_of(str(lost.sound.uid), "mp3").unlink()
    assert client.get("/radio/meres/week.zip").status_code == 404
    episode_of("Entendu")
    page = _zip(client).read("index.html").decode()
    assert "Retiré" not in page
    assert "Sans fichier" not in page


def test_each_zip_has_a_code_of_its_own_that_is_known_again(client, station, episode_of, heard):
    episode_of("Entendu")
    pages = [_zip(client).read("index.html").decode() for _number in range(4)]
    codes = {re.search(r'<bdi dir="ltr">(\w{4} \w{4})</bdi>', page).group(1) for page in pages}
    assert len(codes) > 1
    assert all(weekzip.read_code(heard, code, clock.today()) for code in codes)


def test_a_large_zip_takes_the_memory_of_one_piece(tmp_path, heard, station, episode_of):
    episode = episode_of("Long")
    path = path_of(str(episode.sound.uid), "mp3")
    with path.open("wb") as file:
        file.truncate(200 << 20)
    sound = weekzip.Sound(public.episodes(heard)[0], "long.mp3", path)
    texts = [("index.html", "é")]
    tracemalloc.start()
    size = sum(len(piece) for piece in weekzip.pieces(texts, [sound], (2026, 1, 1, 0, 0, 0)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == weekzip.length(texts, [sound])
    assert peak < 4 << 20


def test_only_so_many_take_it_at_once_and_a_turn_is_given_back(client, station, episode_of):
    episode_of("Entendu")
    taking = [client.get("/radio/meres/week.zip") for _number in range(weekzip.AT_ONCE)]
    late = client.get("/radio/meres/week.zip")
    assert (late.status_code, late["Retry-After"]) == (503, "300")
    for answer in taking:
        b"".join(answer.streaming_content)
    assert _zip(client).testzip() is None


@given(st.lists(st.integers(0, 3000), max_size=6), st.text(max_size=60))
def test_the_length_is_known_before(tmp_path_factory, sizes, text):
    folder, sounds = tmp_path_factory.mktemp("zip"), []
    for number, size in enumerate(sizes):
        (folder / f"{number}").write_bytes(b"x" * size)
        sounds.append(weekzip.Sound(None, f"{number:02d}-é.mp3", folder / f"{number}"))
    texts = [("index.html", text)]
    data = b"".join(weekzip.pieces(texts, sounds, (2026, 1, 1, 0, 0, 0)))
    assert len(data) == weekzip.length(texts, sounds)
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_a_code_may_be_typed_as_people_type(heard):
    code = weekzip.new_code(heard, DAY)
    for typed in (code, code.lower(), weekzip.spoken(code), f" {code[:2]}-{code[2:]} ", code.translate(ARABIC)):
        assert weekzip.read_code(heard, typed, DAY) == (code, date(2026, 11, 23)), typed


ARABIC = str.maketrans("23456789", "٢٣٤٥٦٧٨٩")


def test_a_code_ends_after_half_a_year_and_another_radio_s_is_none(heard, station, cpe):
    code = weekzip.new_code(heard, DAY)
    assert weekzip.read_code(heard, code, DAY + timedelta(weeks=26)) is not None
    assert weekzip.read_code(heard, code, DAY + timedelta(weeks=27)) is None
    type(station).objects.create(project=cpe, slug="autre", name={"fr": "A"}, first_slot=1)
    assert weekzip.read_code(public.station("autre"), code, DAY) is None


@pytest.mark.parametrize("typed", ["", "ABC", "AAAA AAAA", "22222222", "ZZZZ ZZZZ ZZZZ"])
def test_a_guessed_code_is_none(heard, typed):
    assert weekzip.read_code(heard, typed, DAY) is None


def test_a_changed_letter_is_found(heard):
    code = weekzip.new_code(heard, DAY)
    for place in range(8):
        other = "A" if code[place] != "A" else "B"
        assert weekzip.read_code(heard, code[:place] + other + code[place + 1 :], DAY) is None


def test_a_group_tells_how_many_it_was(client, station, heard):
    code = weekzip.new_code(heard, clock.today())
    url = reverse("listen:club", args=["meres"])
    typed = {"code": code, "day": clock.today().isoformat(), "heads": "12", "place": "Au quartier"}
    assert client.post(url, typed).status_code == 302
    claim = ClubClaim.objects.get()
    assert (claim.heads, claim.place, claim.state, claim.week) == (
        12,
        "Au quartier",
        "new",
        weekzip.week_of(clock.today()),
    )
    assert code.encode() not in bytes(claim.code_digest)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "AAAABBBB"},
        {"day": "2199-01-01"},
        {"day": "2020-01-01"},
        {"heads": "1"},
        {"heads": "5000"},
        {"heads": ""},
    ],
)
def test_what_cannot_be_is_not_taken(client, station, heard, wrong):
    code = weekzip.new_code(heard, clock.today())
    typed = {"code": code, "day": clock.today().isoformat(), "heads": "12"} | wrong
    assert client.post(reverse("listen:club", args=["meres"]), typed).status_code == 422
    assert not ClubClaim.objects.exists()


def test_a_producer_decides_and_may_change_her_mind(client_of, client, dounia, amal, station, heard):
    code = weekzip.new_code(heard, clock.today())
    client.post(reverse("listen:club", args=["meres"]), {"code": code, "day": clock.today().isoformat(), "heads": "12"})
    claim = ClubClaim.objects.get()
    url = reverse("radio:decide_claim", args=[claim.uid])
    assert client_of(amal).post(url, {"accept": "1"}).status_code == 404
    producer = client_of(dounia)
    for name, state in (("accept", "accepted"), ("refuse", "refused"), ("accept", "accepted")):
        producer.post(url, {name: "1"})
        claim.refresh_from_db()
        assert claim.state == state
    assert "12" in producer.get(reverse("radio:claims")).content.decode()
