// A recording goes to the house part by part. Each may be sent again; the house says which are missing. A lost network, a closed tab and a session
// that ended only make it wait.
(function () {
  'use strict'
  var TRIES = 4
  var LONGEST_WAIT = 30000

  function Stopped (why, words) { this.why = why; this.words = words || '' }

  function wait (tried) {
    return new Promise(function (resolve) {
      var timer = setTimeout(done, Math.min(LONGEST_WAIT, 1000 * Math.pow(2, tried)))
      function done () {
        clearTimeout(timer)
        window.removeEventListener('online', done)
        resolve()
      }
      window.addEventListener('online', done)
    })
  }
  async function fingerprint (bytes) {
    var digest = new Uint8Array(await window.crypto.subtle.digest('SHA-256', bytes))
    return Array.from(digest, function (byte) { return byte.toString(16).padStart(2, '0') }).join('')
  }

  // base: where recordings go; chunk: bytes of a part; tell(word, ...numbers): what is said.
  window.studioSender = function (base, chunk, tell) {
    var token = ''

    // An answer from the house, however long the network is away. Redirected: nobody is signed in any more.
    async function ask (path, options) {
      for (var tried = 0; ; tried++) {
        try {
          var answer = await fetch(base + path, Object.assign({ redirect: 'manual', credentials: 'same-origin' }, options))
          if (answer.type === 'opaqueredirect') throw new Stopped('signed_out')
          if (answer.status < 500 && answer.status !== 429) return answer
        } catch (error) {
          if (error instanceof Stopped) throw error
        }
        tell('waiting')
        await wait(tried)
      }
    }
    async function ticket () {
      var answer = await ask('', { headers: { Accept: 'application/json' } })
      var told = answer.ok ? await answer.json().catch(function () { return null }) : null
      if (!told) throw new Stopped('signed_out')
      if (told.mark !== window.studioPhone.mark) throw new Stopped('somebody_else')
      token = told.token
    }
    async function post (path, body, headers) {
      for (var tried = 0; ; tried++) {
        if (!token) await ticket()
        var answer = await ask(path, { method: 'POST', body: body, headers: Object.assign({ 'X-CSRFToken': token }, headers) })
        var told = await answer.json().catch(function () { return null })
        if (answer.ok && told) return told
        if (tried >= TRIES) throw new Stopped('refused', told && told.words)
        if (!told) token = ''
        else if (told.code === 'lacking') return { lacking: null }
        else if (told.code !== 'mangled') throw new Stopped('refused', told.words)
      }
    }
    function announce (told, size) {
      var said = new URLSearchParams()
      var names = ['purpose', 'way', 'station', 'show', 'testimony', 'hint', 'language', 'cut_from', 'cut_to', 'milliseconds', 'media_type']
      names.forEach(function (name) { said.set(name, told[name] === undefined || told[name] === null ? '' : told[name]) })
      if (told.from_file) said.set('from_file', 'on')
      if (told.forget_when_heard) said.set('forget_when_heard', 'on')
      said.set('size', size)
      return post(told.uid + '/begin/', said)
    }

    // Sends all of `blob`; gives the address where she goes on. Throws Stopped (why: a word).
    async function send (told, blob) {
      var total = Math.ceil(blob.size / chunk)
      await ticket()
      for (;;) {
        var lacking = (await announce(told, blob.size)).lacking
        for (var each = 0; each < lacking.length; each++) {
          var number = lacking[each]
          tell('sending', total - lacking.length + each, total)
          var bytes = await blob.slice(number * chunk, (number + 1) * chunk).arrayBuffer()
          var mark = await fingerprint(bytes)
          await post(told.uid + '/' + number + '/', bytes, { 'Content-Type': 'application/octet-stream', 'X-Sha256': mark })
        }
        tell('finishing')
        var made = await post(told.uid + '/finish/', new URLSearchParams())
        if (made.next) return made.next
      }
    }
    // What has arrived of a recording that she gives up is destroyed there too.
    send.drop = function (uid) { return post(uid + '/drop/', new URLSearchParams()) }
    return send
  }
  window.studioSender.Stopped = Stopped
})()
