// Elements of the page.
//
// Lives here: making them, keeping a list of them in step with rows. Not here: words, rows. Every text
// becomes a text node and every link a place in this page, so nothing that a device or a person wrote
// is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg'

/** An element. `given`: attributes (false and null leave one out), `on`: listeners by event. */
export function el(tag, given = {}, ...children) {
  return dress(document.createElement(tag), given, children)
}

/** The same in a drawing. */
export function svg(tag, given = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), given, children)
}

function dress(node, { on = {}, ...given }, children) {
  for (const [name, value] of Object.entries(given)) attribute(node, name, value)
  for (const [event, act] of Object.entries(on)) node.addEventListener(event, act)
  node.append(...children.filter(child => child !== null && child !== undefined && child !== false))
  return node
}

/** Set an attribute where it is another; false and null take it away. */
export function attribute(node, name, value) {
  if (name === 'style' || name.startsWith('on')) throw new Error(`${name}: not an attribute here`)
  if (name === 'href' && !/^#\/|^console\//.test(value)) throw new Error(`${value}: leads away`)
  if (value === false || value === null || value === undefined) node.removeAttribute(name)
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? '' : value)
}

/** Set the text of an element where it is another. */
export function text(node, words) {
  if (node.textContent !== String(words)) node.textContent = words
}

/** A button that acts once at a time; `act` may be asynchronous. */
export function button(words, act, given = {}) {
  const made = el('button', { type: 'button', ...given }, words)
  made.addEventListener('click', async () => {
    if (made.getAttribute('aria-disabled') === 'true') return
    attribute(made, 'aria-disabled', 'true')
    try { await act(made) } finally { attribute(made, 'aria-disabled', null) }
  })
  return made
}

const lists = new WeakMap()

/**
 * Keep the children of `parent` in step with `rows`: `make(row)` gives { node, show(row) } for a key
 * that is new; the same element stays for the same key, so focus and scroll stay where they are.
 */
export function keep(parent, rows, key, make) {
  const kept = lists.get(parent) ?? new Map()
  lists.set(parent, kept)
  const wanted = new Set(rows.map(key))
  for (const [name, entry] of kept) {
    if (wanted.has(name)) continue
    if (entry.node.contains(document.activeElement)) parent.closest('[tabindex]')?.focus()
    entry.node.remove()
    kept.delete(name)
  }
  let before = null
  for (const row of rows) {
    let entry = kept.get(key(row))
    if (!entry) kept.set(key(row), entry = make(row))
    entry.show(row)
    const next = before ? before.nextSibling : parent.firstChild
    if (next !== entry.node) parent.insertBefore(entry.node, next)
    before = entry.node
  }
}

/** A section with a heading, which can be focused by a program. */
export function section(title, ...children) {
  const heading = el('h2', {}, title)
  return el('section', { tabindex: -1, 'aria-label': title }, heading, ...children)
}
