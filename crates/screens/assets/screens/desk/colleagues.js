// Who else works at the desk, and on what: shown beside it, so that two do not do the same; nothing is locked.

import { html, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

/** @typedef {{session: string, name: string, focus?: string}} Colleague */

/**
 * Everyone at a desk, in order of arrival, named by a letter; this one included.
 * @param {import('./desk.js').Desk} host
 * @returns {Colleague[]}
 */
function everyone(host) {
  const staff = host.list('presence', 'staff').filter(([, it]) => it.role !== 'projector' && it.role !== 'observer');
  staff.sort(([one, a], [other, b]) => a.since - b.since || one.localeCompare(other));
  return staff.map(([session, it], n) => ({
    session,
    focus: it.focus,
    name: t('colleague', { letter: String.fromCharCode(65 + (n % 26)), role: t(`role-${it.role}`) }),
  }));
}

/** @param {import('./desk.js').Desk} host */
export function colleagues(host) {
  const all = everyone(host);
  const own = all.find((it) => it.session === host.connection?.session);
  if (all.length < 2 || !own) return nothing;
  return html`<p class="colleagues">
    ${t('colleagues', {
      own: own.name,
      others: all
        .filter((it) => it !== own)
        .map((it) => it.name)
        .join(', '),
    })}
  </p>`;
}

/** Who else has this open. @param {import('./desk.js').Desk} host @param {string} key */
export function busyWith(host, key) {
  const busy = everyone(host).filter((it) => it.focus === key && it.session !== host.connection?.session);
  return busy.length
    ? html`<p class="busy">
        <span class="mark mark--waiting">${t('busy-with', { names: busy.map((it) => it.name).join(', ') })}</span>
      </p>`
    : nothing;
}
