// A site: its banks as doors, its bins by fill, its cold cells by temperature, what its cameras see.
//
// Lives here: drawing devices by what they say. Not here: alarms and work (work.js).

import { ask, part } from './asking.js'
import { attribute, el, keep, section, text } from './building.js'
import { addressOf } from './devices.js'
import { bankDrawing } from './doors.js'
import { ago, celsius, number, percent, say } from './saying.js'
import { workLists } from './work.js'

/** The page of a site: telemetry as it comes, all else after any event. */
export function site(main, context) {
  const name = context.parts[0]
  const rooms = Object.fromEntries(['banks', 'bins', 'cells', 'cameras'].map(room => [room, el('ul', { class: room })]))
  const sections = Object.fromEntries(Object.entries(rooms).map(([room, list]) => [room, section(say(`site.${room}`), list)]))
  const lists = workLists(context, row => row.device.split('/')[0] === name)
  const heading = el('h1', {}, name)
  let atlas = null
  main.append(heading, el('div', { class: 'sides' },
    el('div', {}, ...Object.values(sections)), el('div', {}, lists.alarms, lists.orders)))
  const devices = new Map()

  function drawRoom(room, kind, make) {
    const rows = [...devices.values()].filter(row => row.kind === kind)
    sections[room].hidden = rows.length === 0
    keep(rooms[room], rows, row => row.device, make)
  }
  function draw() {
    drawRoom('bins', 'bin_sensor', bin)
    drawRoom('cells', 'cold_cell', cell)
    drawRoom('cameras', 'camera', camera)
  }
  async function load() {
    const wanted = { site: name, measured: true, limit: 500 }
    const [found, doors] = await Promise.all([ask('v1/devices', wanted), ask(`v1/sites/${part(name)}/doors`), lists.load()])
    atlas ??= await ask('v1/map')
    const called = atlas.places[name]?.name
    text(heading, called && called !== name ? say('sites.name', { name: called, site: name }) : name)
    devices.clear()
    for (const row of found.items) devices.set(`${row.site}/${row.device}`, row)
    draw()
    sections.banks.hidden = doors.items.length === 0
    const banks = doors.items.map(bank => ({ ...bank, site: name, presence: devices.get(`${name}/${bank.bank}`)?.presence }))
    keep(rooms.banks, banks, row => row.bank, bankDrawing)
  }
  /** Telemetry changes its device alone; a bank's is told by its doors. */
  function told(row) {
    if (row.event !== 'measured') return row.device.split('/')[0] !== name
    const known = devices.get(row.device)
    if (known) {
      known.measured = row.measured
      known.heard_ms = row.now_ms
      draw()
    }
    return true
  }
  return { title: name, site: name, load, told }
}

const HERE = new Set(['init', 'ready'])

/** What stands under the name of every device. */
function presence(node, row) {
  const isHere = HERE.has(row.presence)
  attribute(node, 'data-away', isHere ? null : 'true')
  const kept = node.querySelector('.presence')
  text(kept, isHere ? '' : say('site.away', { presence: say(`presence.${row.presence}`), ago: ago(row.heard_ms) }))
}

function deviceNode(first, ...children) {
  const link = el('a', { href: addressOf(`${first.site}/${first.device}`) }, first.device)
  return el('li', { class: 'device', 'data-device': first.device },
    el('p', { class: 'name' }, link), ...children, el('p', { class: 'presence quiet' }))
}

function bin(first) {
  const level = el('span', { class: 'level' })
  const drawn = el('span', { class: 'bin', role: 'meter', 'aria-valuemin': 0, 'aria-valuemax': 100 }, level)
  const words = el('p', { class: 'value' })
  const shown = el('p', { class: 'quiet' })
  const node = deviceNode(first, drawn, words, shown)
  function show(row) {
    presence(node, row)
    const fill = row.measured?.fill_permille
    const isUp = row.alarms.includes('overflow')
    const said = fill === undefined ? say('site.unknown') : percent(fill)
    level.style.height = `${Math.min(100, (fill ?? 0) / 10)}%`
    attribute(drawn, 'aria-label', say('site.fill_of', { name: row.device }))
    attribute(drawn, 'aria-valuenow', Math.min(100, Math.round((fill ?? 0) / 10)))
    attribute(drawn, 'aria-valuetext', said)
    attribute(node, 'data-alarm', isUp ? 'overflow' : null)
    attribute(node, 'data-fill', fill ?? '')
    text(words, row.measured?.lid_locked ? say('site.locked', { fill: said }) : said)
    text(shown, row.linkage?.toward ? say('site.points_to', { name: row.linkage.toward }) : '')
  }
  return { node, show }
}

function cell(first) {
  const words = el('p', { class: 'value' })
  const more = el('p', { class: 'quiet' })
  const node = deviceNode(first, words, more)
  function show(row) {
    presence(node, row)
    const { air_mc, product_mc, setpoint_mc } = row.measured ?? {}
    attribute(node, 'data-alarm', row.alarms.includes('excursion') ? 'excursion' : null)
    text(words, product_mc === undefined ? say('site.unknown') : celsius(product_mc))
    text(more, air_mc === undefined ? '' : say('site.air', { air: celsius(air_mc), setpoint: celsius(setpoint_mc) }))
  }
  return { node, show }
}

function camera(first) {
  const words = el('p', { class: 'value' })
  const more = el('p', { class: 'quiet' })
  const node = deviceNode(first, words, more)
  function show(row) {
    presence(node, row)
    const { bags_on_floor, supervisor } = row.measured ?? {}
    attribute(node, 'data-alarm', row.alarms.length ? row.alarms[0] : null)
    text(words, row.measured ? say('site.bags', { n: number(bags_on_floor ?? 0) }) : say('site.unknown'))
    text(more, supervisor === false ? say('site.no_supervisor') : '')
  }
  return { node, show }
}
