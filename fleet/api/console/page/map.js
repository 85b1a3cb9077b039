// Sites on a map without tiles: points and outlines by their coordinates.
//
// Lives here: the projection and the drawing. Not here: which sites there are (sites.js). The map says
// nothing that the list beside it does not say; a site's worst alarm is told by its shape, too.

import { attribute, keep, svg, text } from './building.js'
import { say } from './saying.js'

const WIDTH = 600
const HIGHEST = 520
const EDGE = 30
const KM_A_DEGREE = 111.195
const MARK = 7

/** The drawing; `show(places, outlines, rows)`: places by site, rings of [longitude, latitude], rows of sites. */
export function mapDrawing() {
  const ground = svg('g')
  const points = svg('g')
  const bar = svg('path', { class: 'bar' })
  const length = svg('text', { class: 'length' })
  const node = svg('svg', { class: 'map', role: 'group', 'aria-label': say('sites.map') }, ground, points, bar, length)
  function show(places, outlines, rows) {
    const placed = rows.filter(row => places[row.site])
    node.parentElement.hidden = placed.length === 0
    if (!placed.length) return
    const at = placed.map(row => [places[row.site].longitude, places[row.site].latitude])
    const rings = outlines.length ? outlines : [{ name: '', ring: hull(at) }]
    const view = projection([...at, ...rings.flatMap(one => one.ring)])
    attribute(node, 'viewBox', `0 0 ${WIDTH} ${view.height}`)
    keep(ground, rings, (one, index) => `${one.name} ${index}`, () => {
      const path = svg('path', { class: 'outline' })
      return { node: path, show: one => attribute(path, 'd', `M${one.ring.map(view.of).map(p => p.join(' ')).join('L')}Z`) }
    })
    keep(points, placed, row => row.site, row => point(row, places, at => view.of(at)))
    scale(view, bar, length)
  }
  return { node, show }
}

/** Degrees to pixels: equal scales north and east, right where the map is not wider than a country. */
function projection(all) {
  const [west, south] = [0, 1].map(i => Math.min(...all.map(at => at[i])))
  const [east, north] = [0, 1].map(i => Math.max(...all.map(at => at[i])))
  const narrow = Math.cos((south + north) / 2 * Math.PI / 180)
  const [wide, high] = [Math.max((east - west) * narrow, 0.002), Math.max(north - south, 0.002)]
  const pixels = Math.min((WIDTH - 2 * EDGE) / wide, (HIGHEST - 2 * EDGE) / high)
  const left = (WIDTH - (east - west) * narrow * pixels) / 2
  const of = ([x, y]) => [left + (x - west) * narrow * pixels, EDGE + (north - y) * pixels].map(v => Math.round(v * 10) / 10)
  return { of, height: Math.round((north - south) * pixels + 2 * EDGE), km: pixels / KM_A_DEGREE }
}

function point(first, places, of) {
  const mark = svg('path')
  const name = svg('text', { class: 'site-name' })
  const node = svg('a', { href: `#/site/${encodeURIComponent(first.site)}` }, mark, name)
  function show(row) {
    const { critical, warning } = row.alarms
    const worst = critical ? 'critical' : warning ? 'warning' : row.away ? 'away' : 'well'
    const [x, y] = of([places[row.site].longitude, places[row.site].latitude])
    const called = places[row.site].name || row.site
    attribute(mark, 'd', SHAPES[worst])
    attribute(mark, 'transform', `translate(${x} ${y})`)
    attribute(node, 'data-worst', worst)
    attribute(node, 'aria-label', say('sites.point', { site: called, worst: say(`worst.${worst}`) }))
    attribute(name, 'x', x)
    attribute(name, 'y', y - MARK - 4)
    text(name, worst === 'well' ? '' : called)
  }
  return { node, show }
}

const SHAPES = {
  well: `M${-MARK} 0a${MARK} ${MARK} 0 1 0 ${2 * MARK} 0a${MARK} ${MARK} 0 1 0 ${-2 * MARK} 0Z`,
  away: `M0 ${-MARK}L${MARK} 0L0 ${MARK}L${-MARK} 0Z`,
  warning: `M0 ${-MARK - 1}L${MARK + 2} ${MARK}L${-MARK - 2} ${MARK}Z`,
  critical: `M${-MARK} ${-MARK}H${MARK}V${MARK}H${-MARK}Z`,
}

function scale(view, bar, length) {
  const fits = [100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05].find(km => km * view.km < WIDTH / 3) ?? 0.05
  const y = view.height - 8
  attribute(bar, 'd', `M${EDGE / 2} ${y - 5}V${y}H${EDGE / 2 + fits * view.km}V${y - 5}`)
  attribute(length, 'x', EDGE / 2 + fits * view.km + 6)
  attribute(length, 'y', y)
  text(length, say('sites.km', { n: fits }))
}

/** The convex hull of points (Andrew's monotone chain). */
export function hull(points) {
  const sorted = [...points].sort(([a, b], [c, d]) => a - c || b - d)
  const half = all => {
    const kept = []
    for (const p of all) {
      while (kept.length > 1 && turns(kept.at(-2), kept.at(-1), p) <= 0) kept.pop()
      kept.push(p)
    }
    return kept.slice(0, -1)
  }
  const ring = [...half(sorted), ...half(sorted.toReversed())]
  return ring.length ? ring : sorted
}

const turns = ([a, b], [c, d], [e, f]) => (c - a) * (f - b) - (d - b) * (e - a)
