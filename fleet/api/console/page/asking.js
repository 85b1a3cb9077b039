// The manager's API, asked with the token of who looks.
//
// Lives here: requests, the token (of this tab alone: it goes when the tab is closed), refusals. Not
// here: what is asked for.

const KEPT = 'courtyard-token'
const AGAIN_MS = 30_000
let lost = () => {}

/** An answer that is none: `status` as in HTTP, 0 where nobody answered. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail)
    this.status = status
  }
}

export const token = () => sessionStorage.getItem(KEPT)
export const forget = () => sessionStorage.removeItem(KEPT)
export const keepToken = given => sessionStorage.setItem(KEPT, given)

/** What to do where the token is good no more. */
export function whenLost(act) { lost = act }

/** Turn a sign-in link's code into a token, which is kept; the code works once. */
export async function enter(code) {
  const answer = await fetch(`enter?code=${encodeURIComponent(code)}`)
  if (!answer.ok) throw new Refused(answer.status, await detail(answer))
  keepToken((await answer.json()).token)
}

/** The headers that say who asks. */
export const identity = () => ({ Authorization: `Bearer ${token()}` })

/** GET, with parameters that are not empty; raises Refused. */
export async function ask(path, given = {}) {
  const wanted = Object.entries(given).filter(([, value]) => value !== '' && value !== null)
  const query = new URLSearchParams(wanted).toString()
  return send('GET', query ? `${path}?${query}` : path)
}

/** POST, PUT or DELETE with a body; raises Refused. */
export async function send(method, path, body) {
  const headers = token() ? identity() : {}
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  let answer
  try {
    answer = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
  } catch (error) {
    throw new Refused(0, String(error))
  }
  if (answer.ok) return answer.json()
  if (answer.status === 429 && method === 'GET') {
    const wait_ms = 1000 * Number(answer.headers.get('Retry-After') ?? 1)
    if (wait_ms <= AGAIN_MS) {
      await new Promise(done => setTimeout(done, wait_ms))
      return send(method, path, body)
    }
  }
  const why = await detail(answer)
  if (answer.status === 401) lost()
  throw new Refused(answer.status, why)
}

/** A part of a path. */
export const part = name => encodeURIComponent(name)

async function detail(answer) {
  try {
    const told = (await answer.json()).detail
    return typeof told === 'string' ? told : JSON.stringify(told)
  } catch {
    return answer.statusText
  }
}
