// A part of the day without a form on the screens: who does what, and where. A tablet can be tested meanwhile.

import { html, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { whatToDo } from '../../parts/what-to-do.js';
import '../../parts/tablet-check.js';

/** The test of the tablet is offered until this part of the day: setting up, briefing, doors open. */
const EARLY_PARTS = 3;

/** @type {import('./parts.js').SeatPart} */
export const instructions = {
  table(seat) {
    const { item } = seat;
    return html`${item ? whatToDo('table', item, seat.number) : html`<p class="lead">${t('table-wait')}</p>`}
    ${tabletCheck(seat)}`;
  },

  phone({ item }) {
    return item ? whatToDo('phone', item, '') : nothing;
  },

  draft: () => '',

  keepsPhoneOn: () => false,
};

/**
 * Before the first round there is time to test; later the test would only be in the way.
 * @param {import('../table.js').Table} seat
 */
function tabletCheck(seat) {
  const { item } = seat;
  if (item && (item.number > EARLY_PARTS || seat.own.length)) return nothing;
  return html`<burgertop-tablet-check
    .open=${!item || item.number === 1}
    .ready=${seat.isReady().ready}
    .mayReport=${Boolean(item)}
    @fit=${() => seat.toggleReady()}
  ></burgertop-tablet-check>`;
}
