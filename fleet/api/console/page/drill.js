// Drills: faults put into the devices of a simulated fleet, to see who notices, and when.
//
// Lives here: choosing a device and a fault, what is broken now. Not here: what a fault does. The place
// is there only where the fleet is simulated and whoever looks may drill.

import { ask, part, send } from './asking.js'
import { button, el, keep, section, text } from './building.js'
import { say } from './saying.js'

const MOST = 500

/** The page of drills. */
export function drill(main, { act }) {
  const broken = el('ul', { class: 'rows' })
  const none = el('p', { class: 'quiet' })
  const device = el('select', { id: 'drill-device', on: { change: offer } })
  const fault = el('select', { id: 'drill-fault', on: { change: ofDoor } })
  const number = el('input', { id: 'drill-number', type: 'number', min: 1, max: 9999, value: 1 })
  const label = el('label', { for: 'drill-number' }, say('drill.number'))
  const form = el('form', { class: 'fields', on: { submit: event => { event.preventDefault(); turn(chosen(), true) } } },
    el('label', { for: 'drill-device' }, say('drill.device')), device,
    el('label', { for: 'drill-fault' }, say('drill.fault')), fault, label, number,
    el('button', { type: 'submit' }, say('drill.break')))
  main.append(el('h1', {}, say('nav.drill')), section(say('drill.new'), el('p', {}, say('drill.how')), form),
    section(say('drill.broken'), none, broken))
  let faults = {}
  let numbered = []
  const kinds = new Map()

  const chosen = () => ({ key: device.value, fault: fault.value, number: numbered.includes(fault.value) ? Number(number.value) : 0 })
  const turn = (one, is_on) => act(say(is_on ? 'drill.did' : 'drill.undid', { fault: say(`fault.${one.fault}`), device: one.key }),
    () => send('POST', `v1/devices/${one.key.split('/').map(part).join('/')}/drill`, { fault: one.fault, is_on, number: one.number }))

  function offer() {
    const names = faults[kinds.get(device.value)] ?? []
    fault.replaceChildren(...names.map(name => el('option', { value: name }, say(`fault.${name}`))))
    ofDoor()
  }
  function ofDoor() {
    label.hidden = number.hidden = !numbered.includes(fault.value)
  }
  async function load() {
    const found = await ask('v1/drill')
    if (!kinds.size) {
      ({ faults, numbered } = found)
      for (const row of (await ask('v1/devices', { limit: MOST })).items) kinds.set(`${row.site}/${row.device}`, row.kind)
      device.replaceChildren(...[...kinds.keys()].map(key => el('option', { value: key }, key)))
      offer()
    }
    none.hidden = found.drills.length > 0
    text(none, say(found.ready ? 'drill.none' : 'drill.starting'))
    const rows = found.drills.map(one => ({ key: `${one.site}/${one.device}`, fault: one.fault, number: one.number }))
    keep(broken, rows, row => `${row.key} ${row.fault} ${row.number}`, row => entry(row, turn))
  }
  return { title: say('nav.drill'), load }
}

function entry(row, turn) {
  const words = el('span')
  const said = say(row.number ? 'drill.door' : 'drill.one', { device: row.key, fault: say(`fault.${row.fault}`), number: row.number })
  text(words, said)
  const right = button(say('drill.mend'), () => turn(row, false), { 'aria-label': say('drill.mend_it', { what: said }) })
  return { node: el('li', { class: 'card', 'data-drill': `${row.key} ${row.fault}` }, words, ' ', right), show() {} }
}
