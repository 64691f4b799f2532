"""A mother records, another one approves, listeners hear it; she speaks live while the network goes away; she takes it back and it is gone.

Everything is real: a server with its worker in a home of its own, a browser whose microphone hears known speech, and an ear that decodes
what the stream carries. What is compared is how loud it is, twenty times a second: what was spoken, with what is heard or kept.
"""

import base64
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import wave
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import numpy as np
import pytest

from tests import REPOSITORY
from tests.journeys.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE, check_accessible, keep_picture
from tests.radio.audio.tones import speech

SLOT = 4
STEP = 0.05
"""Seconds between two looks at how loud it is."""
RATE = 16_000
FARTHEST = 55
"""Seconds before in which what is heard is looked for: the microphone says the same again after a little less than a minute."""
CUT = 25
"""Seconds without a network."""
WORDS = (
    "صباح الخير يا أمهات. اسمي راشدة وأنا أم لطفلين. اليوم أريد أن أحكي لكن كيف وجدت عملا بعد ولادة ابنتي الثانية. في البداية كان "
    "الأمر صعبا جدا. لم يكن عندي من يعتني بالطفلة. ثم ساعدتني جارتي ووجدنا معا حضانة قريبة من البيت. بدأت العمل في مخبزة صغيرة في "
    "الحي. كنت أستيقظ في الرابعة صباحا وأعود في الظهر. تعلمت أن أطلب المساعدة وأن أقول لا. واليوم عندي عقد عمل وراتب في نهاية كل "
    "شهر. إذا كنت وحدك فلا تخافي. هناك نساء كثيرات مثلك. اتصلي بنا وسنسمعك. نحن هنا كل صباح مع القهوة والكلام الطيب."
)
EAR_ON_HER_MOUTH = """(() => {
  const ask = navigator.mediaDevices && navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  if (!ask) return
  window.spoken = []
  navigator.mediaDevices.getUserMedia = async wanted => {
    const heard = await ask(wanted), context = new AudioContext(), ear = context.createAnalyser()
    ear.fftSize = 2048
    context.createMediaStreamSource(heard).connect(ear)
    const samples = new Float32Array(2048)
    setInterval(() => {
      ear.getFloatTimeDomainData(samples)
      window.spoken.push([Date.now() / 1000, Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / 2048)])
    }, 50)
    return heard
  }
})()"""
KEPT = """async () => {
  const [one] = await window.studioPhone.list()
  const bytes = new Uint8Array(await (await window.studioPhone.blob(one.uid, one.media_type)).arrayBuffer())
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
}"""


def voice(path: Path) -> None:
    """About a minute of speech, as the browser's false microphone wants it: 48 kHz."""
    program = shutil.which("espeak-ng")
    if program:
        raw = path.with_suffix(".raw.wav")
        subprocess.run([program, "-v", "ar", "-s", "150", "-w", str(raw), WORDS], check=True)
        samples = sound_in(raw.read_bytes(), 48_000)
    else:
        samples = np.interp(np.arange(55 * 48_000) / 48_000, np.arange(55 * 32_000) / 32_000, speech(55))
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 48_000, 0, "NONE", ""))
        out.writeframes((np.clip(samples, -1, 1) * 32_000).astype("<i2").tobytes())


def sound_in(data: bytes, rate: int = RATE) -> np.ndarray:
    """A sound in any form, as samples."""
    with av.open(io.BytesIO(data)) as held:
        fit, parts = av.AudioResampler("flt", "mono", rate), []
        for frame in held.decode(audio=0):
            frame.pts = None
            parts += [one.to_ndarray().ravel() for one in fit.resample(frame)]
    return np.concatenate(parts) if parts else np.zeros(0)


def loudness(samples: np.ndarray) -> np.ndarray:
    """How loud it is, twenty times a second."""
    size = int(RATE * STEP)
    count = len(samples) // size
    return np.sqrt((samples[: count * size].reshape(count, size) ** 2).mean(axis=1))


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """From -1 to 1: how much two courses of loudness go together."""
    shapes = []
    for course in (one, other):
        shape = np.log(course + 1e-3)
        shape = shape - shape.mean()
        shapes.append(shape / (np.linalg.norm(shape) + 1e-9))
    return float(shapes[0] @ shapes[1])


def found(part: np.ndarray, whole: np.ndarray) -> tuple[float, float]:
    """Where ``part`` fits best into ``whole``: (how well, after how many seconds)."""
    fits = [(alike(part, whole[at : at + len(part)]), at * STEP) for at in range(len(whole) - len(part) + 1)]
    return max(fits, default=(-1.0, 0.0))


class Spoken:
    """What her microphone heard, by the clock."""

    def __init__(self, told: list[list[float]]) -> None:
        times, loud = np.array(told).T
        self.began = float(times[0])
        self.course = np.interp(np.arange(times[0], times[-1], STEP), times, loud)

    def between(self, low: float, high: float) -> np.ndarray:
        """How loud it was between two instants."""
        return self.course[max(0, round((low - self.began) / STEP)) : round((high - self.began) / STEP)]

    def delay(self, heard: np.ndarray, at: float) -> tuple[float, float]:
        """How well what is heard from ``at`` on fits something that was spoken, and how many seconds before."""
        low = max(self.began, at - FARTHEST)
        fit, after = found(heard, self.between(low, at))
        return fit, at - low - after


class Ear(threading.Thread):
    """Hears the stream: every slot when it is due."""

    def __init__(self, house: "House") -> None:
        super().__init__(daemon=True)
        self.house, self.slots, self.told, self.faults, self.goes_on = house, {}, {}, [], True

    def run(self) -> None:
        header = self.house.get("/air/meres/init.mp4")
        while self.goes_on:
            try:
                listed = self.house.get("/air/meres/std.m3u8").decode()
                for number in map(int, re.findall(r"(\d+)\.m4s", listed)):
                    if number <= time.time() // SLOT and number not in self.slots:
                        self.slots[number] = sound_in(header + self.house.get(f"/air/meres/seg/std/{number}.m4s"))
                        self.told[number] = json.loads(self.house.get("/air/meres/now.json"))["now"]
            except (OSError, ValueError, av.FFmpegError) as fault:
                self.faults.append(repr(fault))
            time.sleep(0.7)

    def heard(self, low: int, high: int) -> np.ndarray:
        """How loud the slots ``[low, high)`` were."""
        return np.concatenate([loudness(self.slots[slot][: SLOT * RATE]) for slot in range(low, high)])


class House:
    """A server and its worker, in a home of their own."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            self.port = place.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            name: said for name, said in os.environ.items() if not name.startswith(("TERRAIN_", "DJANGO_", "DATABASE_"))
        }
        self.env |= {"TERRAIN_HOME": str(home), "TERRAIN_URL": self.url, "PYTHONPATH": str(REPOSITORY)}
        self.log = home.with_suffix(".log").open("w")
        self.do("terrain.config.cli", "init")
        self.told = json.loads(self.do("tests.journeys.radio_house"))
        self.runs = subprocess.Popen(
            [sys.executable, "-m", "terrain.config.cli", "run", "--port", str(self.port)],
            cwd=REPOSITORY, env=self.env, stdout=self.log, stderr=self.log, start_new_session=True,
        )  # fmt: skip
        until(lambda: self.status("/radio/meres/") == 200, 60)

    def do(self, module: str, *words: str) -> str:
        """Do a command in this home; what it said."""
        done = subprocess.run(
            [sys.executable, "-m", module, *words], cwd=REPOSITORY, env=self.env, stdout=subprocess.PIPE, text=True,
            check=True,
        )  # fmt: skip
        return done.stdout

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.read()

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def close(self) -> None:
        self.runs.terminate()
        self.runs.wait(timeout=30)
        self.log.close()


def until(true, seconds: float):
    """Wait until something is so; gives it."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if given := true():
            return given
        time.sleep(0.25)
    raise AssertionError(f"not within {seconds} seconds")


@pytest.fixture
def house(tmp_path):
    running = House(tmp_path / "home")
    yield running
    running.close()


@pytest.fixture
def telephones(house, browser, tmp_path):
    """``telephones("Malika", "fr")``: a telephone on which somebody is signed in; nobody without a name."""
    heard = tmp_path / "voice.wav"
    voice(heard)
    flags = [
        *FLAGS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={heard}",
    ]  # fmt: skip
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    faults: list[str] = []

    def pick_up(name: str = "", language: str = "ar", viewport=PHONE):
        context = chromium.new_context(
            viewport=viewport, locale=language, base_url=house.url, permissions=["microphone"], reduced_motion="reduce"
        )
        if name:
            context.add_cookies([{"name": "sessionid", "value": house.told[name], "url": house.url}])
        context.add_init_script(EAR_ON_HER_MOUTH)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("dialog", lambda asked: asked.accept())
        return page

    yield pick_up
    chromium.close()
    assert not faults, faults


def wait_until(page, instant: float) -> None:
    page.wait_for_timeout(max(0, instant - time.time()) * 1000)


def come_in(page, code: str) -> None:
    """By a code, and six digits that she chooses."""
    page.goto("/ar/account/code/")
    page.fill("[name=code]", code)
    page.click("main button[type=submit]")
    page.fill("[name=pin]", "482915")
    page.fill("[name=again]", "482915")
    page.click("main button[type=submit]")
    page.wait_for_url("**/ar/studio/")


def make_an_episode(page, second) -> tuple[str, bytes]:
    """She records with a changed voice and sends; another woman approves; she publishes. Its address, and what she sent."""
    page.goto("/ar/studio/record/changed/")
    page.click("[data-do=record]")
    page.wait_for_selector("[data-do=stop]:visible")
    page.wait_for_timeout(13_500)
    page.click("[data-do=stop]")
    page.wait_for_selector("[data-player]:visible")
    sent = base64.b64decode(page.evaluate(KEPT))
    page.click("[data-do=send]")
    page.wait_for_url("**/studio/episodes/**", timeout=30_000)
    page.wait_for_selector("#sound audio", timeout=90_000)
    page.fill("[name=title]", "وجدت عملا")
    page.click("button[name=send]")
    page.wait_for_load_state()
    address = "/" + page.url.split("/ar/", 1)[1]
    second.goto(address)
    second.check("[name=checked_names]")
    second.click("form[action$='/approve/'] button")
    second.wait_for_load_state()
    page.goto("/ar/studio/publish/")
    page.click("form[action$='/publish/'] button")
    page.wait_for_url("**" + address)
    return address, sent


def plan(page, show: str, episode: str, moment: datetime) -> None:
    """A producer has it played once, at a minute of today."""
    page.goto(f"/studio/stations/meres/days/{moment.date()}/extra/")
    page.select_option("[name=show]", show)
    page.fill("[name=starts]", f"{moment:%H:%M}")
    page.fill("[name=minutes]", "1")
    page.select_option("[name=episode]", episode)
    page.click("main form.stack button[type=submit]")
    page.wait_for_url(f"**/days/{moment.date()}/")


def network(page, *, away: bool) -> None:
    if not hasattr(page, "wire"):
        page.wire = page.context.new_cdp_session(page)
        page.wire.send("Network.enable")
    said = {"offline": away, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.wire.send("Network.emulateNetworkConditions", said)


def words(page) -> str:
    return page.inner_text("[data-words]")


def get_on_air(page, producer) -> tuple[str, dict]:
    """She gets ready, the producer listens, she goes on air: the address of the broadcast, and where it stands."""
    page.goto("/ar/studio/live/")
    page.check("[name=way][value=own]")
    page.click("main form.stack button")
    page.wait_for_url("**/studio/live/*-*/")
    address = "/" + page.url.split("/ar/", 1)[1]
    check_accessible(page)
    keep_picture(page, "live-ready", full=True)
    page.click("[data-mic]")
    page.wait_for_selector("[data-mic]", state="hidden")
    assert page.locator("[data-open] button").is_disabled(), "nobody listens yet who can cut"
    producer.goto(address)
    check_accessible(producer)
    producer.click("form[action$='/listen/'] button")
    producer.wait_for_load_state()
    page.wait_for_selector("[data-open] button:enabled", timeout=6000)
    assert "Dounia" in page.inner_text("[data-watcher]") and page.locator("[data-unwatched]").is_hidden()
    page.click("[data-open] button")
    page.wait_for_selector("[data-open]", state="hidden")
    keep_picture(page, "live-countdown", full=True)
    return address, json.loads(page.evaluate(f"fetch('{address}state/').then(answer => answer.text())"))


def test_the_radio_goes_on(house, telephones):
    hers, second, producer = telephones(), telephones("Malika"), telephones("Dounia", "fr", DESKTOP)
    ear = Ear(house)
    ear.start()
    come_in(hers, house.told["code"])
    address, sent = make_an_episode(hers, second)
    uid = address.rstrip("/").rsplit("/", 1)[-1]
    mp3 = f"/air/meres/episodes/{uid}.mp3"
    assert house.status(f"/radio/meres/episodes/{uid}/") == house.status(mp3) == 200
    assert uid in house.get("/radio/meres/feed.xml").decode()

    # It is planned for a minute in which, later on, she has no network: then listeners hear it.
    soon = datetime.now(ZoneInfo("Africa/Casablanca")) + timedelta(seconds=125)
    moment = soon.replace(second=0, microsecond=0) + timedelta(minutes=1 if soon.second else 0)
    plan(producer, house.told["show"], uid, moment)
    played = int(moment.timestamp()) // SLOT
    live, state = get_on_air(hers, producer)
    first = round(state["begins"]) // SLOT
    assert played > first + 3 and state["speak"] == (first - 5) * SLOT

    away = moment.timestamp() - 19
    wait_until(hers, min(away - 1, state["begins"] + 6))
    assert hers.locator("[data-live][data-on]").count() == 1
    keep_picture(hers, "live-on-air", full=True)
    keep_picture(producer, "live-producer", full=True)
    wait_until(hers, away)
    network(hers, away=True)
    wait_until(hers, away + 16)
    slow = words(hers)
    keep_picture(hers, "live-no-network", full=True)
    wait_until(hers, away + CUT)
    network(hers, away=False)
    back = time.time()
    until(lambda: hers.wait_for_timeout(250) or words(hers) != slow, 15)

    # Meanwhile the episode is taken back: it is gone from everywhere, even from the slots that just played.
    until(lambda: played + 3 in ear.slots, 30)
    _heard_as_sent(ear, played, sent)
    before = house.get(f"/air/meres/seg/std/{played + 1}.m4s")
    _withdrawn(house, producer, address, mp3, uid)
    until(lambda: house.get(f"/air/meres/seg/std/{played + 1}.m4s") != before, 3 * SLOT)

    wait_until(hers, back + 26)
    spoken = hers.evaluate("window.spoken")
    hers.click("[data-end] button")
    ended = time.time()
    until(lambda: hers.wait_for_timeout(500) or hers.context.request.get(f"{live}state/").json()["kept"], 45)
    hers.goto(f"/ar{live}")
    keep_picture(hers, "live-kept", full=True)
    last = int(ended // SLOT) + 3
    until(lambda: last in ear.slots, 30)
    ear.goes_on = False
    assert not ear.faults, ear.faults
    assert set(range(first - 5, last)) <= set(ear.slots), "never a hole"
    _heard_live(ear, Spoken(spoken), (first, played, int(ended // SLOT)), away, back)
    _kept_whole(hers, Spoken(spoken), state["speak"], ended)


def _heard_as_sent(ear: Ear, played: int, sent: bytes) -> None:
    """What was sent is what the stream carries in its slot."""
    fit, after = found(ear.heard(played, played + 2), loudness(sound_in(sent)))
    assert fit > 0.7 and after < 2, (fit, after)
    assert ear.told[played + 1]["kind"] in {"live", "grid"}


def _withdrawn(house: House, page, address: str, mp3: str, uid: str) -> None:
    page.goto(f"{address}withdraw/")
    page.check("[name=reason][value=consent]")
    page.click("main form[method=post] button.button--danger")
    page.wait_for_load_state()
    until(lambda: house.status(mp3) == 410, 4 + SLOT)
    assert house.status(f"/radio/meres/episodes/{uid}/") in {404, 410}
    assert uid not in house.get("/radio/meres/feed.xml").decode()
    assert "وجدت عملا" not in house.get("/radio/meres/").decode()
    assert not list(Path(house.env["TERRAIN_HOME"], "radio", "air").glob("*.mp3"))


def _heard_live(ear: Ear, spoken: Spoken, slots: tuple[int, int, int], away: float, back: float) -> None:
    """Her voice within 21 seconds, and again within a few slots once the network is back; never what is old.

    The microphone says the same again and again, and so does the episode: where that is heard, nothing is compared here
    (``_heard_as_sent`` says that it was heard, while she had no network).
    """
    first, played, ended = slots
    delays = {}
    for slot in range(first, ended):
        fit, delay = spoken.delay(ear.heard(slot, slot + 2), slot * SLOT)
        if fit > 0.7 and not played - 2 <= slot < played + 4:
            delays[slot] = delay
    assert all(delay <= 21.2 for delay in delays.values()), delays
    again = int((back + 24) // SLOT) + 1
    assert set(range(first, int((away + 2) // SLOT))) <= set(delays), delays
    assert len(set(range(again, ended - 1)) - set(delays)) <= 1, (again, delays)
    print("mouth to ear:", {slot - first: round(delay, 1) for slot, delay in delays.items()})


def _kept_whole(page, spoken: Spoken, began: float, ended: float) -> None:
    """The draft holds all that she said, also what was spoken without a network."""
    page.click("main a.button[href*='/studio/episodes/']")
    page.wait_for_selector("#sound audio", timeout=90_000)
    source = page.get_attribute("#sound audio", "src")
    kept = loudness(sound_in(page.context.request.get(source).body()))
    assert len(kept) * STEP == pytest.approx(ended - began, abs=4)
    for low in np.arange(began + 2, ended - 12, 8):
        here = max(0, round((low - began - 2) / STEP))
        fit, _after = found(spoken.between(low, low + 8), kept[here : here + round(12 / STEP)])
        assert fit > 0.7, (low - began, fit)
