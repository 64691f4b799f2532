// Shows what needs a passkey only where the browser can make one, and says so when it was not used.
(function () {
  'use strict'
  var able = window.isSecureContext && 'PublicKeyCredential' in window
  function show (selector, shown) {
    document.querySelectorAll(selector).forEach(function (element) { element.hidden = !shown })
  }
  show('[data-needs-passkey]', able)
  show('[data-no-passkey]', !able)
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    show('[data-passkey-error]', true)
  })
  document.addEventListener('click', function (event) {
    if (event.target.closest('button')) show('[data-passkey-error]', false)
  }, true)
})()
