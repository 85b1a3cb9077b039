// Parcels: banks with their free compartments, and what is wrong with which parcel.
//
// Lives here: lists, exceptions reported and settled. Not here: who a parcel is for: names are opaque.

import { ask, part, send } from './asking.js'
import { attribute, button, el, keep, section, text } from './building.js'
import { ago, number, say, sayOr, until } from './saying.js'

const WHATS = ['lost', 'damaged', 'stranded', 'misdelivered']

/** The page of parcels; `?bank=SITE/BANK` opens one. */
export function parcels(main, context) {
  const banks = el('ul', { class: 'sites' })
  const rows = el('ul', { class: 'rows' })
  const none = el('p', { class: 'quiet' })
  const troubled = el('input', { id: 'troubled', type: 'checkbox', on: { change: () => load() } })
  const money = el('tbody')
  const chosen = context.query.get('bank')
  const one = section(chosen ? say('parcels.of', { bank: chosen }) : say('parcels.one'),
    el('p', {}, troubled, ' ', el('label', { for: 'troubled' }, say('parcels.troubled'))), none, rows)
  const heads = ['company', 'held', 'ended', 'hours', 'fees'].map(name => el('th', { scope: 'col' }, say(`parcels.${name}`)))
  main.append(el('h1', {}, say('nav.parcels')), section(say('parcels.banks'), banks), one,
    section(say('parcels.settlement'), el('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': say('parcels.settlement') },
      el('table', {}, el('thead', {}, el('tr', {}, ...heads)), money))))
  one.hidden = !chosen

  async function load() {
    const [found, settled] = await Promise.all([ask('v1/lockers'), ask('v1/settlement')])
    keep(banks, found.items, row => `${row.site}/${row.bank}`, row => bankCard(row, chosen))
    keep(money, settled.items, row => row.company, companyLine)
    if (!chosen) return
    const path = `v1/lockers/${chosen.split('/').map(part).join('/')}/parcels`
    const { items } = await ask(path, { troubled: troubled.checked })
    const open = items.filter(row => !row.ended || row.trouble)
    none.hidden = open.length > 0
    text(none, say('parcels.none'))
    keep(rows, open, row => row.lease, row => parcelCard(row, path, context))
  }
  return { title: say('nav.parcels'), load }
}

function bankCard(first, chosen) {
  const key = `${first.site}/${first.bank}`
  const words = el('p', { class: 'quiet' })
  const link = el('a', { href: `#/parcels?bank=${encodeURIComponent(key)}`, 'aria-current': chosen === key ? 'true' : null }, key)
  const node = el('li', { class: 'card' }, link, words)
  const show = row => text(words, row.compartments.map((all, size) => say('parcels.size', {
    size: size + 1, free: number(row.free[size]), all: number(all) })).join(say('form.list')))
  return { node, show }
}

function companyLine() {
  const cells = Array.from({ length: 4 }, () => el('td'))
  const head = el('th', { scope: 'row' })
  function show(row) {
    text(head, row.company || say('parcels.nobody'))
    const ended = Object.entries(row.ended).map(([how, n]) => say('sites.kind', { kind: sayOr(`ended.${how}`, how), n: number(n) }))
    const said = [number(row.held), ended.join(say('form.list')), number(Math.round(row.hours)), number(row.fee_cents / 100)]
    said.forEach((words, index) => text(cells[index], words))
  }
  return { node: el('tr', {}, head, ...cells), show }
}

function parcelCard(first, path, { act, may }) {
  const title = say('parcels.parcel', { number: first.compartment, parcel: first.parcel || first.lease })
  const words = el('p', { class: 'quiet' })
  const wrong = el('p', { class: 'note' })
  const custody = el('ol')
  const what = el('select', { id: `what-${first.lease}` }, ...WHATS.map(one => el('option', { value: one }, say(`trouble.${one}`))))
  const report = body => act(say(body.what ? 'parcels.reported' : 'parcels.settled', { what: title }),
    () => send('POST', `${path}/${part(first.lease)}/exceptions`, body))
  const acts = el('p', { class: 'acts' }, el('label', { for: what.id }, say('parcels.what')), what,
    button(say('parcels.report'), () => report({ what: what.value }), { 'aria-label': say('parcels.report_of', { what: title }) }),
    button(say('parcels.settle'), () => report({ what: '' }), { 'aria-label': say('parcels.settle_of', { what: title }) }))
  const node = el('li', { class: 'card', 'data-lease': first.lease }, el('h3', {}, title), words, wrong,
    el('details', {}, el('summary', {}, say('parcels.custody')), custody), may('command') ? acts : null)
  function show(row) {
    const stage = row.ended ? sayOr(`ended.${row.ended}`, row.ended) : say(`stage.${row.stage}`)
    const late = row.overdue_ms >= 0 || row.wanted_back ? [say('door.overdue')] : []
    text(words, [stage, row.company, ago(row.since_ms), ...late].filter(Boolean).join(say('form.list')))
    attribute(node, 'data-trouble', row.trouble?.what ?? null)
    text(wrong, row.trouble ? say('parcels.wrong', { what: sayOr(`trouble.${row.trouble.what}`, row.trouble.what),
      who: row.trouble.responsible || say('parcels.nobody'), until: until(row.trouble.deadline_ms) }) : '')
    keep(custody, row.custody.map((step, index) => ({ ...step, index })), step => step.index, step => ({
      node: el('li', {}, [stepName(step.what), step.by, ago(step.at_ms)].filter(Boolean).join(say('form.list'))), show() {} }))
  }
  return { node, show }
}

/** A step of custody is a stage, an end, an exception, or the deposit itself. */
function stepName(what) {
  for (const group of ['stage', 'ended', 'trouble']) if (sayOr(`${group}.${what}`, '')) return say(`${group}.${what}`)
  return what === 'deposited' ? say('custody.deposited') : what
}
