// What is typed in a form marked data-keep stays on the device until the house has acknowledged it.
// It is sealed (AES-GCM) with a key that the house gives to whoever is signed in and that is never stored here: a lost telephone tells nothing.
(function () {
  'use strict'
  var meta = document.querySelector('meta[name="keep-key"]')
  var words = document.querySelector('[data-keep-words]')
  if (!meta || !words || !window.localStorage) return
  var secure = window.crypto && window.crypto.subtle
  var store = secure ? window.localStorage : window.sessionStorage
  var prefix = 'keep:' + meta.getAttribute('data-user') + ':'
  var DAYS = 14
  var SKIPPED = ['csrfmiddlewaretoken', 'kept']

  function bytes (text) { return Uint8Array.from(atob(text), function (sign) { return sign.charCodeAt(0) }) }
  function text (data) { return btoa(Array.from(new Uint8Array(data), function (byte) { return String.fromCharCode(byte) }).join('')) }
  var key = secure ? window.crypto.subtle.importKey('raw', bytes(meta.content), 'AES-GCM', false, ['encrypt', 'decrypt']) : null

  async function seal (said) {
    if (!secure) return { clear: said }
    var iv = window.crypto.getRandomValues(new Uint8Array(12))
    var data = await window.crypto.subtle.encrypt({ name: 'AES-GCM', iv: iv }, await key, new TextEncoder().encode(JSON.stringify(said)))
    return { iv: text(iv), data: text(data) }
  }
  async function open (kept) {
    if (kept.clear) return kept.clear
    var data = await window.crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(kept.iv) }, await key, bytes(kept.data))
    return JSON.parse(new TextDecoder().decode(data))
  }

  function fields (form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && SKIPPED.indexOf(field.name) < 0 && field.type !== 'file' && field.type !== 'submit' && field.type !== 'password'
    })
  }
  function said (form) {
    return fields(form).map(function (field) {
      var ticked = field.type === 'checkbox' || field.type === 'radio'
      return [field.name, ticked ? field.value : '', ticked ? field.checked : field.value]
    })
  }
  function put (form, kept) {
    fields(form).forEach(function (field) {
      var ticked = field.type === 'checkbox' || field.type === 'radio'
      kept.forEach(function (one) {
        if (one[0] !== field.name || (ticked && one[1] !== field.value)) return
        if (ticked) field.checked = one[2]
        else field.value = one[2]
      })
    })
  }
  function typed (kept) {
    return kept.filter(function (one) { return one[0] !== 'slip' && one[0] !== 'version' && one[0] !== 'seen' })
  }

  function read (name) {
    try { return JSON.parse(store.getItem(name)) } catch (error) { return null }
  }
  // What the house acknowledged, and what is too old, goes; of others who used this device, what is too old or not sealed.
  function tidy () {
    var cookie = document.cookie.match(/(?:^|; )acknowledged=([^;]*)/)
    var done = cookie ? cookie[1] : ''
    Object.keys(store).filter(function (name) { return name.indexOf('keep:') === 0 }).forEach(function (name) {
      var kept = read(name)
      var mine = name.indexOf(prefix) === 0
      var old = !kept || !kept.sealed || Date.now() - kept.at > DAYS * 86400000
      if (old || (mine ? done && kept.token === done : kept.sealed.clear)) store.removeItem(name)
    })
    if (done) document.cookie = 'acknowledged=; Max-Age=0; Path=/; SameSite=Lax'
  }

  function offer (form, name, kept, at) {
    var box = document.createElement('div')
    box.className = 'notice notice--info cluster'
    box.setAttribute('role', 'status')
    var line = document.createElement('p')
    line.textContent = words.getAttribute('data-kept') + ' ' + new Date(at).toLocaleString(document.documentElement.lang)
    var back = document.createElement('button')
    back.type = 'button'
    back.className = 'button button--secondary'
    back.textContent = words.getAttribute('data-back')
    back.addEventListener('click', function () { put(form, kept); box.remove() })
    var forget = document.createElement('button')
    forget.type = 'button'
    forget.className = 'button button--quiet'
    forget.textContent = words.getAttribute('data-forget')
    forget.addEventListener('click', function () { store.removeItem(name); box.remove() })
    box.append(line, back, forget)
    form.before(box)
  }

  function watch (form) {
    var name = prefix + form.getAttribute('data-keep')
    var first = JSON.stringify(typed(said(form)))
    var kept = read(name)
    var token = text(window.crypto.getRandomValues(new Uint8Array(9))).replace(/[^A-Za-z0-9]/g, 'x')
    var hidden = document.createElement('input')
    hidden.type = 'hidden'
    hidden.name = 'kept'
    hidden.value = token
    form.append(hidden)
    if (kept) {
      open(kept.sealed).then(function (before) {
        if (JSON.stringify(typed(before)) !== first) offer(form, name, before, kept.at)
      }).catch(function () { store.removeItem(name) })
    }
    var waiting = 0
    async function keep () {
      var now = said(form)
      if (JSON.stringify(typed(now)) === first && !read(name)) return
      try {
        store.setItem(name, JSON.stringify({ at: Date.now(), token: token, sealed: await seal(now) }))
        form.setAttribute('data-kept-at', String(Date.now()))
      } catch (error) { /* the device is full: the form itself still holds it */ }
    }
    form.addEventListener('input', function () {
      clearTimeout(waiting)
      waiting = setTimeout(keep, 400)
    })
    form.addEventListener('submit', keep)
    window.addEventListener('pagehide', keep)
  }

  tidy()
  document.addEventListener('DOMContentLoaded', function () {
    document.querySelectorAll('form[data-keep]').forEach(watch)
  })
  window.addEventListener('pageshow', tidy)
})()
