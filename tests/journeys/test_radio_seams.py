"""A browser plays sounds of both broadcast forms one after the other as one, at the times of their slots."""

import base64

import pytest

from terrain.radio.audio import boxes
from terrain.radio.audio.encoding import ECO, STD
from tests.radio.audio.test_boxes import encoded, in_slots
from tests.radio.audio.tones import tone

FIRST = 450_000_000
PLAY = """async ([codec, header, parts, first]) => {
  const bytes = said => Uint8Array.from(atob(said), one => one.charCodeAt(0));
  const player = document.createElement('audio');
  const source = new MediaSource();
  player.src = URL.createObjectURL(source);
  await new Promise(done => { source.onsourceopen = done; });
  const buffer = source.addSourceBuffer(`audio/mp4; codecs="${codec}"`);
  buffer.timestampOffset = -4 * first;
  const put = said => new Promise((done, failed) => {
    buffer.onupdateend = done; buffer.onerror = () => failed('refused'); buffer.appendBuffer(bytes(said));
  });
  await put(header);
  for (const part of parts) await put(part);
  const ranges = [...Array(player.buffered.length).keys()].map(n => [player.buffered.start(n), player.buffered.end(n)]);
  const context = new AudioContext(), analyser = context.createAnalyser();
  analyser.fftSize = 8192; analyser.smoothingTimeConstant = 0;
  context.createMediaElementSource(player).connect(analyser); analyser.connect(context.destination);
  let waits = 0; player.onwaiting = () => { waits += 1; };
  player.currentTime = 2.5;
  await context.resume(); await player.play(); waits = 0;
  const heard = [], loudest = new Float32Array(analyser.frequencyBinCount), until = performance.now() + 20000;
  while (player.currentTime < 5.5 && performance.now() < until) {
    await new Promise(done => setTimeout(done, 250));
    analyser.getFloatFrequencyData(loudest);
    heard.push([player.currentTime, loudest.indexOf(Math.max(...loudest)) * context.sampleRate / 8192]);
  }
  return {ranges, heard, waits, error: player.error && player.error.message};
}"""


def test_two_forms_in_a_row_are_heard_without_a_gap(browser):
    parts = [in_slots(encoded(tone(440, 4), STD), FIRST), in_slots(encoded(tone(880, 4), ECO), FIRST + 1)]
    context = browser.new_context()
    page = context.new_page()
    page.goto("about:blank")
    page.mouse.click(5, 5)
    said = [base64.b64encode(one).decode() for one in (boxes.init_segment(), *parts)]
    told = page.evaluate(PLAY, [boxes.CODEC, said[0], said[1:], FIRST])
    context.close()
    assert told["error"] is None and told["waits"] == 0
    assert told["ranges"] == [[pytest.approx(0, abs=0.05), pytest.approx(8, abs=0.05)]]
    before = [hertz for at, hertz in told["heard"] if 3 < at < 3.7]
    after = [hertz for at, hertz in told["heard"] if 4.6 < at < 5.6]
    assert before and all(hertz == pytest.approx(440, abs=8) for hertz in before)
    assert after and all(hertz == pytest.approx(880, abs=8) for hertz in after)
