// The console: who looks, where they are, what follows from an event.
//
// Lives here: signing in, the frame around every view, the way from an address to a view. Not here:
// any view. An address is #/NAME/PART…?KEY=VALUE; #code=… signs in, and goes at once.

import { Refused, ask, enter, forget, keepToken, token, whenLost } from './asking.js'
import { attribute, button, el, text } from './building.js'
import { device } from './device.js'
import { devices } from './devices.js'
import { drill } from './drill.js'
import { firmware } from './firmware.js'
import { follow } from './following.js'
import { forecast } from './forecast.js'
import { parcels } from './parcels.js'
import { languages, learn, say, setClock, speak, spoken } from './saying.js'
import { site } from './site.js'
import { sites } from './sites.js'
import { work } from './work.js'

const VIEWS = { '': sites, site, work, devices, device, parcels, firmware, forecast, drill }
const PLACES = [['', 'nav.sites'], ['work', 'nav.work'], ['devices', 'nav.devices'], ['parcels', 'nav.parcels'],
  ['firmware', 'nav.firmware'], ['forecast', 'nav.forecast'], ['drill', 'nav.drill']]

const LOAD_AFTER_MS = 1_000
const LOAD_EVERY_MS = 15_000
const CALM_MS = 5_000
// Not sooner after an event, not later without one: a busy site asks once a second, a long list less often.

let me = null
let shown = null
const frame = {}

await learn()
whenLost(() => { forget(); leave(); signIn(say('enter.over')) })
addEventListener('hashchange', begin)
begin()

async function begin() {
  const code = location.hash.match(/^#code=(.+)$/)
  if (code) {
    history.replaceState(null, '', '#/')
    try {
      await enter(decodeURIComponent(code[1]))
    } catch (error) {
      signIn(say(error.status === 410 ? 'enter.used' : 'enter.failed'))
      return
    }
    me = null
  }
  if (!token()) { signIn(''); return }
  try {
    me ??= await ask('v1/me')
  } catch (error) {
    if (error.status !== 401) signIn(error.message)
    return
  }
  setClock(me.now_ms, me.clock_speed)
  draw()
  go()
}

function signIn(why) {
  leave()
  me = null
  const field = el('input', { id: 'token', type: 'password', autocomplete: 'off', required: true })
  const form = el('form', { class: 'enter', on: { submit: event => {
    event.preventDefault()
    keepToken(field.value.trim())
    begin()
  } } },
    el('h1', {}, say('title')),
    el('p', {}, say('enter.how')),
    el('p', { role: 'alert', class: 'wrong' }, why),
    el('label', { for: 'token' }, say('enter.token')), field,
    el('button', { type: 'submit' }, say('enter.go')))
  document.title = say('title')
  document.body.replaceChildren(el('header', {}, speech()), el('main', { id: 'main', tabindex: -1 }, form))
}

function speech() {
  return el('div', { class: 'speech', role: 'group', 'aria-label': say('nav.language') },
    ...languages().map(one => button(say(`language.${one}_name`), () => change(one),
      { 'aria-pressed': String(one === spoken()), lang: one === 'zh' ? 'zh-Hans' : one, 'data-speak': one })))
}

function change(language) {
  speak(language)
  if (me) { draw(); go() } else signIn('')
  document.querySelector(`[data-speak=${language}]`)?.focus()
}

/** Everything that stands around a view. */
function draw() {
  frame.main = el('main', { id: 'main', tabindex: -1 })
  frame.said = el('p', { role: 'status', class: 'said' })
  frame.live = el('span', { class: 'live' })
  const offered = { drill: me.simulated && may('drill'), parcels: may('ask'), forecast: me.forecasts }
  const places = PLACES.filter(([name]) => offered[name] ?? true)
  frame.links = places.map(([name, words]) => el('a', { href: `#/${name}`, 'data-place': name }, say(words)))
  const skip = button(say('nav.skip'), () => frame.main.focus(), { class: 'skip' })
  document.body.replaceChildren(skip,
    el('header', {},
      el('p', { class: 'title' }, say('title')), frame.live,
      el('p', { class: 'who' }, say('nav.who', { name: me.name, role: say(`role.${me.role}`), scope: me.scope })),
      speech(), button(say('nav.leave'), () => { forget(); signIn('') })),
    el('nav', { 'aria-label': say('nav.places') }, el('ul', {}, ...frame.links.map(link => el('li', {}, link)))),
    frame.said, frame.main)
}

function leave() {
  shown?.end()
  shown = null
}

/** Show what the address says. */
function go() {
  leave()
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?')
  const [name, ...parts] = path.split('/').map(decodeURIComponent)
  const make = VIEWS[name] ?? sites
  for (const link of frame.links) attribute(link, 'aria-current', link.dataset.place === name ? 'page' : null)
  frame.main.replaceChildren()
  const view = make(frame.main, { me, parts, query: new URLSearchParams(query), act, may })
  document.title = say('form.page', { what: view.title, title: say('title') })
  shown = keepLive(view)
}

const may = right => me.may.includes(right)

/** Do what somebody asked for, and say how it went; the view shows what is so afterwards. */
async function act(words, request) {
  try {
    await request()
    text(frame.said, words)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    text(frame.said, say('act.refused', { why: error.message }))
  }
  await shown?.load()
}

/** A view that is loaded now, after events, and now and then. */
function keepLive(view) {
  let waiting = 0
  let ended = false
  const load = async () => {
    clearTimeout(waiting)
    waiting = 0
    try {
      await view.load()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (!ended && error.status !== 401) text(frame.said, say('act.refused', { why: error.message }))
    }
    if (!ended) soon(LOAD_EVERY_MS)
  }
  const soon = ms => {
    clearTimeout(waiting)
    waiting = setTimeout(load, ms)
  }
  let due = false
  const told = row => {
    if (view.told?.(row) || due) return
    due = true
    setTimeout(() => { due = false; if (!ended) load() }, view.calm ? CALM_MS : LOAD_AFTER_MS)
  }
  const live = is => {
    attribute(frame.live, 'data-live', String(is))
    text(frame.live, say(is ? 'nav.live' : 'nav.away'))
    if (!is && !ended) soon(LOAD_AFTER_MS)
  }
  const stream = follow(view.site ?? '', told, live)
  load()
  return { load, end: () => { ended = true; clearTimeout(waiting); stream.stop(); view.end?.() } }
}
