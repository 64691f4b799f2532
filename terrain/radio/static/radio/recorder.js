// The recorder: a chunk every two seconds goes to the telephone's own store; pause, a call, a locked screen and a closed tab lose nothing. Afterwards
// she listens, cuts the two ends by ear, and sends it. A changed voice is changed before the recorder hears it.
(function () {
  'use strict'
  var root = document.querySelector('[data-recorder]')
  if (!root) return
  var phone = window.studioPhone
  var microphone = window.radioMicrophone
  var clock = microphone.clock
  var said = JSON.parse(document.getElementById('recorder-said').textContent)
  var form = root.querySelector('form')
  var changed = form.elements.way.value === 'changed' && root.getAttribute('data-worklet')
  var EVERY = 2000
  var LONGEST = 3 * 3600 * 1000
  var LARGEST = 200 * 1048576
  var player = root.querySelector('[data-player]')
  var from = root.querySelector('[data-cut-from]')
  var until = root.querySelector('[data-cut-until]')
  var now = null // what is being recorded: {told, recorder, microphone, context, writing, number, ran, since}
  var kept = null // what was recorded: {told, blob}
  var lock = null

  function part (name) { return root.querySelector('[data-' + name + ']') }
  function say (word) {
    var numbers = Array.prototype.slice.call(arguments, 1)
    part('say').textContent = numbers.reduce(function (text, number) { return text.replace('{}', number) }, said[word] || word)
  }
  function stage (name) {
    root.setAttribute('data-stage', name)
    root.querySelectorAll('[data-at]').forEach(function (one) {
      one.hidden = one.getAttribute('data-at').split(' ').indexOf(name) < 0
    })
  }
  function value (name) { return form.elements[name] ? form.elements[name].value : '' }
  function told (type, fromFile) {
    return {
      uid: window.crypto.randomUUID(), at: Date.now(), state: 'recording', milliseconds: 0, media_type: type, from_file: fromFile,
      purpose: value('purpose'), way: value('way'), station: value('station'), show: value('show'), testimony: value('testimony'),
      hint: value('hint'), language: value('language'),
      forget_when_heard: Boolean(form.elements.forget_when_heard && form.elements.forget_when_heard.checked),
      cut_from: 0, cut_to: 0, page: location.pathname
    }
  }

  async function opened () {
    if (changed && !window.AudioWorkletNode) { say('no_changing'); return null }
    say('working')
    try {
      return await microphone.listen(changed)
    } catch (error) {
      say(microphone.why(error, changed))
      return null
    }
  }
  async function awake () {
    try { lock = navigator.wakeLock ? await navigator.wakeLock.request('screen') : null } catch (error) { lock = null }
  }
  function elapsed () { return now.ran + (now.since ? Date.now() - now.since : 0) }

  async function record () {
    if (now) return
    var heard = await opened()
    if (!heard) return
    var recorder = microphone.recorder(heard.stream)
    now = Object.assign(heard, { recorder: recorder, told: told(recorder.mimeType, false), number: 0, ran: 0, since: Date.now(), writing: Promise.resolve(), parts: [], loud: Date.now() })
    recorder.ondataavailable = keep
    recorder.onstop = finished
    recorder.onerror = function () { stop('ended') }
    heard.microphone.getTracks().forEach(function (track) {
      track.onended = function () { stop('ended') }
      track.onmute = function () { pause('interrupted') }
    })
    heard.context.onstatechange = function () { if (now && heard.context.state === 'interrupted') pause('interrupted') }
    if (phone) await phone.put(now.told)
    recorder.start(EVERY)
    awake()
    stage('recording')
    say('recording')
    draw()
  }
  function keep (event) {
    if (!event.data.size) return
    var own = now
    var number = own.number++
    own.parts.push(event.data)
    own.told.milliseconds = elapsed()
    own.told.media_type = own.recorder.mimeType || own.told.media_type
    if (!phone) return
    own.writing = own.writing.then(function () { return phone.chunk(own.told.uid, number, event.data) })
      .then(function () { return phone.put(own.told) })
      .catch(function () { own.unkept = true; say('full') })
  }
  function draw () {
    if (!now) return
    var loud = microphone.loudness(now.meter)
    part('level').value = Math.min(100, Math.round(loud * 100 / 90))
    part('time').textContent = clock(elapsed())
    if (loud > 3 || now.recorder.state !== 'recording') now.loud = Date.now()
    if (Date.now() - now.loud > 5000) { say('quiet'); now.loud = Date.now() }
    if (elapsed() > LONGEST) stop('too_long')
    setTimeout(draw, 150)
  }
  function pause (word) {
    if (!now || now.recorder.state !== 'recording') return
    now.recorder.requestData()
    now.recorder.pause()
    now.ran = elapsed()
    now.since = 0
    stage('paused')
    say(word || 'paused')
  }
  function goOn () {
    if (!now || now.recorder.state !== 'paused') return
    now.context.resume()
    now.recorder.resume()
    now.since = Date.now()
    stage('recording')
    say('recording')
  }
  function stop (word) {
    if (!now || now.recorder.state === 'inactive') return
    now.ran = elapsed()
    now.since = 0
    now.word = word
    now.recorder.stop()
  }
  async function finished () {
    var own = now
    own.ran = elapsed()
    own.since = 0
    now = null
    microphone.hush(own)
    if (lock) { lock.release().catch(function () {}); lock = null }
    own.told.state = 'kept'
    own.told.milliseconds = own.ran
    await own.writing
    if (phone) await phone.put(own.told).catch(function () {})
    after(own.told, new Blob(own.parts, { type: own.told.media_type }))
    if (own.word) say(own.word)
  }

  // Listening again, and the two ends.
  function after (mine, blob) {
    kept = { told: mine, blob: blob }
    if (player.src) URL.revokeObjectURL(player.src)
    player.src = URL.createObjectURL(blob)
    microphone.measure(player, measured)
    measured(mine.milliseconds)
    stage('after')
    say('')
  }
  function measured (milliseconds) {
    if (!(milliseconds > 0) || !kept) return
    kept.told.milliseconds = Math.round(milliseconds)
    from.max = until.max = kept.told.milliseconds
    from.value = kept.told.cut_from
    until.value = kept.told.cut_to || kept.told.milliseconds
    ends()
  }
  function ends (moved) {
    var least = Math.min(500, Number(from.max))
    if (Number(until.value) - Number(from.value) < least) {
      if (moved === until) until.value = Number(from.value) + least
      if (Number(until.value) - Number(from.value) < least) from.value = Number(until.value) - least
    }
    kept.told.cut_from = Number(from.value)
    // The handle moves by tenths of a second: its last place is the end.
    kept.told.cut_to = Number(until.value) > Number(until.max) - Number(until.step) ? 0 : Number(until.value)
    part('cut-begins').textContent = clock(from.value)
    part('cut-ends').textContent = clock(until.value)
    if (phone) phone.put(kept.told).catch(function () {})
  }
  function here (which, word) {
    which.value = Math.round(player.currentTime * 1000)
    ends(which)
    say(word, clock(which.value))
  }
  function hearCut () {
    player.currentTime = Number(from.value) / 1000
    player.play()
    player.ontimeupdate = function () {
      if (player.currentTime * 1000 < Number(until.value)) return
      player.pause()
      player.ontimeupdate = null
    }
  }

  var sender = window.studioSender(root.getAttribute('data-base'), Number(root.getAttribute('data-chunk')), progress)

  async function send () {
    if (!kept) return
    player.pause()
    var mine = kept.told
    if (form.elements.show) mine.show = value('show')
    if (form.elements.forget_when_heard) mine.forget_when_heard = form.elements.forget_when_heard.checked
    mine.state = 'sending'
    mine.announced = true
    if (phone) await phone.put(mine).catch(function () {})
    stage('sending')
    try {
      var next = await sender(mine, kept.blob)
      await phone.drop(mine.uid)
      say('arrived')
      location.assign(next)
    } catch (error) {
      if (!(error instanceof window.studioSender.Stopped)) throw error
      if (error.why === 'refused') {
        mine.state = 'kept'
        if (phone) await phone.put(mine).catch(function () {})
      }
      stage(error.why === 'signed_out' ? 'signed_out' : 'after')
      say(error.why, error.words)
    }
  }
  function progress (word, done, total) {
    if (word === 'sending') { part('progress').max = total; part('progress').value = done }
    say(word, done, total)
  }
  async function forget () {
    if (!kept || !window.confirm(said.sure_delete)) return
    var mine = kept.told
    kept = null
    player.removeAttribute('src')
    if (phone) await phone.drop(mine.uid).catch(function () {})
    if (mine.announced) sender.drop(mine.uid).catch(function () {})
    stage('ready')
    say('')
  }

  // A file takes the same way: kept on the telephone, listened to, cut, sent part by part.
  async function chosen (file) {
    if (!file || !phone) return
    if (file.size > LARGEST) return say('too_large')
    var mine = told(file.type, true)
    mine.state = 'kept'
    after(mine, file)
    try {
      await phone.put(mine)
      for (var number = 0; number * 1048576 < file.size; number++) {
        await phone.chunk(mine.uid, number, file.slice(number * 1048576, (number + 1) * 1048576))
      }
    } catch (error) { await phone.drop(mine.uid).catch(function () {}) }
  }

  // Five seconds as she will be heard, kept nowhere.
  async function attempt () {
    if (now) return
    var heard = await opened()
    if (!heard) return
    var pieces = []
    var recorder = microphone.recorder(heard.stream)
    recorder.ondataavailable = function (event) { pieces.push(event.data) }
    recorder.onstop = function () {
      microphone.hush(heard)
      var again = part('try-player')
      if (again.src) URL.revokeObjectURL(again.src)
      again.src = URL.createObjectURL(new Blob(pieces, { type: recorder.mimeType }))
      again.hidden = false
      again.play().catch(function () {})
      stage('ready')
      say('heard_like_this')
    }
    recorder.start()
    stage('trying')
    say('listening_to_you')
    setTimeout(function () { recorder.stop() }, 5000)
  }

  var DO = {
    record: record, pause: function () { pause() }, 'go-on': goOn, stop: function () { stop() }, send: send, forget: forget, try: attempt,
    'from-here': function () { here(from, 'from_here') }, 'until-here': function () { here(until, 'until_here') }, 'hear-cut': hearCut
  }
  root.addEventListener('click', function (event) {
    var button = event.target.closest('[data-do]')
    if (button) DO[button.getAttribute('data-do')]()
  })
  from.addEventListener('input', function () { ends(from) })
  until.addEventListener('input', function () { ends(until) })
  var file = document.querySelector('[data-upload] input[type=file]')
  if (file && phone && window.studioSender) {
    file.addEventListener('change', function () { chosen(file.files[0]) })
    document.querySelector('[data-upload] button').hidden = true
  }
  document.addEventListener('visibilitychange', function () {
    if (!now) return
    if (document.hidden) { if (now.recorder.state === 'recording') now.recorder.requestData() } else { awake() }
  })
  window.addEventListener('pagehide', function () { if (now && now.recorder.state !== 'inactive') now.recorder.stop() })
  window.addEventListener('beforeunload', function (event) { if (now) event.preventDefault() })

  async function begin () {
    root.hidden = false
    var able = phone && navigator.mediaDevices && window.MediaRecorder
    stage(able ? 'ready' : 'unable')
    if (!able) say('no_recorder')
    var left = phone ? await phone.list() : []
    var mine = left.find(function (one) {
      return ['purpose', 'way', 'testimony', 'hint', 'language'].every(function (name) { return (one[name] || '') === value(name) })
    })
    if (!mine) return
    var blob = await phone.blob(mine.uid, mine.media_type)
    if (!blob.size) return phone.drop(mine.uid)
    after(mine, blob)
    say('kept_from', clock(mine.milliseconds))
    if (mine.state === 'sending') send()
  }
  begin()
})()
