// What is recorded stays on the telephone until the house has acknowledged it: every second or two a chunk, sealed (AES-GCM) with the key that
// the house gives to whoever is signed in and that is never stored here. A database for each user; a lost telephone tells nothing.
(function () {
  'use strict'
  var meta = document.querySelector('meta[name="keep-key"]')
  var secure = window.crypto && window.crypto.subtle
  if (!meta || !secure || !window.indexedDB) return
  var mark = meta.getAttribute('data-user')
  var raw = Uint8Array.from(atob(meta.content), function (sign) { return sign.charCodeAt(0) })
  var key = window.crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
  var opened = null

  function database () {
    opened = opened || new Promise(function (resolve, reject) {
      var asked = window.indexedDB.open('studio-' + mark, 1)
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore('recordings', { keyPath: 'uid' })
        asked.result.createObjectStore('chunks', { keyPath: ['uid', 'number'] })
      }
      asked.onsuccess = function () { resolve(asked.result) }
      asked.onerror = function () { reject(asked.error) }
    })
    return opened
  }
  // One transaction; resolves with what `work` asked for, once it is safely written.
  async function within (mode, work) {
    var db = await database()
    return new Promise(function (resolve, reject) {
      var written = db.transaction(['recordings', 'chunks'], mode)
      var asked = work(written)
      written.oncomplete = function () { resolve(asked && asked.result) }
      written.onerror = written.onabort = function () { reject(written.error) }
    })
  }
  function all (uid) { return IDBKeyRange.bound([uid, 0], [uid, Infinity]) }

  window.studioPhone = {
    mark: mark,
    list: function () {
      return within('readonly', function (db) { return db.objectStore('recordings').getAll() })
    },
    put: function (told) {
      return within('readwrite', function (db) { return db.objectStore('recordings').put(told) })
    },
    chunk: async function (uid, number, blob) {
      var iv = window.crypto.getRandomValues(new Uint8Array(12))
      var data = await window.crypto.subtle.encrypt({ name: 'AES-GCM', iv: iv }, await key, await blob.arrayBuffer())
      return within('readwrite', function (db) {
        return db.objectStore('chunks').put({ uid: uid, number: number, iv: iv, data: data })
      })
    },
    blob: async function (uid, type) {
      var kept = await within('readonly', function (db) { return db.objectStore('chunks').getAll(all(uid)) })
      var opener = await key
      var plain = await Promise.all(kept.map(function (one) {
        return window.crypto.subtle.decrypt({ name: 'AES-GCM', iv: one.iv }, opener, one.data)
      }))
      return new Blob(plain, { type: type })
    },
    drop: function (uid) {
      return within('readwrite', function (db) {
        db.objectStore('chunks').delete(all(uid))
        return db.objectStore('recordings').delete(uid)
      })
    }
  }
  // A telephone that runs out of space throws away what it was not asked to keep.
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(function () {})
})()
