// Sites at a glance: on a map and as a list; what is away together across them.
//
// Lives here: both. Not here: one site (site.js). Who sees one site alone goes there.

import { ask } from './asking.js'
import { attribute, el, keep, section, text } from './building.js'
import { mapDrawing } from './map.js'
import { ago, number, say } from './saying.js'

const SHOWN = 200

/** All sites in scope, the worst first. */
export function sites(main, { me }) {
  const list = el('ul', { class: 'sites' })
  const more = el('p', { class: 'quiet' })
  const drawn = mapDrawing()
  const together = el('ul', { class: 'rows' })
  const away = section(say('sites.together'), together)
  const title = say('nav.sites')
  const map = section(say('sites.map'), drawn.node)
  main.append(el('h1', {}, title), map, section(say('sites.list'), list, more), away)
  away.hidden = true
  let atlas = null

  async function load() {
    const { items } = await ask('v1/sites')
    if (!atlas && items.length === 1) { location.replace(`#/site/${encodeURIComponent(items[0].site)}`); return }
    atlas ??= await ask('v1/map')
    items.sort((a, b) => weight(b) - weight(a) || a.site.localeCompare(b.site))
    keep(list, items.slice(0, SHOWN), row => row.site, row => card(row, atlas.places[row.site]?.name))
    text(more, items.length > SHOWN ? say('sites.more', { n: number(items.length - SHOWN) }) : '')
    drawn.show(atlas.places, atlas.outlines, items)
    if (me.scope === 'city') await incidents(together, away)
  }
  return { title, load, calm: true }
}

async function incidents(list, around) {
  const { items } = await ask('v1/incidents')
  around.hidden = items.length === 0
  keep(list, items, row => row.since_ms, () => {
    const words = el('p')
    return { node: el('li', { class: 'card' }, words), show: row => text(words, say('sites.incident', {
      devices: number(row.devices), sites: row.sites.join(say('form.list')), ago: ago(row.since_ms) })) }
  })
}

const weight = row => row.alarms.critical * 1e6 + row.alarms.warning * 1e3 + row.away

function card(first, name) {
  const called = name && name !== first.site ? say('sites.name', { name, site: first.site }) : first.site
  const link = el('a', { href: `#/site/${encodeURIComponent(first.site)}` }, called)
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
