// Sites at a glance.
//
// Lives here: the list of them. Not here: one of them (site.js). Who sees one site alone goes there.

import { ask } from './asking.js'
import { attribute, el, keep, section, text } from './building.js'
import { number, say } from './saying.js'

/** All sites in scope, the worst first. */
export function sites(main) {
  const list = el('ul', { class: 'sites' })
  const title = say('nav.sites')
  main.append(section(title, list))
  let first = true

  async function load() {
    const { items } = await ask('v1/sites')
    if (first && items.length === 1) { location.replace(`#/site/${items[0].site}`); return }
    first = false
    items.sort((a, b) => weight(b) - weight(a) || a.site.localeCompare(b.site))
    keep(list, items, row => row.site, row => card(row))
  }
  return { title, load }
}

const weight = row => row.alarms.critical * 1e6 + row.alarms.warning * 1e3 + row.away

function card(first) {
  const link = el('a', { href: `#/site/${encodeURIComponent(first.site)}` }, first.site)
  const words = el('p', { class: 'quiet' })
  const alarms = el('span', { class: 'tag' })
  const kinds = el('p', { class: 'quiet' })
  const node = el('li', { class: 'card' }, link, ' ', alarms, kinds, words)
  function show(row) {
    const up = row.alarms.critical + row.alarms.warning
    attribute(alarms, 'data-severity', row.alarms.critical ? 'critical' : up ? 'warning' : 'info')
    text(alarms, say('sites.alarms', { n: number(up) }))
    const counts = Object.entries(row.kinds).map(([kind, n]) => say('sites.kind', { kind: say(`kind.${kind}`), n: number(n) }))
    text(kinds, counts.join(say('form.list')))
    text(words, say('sites.counts', { devices: number(row.devices), away: number(row.away), orders: number(row.orders) }))
  }
  return { node, show }
}
