// A changed voice, made on the telephone: what leaves here was never her own. Two reading heads run through a short memory at another speed than
// the writing one (pitch and formants move together), the speed wanders at random, and what lies above 3.4 kHz is taken away.
// Somebody who knows how can change it back (measured: docs/reference): the page says so.
/* global AudioWorkletProcessor, registerProcessor, sampleRate */
const MEMORY = 0.12 // seconds between the two heads and the writing one
const SLOWEST = 0.72
const FASTEST = 0.84
const WANDER = 0.7 // seconds until the speed goes elsewhere
const TOP = 3400 // hertz

class ChangedVoice extends AudioWorkletProcessor {
  constructor () {
    super()
    this.size = Math.ceil(MEMORY * sampleRate)
    this.memory = new Float32Array(this.size * 2)
    this.written = 0
    this.phase = 0
    // Below or above her own: drawn once, so that two recordings are not changed alike.
    this.up = Math.random() < 0.25
    this.speed = this.aim = this.drawn()
    this.left = 0
    this.states = [[0, 0, 0, 0], [0, 0, 0, 0]]
    this.shape = lowPass(TOP)
  }

  drawn () {
    const speed = SLOWEST + Math.random() * (FASTEST - SLOWEST)
    return this.up ? 1 / speed : speed
  }

  at (place) {
    const length = this.memory.length
    const whole = Math.floor(place)
    const part = place - whole
    const one = this.memory[((whole % length) + length) % length]
    const next = this.memory[(((whole + 1) % length) + length) % length]
    return one + (next - one) * part
  }

  filtered (sample) {
    for (const state of this.states) {
      const [b0, b1, b2, a1, a2] = this.shape
      const out = b0 * sample + b1 * state[0] + b2 * state[1] - a1 * state[2] - a2 * state[3]
      state[1] = state[0]; state[0] = sample; state[3] = state[2]; state[2] = out
      sample = out
    }
    return sample
  }

  process (inputs, outputs) {
    const heard = inputs[0][0]
    const said = outputs[0][0]
    for (let number = 0; number < said.length; number++) {
      this.memory[this.written % this.memory.length] = heard ? heard[number] : 0
      if (this.left-- <= 0) {
        this.aim = this.drawn()
        this.left = Math.round(sampleRate * WANDER * (0.5 + Math.random()))
      }
      this.speed += (this.aim - this.speed) * 0.00008
      this.phase = (this.phase + (1 - this.speed) / this.size + 1) % 1
      const other = (this.phase + 0.5) % 1
      const weight = Math.sin(Math.PI * this.phase) ** 2
      const sample = weight * this.at(this.written - this.phase * this.size) + (1 - weight) * this.at(this.written - other * this.size)
      said[number] = this.filtered(sample)
      this.written++
    }
    for (let channel = 1; channel < outputs[0].length; channel++) outputs[0][channel].set(said)
    return true
  }
}

// A Butterworth low-pass of second order (Robert Bristow-Johnson's cookbook).
function lowPass (hertz) {
  const turn = 2 * Math.PI * hertz / sampleRate
  const alpha = Math.sin(turn) / Math.SQRT2
  const a0 = 1 + alpha
  const b1 = (1 - Math.cos(turn)) / a0
  return [b1 / 2, b1, b1 / 2, -2 * Math.cos(turn) / a0, (1 - alpha) / a0]
}

registerProcessor('changed-voice', ChangedVoice)
