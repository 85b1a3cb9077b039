// A bank drawn as its doors: each by its state, as high as its size.
//
// Lives here: the drawing, its legend, moving about in it by keyboard. Not here: what a state means
// (the manager says it). One door of a bank is in the order of the Tab key; arrows lead to the others.

import { attribute, el, keep, text } from './building.js'
import { addressOf } from './devices.js'
import { ago, number, say } from './saying.js'

const MARKS = { overdue: '!', stray: '·', trouble: '?', out: '–', jammed: '×' }
// What tells states apart without colour; free and lying are told by being empty or filled.
const SIZES_DRAWN = 4

/** A bank; `show(row)` with the columns of the manager's list of doors. */
export function bankDrawing(first) {
  const counts = el('p', { class: 'quiet' })
  const legend = el('ul', { class: 'legend' })
  const doors = el('div', { class: 'doors', role: 'group', 'aria-label': say('doors.of', { bank: first.bank }) })
  const one = el('p', { class: 'one quiet' }, say('doors.choose'))
  const link = el('a', { href: addressOf(`${first.site}/${first.bank}`) }, first.bank)
  const node = el('li', { class: 'bank', 'data-device': first.bank }, el('h3', {}, link), counts, doors, one, legend)
  let row = first
  let at = 0
  const tell = index => {
    if (index < 0) return
    mark(doors, at, index)
    at = index
    text(one, describe(row, index))
  }
  doors.addEventListener('focusin', event => tell([...doors.children].indexOf(event.target)))
  doors.addEventListener('pointerover', event => {
    const index = [...doors.children].indexOf(event.target)
    if (index >= 0) text(one, describe(row, index))
  })
  doors.addEventListener('keydown', event => step(event, doors, at))
  function show(given) {
    row = given
    if (doors.children.length !== row.numbers.length) doors.replaceChildren(...row.numbers.map((_, index) => door(index === at)))
    row.numbers.forEach((_, index) => paint(doors.children[index], row, index))
    const free = row.states.filter(state => state === 'free').length
    text(counts, say('doors.counts', { free: number(free), all: number(row.numbers.length) }))
    attribute(node, 'data-away', row.presence === undefined || ['init', 'ready'].includes(row.presence) ? null : 'true')
    const shares = Object.entries(tally(row.states)).map(([state, n]) => ({ state, n }))
    keep(legend, shares, share => share.state, share => legendEntry(share))
  }
  return { node, show }
}

function legendEntry({ state }) {
  const words = el('span')
  const node = el('li', {}, el('span', { class: 'door', 'data-state': state, 'aria-hidden': 'true' }, MARKS[state] ?? ''), words)
  return { node, show: share => text(words, say('doors.share', { state: say(`door.${state}`), n: number(share.n) })) }
}

function tally(states) {
  const counts = {}
  for (const state of Object.keys(ORDER)) {
    const found = states.filter(one => one === state).length
    if (found) counts[state] = found
  }
  return counts
}

const ORDER = { free: 0, reserved: 0, moving: 0, open: 0, lying: 0, overdue: 0, stray: 0, trouble: 0, out: 0, jammed: 0 }

const door = isFirst => el('button', { type: 'button', class: 'door', tabindex: isFirst ? 0 : -1 })

function paint(node, row, index) {
  const state = row.states[index]
  if (node.dataset.state === state && node.dataset.number === String(row.numbers[index])) return
  attribute(node, 'data-number', row.numbers[index])
  attribute(node, 'data-state', state)
  attribute(node, 'data-size', Math.min(row.sizes[index], SIZES_DRAWN - 1))
  attribute(node, 'aria-label', say('doors.one', { number: row.numbers[index], state: say(`door.${state}`) }))
  text(node, MARKS[state] ?? '')
}

function describe(row, index) {
  const said = say('doors.one', { number: row.numbers[index], state: say(`door.${row.states[index]}`) })
  const size = say('doors.size', { size: row.sizes[index] + 1 })
  const since = row.since_ms[index] < 0 ? [] : [ago(row.since_ms[index])]
  return [said, size, ...since].join(say('form.list'))
}

function mark(doors, from, to) {
  attribute(doors.children[from], 'tabindex', -1)
  attribute(doors.children[to], 'tabindex', 0)
}

/** Arrows up and down go through a column, left and right to the door beside; Home and End. */
function step(event, doors, at) {
  const all = [...doors.children]
  const ends = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }
  const sideways = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  const to = sideways ? beside(all, at, sideways) : ends[event.key]
  if (to === undefined) return
  event.preventDefault()
  all[Math.min(Math.max(to, 0), all.length - 1)].focus()
}

/** The door of the next column that is at the same height, or nearly. */
function beside(all, at, way) {
  const here = all[at].getBoundingClientRect()
  let best = at
  let least = Infinity
  all.forEach((node, index) => {
    const box = node.getBoundingClientRect()
    const over = way * (box.left - here.left)
    const far = 100 * over + Math.abs(box.top - here.top)
    if (over > 1 && far < least) [best, least] = [index, far]
  })
  return best
}
