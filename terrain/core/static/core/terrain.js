// What makes pages nicer where scripts run; without it every page works all the same.
(function () {
  'use strict'

  // A form is sent once, and not into a dead network. The button rests until the answer comes, the page is shown again, or ten seconds have gone.
  function rest (form, resting) {
    form.toggleAttribute('data-sent', resting)
    form.querySelectorAll('button[type=submit], button:not([type])').forEach(function (button) {
      if (resting && !button.disabled) {
        button.disabled = true
        button.setAttribute('data-resting', '')
      } else if (!resting && button.hasAttribute('data-resting')) {
        button.disabled = false
        button.removeAttribute('data-resting')
      }
    })
  }
  document.addEventListener('submit', function (event) {
    var form = event.target
    if (form.method !== 'post' || form.target || form.hasAttribute('data-again')) return
    if (form.hasAttribute('data-sent')) return event.preventDefault()
    // Asked again, it goes: a browser may believe itself offline while this house is on the same machine.
    if (navigator.onLine === false && !form.hasAttribute('data-tried')) {
      form.setAttribute('data-tried', '')
      tell(kept('data-dropped'))
      return event.preventDefault()
    }
    setTimeout(function () {
      if (event.defaultPrevented) return
      rest(form, true)
      setTimeout(function () { rest(form, false) }, 10000)
    })
  })
  document.addEventListener('htmx:beforeRequest', function (event) {
    if (event.target.matches('form[hx-post], form[data-hx-post]')) rest(event.target, true)
  })
  document.addEventListener('htmx:afterRequest', function (event) {
    if (event.target.matches('form')) rest(event.target, false)
  })
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { rest(form, false) })
  })

  // The summary of errors is read first.
  function toErrors (root) {
    var summary = root.querySelector('[data-error-summary]')
    if (summary) summary.focus()
  }
  document.addEventListener('DOMContentLoaded', function () { toErrors(document) })

  // Menus close by Escape and by a click elsewhere.
  function closeMenus (kept) {
    document.querySelectorAll('details[data-menu][open]').forEach(function (menu) {
      if (menu !== kept) menu.open = false
    })
  }
  document.addEventListener('click', function (event) { closeMenus(event.target.closest('details[data-menu]')) })

  // Leaving at once: the page is emptied, and the way back does not lead here again.
  var escapes = []
  function leave (link) {
    document.title = '\u00a0'
    document.body.hidden = true
    location.replace(link.href)
  }
  document.addEventListener('click', function (event) {
    var link = event.target.closest('[data-quick-exit]')
    if (!link) return
    event.preventDefault()
    leave(link)
  })
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') { escapes = []; return }
    var open = document.querySelector('details[data-menu][open]')
    if (open) open.querySelector('summary').focus()
    closeMenus()
    var link = document.querySelector('[data-quick-exit]')
    escapes = escapes.filter(function (time) { return Date.now() - time < 3000 }).concat(Date.now())
    if (link && escapes.length >= 3) leave(link)
  })

  // What is saved is said aloud: a view answers with HX-Trigger {"said": "…"}.
  document.addEventListener('said', function (event) {
    var place = document.querySelector('[data-announce]')
    if (!place || !event.detail) return
    place.textContent = ''
    setTimeout(function () { place.textContent = event.detail.value }, 50)
  })

  // When htmx gets no answer, or a refusal, it is said and what was typed stays.
  function tell (words) {
    var place = document.querySelector('[data-network]')
    if (!place) return
    place.hidden = !words
    place.textContent = words
    if (words) place.scrollIntoView({ block: 'nearest' })
  }
  function kept (which) {
    var place = document.querySelector('[data-network]')
    return place ? place.getAttribute(which) : ''
  }
  document.addEventListener('htmx:sendError', function () { tell(kept('data-dropped')) })
  document.addEventListener('htmx:timeout', function () { tell(kept('data-dropped')) })
  document.addEventListener('htmx:responseError', function (event) {
    var answer = new DOMParser().parseFromString(event.detail.xhr.responseText || '', 'text/html')
    var reason = answer.querySelector('[data-reason]')
    tell(reason ? reason.textContent : kept('data-failed'))
  })
  document.addEventListener('htmx:beforeSwap', function () { tell('') })
  window.addEventListener('online', function () { tell('') })
  document.addEventListener('htmx:afterSwap', function (event) { toErrors(event.detail.target) })
})()
