// The forecast: which bank will be full, which bin will overflow, which product gets too warm, what if.
//
// Lives here: the newest forecast, one asked for with edits, how good they were. Not here: how one is
// made (the manager asks the twin).

import { ask, send } from './asking.js'
import { attribute, button, el, keep, section, svg, text } from './building.js'
import { addressOf } from './devices.js'
import { moment, number, percent, say } from './saying.js'

const WIDTH = 240
const HEIGHT = 56
const LIKELY = 0.5
const MINUTES_PER_DAY = 1440

/** The page of it. */
export function forecast(main, { act, may }) {
  const head = el('p', { class: 'quiet' })
  const banks = el('tbody')
  const bins = el('tbody')
  const cells = el('tbody')
  const cold = section(say('forecast.cells'),
    wide(say('forecast.cells'), ['cell', 'inside', 'too_warm', 'by_the_end', 'holds'], cells))
  const scores = el('p')
  const tenths = svg('svg', { class: 'tenths', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' })
  const placed = el('p', { hidden: true })
  const form = whatIf(async edits => act(say('forecast.asked'), async () => { if_ = await send('POST', 'v1/forecast', { edits }) }))
  const drop = button(say('forecast.as_it_is'), () => { if_ = null; return load() })
  let if_ = null
  main.append(el('h1', {}, say('nav.forecast')), section(say('forecast.now'), head, drop),
    section(say('forecast.banks'), wide(say('forecast.banks'), ['bank', 'full_by', 'sizes', 'free'], banks)),
    section(say('forecast.bins'), wide(say('forecast.bins'), ['bin', 'overflow', 'truck', 'fill'], bins)), cold)
  if (may('work')) main.append(section(say('forecast.what_if'), el('p', {}, say('forecast.how')), form.node))
  main.append(section(say('forecast.scores'), scores, tenths, placed))

  async function load() {
    const [newest, told] = await Promise.all([ask('v1/forecast'), ask('v1/forecast/scores')])
    const found = if_ ?? newest
    const said = [say('forecast.taken', { at: moment(found.taken_ms), futures: number(found.futures), scenario: found.scenario }),
      say('forecast.until', { by: moment(found.by_ms) })]
    text(head, [...said, ...found.edits].join(say('form.list')))
    drop.hidden = if_ === null
    const order = (one, other) => other.full_by - one.full_by || `${one.site}/${one.bank}`.localeCompare(`${other.site}/${other.bank}`)
    keep(banks, found.banks.toSorted(order), row => `${row.site}/${row.bank}`, row => bankLine(row, found))
    keep(bins, found.bins.toSorted((one, other) => other.overflow - one.overflow), row => `${row.site}/${row.bin}`, binLine)
    showCells(found)
    form.show(newest)
    text(scores, told.brier === null ? say('forecast.no_scores') : say('forecast.scored', {
      n: number(told.forecasts), brier: told.brier.toFixed(3), climatology: said3(told.climatology),
      persistence: said3(told.persistence), band: told.covered_90 === null ? '–' : percent(1000 * told.covered_90) }))
    drawTenths(tenths, placed, told)
  }
  /** The likeliest first, then those that hold shortest. */
  function showCells({ cells: rows, hours_ms, by_ms }) {
    cold.hidden = rows.length === 0
    const hour = hours_ms.findIndex(end => end >= by_ms)
    const order = (one, other) => other.too_warm.at(-1) - one.too_warm.at(-1) || one.holds_min - other.holds_min
    keep(cells, rows.toSorted(order), row => `${row.site}/${row.cell}`, cellLine(hour))
  }
  return { title: say('nav.forecast'), load, calm: true }
}

const said3 = value => value === null ? '–' : value.toFixed(3)

/** Where among its futures lay what came: ten bars, and a line where all would end that are right. */
function drawTenths(node, words, { pit, pit_cases }) {
  node.classList.toggle('gone', pit === null)
  words.hidden = pit === null
  if (pit === null) return
  const [step, most] = [WIDTH / pit.length, Math.max(2, ...pit)]
  const bars = pit.map((share, tenth) => svg('rect', { x: tenth * step + 1, width: step - 2,
    y: (HEIGHT * (1 - share / most)).toFixed(1), height: (HEIGHT * share / most).toFixed(1) }))
  const right = HEIGHT * (1 - 1 / most)
  node.replaceChildren(...bars, svg('path', { class: 'middle', d: `M0 ${right}L${WIDTH} ${right}` }))
  const told = say('forecast.tenths', { n: number(pit_cases), least: Math.min(...pit).toFixed(2), most: Math.max(...pit).toFixed(2) })
  attribute(node, 'aria-label', told)
  text(words, told)
}

function wide(label, columns, body) {
  return el('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': label }, el('table', {},
    el('thead', {}, el('tr', {}, ...columns.map(name => el('th', { scope: 'col' }, say(`forecast.${name}`))))), body))
}

function headOf(key) {
  return el('th', { scope: 'row' }, el('a', { href: addressOf(key) }, key))
}

function bankLine(first) {
  const [full, sizes] = [el('td'), el('td')]
  const drawn = svg('svg', { class: 'band', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' })
  const [outer, inner] = [svg('path', { class: 'outer' }), svg('path', { class: 'inner' })]
  const middle = svg('path', { class: 'middle' })
  drawn.append(outer, inner, middle)
  const key = `${first.site}/${first.bank}`
  const node = el('tr', { 'data-bank': key }, headOf(key), full, sizes, el('td', {}, drawn))
  function show(row) {
    attribute(node, 'data-likely', row.full_by >= LIKELY ? 'true' : null)
    text(full, percent(1000 * row.full_by))
    text(sizes, row.sizes.map(one => say('forecast.size', { size: one.size, p: percent(1000 * one.full_by) })).join(say('form.list')))
    const hours = row.sizes.length ? row.sizes[0].free.map((_, hour) => row.sizes[0].free[hour].map((_, q) =>
      row.sizes.reduce((sum, one) => sum + one.free[hour][q], 0))) : []
    const most = Math.max(1, ...hours.flat())
    const at = (hour, free) => [hour * WIDTH / Math.max(1, hours.length - 1), (1 - free / most) * (HEIGHT - 4) + 2]
      .map(pixels => pixels.toFixed(1)).join(' ')
    const side = quantile => hours.map((values, hour) => at(hour, values.at(quantile)))
    const ring = (low, high) => hours.length ? `M${[...side(high), ...side(low).reverse()].join('L')}Z` : ''
    attribute(outer, 'd', ring(0, -1))
    attribute(inner, 'd', ring(1, -2))
    attribute(middle, 'd', hours.length ? `M${side(hours[0].length >> 1).join('L')}` : '')
    const least = Math.min(...hours.map(q => q[q.length >> 1]))
    attribute(drawn, 'aria-label', hours.length ? say('forecast.free_of', { bank: key, least: number(least), most: number(most) }) : key)
  }
  return { node, show }
}

function binLine(first) {
  const cells = [el('td'), el('td'), el('td')]
  const key = `${first.site}/${first.bin}`
  const node = el('tr', { 'data-bin': key }, headOf(key), ...cells)
  function show(row) {
    attribute(node, 'data-likely', row.overflow >= LIKELY ? 'true' : null)
    const middle = row.fill_permille[row.fill_permille.length >> 1]
    const said = [percent(1000 * row.overflow), row.truck_ms < 0 ? say('forecast.no_truck') : moment(row.truck_ms), percent(middle ?? 0)]
    said.forEach((words, index) => text(cells[index], words))
  }
  return { node, show }
}

/** Lines of cells; `hour` by whose end banks are full or not, -1 the last. */
const cellLine = hour => first => {
  const fields = Array.from({ length: 4 }, () => el('td'))
  const key = `${first.site}/${first.cell}`
  const node = el('tr', { 'data-cell': key }, headOf(key), ...fields)
  function show(row) {
    attribute(node, 'data-likely', row.too_warm.at(-1) >= LIKELY ? 'true' : null)
    const inside = say(row.is_filled ? 'forecast.parcel' : 'forecast.nothing')
    const holds = row.holds_min >= MINUTES_PER_DAY ? say('forecast.holds_all') : say('form.minutes', { n: number(row.holds_min) })
    const said = [inside, percent(1000 * row.too_warm.at(hour)), percent(1000 * row.too_warm.at(-1)), holds]
    said.forEach((words, index) => text(fields[index], words))
  }
  return { node, show }
}

/** What would be: a bank less, a round more, other parcels. */
function whatIf(foresee) {
  const bank = el('select', { id: 'if-bank' })
  const service = el('input', { id: 'if-service', maxlength: 64, value: '' })
  const hour = el('input', { id: 'if-hour', type: 'number', min: 0, max: 23.5, step: 0.5, value: 15 })
  const factor = el('input', { id: 'if-factor', type: 'number', min: 0, max: 10, step: 0.1, value: 2 })
  const day = el('select', { id: 'if-day' }, ...['today', 'tomorrow'].map(value => el('option', { value }, say(`forecast.${value}`))))
  const asking = made => event => { event.preventDefault(); foresee([made()]) }
  const edit = (words, fields, made) => el('form', { class: 'filter', on: { submit: asking(made) } },
    ...fields.map(([name, field]) => el('span', {}, el('label', { for: field.id }, say(`forecast.${name}`)), field)),
    el('button', { type: 'submit' }, say(words)))
  const node = el('div', { class: 'edits' },
    edit('forecast.if_close', [['bank', bank]], () => `close ${bank.value}`),
    edit('forecast.if_truck', [['service', service], ['hour', hour]], () => `truck ${service.value} ${hour.value}`),
    edit('forecast.if_parcels', [['factor', factor], ['day', day]], () => `parcels ${factor.value} ${day.value}`))
  function show(newest) {
    if (bank.options.length) return
    bank.append(...new Set(newest.banks.map(row => row.bank)).values().map(name => el('option', { value: name }, name)))
  }
  return { node, show }
}
