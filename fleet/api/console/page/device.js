// A device: what it says, what is wanted of it, what it was commanded, what happened to it.
//
// Lives here: its page and what can be asked of it. Not here: what is granted (the manager decides).

import { ask, part, send } from './asking.js'
import { attribute, button, el, keep, section, text } from './building.js'
import { ago, moment, number, say, sayOr } from './saying.js'
import { workLists } from './work.js'

const FACTS = ['kind', 'model', 'firmware', 'slot', 'presence', 'since', 'heard', 'boot', 'gateway', 'groups', 'messages',
  'lost', 'quarantined', 'clock', 'linkage']
const COMMANDS = { bank: ['open_door'], bin_sensor: ['lock_lid', 'unlock_lid'] }
const FOR_ALL = ['report_now', 'restart']

/** The page of SITE/DEVICE. */
export function device(main, context) {
  const [site, name] = context.parts
  const key = `${site}/${name}`
  const path = `v1/devices/${part(site)}/${part(name)}`
  const facts = list()
  const measured = list()
  const reported = list()
  const lists = workLists(context, row => row.device === key)
  const wanted = shadowForm(context, path)
  const orders = commands(context, path)
  const events = history(path)
  main.append(el('h1', {}, key), el('p', {}, el('a', { href: `#/site/${encodeURIComponent(site)}` }, say('device.of_site', { site }))),
    el('div', { class: 'sides' },
      el('div', {}, section(say('device.facts'), facts.node), section(say('device.measured'), measured.node),
        section(say('device.shadow'), el('h3', {}, say('device.reported')), reported.node, wanted.node), events.node),
      el('div', {}, lists.alarms, lists.orders, orders.node)))

  async function load() {
    const [row] = await Promise.all([ask(path), lists.load(), orders.load(), events.load()])
    facts.show(FACTS.map(fact => [say(`device.${fact}`), factOf(row, fact)]).filter(([, said]) => said !== ''))
    measured.show(Object.entries(row.measured ?? {}).filter(([field]) => !ENVELOPE.has(field)))
    reported.show(Object.entries(row.reported))
    wanted.show(row)
    orders.show(row)
  }
  const told = row => row.device !== key || (row.event !== 'measured' ? false : (load(), true))
  return { title: key, site, load, told }
}

const ENVELOPE = new Set(['v', 'device', 'boot', 'seq', 'time_ms', 'kind'])

function factOf(row, fact) {
  if (fact === 'kind') return say(`kind.${row.kind}`)
  if (fact === 'presence') return say(`presence.${row.presence}`)
  if (fact === 'since') return row.since_ms < 0 ? '' : moment(row.since_ms)
  if (fact === 'heard') return ago(row.heard_ms)
  if (fact === 'groups') return row.groups.join(say('form.list'))
  if (fact === 'gateway') return row.gateway || row.behind
  if (fact === 'linkage') return linkageOf(row.linkage)
  if (fact === 'clock') return say('device.ms', { n: number(row.offset_ms) })
  return typeof row[fact] === 'number' ? number(row[fact]) : row[fact]
}

/** What alarms want of it: lid, display, whether it has answered. */
function linkageOf(link) {
  if (!link) return ''
  const said = []
  if (link.locked) said.push(say('device.link_locked'))
  if (link.toward) {
    said.push(link.walk_m < 0 ? say('device.link_toward', { name: link.toward })
      : say('device.link_far', { name: link.toward, n: number(link.walk_m) }))
  }
  if (!link.confirmed) said.push(say('device.link_waits'))
  return said.join(say('form.list'))
}

/** Pairs of a name and a value; both may be what a device wrote. */
function list() {
  const node = el('dl')
  const show = pairs => keep(node, pairs, ([name]) => name, ([name]) => {
    const value = el('dd')
    return { node: el('div', {}, el('dt', {}, name), value), show: ([, said]) => text(value, plain(said)) }
  })
  return { node, show }
}

const plain = value => typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

/** The desired state, as JSON, for who may set it. */
function shadowForm({ act, may }, path) {
  const field = el('textarea', { id: 'desired', rows: 4, spellcheck: 'false' })
  const wrong = el('p', { role: 'alert', class: 'wrong' })
  const pending = el('p', { class: 'quiet' })
  let version = 0
  let touched = false
  const form = el('form', { on: { input: () => { touched = true }, submit: event => {
    event.preventDefault()
    let values
    try { values = JSON.parse(field.value) } catch (error) { text(wrong, error.message); return }
    text(wrong, '')
    touched = false
    act(say('device.set'), () => send('PUT', `${path}/shadow`, { version, values }))
  } } }, field, wrong, el('button', { type: 'submit' }, say('device.set_it')))
  const title = may('desire') ? el('label', { for: 'desired' }, say('device.desired')) : say('device.desired')
  const node = el('div', {}, el('h3', {}, title), pending, may('desire') ? form : null)
  function show(row) {
    version = row.desired_version
    const said = JSON.stringify(row.desired)
    if (!touched && field.value !== said) field.value = said
    const state = row.reported_version < version ? 'pending' : 'level'
    text(pending, say(`device.${state}`, { version, reported: row.reported_version }))
    if (!may('desire') && version) text(pending, `${pending.textContent} ${said}`)
  }
  return { node, show }
}

/** Commands given, and those that may be. */
function commands({ act, may }, path) {
  const rows = el('ul', { class: 'rows' })
  const buttons = el('p', { class: 'acts' })
  const door = el('input', { id: 'door', type: 'number', min: 1, max: 9999, value: 1 })
  const label = el('label', { for: 'door' }, say('device.door'))
  const node = section(say('device.commands'), el('p', {}, label, ' ', door), buttons, rows)
  const give = (command, values) => act(say('device.given', { command: say(`command.${command}`) }),
    () => send('POST', `${path}/commands`, values))
  const bodies = {
    open_door: () => ({ command: 'open_door', arguments: { compartment: Number(door.value) } }),
    lock_lid: () => ({ command: 'lock_lid', arguments: { locked: true } }),
    unlock_lid: () => ({ command: 'lock_lid', arguments: { locked: false } }),
    report_now: () => ({ command: 'report_now' }),
    restart: () => ({ command: 'restart' }),
  }
  async function load() {
    const found = await ask(`${path}/commands`)
    keep(rows, found.toReversed().slice(0, 20), row => row.id, row => {
      const words = el('p', { class: 'quiet' })
      const title = say('device.command_by', { command: sayOr(`command.${row.command}`, row.command), name: row.by })
      return { node: el('li', { class: 'card' }, el('h3', {}, title), words), show: now => text(words, [
        plain(now.arguments), sayOr(`outcome.${now.outcome || 'waiting'}`, now.outcome), now.detail, ago(now.ordered_ms),
      ].filter(Boolean).join(say('form.list'))) }
    })
  }
  function show(row) {
    const all = [...(COMMANDS[row.kind] ?? []), ...FOR_ALL]
    const can = all.filter(name => may(name === 'open_door' ? 'open' : 'command'))
    label.hidden = door.hidden = !can.includes('open_door')
    keep(buttons, can, name => name, name => ({ node: button(say(`command.${name}`), () => give(name, bodies[name]())), show() {} }))
  }
  return { node, load, show }
}

/** What happened, the newest first; older ones by a button, a stretch of the journal each time. */
function history(path) {
  const rows = el('ol', { class: 'rows history' })
  const none = el('p', { class: 'quiet' }, say('device.no_history'))
  let older = []
  let next = null
  let newest = []
  const more = button(say('device.older'), async () => {
    const found = await ask(`${path}/history`, { before: next })
    older = [...older, ...found.items]
    next = found.next
    draw()
  })
  function draw() {
    const all = [...newest, ...older]
    none.hidden = all.length > 0
    more.hidden = next === null
    keep(rows, all, row => `${row.position} ${row.number}`, entry)
  }
  async function load() {
    const found = await ask(`${path}/history`)
    const known = new Set(found.items.map(row => row.position))
    if (older.length === 0) next = found.next
    older = [...newest, ...older].filter(row => !known.has(row.position) && row.position < (found.items.at(-1)?.position ?? Infinity))
    newest = found.items
    draw()
  }
  return { node: section(say('device.history'), none, rows, more), load }
}

const SHOWN = new Set(['now_ms', 'partition', 'sequence', 'position', 'number', 'device', 'by', 'event', 'boot'])

function entry(row) {
  const words = Object.entries(row).filter(([field, value]) => !SHOWN.has(field) && value !== '' && value !== null && value !== -1)
    .map(([field, value]) => `${field} ${plain(value)}`).join(say('form.list'))
  const title = sayOr(`event.${row.event}`, row.event)
  const node = el('li', {}, el('span', { class: 'quiet' }, moment(row.now_ms)), ' ', el('b', {}, title), ' ',
    row.by ? say('device.by', { name: row.by }) : '', ' ', el('span', { class: 'quiet' }, words))
  attribute(node, 'data-event', row.event)
  return { node, show() {} }
}
