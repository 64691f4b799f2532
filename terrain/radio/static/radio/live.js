// Her telephone's part of a live broadcast: one second of sound after the other is kept on the telephone, then sent; what was not
// acknowledged is sent again, after a lost network, another page or a new sign-in.
(function () {
  'use strict'
  var box = document.querySelector('[data-live]')
  if (!box || !window.fetch) return
  var words = box.querySelector('[data-words]')
  var clock = box.querySelector('[data-clock]')
  var level = box.querySelector('[data-level]')
  var mic = box.querySelector('[data-mic]')
  var end = box.querySelector('[data-end]')
  var opening = box.querySelector('[data-open]')
  var go = opening && opening.querySelector('button')
  var unwatched = box.querySelector('[data-unwatched]')
  var watcher = document.querySelector('[data-watcher]')
  var sends = box.hasAttribute('data-sends')
  var token = (document.querySelector('[name=csrfmiddlewaretoken]') || {}).value || ''
  var key = box.dataset.key
  var state = null
  var offset = 0
  var stream = null
  var recorder = null
  var take = -1
  var number = 0
  var recorded = {}
  var pumping = false
  var ended = false
  var done = false
  var signedOut = false
  var SLOT = 4
  var BEHIND = 10 // seconds on the telephone that listeners wait for
  var lastTurn = 0

  function said (name) { var found = box.querySelector('[data-say=' + name + ']'); return found ? found.content.textContent : '' }
  function now () { return Date.now() / 1000 + offset }
  function minutes (seconds) {
    var whole = Math.max(0, Math.ceil(seconds))
    return Math.floor(whole / 60) + ':' + String(whole % 60).padStart(2, '0')
  }

  // --- what the telephone keeps ---------------------------------------------------------------------------------------------
  var shelf = new Promise(function (resolve, reject) {
    var asked = window.indexedDB.open('terrain-live', 1)
    asked.onupgradeneeded = function () { asked.result.createObjectStore('pieces', { keyPath: ['live', 'take', 'number'] }) }
    asked.onsuccess = function () { resolve(asked.result) }
    asked.onerror = function () { reject(asked.error) }
  })
  function onShelf (mode, work) {
    return shelf.then(function (open) {
      return new Promise(function (resolve, reject) {
        var asked = work(open.transaction('pieces', mode).objectStore('pieces'))
        asked.onsuccess = function () { resolve(asked.result) }
        asked.onerror = function () { reject(asked.error) }
      })
    })
  }
  var mine = window.IDBKeyRange.bound([key], [key, []])
  function waiting () { return onShelf('readonly', function (store) { return store.getAllKeys(mine) }) }

  // --- sending --------------------------------------------------------------------------------------------------------------
  function later (milliseconds) { return new Promise(function (resolve) { setTimeout(resolve, milliseconds) }) }
  async function send (piece) {
    var url = box.dataset.piece.replace('/0/0/', '/' + piece.take + '/' + piece.number + '/')
    var answer = await fetch(url, {
      method: 'POST', body: piece.sound, credentials: 'same-origin', redirect: 'manual',
      headers: { 'X-CSRFToken': token, 'X-Age': String((Date.now() - piece.at) / 1000), 'Content-Type': 'application/octet-stream' },
      signal: AbortSignal.timeout(15000)
    })
    if (answer.type === 'opaqueredirect') { signedOut = true; throw new Error('door') }
    if (answer.status === 403) { await look(); throw new Error('token') } // signed in anew meanwhile: the page's token is of before
    signedOut = false
    return answer.ok || answer.status === 409 || answer.status === 410 || answer.status === 413
  }
  async function pump () {
    if (pumping) return
    pumping = true
    var pause = 500
    for (;;) {
      var keys = await waiting()
      if (!keys.length) break
      try {
        var piece = await onShelf('readonly', function (store) { return store.get(keys[0]) })
        if (await send(piece)) await onShelf('readwrite', function (store) { return store.delete(keys[0]) })
        else await later(1000)
        pause = 500
      } catch (error) {
        await later(pause)
        pause = Math.min(pause * 2, 4000)
      }
    }
    pumping = false
    if (ended) finish()
  }
  async function keep (sound) {
    if (!sound.size) return
    var piece = { live: key, take: take, number: number++, at: Date.now(), sound: await sound.arrayBuffer() }
    recorded[take] = number
    await onShelf('readwrite', function (store) { return store.put(piece) })
    pump()
  }

  // --- speaking -------------------------------------------------------------------------------------------------------------
  async function changed (heard) {
    var context = new AudioContext()
    await context.audioWorklet.addModule(box.dataset.worklet)
    var out = context.createMediaStreamDestination()
    context.createMediaStreamSource(heard).connect(new AudioWorkletNode(context, 'changed-voice')).connect(out)
    return out.stream
  }
  function measure (heard) {
    var context = new AudioContext()
    var ear = context.createAnalyser()
    var samples = new Float32Array(ear.fftSize)
    context.createMediaStreamSource(heard).connect(ear)
    setInterval(function () {
      ear.getFloatTimeDomainData(samples)
      level.value = Math.min(1, 3 * Math.sqrt(samples.reduce(function (sum, one) { return sum + one * one }, 0) / samples.length))
    }, 100)
  }
  function stayAwake () {
    if (navigator.wakeLock && stream && !document.hidden) navigator.wakeLock.request('screen').catch(function () {})
  }
  function record () {
    if (recorder || !stream) return
    var kind = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'].find(function (one) { return MediaRecorder.isTypeSupported(one) })
    take += 1
    number = 0
    recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 32000 })
    recorder.ondataavailable = function (event) { keep(event.data) }
    recorder.onstop = function () { recorder = null }
    recorder.onerror = recorder.onstop
    recorder.start(1000)
  }
  async function open () {
    try {
      var heard = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } })
      heard.getAudioTracks()[0].onended = function () { // a call took it, or she unplugged it
        stream = null
        mic.hidden = false
        if (recorder) recorder.stop()
      }
      stream = box.dataset.way === 'changed' ? await changed(heard) : heard
      measure(stream)
      mic.hidden = true
      stayAwake()
    } catch (error) {
      words.textContent = said('refused')
    }
  }
  // Tells the house that she ended it, and how many pieces there are; true once the house knows.
  async function close () {
    try {
      var answer = await fetch(box.dataset.close, {
        method: 'POST', credentials: 'same-origin', redirect: 'manual', headers: { Accept: 'application/json' },
        body: new URLSearchParams({ csrfmiddlewaretoken: token, takes: JSON.stringify(recorded) })
      })
      if (answer.type === 'opaqueredirect') signedOut = true
      return answer.ok
    } catch (error) { return false }
  }
  async function finish () {
    var left = await waiting()
    if (left.length) return pump()
    if (await close()) {
      done = true
      location.reload()
    } else {
      await look()
      setTimeout(finish, 2000)
    }
  }
  async function goOnAir (event) {
    event.preventDefault()
    go.disabled = true
    var body = new URLSearchParams(new FormData(opening))
    body.set('csrfmiddlewaretoken', token)
    try {
      await fetch(opening.action, { method: 'POST', body: body, credentials: 'same-origin', redirect: 'manual' })
    } catch (error) { /* asked again by her */ }
    await look()
  }
  async function stop (event) {
    event.preventDefault()
    if (ended) return
    ended = true
    end.querySelector('button').disabled = true
    if (recorder) {
      var last = new Promise(function (resolve) { recorder.addEventListener('stop', resolve) })
      recorder.stop()
      await last
      await later(200)
    }
    close()
    pump()
  }

  // --- the page -------------------------------------------------------------------------------------------------------------
  async function look () {
    try {
      var answer = await fetch(box.dataset.state, { credentials: 'same-origin', redirect: 'manual' })
      if (answer.ok) {
        var fresh = await answer.json()
        offset = fresh.now - Date.now() / 1000
        if (state && !ended && !done && (fresh.state !== state.state || fresh.watched !== state.watched) && !recorder && !stream) location.reload()
        token = fresh.token
        signedOut = false
        if (go) {
          go.disabled = !fresh.watched
          opening.hidden = fresh.state !== 'waiting'
        }
        if (unwatched) unwatched.hidden = fresh.watched
        if (watcher && fresh.watcher) watcher.textContent = fresh.watcher
        state = fresh
        Object.keys(fresh.held).forEach(function (one) {
          if (!recorder && Number(one) > take) take = Number(one)
          recorded[one] = Math.max(recorded[one] || 0, fresh.held[one])
        })
      } else if (answer.type === 'opaqueredirect') signedOut = true
    } catch (error) { /* no network: the clock goes on */ }
  }
  async function tick () {
    if (!state) return
    var left = (await waiting()).length
    var live = state.state === 'open'
    var turn = Math.floor(now() / SLOT)
    var begins = live && sends && stream && !ended && now() >= state.speak && now() < state.quiet
    if (begins && (turn !== lastTurn)) record() // only where a slot begins: so the way to the ear is the shortest
    lastTurn = turn
    if (recorder && (now() >= state.quiet || (state.state !== 'open'))) recorder.stop()
    box.toggleAttribute('data-on', live && now() >= state.speak && now() < state.quiet)
    clock.textContent = ''
    if (signedOut) words.textContent = said('door')
    else if (ended || done) words.textContent = left || !done ? said('sending') + ' ' + left : said('sent')
    else if (live && now() < state.speak) { words.textContent = said('soon'); clock.textContent = minutes(state.speak - now()) }
    else if (live && now() < state.quiet) {
      var slow = sends && (left > BEHIND || (now() > state.begins + 8 && !state.heard))
      words.textContent = slow ? said('kept') : sends ? said('speak') : said('left')
      clock.textContent = minutes(state.quiet - now())
    } else if (state.state === 'waiting' && stream) words.textContent = said('ready')
    else if (state.state === 'over' || state.state === 'cut') words.textContent = left ? said('sending') + ' ' + left : said('over')
  }
  if (mic) mic.addEventListener('click', open)
  if (opening) opening.addEventListener('submit', goOnAir)
  if (end) end.addEventListener('submit', stop)
  window.addEventListener('beforeunload', function (event) { if (recorder) event.preventDefault() })
  window.addEventListener('online', pump)
  document.addEventListener('visibilitychange', stayAwake)
  // What an earlier page left on the telephone counts too: no take is begun twice.
  waiting().then(function (keys) {
    keys.forEach(function (one) {
      take = Math.max(take, one[1])
      recorded[one[1]] = Math.max(recorded[one[1]] || 0, one[2] + 1)
    })
    return look()
  }).then(function () { if (sends) pump(); setInterval(look, 2000); setInterval(tick, 250) })
})()
