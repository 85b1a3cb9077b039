// Firmware: which version runs on how many devices, and rollouts of newer ones.
//
// Lives here: the inventory. Not here: one device's version (device.js), a rollout (rollouts.js).

import { ask } from './asking.js'
import { el, keep, section, text } from './building.js'
import { rolloutList } from './rollouts.js'
import { number, say } from './saying.js'

const COLUMNS = ['model', 'version', 'devices', 'behind', 'slots', 'days']

/** The page of it. */
export function firmware(main, context) {
  const rollouts = context.me.scope === 'city' ? rolloutList(context) : null
  const body = el('tbody')
  const none = el('p', { class: 'quiet' }, say('firmware.none'))
  main.append(el('h1', {}, say('nav.firmware')), ...(rollouts ? [rollouts.node] : []), section(say('firmware.inventory'), none,
    el('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': say('firmware.inventory') }, el('table', {},
      el('thead', {}, el('tr', {}, ...COLUMNS.map(name => el('th', { scope: 'col' }, say(`firmware.${name}`))))), body))))
  async function load() {
    const [{ items }] = await Promise.all([ask('v1/firmware'), rollouts?.load()])
    none.hidden = items.length > 0
    keep(body, items, row => `${row.model} ${row.version}`, line)
  }
  return { title: say('nav.firmware'), load, calm: true }
}

function line(first) {
  const cells = COLUMNS.slice(1).map(() => el('td'))
  function show(row) {
    const behind = row.behind ? say('firmware.behind_by', { n: row.behind }) : say('firmware.newest')
    const slots = say('firmware.slots_of', { a: number(row.slots.a), b: number(row.slots.b) })
    const said = [row.version, number(row.devices), behind, slots, number(row.days)]
    said.forEach((words, index) => text(cells[index], words))
  }
  return { node: el('tr', {}, el('th', { scope: 'row' }, first.model), ...cells), show }
}
