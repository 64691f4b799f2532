// A microphone, opened to record: as it is, or with the voice changed before any recorder hears it. The level is of what will be heard.
(function () {
  'use strict'
  var FORMS = ['audio/webm;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4', 'audio/ogg;codecs=opus', 'audio/webm']

  // {microphone, stream, context, meter}; `worklet`: the address of what changes the voice, or nothing.
  async function listen (worklet) {
    var microphone = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 }
    })
    try {
      var context = new (window.AudioContext || window.webkitAudioContext)()
      await context.resume()
      var source = context.createMediaStreamSource(microphone)
      var stream = microphone
      var meter = context.createAnalyser()
      if (worklet) {
        await context.audioWorklet.addModule(worklet)
        var voice = new window.AudioWorkletNode(context, 'changed-voice', { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1] })
        var out = context.createMediaStreamDestination()
        out.channelCount = 1
        source.connect(voice)
        voice.connect(out)
        voice.connect(meter)
        stream = out.stream
      } else {
        source.connect(meter)
      }
      return { microphone: microphone, stream: stream, context: context, meter: meter }
    } catch (error) {
      microphone.getTracks().forEach(function (track) { track.stop() })
      if (context) context.close()
      throw error
    }
  }
  function hush (heard) {
    heard.microphone.getTracks().forEach(function (track) { track.onended = track.onmute = null; track.stop() })
    heard.context.close()
  }
  // Why it could not be opened: the word to say.
  function why (error, worklet) {
    return worklet && error.name !== 'NotAllowedError' && error.name !== 'NotFoundError' ? 'no_changing' : 'no_microphone'
  }
  function recorder (stream) {
    var type = FORMS.find(function (one) { return window.MediaRecorder.isTypeSupported(one) })
    return new window.MediaRecorder(stream, Object.assign({ audioBitsPerSecond: 48000 }, type ? { mimeType: type } : {}))
  }
  // How loud it is now, 0 to 128.
  function loudness (meter) {
    var heights = new Uint8Array(meter.fftSize)
    meter.getByteTimeDomainData(heights)
    return heights.reduce(function (most, height) { return Math.max(most, Math.abs(height - 128)) }, 0)
  }
  // What a recorder makes has no length written in it: the end is looked for once, then `known(milliseconds)` is told.
  function measure (player, known) {
    player.onloadedmetadata = function () {
      if (isFinite(player.duration)) return known(player.duration * 1000)
      player.ondurationchange = function () {
        if (!isFinite(player.duration)) return
        player.ondurationchange = null
        player.currentTime = 0
        known(player.duration * 1000)
      }
      player.currentTime = 1e101
    }
  }
  function clock (milliseconds) {
    var seconds = Math.floor(milliseconds / 1000)
    return Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0')
  }
  window.radioMicrophone = { listen: listen, hush: hush, why: why, recorder: recorder, loudness: loudness, measure: measure, clock: clock }
})()
