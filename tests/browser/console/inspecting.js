const faults = [];
const seen = node => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== 'hidden';
const where = node => `${node.tagName.toLowerCase()}.${node.getAttribute('class') ?? ''} "${node.textContent.slice(0, 30)}"`;

// Names: what a screen reader says of what can be used.
const labelled = node => (node.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean)
  .map(id => document.getElementById(id)?.textContent ?? '').join('');
const named = node => (node.getAttribute('aria-label') ?? '') + labelled(node) + (node.labels ? [...node.labels].map(l => l.textContent).join('') : '')
  + (['INPUT', 'SELECT', 'TEXTAREA'].includes(node.tagName) ? '' : node.textContent);
const controls = 'a, button, input, select, textarea, summary, [role=button], [role=meter], [role=img], [role=group], [tabindex="0"]';
for (const node of document.querySelectorAll(controls))
  if (seen(node) && !named(node).trim()) faults.push(`no name: ${where(node)}`);
for (const node of document.querySelectorAll('svg'))
  if (seen(node) && !node.closest('[aria-hidden=true]') && !node.getAttribute('aria-label')) faults.push(`no name: ${where(node)}`);

// Order of the Tab key, twice the same id, one main, one language, headings without a gap.
for (const node of document.querySelectorAll('[tabindex]'))
  if (Number(node.getAttribute('tabindex')) > 0) faults.push(`tabindex above 0: ${where(node)}`);
const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`twice: #${id}`);
if (document.querySelectorAll('main').length !== 1) faults.push('not one main');
if (!document.documentElement.lang) faults.push('no language');
if (!document.title) faults.push('no title');
let level = 0;
for (const node of document.querySelectorAll('main :is(h1, h2, h3, h4)')) {
  if (!seen(node)) continue;
  const next = Number(node.tagName[1]);
  if (level && next > level + 1) faults.push(`h${level} then h${next}: ${where(node)}`);
  level = next;
}
for (const node of document.querySelectorAll('ul, ol'))
  for (const child of node.children) if (child.tagName !== 'LI') faults.push(`in a list: ${where(child)}`);
for (const node of document.querySelectorAll('button button, a button, button a')) faults.push(`within another: ${where(node)}`);

// Contrast of every text with what is behind it.
const rgb = colour => { const n = colour.match(/[\d.]+/g).map(Number); return [...n.slice(0, 3), n[3] ?? 1]; };
const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
const ground = node => {
  const layers = [];
  for (let at = node; at; at = at.parentElement) {
    const colour = rgb(getComputedStyle(at).backgroundColor);
    layers.push(colour);
    if (colour[3] === 1) break;
  }
  return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
};
const light = colour => colour.slice(0, 3).map(v => v / 255)
  .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const told = new Set();
while (texts.nextNode()) {
  const node = texts.currentNode.parentElement;
  if (!texts.currentNode.textContent.trim() || !seen(node) || node.closest('noscript')) continue;
  const style = getComputedStyle(node);
  const drawn = node instanceof SVGElement;
  const behind = ground(drawn ? node.closest('svg').parentElement : node);
  const found = contrast(over(rgb(drawn ? style.fill : style.color), behind), behind);
  const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
  const fault = `contrast ${found.toFixed(2)}: ${where(node)}`;
  if (found < (large ? 3 : 4.5) && !told.has(fault)) { told.add(fault); faults.push(fault); }
}

// Room for a finger, but for the doors of a bank, which are as small as doors are.
for (const node of document.querySelectorAll('button, input, select')) {
  const box = node.getBoundingClientRect();
  if (seen(node) && !node.classList.contains('door') && (box.height < 24 || box.width < 24)) faults.push(`small: ${where(node)}`);
}
// Of innerWidth a phone says what it zooms out to, so the width is told.
if (document.documentElement.scrollWidth > arguments[0]) faults.push(`scrolls sideways: ${document.documentElement.scrollWidth} px`);
return faults;
