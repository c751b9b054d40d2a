// What people do in a part of the day that has no form on their screen: who, and where; in words that fit any prompt.

import { html, nothing } from '../vendor/lit.js';
import { clockTime, t, tOr } from '../lib/i18n.js';

/** Parts for which the wall says it too: what is to be done there is not on any screen. */
const ON_THE_WALL = ['seating', 'choice', 'draft', 'gallery', 'ballot', 'closing'];

/**
 * For a tablet or a phone.
 * @param {'table'|'phone'} screen @param {import('../lib/types.js').CurrentItem} item @param {string} table its number
 */
export function whatToDo(screen, item, table) {
  return html`<p class="lead what-to-do">${textFor(screen, item, table)}</p>`;
}

/** @param {'table'|'phone'} screen @param {import('../lib/types.js').CurrentItem} item @param {string} table */
function textFor(screen, { kind, state, ends_at: endsAt, number, of }, table) {
  if (state === 'done') return t(number === of ? 'do-day-done' : 'do-done');
  if (kind === 'pause' && endsAt) return t('do-pause-until', { time: clockTime(endsAt) });
  return tOr(`do-${screen}-${kind}`, t(`${screen}-listen`), { table });
}

/** For the wall, where it is needed. @param {import('../lib/types.js').CurrentItem|undefined} item */
export function wallSaysWhatToDo(item) {
  if (!item || item.state === 'done' || !ON_THE_WALL.includes(item.kind)) return nothing;
  return html`<p class="wall__subtitle wall__do">${t(`do-wall-${item.kind}`)}</p>`;
}
