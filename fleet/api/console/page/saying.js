// What the page says, in one of two languages.
//
// Lives here: words by key, times and numbers. Not here: any word (words.yaml).

import { ask } from './asking.js'

const NAMES = { en: 'en', zh: 'zh-Hans' }
let words = {}
let language = 'en'
let clock = { read_ms: 0, now_ms: 0, speed: 1 }

/** Load the words; the language is the one chosen before, else the browser's. */
export async function learn() {
  words = await ask('console/words.json')
  const browser = navigator.language.startsWith('zh') ? 'zh' : 'en'
  speak(localStorage.getItem('language') ?? browser)
}

/** Go on in a language. */
export function speak(chosen) {
  language = chosen in NAMES ? chosen : 'en'
  localStorage.setItem('language', language)
  document.documentElement.lang = NAMES[language]
}

export const languages = () => Object.keys(NAMES)
export const spoken = () => language

/** The words of a key, names filled in; the key itself where there are none. */
export function say(key, values = {}) {
  const said = words[language]?.[key]
  if (typeof said !== 'string') return key
  return said.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
}

/** The words of a key, or what a device calls it itself. */
export function sayOr(key, otherwise) {
  return typeof words[language]?.[key] === 'string' ? say(key) : otherwise
}

/** Title, meaning and steps of an alarm's page in the runbook; null for one that has none. */
export const runbook = kind => words[language]?.[`runbook.${kind}`] ?? null

/** What an alarm is called: its kind, and after a colon what it is about. */
export function alarmName(alarm) {
  const [kind, about] = alarm.split(/:(.*)/s)
  const title = runbook(kind)?.[0] ?? kind
  // An incident's order names the incident; its cause stands in the alarm's own line.
  return about && !about.includes(':') ? say('form.about', { what: title, about: sayOr(`about.${about}`, about) }) : title
}

/** Set the clock by the manager's, which may run faster. */
export function setClock(now_ms, speed) {
  clock = { read_ms: performance.now(), now_ms, speed }
}

/** What the manager's clock says now, Unix ms. */
export const now = () => clock.now_ms + (performance.now() - clock.read_ms) * clock.speed

/** How long ago, in the largest unit that says enough. */
export function ago(time_ms) {
  if (time_ms < 0) return say('form.never')
  return say('form.ago', { span: span(Math.max(0, now() - time_ms)) })
}

/** How long until; or how long ago it was due. */
export function until(time_ms) {
  if (time_ms < 0) return say('form.nobody_left')
  const left = time_ms - now()
  return say(left >= 0 ? 'form.in' : 'form.late', { span: span(Math.abs(left)) })
}

function span(ms) {
  const minutes = ms / 60_000
  if (minutes < 1) return say('form.seconds', { n: Math.floor(ms / 1000) })
  if (minutes < 120) return say('form.minutes', { n: Math.floor(minutes) })
  if (minutes < 48 * 60) return say('form.hours', { n: Math.floor(minutes / 60) })
  return say('form.days', { n: Math.floor(minutes / 1440) })
}

/** A moment on the calendar, in the time zone of who looks. */
export function moment(time_ms) {
  if (time_ms < 0) return say('form.never')
  return new Intl.DateTimeFormat(NAMES[language], { dateStyle: 'medium', timeStyle: 'medium' })
    .format(new Date(time_ms))
}

export const number = value => new Intl.NumberFormat(NAMES[language]).format(value)
export const percent = permille => say('form.percent', { n: Math.round(permille / 10) })
export const celsius = mc => say('form.celsius', { n: (mc / 1000).toFixed(1) })
