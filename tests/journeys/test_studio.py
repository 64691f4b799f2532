"""A mother records with her telephone: nothing she said is lost, nobody hears it before a second woman did."""

import hashlib
import io
import math
import struct
import wave

import numpy as np
import pytest
from playwright.sync_api import Page

from terrain.core import clock, files, vault
from terrain.radio.actions import episodes, log, testimonies
from terrain.radio.consent import consents
from terrain.radio.enums import Agreed, SoundState
from terrain.radio.models import Episode, Hint, LentWords, Recording, Show, Sound, Station, Voice
from terrain.radio.slots import slot_at
from terrain.radio.sounds import preparing, shelf
from tests.factories import AssignmentFactory, UserFactory, small_programme
from tests.journeys.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE, check_accessible, keep_picture
from tests.radio.audio.quarry import file_of
from tests.radio.audio.tones import speech
from tests.radio.studio.conftest import keep, made_ready

pytestmark = pytest.mark.django_db(transaction=True)
TONE = 300
"""Hertz of what the telephone hears."""
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def _voice(path) -> None:
    """Twenty seconds at one pitch, swelling and ebbing as syllables do."""
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 48_000, 0, "NONE", ""))
        for moment in range(0, 20 * 48_000, 4_800):
            some = range(moment, moment + 4_800)
            loud = [
                12_000 * (0.6 + 0.4 * math.sin(at / 9_000)) * math.sin(2 * math.pi * TONE * at / 48_000) for at in some
            ]
            out.writeframes(struct.pack("<4800h", *map(int, loud)))


@pytest.fixture(scope="module")
def browser(browser, tmp_path_factory):
    """A telephone whose microphone hears a known voice."""
    heard = tmp_path_factory.mktemp("voice") / "voice.wav"
    _voice(heard)
    flags = [*FLAGS, *MICROPHONE, f"--use-file-for-fake-audio-capture={heard}"]
    telephone = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    yield telephone
    telephone.close()


class Studio:
    """A radio of W4I, Amal and Malika who make it, Dounia who answers for it."""

    def __init__(self) -> None:
        project = small_programme().projects.get(code="W4I")
        self.station = Station.objects.create(
            project=project,
            slug="meres",
            name={"fr": "Mères en ligne", "ar": "أمهات على الخط"},
            first_slot=slot_at(clock.now()),
        )
        self.show = Show.objects.create(
            station=self.station, slug="cafe", title={"fr": "Le café du matin", "ar": "قهوة الصباح"}
        )
        self.amal, self.malika, self.dounia = (
            self.member(project, name, role)
            for name, role in (("Amal", "radio_host"), ("Malika", "radio_host"), ("Dounia", "radio_producer"))
        )

    def member(self, project, name, role):
        user = UserFactory(full_name=name)
        AssignmentFactory(user=user, role=role, project=project)
        voice = Voice(project=project, user=user, air_name=name, key=vault.new_key())
        voice.seal_avoided(("ياسمين",) if name == "Amal" else ())
        voice.save()
        return user


@pytest.fixture
def studio(transactional_db, monkeypatch):
    """Everybody agreed, and sounds are prepared when a journey says so."""
    monkeypatch.setattr(preparing, "prepare", lambda sound, *, by, keep_original=True: None)
    monkeypatch.setattr(consents, "lacking_said", lambda episode, scope: [])
    monkeypatch.setattr(shelf, "air", lambda sound: None)
    monkeypatch.setattr(log, "compile_ahead", lambda station, *, by: None)
    return Studio()


@pytest.fixture
def telephone(open_browser, sign_in, studio):
    """``telephone(user)``: her telephone, in Arabic, on the first page of the studio."""

    def pick_up(user, viewport=PHONE, language="ar", **options) -> Page:
        page = open_browser(viewport, language, permissions=["microphone"], **options)
        sign_in(page, user)
        page.goto(("" if language == "fr" else f"/{language}") + "/studio/")
        return page

    return pick_up


def record(page: Page, seconds: float, way: str = "own") -> None:
    """Record so long, and stop."""
    page.goto(f"/ar/studio/record/{way}/")
    page.click("[data-do=record]")
    page.wait_for_selector("[data-do=stop]:visible")
    page.wait_for_timeout(seconds * 1000)
    page.click("[data-do=stop]")
    page.wait_for_selector("[data-player]:visible")


def until(page: Page, said: str, seconds: float = 30) -> None:
    """Wait until this is so; the page's own policy forbids the browser's way to wait for it."""
    for _time in range(int(seconds * 5)):
        if page.evaluate(said):
            return
        page.wait_for_timeout(200)
    raise AssertionError(said)


def recorded(page: Page) -> str:
    """Fingerprint of what the telephone keeps, unsealed."""
    told = page.evaluate(
        """async () => {
          const [one] = await window.studioPhone.list()
          const bytes = await (await window.studioPhone.blob(one.uid, one.media_type)).arrayBuffer()
          return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
        }"""
    )
    return bytes(told).hex()


def pitch(page: Page) -> float:
    """Hertz of what the telephone keeps, where it is strongest."""
    samples = page.evaluate(
        """async () => {
          const [one] = await window.studioPhone.list()
          const bytes = await (await window.studioPhone.blob(one.uid, one.media_type)).arrayBuffer()
          const heard = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(bytes)
          return Array.from(heard.getChannelData(0).slice(48000, 96000))
        }"""
    )
    heard = np.abs(np.fft.rfft(np.array(samples) * np.hanning(len(samples))))
    return float(np.argmax(heard) * 48_000 / len(samples))


def kept_on(page: Page) -> int:
    """How many recordings the telephone still holds."""
    return page.evaluate("async () => (await window.studioPhone.list()).length")


def arrived(page: Page) -> Episode:
    """The episode that her telephone leads to once everything was sent."""
    page.wait_for_url("**/studio/episodes/**", timeout=40_000)
    return Episode.objects.get(uid=page.url.rstrip("/").split("/")[-1])


def test_she_records_cuts_and_sends_over_a_network_that_breaks(telephone, studio):
    page = telephone(studio.amal)
    keep_picture(page, "studio-home")
    page.click(".three-record")
    page.click("a[href$='/record/own/']")
    assert "ياسمين" in page.inner_text("main")
    page.click("[data-do=record]")
    page.wait_for_selector("[data-do=pause]:visible")
    page.wait_for_timeout(3000)
    keep_picture(page, "studio-recording")
    page.click("[data-do=pause]")
    page.wait_for_timeout(1500)
    page.click("[data-do=go-on]")
    page.wait_for_timeout(3000)
    page.click("[data-do=stop]")
    until(page, "Number(document.querySelector('[data-cut-until]').max) > 5000")
    assert 5500 < int(page.get_attribute("[data-cut-until]", "max")) < 7200, "the pause is not in it"
    page.click("details.cut summary")
    page.evaluate("document.querySelector('[data-player]').currentTime = 1.2")
    page.wait_for_timeout(300)
    page.click("[data-do=from-here]")
    keep_picture(page, "studio-listen-again")
    check_accessible(page)
    told = recorded(page)
    broken = []

    def breaks(route) -> None:
        if broken:
            route.continue_()
        else:
            broken.append(route.request.url)
            route.abort()

    page.route("**/recordings/*/0/", breaks)
    page.click("[data-do=send]")
    episode = arrived(page)
    assert broken, "the network broke once"
    assert hashlib.sha256(files.read(episode.sound.original)).hexdigest() == told
    assert 1000 <= episode.sound.cut_from <= 1400 and episode.sound.cut_to == 0
    assert kept_on_home(page) == 0


def kept_on_home(page: Page) -> int:
    page.goto("/ar/studio/")
    return kept_on(page)


def test_a_tab_that_closes_while_she_speaks_loses_nothing(telephone, studio):
    page = telephone(studio.amal)
    page.goto("/ar/studio/record/own/")
    page.click("[data-do=record]")
    page.wait_for_selector("[data-do=stop]:visible")
    page.wait_for_timeout(5000)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/ar/studio/")
    page.wait_for_selector("[data-pending]:visible")
    page.click("[data-pending-open]")
    until(page, "Number(document.querySelector('[data-cut-until]').max) >= 3500")
    page.click("[data-do=send]")
    episode = arrived(page)
    assert episode.sound.original.size > 5000


def test_signed_out_while_it_is_sent_it_goes_on_once_she_is_back(telephone, studio, sign_in, monkeypatch):
    monkeypatch.setattr("terrain.radio.views.recording.CHUNK_SIZE", 8192)
    monkeypatch.setattr("terrain.radio.actions.recordings.CHUNK_SIZE", 8192)
    monkeypatch.setattr("terrain.radio.views.studio.CHUNK_SIZE", 8192)
    page = telephone(studio.amal)
    record(page, 4)
    told = recorded(page)
    page.route("**/recordings/*/1/", lambda route: (page.context.clear_cookies(name="sessionid"), route.continue_()))
    page.click("[data-do=send]")
    page.wait_for_selector("[data-at=signed_out]:visible", timeout=30_000)
    assert Recording.objects.get().chunks.count() >= 1 and not Episode.objects.exists()
    page.unroute_all()
    sign_in(page, studio.malika)
    page.goto("/ar/studio/")
    assert kept_on(page) == 0, "another woman on the same telephone finds nothing"
    sign_in(page, studio.amal)
    page.goto("/ar/studio/")
    until(page, "document.querySelector('[data-pending-open]').href.includes('/episodes/')")
    episode = Episode.objects.get()
    assert (episode.made_by, hashlib.sha256(files.read(episode.sound.original)).hexdigest()) == (studio.amal, told)


def test_a_changed_voice_is_changed_before_it_is_kept(telephone, studio):
    page = telephone(studio.amal)
    record(page, 4)
    assert abs(pitch(page) - TONE) < 12
    page.on("dialog", lambda asked: asked.accept())
    page.click("[data-do=forget]")
    page.wait_for_selector("[data-do=record]:visible")
    assert kept_on(page) == 0
    record(page, 4, way="changed")
    keep_picture(page, "studio-changed-voice")
    heard = pitch(page)
    assert abs(heard - TONE) > 30, heard
    page.click("[data-do=send]")
    episode = arrived(page)
    assert (episode.way, episode.sound.voice_way) == ("changed", "")


def test_a_second_woman_listens_and_only_then_it_is_published(telephone, studio):
    page = telephone(studio.amal)
    record(page, 3)
    page.click("[data-do=send]")
    episode = arrived(page)
    ready(episode.sound)
    page.reload()
    page.fill("[name=title]", "المدرسة")
    page.click("button[name=send]")
    page.wait_for_url(f"**{episode.get_absolute_url()}")
    assert Episode.objects.get().state == "review"
    second = telephone(studio.malika, language="fr")
    second.click("a[href$='/studio/review/']")
    second.click(f"a[href$='{episode.get_absolute_url()}']")
    second.wait_for_selector("audio")
    assert second.evaluate(PLAYS), "she hears it before she says anything"
    keep_picture(second, "studio-approval", full=True)
    second.check("[name=checked_names]")
    second.click("form[action$='/approve/'] button")
    second.wait_for_selector(".messages .notice")
    assert Episode.objects.get().approved_by == studio.malika
    page.goto("/ar/studio/publish/")
    page.click("form[action$='/publish/'] button")
    page.wait_for_url(f"**{episode.get_absolute_url()}")
    assert Episode.objects.get().state == "published"
    page.click(f"a[href$='{episode.get_absolute_url()}withdraw/']")
    page.check("[name=reason][value=consent]")
    page.click("main form[method=post] button")
    page.wait_for_url("**/studio/mine/")
    assert Episode.objects.get().state == "withdrawn" and Sound.objects.get().original is None


PLAYS = """async () => {
  const player = document.querySelector('audio')
  player.muted = true
  await player.play()
  await new Promise(resolve => setTimeout(resolve, 800))
  return player.currentTime > 0.3
}"""


def ready(sound: Sound) -> None:
    """What was recorded, as it is played once it is prepared."""
    made_ready(sound, files.read(sound.original))
    Sound.objects.filter(pk=sound.pk).update(waveform=bytes(abs((n * 37) % 255 - 128) * 2 % 256 for n in range(200)))
    assert Sound.objects.get(pk=sound.pk).state == SoundState.READY


def test_her_words_go_to_another_voice(telephone, studio, viewer_of):
    page = telephone(studio.amal)
    page.goto("/ar/studio/lent/new/")
    page.click("[data-do=record]")
    page.wait_for_selector("[data-do=stop]:visible")
    page.wait_for_timeout(2500)
    page.click("[data-do=stop]")
    page.wait_for_selector("[data-player]:visible")
    page.click("[data-do=send]")
    page.wait_for_url("**/studio/lent/*-*/", timeout=30_000)
    told = LentWords.objects.get()
    testimonies.write(told, "خرجت ذات صباح مع ابنتي.", version=told.version, by=viewer_of(studio.dounia))
    page.reload()
    keep_picture(page, "studio-lent-voice", full=True)
    page.click("form[action$='/agree/'] button")
    page.wait_for_load_state()
    assert LentWords.objects.get().agreed_how == Agreed.HERSELF
    reader = telephone(studio.malika)
    reader.goto("/ar/studio/lent/")
    reader.click("form[action$='/take-up/'] button")
    reader.wait_for_selector(".lent-words")
    assert "Amal" not in reader.inner_text("main") and "خرجت" in reader.inner_text(".lent-words")
    reader.click("[data-do=record]")
    reader.wait_for_selector("[data-do=stop]:visible")
    reader.wait_for_timeout(2500)
    reader.click("[data-do=stop]")
    reader.wait_for_selector("[data-player]:visible")
    reader.click("[data-do=send]")
    episode = arrived(reader)
    assert LentWords.objects.get().episode == episode and "Amal" not in reader.inner_text("main")


def test_without_scripts_a_file_is_sent_by_a_form(telephone, studio, tmp_path):
    note = tmp_path / "PTT-20260101-WA0001.opus"
    note.write_bytes(b"OggS" + bytes(4000))
    page = telephone(studio.amal, java_script_enabled=False)
    page.goto("/ar/studio/record/own/")
    page.click("[data-upload-box] summary")
    page.set_input_files("[name=file]", str(note))
    page.click("[data-upload] button")
    page.wait_for_url("**/studio/episodes/**")
    assert Episode.objects.get().sound.original.size == 4004


def test_a_producer_speaks_a_hint_and_a_host_hears_it_with_one_tap(telephone, studio):
    page = telephone(studio.dounia)
    assert not page.is_visible("[data-speak]"), "nobody recorded it, and this telephone has no voice"
    page.goto("/ar/studio/stations/meres/hints/")
    page.click("#hint-home a.button")
    page.click("[data-do=record]")
    page.wait_for_selector("[data-do=stop]:visible")
    page.wait_for_timeout(2500)
    page.click("[data-do=stop]")
    page.wait_for_selector("[data-player]:visible")
    page.click("[data-do=send]")
    page.wait_for_url("**/hints/?language=ar#hint-home", timeout=40_000)
    hint = Hint.objects.get()
    assert (hint.key, hint.language, hint.sound.made_by) == ("home", "ar", studio.dounia)
    sealed = keep(file_of(speech(3), "mp3"), "audio/mpeg")
    made_ready(hint.sound).renditions.create(profile="mp3", sealed=sealed, size=sealed.size)
    page.wait_for_selector("#hint-home audio", timeout=15_000)
    assert "1" in page.inner_text("#hints-done")
    host = telephone(studio.amal)
    asked = []
    host.on("response", lambda answer: asked.append(answer.status) if f"/{hint.sound.uid}/" in answer.url else None)
    host.wait_for_timeout(500)
    assert asked == [], "never by itself"
    host.evaluate(
        "const own = window.Audio; window.Audio = function (source) { return window.heard = new own(source) }"
    )
    for _tap in range(2):
        host.click("[data-speak]")
        until(host, "window.heard && !window.heard.paused && window.heard.currentTime > 0.3")
    host.wait_for_timeout(1000)
    host.click("[data-speak]")
    assert host.evaluate("window.heard.currentTime") < 1, "pressed again it begins again"
    assert asked and set(asked) <= {200, 206}
    bare = telephone(studio.amal, java_script_enabled=False)
    assert bare.locator(".hint audio").bounding_box()["width"] > 200


@pytest.mark.parametrize(("viewport", "language"), [(PHONE, "ar"), (DESKTOP, "fr")], ids=["phone-ar", "desk-fr"])
def test_every_page_is_whole_and_accessible(telephone, studio, viewer_of, viewport, language):
    by = viewer_of(studio.amal)
    voice = Voice.objects.get(user=studio.amal)
    sealed = files.keep(io.BytesIO(b"x"), name="a", by=by)
    made = episodes.begin(studio.show, episodes.SoundSaid(sealed), [(voice, "host")], by=by)
    made_ready(made.sound)
    told = testimonies.tell(studio.station, testimonies.Told(voice, "Des mots."), by=by)
    page = telephone(studio.dounia, viewport, language)
    prefix = "" if language == "fr" else f"/{language}"
    own, lent = made.get_absolute_url(), told.get_absolute_url()
    steps = [own, f"{own}edit/", f"{own}voices/", f"{own}withdraw/", lent, f"{lent}write/"]
    pages = ["", "mine/", "publish/", "review/", "record/", "record/own/", "record/changed/", "lent/", "lent/new/"]
    pages += ["stations/meres/hints/", "stations/meres/hints/home/ar/"]
    for address in [*(f"/studio/{one}" for one in pages), *steps]:
        assert page.goto(prefix + address).status == 200, address
        for part in page.locator("main details").all():
            part.evaluate("part => { part.open = true }")
        check_accessible(page)
    testimonies.agree(told, Agreed.HERSELF, version=told.version, by=by)
    episodes.change(made, episodes.EpisodeSaid("Un matin"), version=made.version, by=by)
    episodes.send(made, by=by)
    for address in (own, f"{lent}read/"):
        assert page.goto(prefix + address).status == 200, address
        check_accessible(page)
