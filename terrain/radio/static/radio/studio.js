// Hints that can be listened to, and recordings that wait on this telephone. Without it every page of the studio works all the same.
(function () {
  'use strict'
  // What a producer recorded is played. Without it a voice of the telephone itself reads in the page's language, and no request goes anywhere.
  // Neither: no button. Pressed again it begins again.
  var language = document.documentElement.lang.slice(0, 2)
  var sounds = new Map()
  function voice () {
    return window.speechSynthesis && window.speechSynthesis.getVoices().find(function (one) {
      return one.localService && one.lang.slice(0, 2).toLowerCase() === language
    })
  }
  function offer () {
    var speaks = voice()
    document.querySelectorAll('[data-speak]').forEach(function (button) { button.hidden = !speaks && !button.dataset.sound })
  }
  function speak (button) {
    var said = new window.SpeechSynthesisUtterance(button.closest('[data-hint]').querySelector('[data-hint-words]').textContent)
    said.voice = voice()
    said.lang = document.documentElement.lang
    said.rate = 0.9
    window.speechSynthesis.speak(said)
  }
  function play (button) {
    var sound = sounds.get(button) || new window.Audio(button.dataset.sound)
    sounds.set(button, sound)
    sound.currentTime = 0
    sound.play().catch(function (error) {
      // Stopped, or pressed twice: nothing is wrong. Without a network the telephone's own voice helps, where it has one.
      if (error.name === 'AbortError') return
      sounds.delete(button)
      if (voice()) speak(button)
    })
  }
  function hush () {
    if (window.speechSynthesis) window.speechSynthesis.cancel()
    sounds.forEach(function (sound) { sound.pause() })
  }
  offer()
  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-speak]')
    // The recorder does not record the hint.
    if (button || event.target.closest('[data-do]')) hush()
    if (button) (button.dataset.sound ? play : speak)(button)
  })
  if (window.speechSynthesis) window.speechSynthesis.addEventListener('voiceschanged', offer)

  var place = document.querySelector('[data-pending]')
  if (!place || !window.studioPhone || !window.studioSender) return
  var said = JSON.parse(document.getElementById('recorder-said').textContent)
  var line = place.querySelector('[data-pending-words]')
  var bar = place.querySelector('progress')
  var open = place.querySelector('[data-pending-open]')

  function tell (word) {
    var numbers = Array.prototype.slice.call(arguments, 1)
    place.hidden = false
    if (word === 'sending') { bar.hidden = false; bar.max = numbers[1]; bar.value = numbers[0] }
    line.textContent = numbers.reduce(function (text, number) { return text.replace('{}', number) }, said[word] || word)
  }
  function clock (milliseconds) {
    var seconds = Math.round(milliseconds / 1000)
    return Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0')
  }
  window.studioPhone.list().then(async function (kept) {
    var waiting = kept.find(function (one) { return one.state === 'sending' })
    var stopped = kept.find(function (one) { return one.state !== 'sending' })
    if (waiting) {
      open.hidden = true
      try {
        var send = window.studioSender(place.getAttribute('data-base'), Number(place.getAttribute('data-chunk')), tell)
        var next = await send(waiting, await window.studioPhone.blob(waiting.uid, waiting.media_type))
        await window.studioPhone.drop(waiting.uid)
        tell('arrived')
        bar.hidden = true
        open.hidden = false
        open.href = next
      } catch (error) {
        if (!(error instanceof window.studioSender.Stopped)) throw error
        tell(error.why, error.words)
        if (error.why === 'refused') {
          waiting.state = 'kept'
          await window.studioPhone.put(waiting)
        }
      }
    } else if (stopped) {
      tell('kept_from', clock(stopped.milliseconds))
      open.href = stopped.page
    }
  })
})()
