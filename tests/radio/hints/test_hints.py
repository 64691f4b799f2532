"""The hints of the studio are spoken by a producer, prepared like every sound, heard by those who make this radio and by nobody else."""

import io
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

import terrain.radio
from terrain.core import clock, vault
from terrain.core.access import system_viewer
from terrain.core.models import AuditEvent, SealedFile
from terrain.core.policies import Denied
from terrain.radio import hints as spoken
from terrain.radio.actions import hints as actions
from terrain.radio.actions import log, recordings
from terrain.radio.enums import SoundKind, SoundState
from terrain.radio.models import Hint, Recording, Sound, Station
from terrain.radio.slots import slot_at
from terrain.radio.sounds import shelf
from tests.radio.audio.quarry import file_of, video
from tests.radio.audio.tones import speech
from tests.radio.studio.conftest import Telephone, keep

pytestmark = pytest.mark.django_db
TEMPLATES = Path(terrain.radio.__file__).parent / "templates"
HOUSE = system_viewer("tests")


@pytest.fixture(scope="module")
def voice_message():
    return file_of(speech(3), "ogg")


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.TERRAIN_HOME = tmp_path
    return tmp_path


@pytest.fixture
def bring(station, dounia, client_of, django_capture_on_commit_callbacks):
    """Dounia chooses a file for a hint, and the worker prepares it: ``bring(content, key, language)``."""

    def choose(content, key="home", language="ar", user=dounia, slip=None):
        told = {
            "purpose": "hint", "way": "own", "station": station.uid, "hint": key, "language": language,
            "slip": slip or uuid4(), "file": SimpleUploadedFile("conseil.ogg", content, "audio/ogg"),
        }  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            return client_of(user).post(reverse("radio:upload"), told)

    return choose


@pytest.fixture
def spoke(station):
    """A hint that is spoken and ready, without the work of preparing it."""

    def make(key="home", language="ar", of=None, **said):
        sound = Sound.objects.create(
            station=of or station, kind=SoundKind.HINT, **({"state": SoundState.READY, "slots": 1} | said)
        )
        sealed = keep(b"spoken words", "audio/mpeg")
        sound.renditions.create(profile="mp3", sealed=sealed, size=sealed.size)
        words = spoken.written(key, language)
        return Hint.objects.create(station=of or station, key=key, language=language, sound=sound, words=words)

    return make


@pytest.fixture
def telephone(show, client_of, voice_message):
    """``telephone(dounia, hint="home")``: a hint that is sent part by part from the recorder's page."""

    def pick_up(user, **said):
        told = {"purpose": "hint", "hint": "home", "language": "ar"} | said
        phone = Telephone(client_of(user), show, voice_message, **told)
        phone.told["show"] = ""
        return phone

    return pick_up


def used_keys():
    return re.findall(r"{% hint \"(\w+)\" %}", "".join(path.read_text() for path in TEMPLATES.rglob("*.html")))


def lines_of(page):
    return {row["line"].key: row for row in page.context["rows"]}


def test_every_hint_of_a_page_is_known_and_every_known_hint_stands_on_one_page():
    assert sorted(used_keys()) == sorted(spoken.HINTS)


def test_no_page_says_a_hint_that_a_producer_cannot_speak():
    includes = [path.name for path in TEMPLATES.rglob("*.html") if "studio/hint.html" in path.read_text()]
    assert includes == []


def test_what_she_spoke_is_prepared_sealed_and_heard_by_a_host(bring, station, dounia, amal, client_of, voice_message):
    answer = bring(voice_message)
    hint = Hint.objects.get()
    assert answer.status_code == 302 and answer.headers["Location"] == hint.get_absolute_url()
    assert (hint.sound.state, hint.sound.kind, hint.sound.made_by) == (SoundState.READY, SoundKind.HINT, dounia)
    assert hint.sound.original is None, "how it came is not kept once it is prepared"
    assert not hint.sound.renditions.filter(on_air=True).exists()
    with override("ar"):
        address = reverse("radio:hear_hint", args=[hint.sound.uid])
    assert f'data-sound="{address}"' in client_of(amal).get("/ar/studio/").content.decode()
    heard = client_of(amal).get(address)
    assert heard.status_code == 200 and heard.headers["Content-Type"] == "audio/mpeg"
    assert heard.headers["Cache-Control"] == "private, max-age=86400"
    content = b"".join(heard.streaming_content)
    assert len(content) == hint.sound.renditions.get(profile="mp3").size
    part = client_of(amal).get(address, headers={"range": "bytes=10-19"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, content[10:20])


def test_it_is_written_in_the_journal_with_which_hint_and_nothing_else(bring, dounia, voice_message):
    bring(voice_message)
    event = AuditEvent.objects.get(verb="radio.hint_recorded")
    assert (event.actor_id, event.detail) == (dounia.pk, {"hint": "home", "language": "ar"})


def test_it_comes_part_by_part_from_the_recorder_too(telephone, dounia):
    phone = telephone(dounia, hint="pieces", language="fr", cut_from=200, cut_to=2500)
    for _time in range(2):
        assert phone.begin().status_code == 200
        phone.send(0)
    first, second = phone.finish().json(), phone.finish().json()
    hint = Hint.objects.get()
    assert first == second == {"next": hint.get_absolute_url()}
    assert (hint.key, hint.language, hint.words) == ("pieces", "fr", spoken.written("pieces", "fr"))
    assert (hint.sound.cut_from, hint.sound.cut_to) == (200, 2500)


def test_a_second_tap_speaks_it_once(bring, voice_message):
    slip = uuid4()
    assert len({bring(voice_message, slip=slip).headers["Location"] for _tap in range(2)}) == 1
    assert Hint.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"<html><script>alert(1)</script></html>" * 40, "disguised"),
        (b"\x1aE\xdf\xa3" + b"\x00" * 4000, "damaged"),
        (video(None), "video"),
    ],
)
def test_a_file_that_is_no_sound_is_refused_in_words_and_the_one_before_goes_on(
    bring, spoke, dounia, amal, client_of, station, content, refusal
):
    before = spoke()
    bring(content)
    row = lines_of(client_of(dounia).get(reverse("radio:hints", args=[station.slug]), {"language": "ar"}))["home"]
    assert row["line"].newest.sound.refusal == refusal and row["refusal"]
    assert row["line"].heard == before
    assert client_of(amal).get(reverse("radio:hear_hint", args=[before.sound.uid])).status_code == 200


def test_an_empty_or_too_large_file_says_so_on_the_page_of_the_hint(bring, monkeypatch, voice_message):
    assert bring(b"").status_code == 422
    monkeypatch.setattr(actions, "LARGEST", 100)
    answer = bring(voice_message)
    assert answer.status_code == 422 and "radio/hints/record.html" in [one.name for one in answer.templates]
    assert not Hint.objects.exists() and not Sound.objects.exists()


@pytest.mark.parametrize(
    "said",
    [{"hint": "nowhere"}, {"hint": ""}, {"language": "it"}, {"language": "xx"}, {"way": "changed"}, {"way": "lent"}],
)
def test_a_hint_that_is_not_there_is_spoken_by_nobody(telephone, dounia, said):
    answer = telephone(dounia, **said).begin()
    assert answer.status_code == 422 and answer.json()["words"]
    assert not Recording.objects.exists()


def test_a_whole_programme_is_not_taken_for_a_hint(telephone, dounia):
    assert telephone(dounia, milliseconds=actions.LONGEST + 1).begin().json()["code"] == "too_large"


def test_a_host_speaks_no_hint_and_takes_none_away(bring, spoke, telephone, station, amal, client_of, viewer_of):
    hint = spoke()
    browser = client_of(amal)
    assert bring(b"OggS", user=amal).status_code == 403
    assert telephone(amal).begin().status_code == 403
    assert browser.post(reverse("radio:take_away_hint", args=[hint.sound.uid])).status_code == 403
    assert browser.get(reverse("radio:hints", args=[station.slug])).status_code == 403
    for act in (
        lambda: actions.record_hint(station, actions.HintSaid("home", "ar", keep()), by=viewer_of(amal)),
        lambda: actions.take_away_hint(hint, by=viewer_of(amal)),
        lambda: actions.drop_replaced(by=viewer_of(amal)),
    ):
        with pytest.raises(Denied):
            act()
    hint.sound.refresh_from_db()
    assert hint.sound.state == SoundState.READY and Hint.objects.count() == 1


def test_hints_of_another_radio_are_not_there(station, spoke, cpe, amal, dounia, client_of, viewer_of):
    other = Station.objects.create(project=cpe, slug="autre", name={"ar": "x"}, first_slot=slot_at(clock.now()))
    theirs = spoke(of=other)
    assert client_of(amal).get(reverse("radio:hear_hint", args=[theirs.sound.uid])).status_code == 404
    assert client_of(dounia).post(reverse("radio:take_away_hint", args=[theirs.sound.uid])).status_code == 404
    assert client_of(dounia).get(reverse("radio:hints", args=["autre"])).status_code == 404
    with override("ar"):
        assert spoken.heard(viewer_of(amal), "home") is None


def test_it_is_heard_in_the_language_of_the_page_only(station, spoke, amal, client_of):
    hint = spoke(language="ar")
    address = str(hint.sound.uid)
    assert address in client_of(amal).get("/ar/studio/").content.decode()
    assert address not in client_of(amal).get("/studio/").content.decode()


def test_without_a_script_the_page_has_a_player(station, spoke, amal, client_of):
    spoke()
    told = client_of(amal).get("/ar/studio/").content.decode()
    assert re.search(r"<noscript><audio controls preload=\"none\" src=\"[^\"]+/hints/", told)
    assert "autoplay" not in told


def test_nothing_recorded_leaves_the_page_as_it_was(station, amal, client_of):
    told = client_of(amal).get("/ar/studio/").content.decode()
    assert "data-speak hidden" in told and "data-sound" not in told


def test_the_newest_that_is_ready_is_heard_and_the_one_before_waits_for_it(station, spoke, amal, viewer_of):
    older = spoke()
    newer = spoke(state=SoundState.PREPARING)
    with override("ar"):
        assert spoken.heard(viewer_of(amal), "home") == older
        Sound.objects.filter(pk=newer.sound_id).update(state=SoundState.READY)
        assert spoken.heard(viewer_of(amal), "home") == newer
        assert spoken.heard(viewer_of(amal), "pieces") is None


def test_recording_again_destroys_what_nobody_hears_any_more(bring, spoke, voice_message):
    never, oldest, heard = spoke(state=SoundState.REFUSED), spoke(), spoke()
    bring(voice_message)
    states = dict(Hint.objects.values_list("pk", "sound__state"))
    assert [states[one.pk] for one in (never, oldest, heard)] == [SoundState.GONE, SoundState.GONE, SoundState.READY]


def test_the_house_destroys_what_a_newer_one_replaced_and_nothing_else(station, spoke, dounia, viewer_of):
    older, newer, waits, french = spoke(), spoke(), spoke(state=SoundState.WAITING), spoke(language="fr")
    keys = [older.sound.renditions.get().sealed.key_id]
    assert actions.drop_replaced(by=HOUSE) == 1
    assert actions.drop_replaced(by=HOUSE) == 0
    states = dict(Hint.objects.values_list("pk", "sound__state"))
    assert states == {older.pk: "gone", newer.pk: "ready", waits.pk: "waiting", french.pk: "ready"}
    assert SealedFile.objects.filter(key__in=keys, key__destroyed_at=None).count() == 0
    assert AuditEvent.objects.filter(verb="radio.hint_taken_away").count() == 1


def test_taken_away_it_is_heard_by_nobody_and_its_keys_are_destroyed(station, spoke, dounia, amal, client_of):
    older, hint = spoke(), spoke()
    sealed = [one.sound.renditions.get().sealed for one in (older, hint)]
    for _tap in range(2):
        client_of(dounia).post(reverse("radio:take_away_hint", args=[hint.sound.uid]))
    assert client_of(amal).get(reverse("radio:hear_hint", args=[hint.sound.uid])).status_code == 404
    assert str(hint.sound.uid) not in client_of(amal).get("/ar/studio/").content.decode()
    for file in sealed:
        file.key.refresh_from_db()
        with pytest.raises(vault.Erased):
            vault.unseal(file.key, bytes(file.sealed_name), "x")
    assert AuditEvent.objects.filter(verb="radio.hint_taken_away").count() == 1


def test_the_producer_is_told_that_the_text_changed_since(station, spoke, dounia, client_of):
    same, changed = spoke("home"), spoke("pieces")
    Hint.objects.filter(pk=changed.pk).update(words="Ce qui était écrit avant.")
    page = client_of(dounia).get(reverse("radio:hints", args=[station.slug]), {"language": "ar"})
    rows = lines_of(page)
    assert not rows["home"]["line"].said_before and rows["home"]["line"].heard == same
    assert rows["pieces"]["line"].said_before == "Ce qui était écrit avant."
    assert page.content.decode().count("Ce qui était écrit avant.") == 1
    assert page.context["done"] == 2


def test_a_file_that_cannot_be_used_hides_not_that_what_is_heard_says_what_was_written_before(spoke, station):
    heard = spoke()
    Hint.objects.filter(pk=heard.pk).update(words="Avant.")
    spoke(state=SoundState.REFUSED)
    assert {one.key: one.said_before for one in spoken.lines(station, "ar") if one.said_before} == {"home": "Avant."}


def test_every_hint_stands_there_in_each_language_that_the_radio_speaks(station, show, dounia, client_of):
    address = reverse("radio:hints", args=[station.slug])
    for language in ("fr", "ar"):
        page = client_of(dounia).get(address, {"language": language})
        assert [code for code, _name in page.context["languages"]] == ["fr", "ar"]
        assert list(lines_of(page)) == list(spoken.HINTS)
        for key, row in lines_of(page).items():
            assert row["line"].words == spoken.written(key, language)
            assert reverse("radio:record_hint", args=[station.slug, key, language]) in page.content.decode()
    assert client_of(dounia).get(address, {"language": "it"}).context["language"] in {"fr", "ar"}


@pytest.mark.parametrize(
    ("name", "show_in", "spoken_in"),
    [
        ({"fr": "Mères"}, "ary", ["fr", "ar"]),
        ({"ar": "أمهات"}, "ar", ["ar"]),
        ({"en": "Mothers"}, "wo", ["en"]),
        ({"es": "Madres"}, "wo", ["fr", "ar", "en", "it"]),
    ],
)
def test_darija_is_spoken_in_place_of_arabic_and_what_no_screen_says_is_left_out(
    station, show, name, show_in, spoken_in
):
    station.name, show.language = name, show_in
    station.save()
    show.save()
    assert spoken.languages_of(station) == spoken_in


def test_the_recorder_of_a_hint_shows_its_words_and_who_hears_them(station, dounia, client_of):
    page = client_of(dounia).get(reverse("radio:record_hint", args=[station.slug, "home", "ar"]))
    told = page.content.decode()
    assert spoken.written("home", "ar") in told
    assert told.index(spoken.written("home", "ar")) < told.index("data-recorder")
    assert 'name="hint" value="home"' in told and 'name="language" value="ar"' in told
    for wrong in (["nowhere", "ar"], ["home", "it"]):
        assert client_of(dounia).get(reverse("radio:record_hint", args=[station.slug, *wrong])).status_code == 404


def test_a_hint_is_never_on_air(station, spoke, dounia, viewer_of):
    hint = spoke()
    with pytest.raises(Denied):
        log.change_fallback(station, [hint.sound_id], by=viewer_of(dounia))
    with pytest.raises(ValueError):
        shelf.air(hint.sound)
    assert not hint.sound.renditions.filter(on_air=True).exists()


def test_a_page_of_the_studio_asks_once_for_its_hint(station, spoke, amal, client_of, django_assert_max_num_queries):
    browser = client_of(amal)
    browser.get("/ar/studio/record/")
    with django_assert_max_num_queries(60) as bare:
        browser.get("/ar/studio/record/")
    for _time in range(3):
        spoke("choose_voice")
    with django_assert_max_num_queries(60) as full:
        browser.get("/ar/studio/record/")
    assert len(full) == len(bare)


def test_what_a_hint_became_is_found_again_by_its_recording(station, spoke, dounia, viewer_of):
    said = recordings.RecordingSaid(purpose="hint", hint="home", language="ar")
    slip = uuid4()
    made = [
        recordings.upload(station, said, io.BytesIO(b"OggS"), name="a.ogg", slip=slip, by=viewer_of(dounia))
        for _time in range(2)
    ]
    assert made[0] == made[1] == Hint.objects.get()
