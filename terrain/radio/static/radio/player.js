// One press, then sound that goes on through a cut of the network: all that is published is fetched ahead, up to a minute.
// Slot n is the four seconds of the clock from 4 n on.
(() => {
  'use strict'
  const box = document.querySelector('[data-radio]')
  if (!box) return
  const one = name => box.querySelector(name)
  const [audio, button, saver, status] = ['audio', '[data-play]', '[data-saver]', '[data-status]'].map(one)
  const base = box.dataset.radio
  const net = navigator.connection || {}
  const Source = window.ManagedMediaSource || window.MediaSource
  const type = 'audio/mp4; codecs="mp4a.40.2"'
  const ways = ['progressive']
  if (audio.canPlayType('application/vnd.apple.mpegurl')) ways.unshift('native')
  if (Source && Source.isTypeSupported(type)) ways.unshift('web')
  const arrived = performance.getEntriesByType('navigation')[0]
  // The server's clock less this device's, in milliseconds: known from the page, unless that was kept from before.
  let skew = arrived.type[0] === 'b' ? NaN : box.dataset.clock - performance.timeOrigin - arrived.responseStart
  let run = 0 // which run of the fetching is the present one
  let faults = 0
  let weak = /2g|3g/.test(net.effectiveType)
  let wanted, start, next, buffer, form, rate, head, session, device, from, to, lastTime

  const mse = () => ways[0] === 'web'
  const slotNow = () => Math.floor((Date.now() + skew) / 4000)
  const behind = () => start && mse() ? slotNow() - start - audio.currentTime / 4 : 99
  const say = name => { status.textContent = status.dataset[name] }
  const wait = seconds => new Promise(done => setTimeout(done, seconds * 1000))
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), n => (n + 256).toString(16).slice(1)).join('')
  const store = (name, value) => {
    try {
      if (value) localStorage.setItem(name, value)
      return localStorage.getItem(name)
    } catch (e) { return value }
  }
  const get = async path => {
    const answer = await fetch(base + path, { signal: AbortSignal.timeout?.(20000) })
    if (!answer.ok) throw path + answer.status
    return answer
  }
  const bytes = async path => (await get(path)).arrayBuffer()
  const header = () => (head ||= bytes('init.mp4').catch(e => { head = 0; throw e }))
  const settled = act => new Promise((done, failed) => {
    buffer.onupdateend = done
    buffer.onerror = failed
    act()
  })

  // The smaller form when she saves data, or when the network (kbit/s) carries no more.
  const choose = () => {
    if (rate) weak = rate < (weak ? 150 : 90)
    return saver.checked || weak || !rate ? 'eco' : 'std'
  }

  const fetching = async mine => {
    let pause = 1
    while (mine === run) {
      try {
        let first = slotNow() - 1 // it is published, and heard while the list comes
        let last = first
        const listed = start || !first
        if (listed) {
          const answer = await get((form = choose()) + '.m3u8')
          const list = await answer.text()
          const date = Date.parse(answer.headers.get('date'))
          if (date) skew = date + 1000 * answer.headers.get('age') - Date.now()
          first = +/SEQUENCE:(\d+)/.exec(list)[1]
          last = first + list.split('#EXTINF').length - 2
        }
        if (mine !== run) return
        if (!start) start = next = Math.min(last, Math.max(first, slotNow() - 1 || 0))
        if (next < first) next = first
        for (; next <= last; next++) {
          form = choose()
          const began = performance.now()
          const data = await bytes(`seg/${form}/${next}.m4s`)
          rate = data.byteLength * 8 / (performance.now() - began)
          const init = await header()
          if (mine !== run) return
          if (!buffer.timestampOffset) {
            buffer.timestampOffset = -start * 4
            await settled(() => buffer.appendBuffer(init))
          }
          await settled(() => buffer.appendBuffer(data))
          if (audio.currentTime > 40) await settled(() => buffer.remove(0, audio.currentTime - 20))
        }
        pause = 1
        faults = 0
        if (listed) await wait(Math.max(1.5, Math.min(8, next - slotNow())))
        else titles()
      } catch (e) {
        if (/^seg.*4(04|10)$/.test(e)) next++ // off air
        if (audio.error) return
        await wait(pause)
        pause = Math.min(pause * 1.5, 6)
      }
    }
  }

  const open = () => {
    const mine = ++run
    start = buffer = 0
    lastTime = 0
    if (mse()) {
      const source = new Source()
      audio.disableRemotePlayback = true
      source.onsourceopen = () => {
        if (mine !== run || buffer) return
        try { buffer = source.addSourceBuffer(type) } catch (e) { ways.shift(); again() }
        fetching(mine)
      }
      audio.src = URL.createObjectURL(source)
    } else audio.src = base + (ways[1] ? (saver.checked ? 'eco' : 'std') + '.m3u8' : 'live.aac')
    audio.play().catch(() => {})
  }

  // What was really heard, told every half minute: slots [from, to), whole ones.
  const tell = () => {
    if (from && to > from) {
      navigator.sendBeacon(base + 'heard', JSON.stringify({ session, device, source: ways[0], profile: form || 'std', from, to }))
    }
    from = 0
  }
  const again = () => { tell(); open() }
  const tick = () => {
    if (!wanted || audio.paused) return
    const time = audio.currentTime
    if (time > lastTime) {
      const slot = mse() ? start + Math.floor(time / 4) : slotNow() - 1
      if (slot < to || slot > to + 1) tell()
      from ||= slot
      to = slot
      say(navigator.onLine ? 'playing' : 'kept')
    } else if (start && mse()) {
      say('waiting')
      const held = audio.buffered
      for (let i = 0; i < held.length; i++) {
        if (held.start(i) > time) { audio.currentTime = held.start(i); break }
      }
      if (behind() > 20) again()
    }
    lastTime = time
  }

  const titles = async () => {
    try {
      const { now } = await (await get('now.json')).json()
      const texts = now.title || {}
      const shown = one('[data-now]')
      const show = texts[document.documentElement.lang] || Object.values(texts)[0] || shown.dataset.now
      const title = now.episode_title ? `${show} — ${now.episode_title}` : show
      shown.textContent = title
      navigator.mediaSession.metadata = new MediaMetadata({ title, artist: box.dataset.name })
    } catch (e) {}
  }

  const turn = on => {
    if (on === wanted) return
    wanted = on
    button.setAttribute('aria-pressed', on)
    one('[data-words]').textContent = on ? button.dataset.stop : button.dataset.start
    say(on ? 'waiting' : 'stopped')
    if (on) {
      session ||= random()
      device ||= store('radio-device') || store('radio-device', random())
      if (behind() > 8) again()
      else {
        fetching(++run)
        audio.play()
      }
    } else {
      run++
      audio.pause()
      tell()
    }
  }

  button.onclick = () => turn(!wanted)
  // The lock screen, or a call, stops and starts the sound without our button.
  audio.onpause = () => turn(false)
  audio.onplay = () => turn(true)
  audio.onerror = () => {
    if (!wanted) return
    if (++faults > 2 && ways[1]) faults = ways.shift() && 0
    setTimeout(() => wanted && again(), 1000)
  }
  saver.checked = (store('radio-saver') || net.saveData + '') === 'true'
  saver.onchange = () => store('radio-saver', saver.checked + '')
  setInterval(tick, 500)
  setInterval(() => {
    if (wanted) { tell(); titles() }
  }, 30000)
  addEventListener('pagehide', tell)
  if (mse()) header().catch(String)
  audio.hidden = true
  one('[data-player]').hidden = false
})()
