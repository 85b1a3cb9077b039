// Rollouts of firmware: how far each is, wave by wave.
//
// Lives here: the list, with what may be said to one. Not here: what is granted (the manager decides).

import { ask, part, send } from './asking.js'
import { attribute, button, el, keep, section, text } from './building.js'
import { ago, number, say, sayOr } from './saying.js'

const ACTS = { drafted: ['start', 'abort'], running: ['pause', 'abort'], paused: ['resume', 'abort'] }
const SHARES = ['updated', 'under_way', 'waiting', 'unreached', 'failed', 'gone']

/** A section, and how it is loaded. */
export function rolloutList(context) {
  const rows = el('ul', { class: 'rows' })
  const none = el('p', { class: 'quiet' }, say('rollout.none'))
  async function load() {
    const { items } = await ask('v1/rollouts')
    none.hidden = items.length > 0
    keep(rows, items, row => row.rollout, row => card(row, context))
  }
  return { node: section(say('rollout.title'), none, rows), load }
}

function card(first, { act, may }) {
  const state = el('span', { class: 'tag' })
  const words = el('p', { class: 'quiet' })
  const why = el('p', { class: 'note' })
  const bar = el('div', { class: 'progress', role: 'meter', 'aria-valuemin': 0 })
  const parts = Object.fromEntries(SHARES.map(name => [name, el('span', { 'data-share': name })]))
  bar.append(...Object.values(parts))
  const counts = el('ul', { class: 'legend' })
  const acts = el('p', { class: 'acts' })
  const name = say('rollout.name', { rollout: first.rollout, version: first.version })
  const node = el('li', { class: 'card', 'data-rollout': first.rollout }, el('h3', {}, name, ' ', state), words, bar, counts, why, acts)
  const steering = what => {
    const [word, rollout] = [say(`rollout.${what}`), first.rollout]
    const request = () => send('POST', `v1/rollouts/${part(rollout)}/${what}`)
    return button(word, () => act(say('rollout.did', { what: word, rollout }), request),
      { 'aria-label': say('rollout.act_on', { what: word, rollout }) })
  }
  function show(row) {
    attribute(node, 'data-state', row.state)
    text(state, sayOr(`rollout.${row.state}`, row.state))
    text(words, [say('rollout.wave', { wave: row.wave, waves: row.waves }), row.models.join(say('form.list')),
      say('rollout.since', { ago: ago(row.since_ms) })].join(say('form.list')))
    text(why, row.why)
    attribute(bar, 'aria-label', say('rollout.progress', { rollout: row.rollout }))
    attribute(bar, 'aria-valuemax', row.devices)
    attribute(bar, 'aria-valuenow', row.updated)
    attribute(bar, 'aria-valuetext', say('rollout.updated_of', { n: number(row.updated), all: number(row.devices) }))
    for (const share of SHARES) parts[share].style.width = `${100 * row[share] / Math.max(1, row.devices)}%`
    keep(counts, SHARES.map(share => ({ share, n: row[share] })), one => one.share, one => {
      const said = el('span')
      return { node: el('li', {}, el('span', { class: 'swatch', 'data-share': one.share }), said),
        show: now => text(said, say('sites.kind', { kind: say(`rollout.${now.share}`), n: number(now.n) })) }
    })
    const can = may('roll') ? ACTS[row.state] ?? [] : []
    keep(acts, can, what => what, what => ({ node: steering(what), show() {} }))
  }
  return { node, show }
}
