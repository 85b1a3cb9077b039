// The list of devices: filtered and paged by the manager, whatever their number.
//
// Lives here: the filter, a page of the list. Not here: one device (device.js).

import { ask } from './asking.js'
import { attribute, button, el, keep, section, text } from './building.js'
import { ago, alarmName, number, say } from './saying.js'

const PAGE = 100
const KINDS = ['bank', 'cold_cell', 'bin_sensor', 'door_sensor', 'camera', 'gateway']
const PRESENCES = ['ready', 'init', 'sleeping', 'disconnected', 'lost', 'silent', 'unheard']
const COLUMNS = ['device', 'kind', 'presence', 'heard', 'firmware', 'alarms']

/** The page of it; `?text=`, `?site=`, `?kind=`, `?presence=`, `?alarmed=` begin with a filter. */
export function devices(main, { query }) {
  const fields = {
    text: el('input', { id: 'list-text', type: 'search', maxlength: 64 }),
    kind: choice('kind', KINDS),
    presence: choice('presence', PRESENCES),
    alarmed: el('input', { id: 'list-alarmed', type: 'checkbox' }),
  }
  for (const name of ['text', 'kind', 'presence']) fields[name].value = query.get(name) ?? ''
  fields.alarmed.checked = query.get('alarmed') === 'true'
  const pages = ['']
  const first = () => { pages.splice(1); return load() }
  const body = el('tbody')
  const counts = el('p', { role: 'status', class: 'quiet' })
  const none = el('p', { class: 'quiet' }, say('list.none'))
  const back = button(say('list.back'), () => { pages.pop(); return load() })
  const forth = button(say('list.forth'), () => { pages.push(following); return load() })
  let following = null
  let asked = 0
  const form = el('form', { class: 'filter', role: 'search', 'aria-label': say('list.filter'), on: {
    submit: event => { event.preventDefault(); first() }, change: first, input: () => first() } },
    ...Object.entries(fields).map(([name, field]) =>
      el('span', {}, el('label', { for: field.id }, say(`list.${name}`)), field)))
  const table = el('table', {}, el('caption', { class: 'hidden' }, say('nav.devices')),
    el('thead', {}, el('tr', {}, ...COLUMNS.map(name => el('th', { scope: 'col' }, say(`list.${name}`))))), body)
  main.append(el('h1', {}, say('nav.devices')), section(say('list.filter'), form),
    section(say('list.found'), counts, none,
      el('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': say('nav.devices') }, table),
      el('p', { class: 'acts' }, back, forth)))

  async function load() {
    const number_ = ++asked
    const found = await ask('v1/devices', {
      text: fields.text.value.trim(), kind: fields.kind.value, presence: fields.presence.value,
      site: query.get('site') ?? '', alarmed: fields.alarmed.checked, limit: PAGE, after: pages.at(-1),
    })
    if (number_ !== asked) return // Somebody typed on meanwhile.
    following = found.next
    none.hidden = found.items.length > 0
    const before = PAGE * (pages.length - 1)
    text(counts, say('list.counts', {
      from: number(found.items.length ? before + 1 : 0), to: number(before + found.items.length), all: number(before + found.found),
    }))
    back.hidden = pages.length === 1
    forth.hidden = following === null
    keep(body, found.items, row => `${row.site}/${row.device}`, line)
  }
  return { title: say('nav.devices'), load, calm: true }
}

function choice(name, values) {
  return el('select', { id: `list-${name}` }, el('option', { value: '' }, say('list.any')),
    ...values.map(value => el('option', { value }, say(`${name}.${value}`))))
}

/** The address of a device's page. */
export const addressOf = key => `#/device/${key.split('/').map(encodeURIComponent).join('/')}`

function line(first) {
  const key = `${first.site}/${first.device}`
  const cells = COLUMNS.slice(1).map(() => el('td'))
  const node = el('tr', { 'data-row': key }, el('th', { scope: 'row' }, el('a', { href: addressOf(key) }, key)), ...cells)
  function show(row) {
    const said = [say(`kind.${row.kind}`), say(`presence.${row.presence}`), ago(row.heard_ms), row.firmware || '–',
      row.alarms.map(alarmName).join(say('form.list'))]
    said.forEach((words, index) => text(cells[index], words))
    attribute(node, 'data-alarmed', row.alarms.length ? 'true' : null)
  }
  return { node, show }
}
