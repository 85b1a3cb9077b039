// Alarms and work orders: what is up, who goes there, what somebody says to it.
//
// Lives here: both lists, of all sites or of one. Not here: what an act means (the manager decides).

import { ask, part, send } from './asking.js'
import { attribute, button, el, keep, section, text } from './building.js'
import { addressOf } from './devices.js'
import { ago, alarmName, runbook, say, sayOr, until } from './saying.js'

const ACTS = {
  open: ['acknowledge', 'start', 'done'],
  acknowledged: ['start', 'done'],
  started: ['done'],
}
const SHELF_HOURS = 24

/** The page of both; `?device=SITE/DEVICE` and `?site=SITE` leave out all others. */
export function work(main, context) {
  const lists = workLists(context, row => wanted(row, context.query))
  main.append(lists.alarms, lists.orders)
  return { title: say('nav.work'), load: lists.load }
}

function wanted(row, query) {
  const site = row.device.split('/')[0]
  return (!query.get('device') || query.get('device') === row.device)
    && (!query.get('site') || query.get('site') === site)
}

/** Two sections and how they are loaded; only rows that `wants` says are shown. */
export function workLists(context, wants) {
  const alarmList = el('ul', { class: 'rows' })
  const orderList = el('ul', { class: 'rows' })
  const noAlarms = el('p', { class: 'quiet' }, say('work.no_alarms'))
  const noOrders = el('p', { class: 'quiet' }, say('work.no_orders'))
  async function load() {
    const [alarms, orders] = await Promise.all([ask('v1/alarms'), ask('v1/orders')])
    const up = alarms.items.filter(wants)
    const open = orders.items.filter(wants)
    keep(alarmList, up, row => `${row.device} ${row.alarm}`, row => alarmCard(row, context))
    keep(orderList, open, row => row.order, row => orderCard(row, context))
    noAlarms.hidden = up.length > 0
    noOrders.hidden = open.length > 0
  }
  return {
    alarms: section(say('work.alarms'), noAlarms, alarmList),
    orders: section(say('work.orders'), noOrders, orderList),
    load,
  }
}

function alarmCard(first, { act, may }) {
  const { device, alarm } = first
  const path = `v1/devices/${device.split('/').map(part).join('/')}/alarms/${part(alarm)}`
  const name = alarmName(alarm)
  const grave = el('span', { class: 'tag' })
  const words = el('p', { class: 'quiet' })
  const acts = el('p', { class: 'acts' })
  const node = el('li', { class: 'card', tabindex: -1, 'data-alarm': `${device} ${alarm}` },
    el('h3', {}, name, ' ', grave), place(device), words, guide(alarm), acts)
  const requests = {
    acknowledge: () => send('POST', `${path}/acknowledge`),
    shelve: () => send('PUT', `${path}/shelf`, { hours: SHELF_HOURS }),
    unshelve: () => send('DELETE', `${path}/shelf`),
  }
  const make = what => button(say(`act.${what}`), () => act(say(`did.${what}`, { what: name }), requests[what]),
    { 'aria-label': say('work.act_on', { act: say(`act.${what}`), what: name, where: device }) })
  function show(row) {
    attribute(grave, 'data-severity', row.severity)
    text(grave, say(`severity.${row.severity}`))
    const said = [say('work.since', { ago: ago(row.since_ms) })]
    if (row.flapping) said.push(say('work.flapping'))
    if (row.acknowledged_by) said.push(say('work.acknowledged_by', { name: row.acknowledged_by }))
    if (row.shelved_until_ms >= 0) said.push(say('work.shelved', { until: until(row.shelved_until_ms) }))
    if (row.order) said.push(say('work.order_of', { order: row.order, owner: sayOr(`owner.${row.owner}`, row.owner) }))
    text(words, said.join(say('form.list')))
    attribute(node, 'data-acknowledged', String(Boolean(row.acknowledged_by)))
    const isSite = !device.includes('/')
    const can = !may('work') || isSite ? []
      : [row.acknowledged_by ? null : 'acknowledge', row.shelved_until_ms < 0 ? 'shelve' : 'unshelve']
    keep(acts, can.filter(Boolean).map(what => ({ what })), one => one.what, one => ({ node: make(one.what), show() {} }))
  }
  return { node, show }
}

/** Where it is: a device, or a whole site. */
function place(device) {
  const href = device.includes('/') ? addressOf(device) : `#/site/${encodeURIComponent(device)}`
  return el('p', { class: 'where' }, el('a', { href }, device))
}

/** What an alarm means and what to do, folded. */
function guide(alarm) {
  const page = runbook(alarm.split(':')[0])
  if (!page) return null
  const [, means, steps] = page
  return el('details', {}, el('summary', {}, say('work.guide')), el('p', {}, means),
    el('ol', {}, ...steps.map(step => el('li', {}, step))))
}

function orderCard(first, { act, may }) {
  const name = say('work.order_name', { kind: sayOr(`order.${first.kind}`, first.kind), order: first.order })
  const state = el('span', { class: 'tag' })
  const words = el('p', { class: 'quiet' })
  const note = el('p', { class: 'note' })
  const acts = el('p', { class: 'acts' })
  const node = el('li', { class: 'card', tabindex: -1, 'data-order': first.order },
    el('h3', {}, name, ' ', state), place(first.device), note, words, acts)
  const make = what => button(say(`act.${what}`),
    () => act(say(`did.${what}`, { what: name }), () => send('POST', `v1/orders/${part(first.order)}`, { act: what })),
    { 'aria-label': say('work.act_on', { act: say(`act.${what}`), what: name, where: first.device }) })
  function show(row) {
    attribute(node, 'data-state', row.state)
    attribute(state, 'data-state', row.state)
    attribute(state, 'data-severity', row.late ? 'critical' : null)
    text(state, say(`state.${row.state}`))
    const owner = sayOr(`owner.${row.owner}`, row.owner)
    const said = [row.who ? say('work.owner_who', { owner, who: row.who }) : owner]
    said.push(row.state === 'done' ? say('work.waits') : say('work.due', { until: until(row.due_ms) }))
    if (row.reopened) said.push(say('work.reopened', { n: row.reopened }))
    text(words, said.join(say('form.list')))
    text(note, row.alarm ? alarmName(row.alarm) : row.text)
    const can = may('work') ? [...(ACTS[row.state] ?? []), ...(row.alarm ? [] : ['cancel'])] : []
    keep(acts, can.map(what => ({ what })), one => one.what, one => ({ node: make(one.what), show() {} }))
  }
  return { node, show }
}
