// One press, then sound that goes on through a cut of the network. Slot n is the four seconds of the clock from 4 n on, its segment
// seg/<form>/<n>.m4s. All that is published is fetched ahead, up to a minute.
(function () {
  'use strict'
  var box = document.querySelector('[data-radio]')
  if (!box) return
  var base = box.dataset.radio
  var audio = box.querySelector('audio')
  var button = box.querySelector('[data-play]')
  var saver = box.querySelector('[data-saver]')
  var status = box.querySelector('[data-status]')
  var net = navigator.connection || {}
  var Source = window.ManagedMediaSource || window.MediaSource
  var type = 'audio/mp4; codecs="mp4a.40.2"'
  var ways = []
  if (Source && Source.isTypeSupported(type)) ways.push('web')
  if (audio.canPlayType('application/vnd.apple.mpegurl')) ways.push('native')
  ways.push('progressive')
  var S = 4
  var run = 0 // which run of the fetching is the present one
  var wanted = false
  var skew = 0 // the server's clock less this device's, in milliseconds
  var start, next, buffer, form, rate, faults = 0
  var session, device, from, to, lastTime
  var weak = /2g|3g/.test(net.effectiveType || '')

  function slotNow () { return Math.floor((Date.now() + skew) / 1000 / S) }
  function say (name) { status.textContent = status.dataset[name] || '' }
  function wait (seconds) { return new Promise(function (done) { setTimeout(done, seconds * 1000) }) }
  function random () {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (n) { return (n + 256).toString(16).slice(1) }).join('')
  }
  function store (name, value) {
    try {
      if (value === undefined) return localStorage.getItem(name)
      localStorage.setItem(name, value)
    } catch (e) {}
    return value
  }
  async function get (path) {
    var answer = await fetch(base + path, { signal: AbortSignal.timeout(20000) })
    if (!answer.ok) throw path + answer.status
    return answer
  }
  function settled (act) {
    return new Promise(function (done, failed) {
      buffer.onupdateend = done
      buffer.onerror = failed
      act()
    })
  }
  function holds (time) {
    for (var i = 0; i < audio.buffered.length; i++) {
      if (time < audio.buffered.end(i) - 0.1) return Math.max(time, audio.buffered.start(i))
    }
    return -1
  }

  // The smaller form when she saves data, or when the network carries no more.
  function choose () {
    if (saver.checked || !rate) return 'eco'
    weak = rate < (weak ? 150 : 90)
    return weak ? 'eco' : 'std'
  }

  async function fetching (mine) {
    var pause = 1
    while (mine === run) {
      try {
        form = choose()
        var answer = await get(form + '.m3u8')
        var list = await answer.text()
        var date = Date.parse(answer.headers.get('date'))
        if (date) skew = date + 1000 * (answer.headers.get('age') || 0) - Date.now()
        var first = +/SEQUENCE:(\d+)/.exec(list)[1]
        var last = first + list.split('#EXTINF').length - 2
        if (mine !== run) return
        if (start === undefined) {
          start = next = Math.min(last, Math.max(first, slotNow() - 1))
          buffer.timestampOffset = -start * S
          var init = await (await get('init.mp4')).arrayBuffer()
          await settled(function () { buffer.appendBuffer(init) })
        }
        if (next < first) next = first
        for (; next <= last && mine === run; next++) {
          form = choose()
          var began = performance.now()
          var bytes = await (await get('seg/' + form + '/' + next + '.m4s')).arrayBuffer()
          rate = bytes.byteLength * 8 / (performance.now() - began)
          if (mine !== run) return
          await settled(function () { buffer.appendBuffer(bytes) })
          faults = 0
          if (audio.currentTime > 40) await settled(function () { buffer.remove(0, audio.currentTime - 20) })
        }
        pause = 1
        await wait(Math.max(1.5, Math.min(8, next - slotNow())))
      } catch (e) {
        if (/^seg.*4\d\d$/.test(e)) next++ // taken off air
        if (mine !== run) return
        if (buffer && audio.error) return failed()
        await wait(pause)
        pause = Math.min(pause * 1.5, 6)
      }
    }
  }

  function open () {
    var mine = ++run
    start = buffer = undefined
    lastTime = 0
    if (ways[0] !== 'web') {
      audio.src = base + (ways[0] === 'native' ? (saver.checked ? 'eco' : 'std') + '.m3u8' : 'live.aac')
      return
    }
    var source = new Source()
    audio.disableRemotePlayback = true
    source.onsourceopen = function () {
      if (mine !== run || buffer) return
      buffer = source.addSourceBuffer(type)
      fetching(mine)
    }
    audio.src = URL.createObjectURL(source)
  }
  function failed () {
    if (!wanted) return
    tell()
    if (++faults > 2 && ways.length > 1) { ways.shift(); faults = 0 }
    setTimeout(function () { if (wanted) { open(); audio.play() } }, 1000 * faults)
  }
  function behind () {
    return start === undefined || ways[0] !== 'web' ? 99 : slotNow() - start - audio.currentTime / S
  }

  // What was really heard, told every half minute: slots [from, to).
  function tell () {
    if (from !== undefined) {
      var heard = JSON.stringify({ session: session, device: device, source: ways[0], profile: form || 'std', from: from, to: to })
      if (!navigator.sendBeacon || !navigator.sendBeacon(base + 'heard', heard)) {
        fetch(base + 'heard', { method: 'POST', body: heard, keepalive: true }).catch(function () {})
      }
    }
    from = undefined
  }
  function tick () {
    if (!wanted || audio.paused) return
    var time = audio.currentTime
    if (time > lastTime) {
      var slot = ways[0] === 'web' ? start + Math.floor(time / S) : slotNow() - 1
      if (from !== undefined && (slot < to - 1 || slot > to)) tell()
      if (from === undefined) from = slot
      to = slot + 1
      say(navigator.onLine === false ? 'kept' : 'playing')
    } else if (ways[0] === 'web' && start !== undefined) {
      var there = holds(time)
      if (there > time) audio.currentTime = there
      else if (there < 0) say('waiting')
      if (behind() > 20) { tell(); open(); audio.play() }
    }
    lastTime = time
  }

  async function titles () {
    try {
      var now = await (await get('now.json')).json()
      var title = [].concat(now.title || now.now && now.now.title || [])[0]
      if (!title) return
      box.querySelector('[data-now]').textContent = title
      navigator.mediaSession.metadata = new MediaMetadata({ title: title, artist: box.dataset.name })
    } catch (e) {}
  }

  function play () {
    wanted = true
    session = session || random()
    device = device || store('radio-device') || store('radio-device', random())
    say('waiting')
    if (!run || behind() > 8) { tell(); open() } else fetching(++run)
    audio.play().catch(function () {})
    titles()
  }
  function pause () {
    wanted = false
    run++
    audio.pause()
    if (ways[0] !== 'web') audio.removeAttribute('src')
    tell()
    say('stopped')
  }
  function draw () {
    button.setAttribute('aria-pressed', wanted)
    button.querySelector('[data-words]').textContent = wanted ? button.dataset.stop : button.dataset.start
  }

  button.onclick = function () { (wanted ? pause : play)(); draw() }
  // The lock screen, or a call, stops and starts the sound without our button.
  audio.onpause = function () { if (wanted && !audio.ended) { pause(); draw() } }
  audio.onplay = function () { if (!wanted) { play(); draw() } }
  audio.onerror = failed
  saver.checked = store('radio-saver') ? store('radio-saver') === '1' : !!net.saveData
  saver.onchange = function () {
    store('radio-saver', saver.checked ? '1' : '0')
    if (wanted && ways[0] === 'native') { open(); audio.play() }
  }
  if (navigator.mediaSession) {
    navigator.mediaSession.setActionHandler('play', function () { play(); draw() })
    navigator.mediaSession.setActionHandler('pause', function () { pause(); draw() })
  }
  setInterval(tick, 500)
  setInterval(function () { if (wanted) tell() }, 30000)
  setInterval(function () { if (wanted) titles() }, 20000)
  window.addEventListener('pagehide', tell)
  audio.hidden = true
  box.querySelector('[data-player]').hidden = false
})()
