// A listener speaks to the radio: recorded in this page alone, listened to, and sent when she presses Send; nothing leaves the telephone before, and
// nothing is written on it. A changed voice is changed before the recorder hears it. Nothing asks whether the page may be left: leaving quickly is
// never held up. Without scripts or without a microphone the form stands as it is.
(function () {
  'use strict'
  var root = document.querySelector('[data-speak-to-us]')
  if (!root || !navigator.mediaDevices || !window.MediaRecorder) return
  var form = root.closest('form')
  var said = JSON.parse(document.getElementById('message-said').textContent)
  var longest = Number(root.getAttribute('data-longest')) * 1000
  var microphone = window.radioMicrophone
  var heard = form.querySelector('[data-heard]')
  var told = form.querySelector('[data-told]')
  var button = form.querySelector('[data-send]')
  var now = null // what is being recorded: {recorder, microphone, context, meter, parts, since, loud, word}
  var kept = null // what was recorded: {blob, changed}
  var opening = false
  var lock = null

  function part (name) { return root.querySelector('[data-' + name + ']') }
  function say (word) { part('say').textContent = said[word] || word }
  function tell (words) { told.textContent = words; told.hidden = !words }
  function isChanged () { return form.elements.way.value === 'changed' }
  function stage (name) {
    root.querySelectorAll('[data-at]').forEach(function (one) { one.hidden = one.getAttribute('data-at').split(' ').indexOf(name) < 0 })
    part('when-changed').hidden = name === 'recording' || !isChanged()
    form.querySelector('[data-rest]').hidden = name === 'recording'
    form.querySelector('[data-upload]').hidden = Boolean(kept)
    form.querySelector('[data-write]').hidden = Boolean(kept) && !form.elements.text.value.trim()
    button.disabled = name === 'sending'
  }
  async function record () {
    if (now || opening) return
    var changed = isChanged()
    var worklet = changed && root.getAttribute('data-worklet')
    opening = true
    say('working')
    try {
      now = await microphone.listen(worklet)
    } catch (error) {
      return say(microphone.why(error, worklet))
    } finally {
      opening = false
    }
    now.recorder = microphone.recorder(now.stream)
    now.parts = []
    now.changed = changed
    now.since = now.loud = Date.now()
    now.recorder.ondataavailable = function (event) { if (event.data.size) now.parts.push(event.data) }
    now.recorder.onstop = finished
    now.recorder.onerror = function () { stop('ended') }
    now.microphone.getTracks().forEach(function (track) { track.onended = track.onmute = function () { stop('ended') } })
    now.recorder.start(1000)
    if (navigator.wakeLock) navigator.wakeLock.request('screen').then(function (held) { if (now) lock = held; else held.release() }, function () {})
    stage('recording')
    say('recording')
    part('do=stop').focus()
    draw()
  }
  function draw () {
    if (!now) return
    var loud = microphone.loudness(now.meter)
    part('level').value = Math.min(100, Math.round(loud * 100 / 90))
    part('time').textContent = microphone.clock(Date.now() - now.since)
    if (loud > 3) now.loud = Date.now()
    if (Date.now() - now.loud > 5000) { say('quiet'); now.loud = Date.now() }
    if (Date.now() - now.since >= longest) return stop('too_long')
    setTimeout(draw, 150)
  }
  function stop (word) {
    if (!now || now.recorder.state === 'inactive') return
    now.word = word
    now.recorder.stop()
  }
  function finished () {
    var own = now
    now = null
    microphone.hush(own)
    if (lock) lock.release().catch(function () {})
    lock = null
    kept = { blob: new Blob(own.parts, { type: own.recorder.mimeType }), changed: own.changed }
    heard.src = URL.createObjectURL(kept.blob)
    microphone.measure(heard, function () {})
    stage('after')
    say(own.word || 'recorded')
  }
  function again () {
    if (!kept || !window.confirm(said.sure_again)) return
    kept = null
    URL.revokeObjectURL(heard.src)
    heard.removeAttribute('src')
    tell('')
    stage('ready')
    say('')
  }

  // The same form, sent again, is one message: it carries the same mark.
  async function send (event) {
    if (now) return event.preventDefault()
    if (!kept) return
    event.preventDefault()
    event.stopPropagation()
    heard.pause()
    var data = new FormData(form)
    data.set('audio', kept.blob, 'message')
    data.set('changed', kept.changed ? 'on' : '')
    stage('sending')
    tell(said.sending)
    try {
      var answer = await fetch(form.action, { method: 'POST', body: data, redirect: 'manual', credentials: 'same-origin' })
      if (answer.type === 'opaqueredirect') return location.assign(root.getAttribute('data-next'))
      var page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    } catch (error) {
      return unsent(said.no_network)
    }
    var wrong = page.querySelector('[data-error-summary] ul')
    var main = page.querySelector('main')
    if (!answer.ok || !main) return unsent(wrong ? wrong.textContent.trim() : said.not_sent)
    kept = null
    URL.revokeObjectURL(heard.src)
    document.querySelector('main').replaceWith(document.importNode(main, true))
    window.scrollTo(0, 0)
    document.querySelector('main').focus()
  }
  function unsent (words) {
    stage('after')
    button.textContent = button.getAttribute('data-again-words')
    tell(words)
  }

  var DO = { record: record, stop: function () { stop() }, again: again }
  root.addEventListener('click', function (event) {
    var pressed = event.target.closest('[data-do]')
    if (pressed) DO[pressed.getAttribute('data-do')]()
  })
  root.addEventListener('change', function () { stage('ready') })
  form.addEventListener('submit', send)
  part('limit').textContent = microphone.clock(longest)
  root.hidden = false
  stage('ready')
})()
