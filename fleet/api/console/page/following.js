// Events as they happen: the manager's stream, read along.
//
// Lives here: reading, coming back with the last position, so that nothing is missed. Not here: what
// an event changes. The browser's own EventSource cannot say who asks, so the stream is read by hand.

import { identity } from './asking.js'

const AGAIN_MS = 2_000

/**
 * Follow events, with the telemetry of `site` ('' for none), until `stop()` of what is returned.
 * `told(row)`: for each; `live(is)`: whether the stream stands.
 */
export function follow(site, told, live) {
  const ending = new AbortController()
  run(site, told, live, ending.signal)
  return { stop: () => ending.abort() }
}

async function run(site, told, live, signal) {
  let last = null
  while (!signal.aborted) {
    try {
      const headers = last === null ? identity() : { ...identity(), 'Last-Event-ID': last }
      const query = site ? `?measured=${encodeURIComponent(site)}` : ''
      const answer = await fetch(`v1/events${query}`, { headers, signal })
      if (answer.ok) {
        live(true)
        for await (const event of events(answer.body)) {
          last = event.id ?? last
          if (event.data) told(JSON.parse(event.data))
        }
      }
    } catch {
      // Cut off, or stopped: the loop decides.
    }
    if (signal.aborted) return
    live(false)
    await new Promise(done => setTimeout(done, AGAIN_MS))
  }
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop()
    for (const block of blocks) yield fields(block)
  }
}

function fields(block) {
  const found = {}
  for (const line of block.split('\n')) {
    const [name, value] = line.split(/: (.*)/s)
    if (name) found[name] = value
  }
  return found
}
