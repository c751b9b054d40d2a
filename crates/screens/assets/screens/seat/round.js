// A round: tables hand in ideas, phones a word or a phrase, while the round is open and until its grace is over.

import { html, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { instructions } from './instructions.js';
import '../../parts/hand-in.js';

/** @type {import('./parts.js').SeatPart} */
export const round = {
  table(seat) {
    const { round: now } = seat;
    if (!now || now.table === 'nothing') return instructions.table(seat);
    if (now.phase === 'closed') return html`<p class="lead">${t('table-closed')}</p>`;
    const hint = now.phase === 'grace' ? 'table-idea-grace' : 'table-idea-hint';
    return html`<burgertop-hand-in
      .drafts=${seat.drafts}
      .what=${now.id}
      .rows=${4}
      .label=${t('table-idea-label')}
      .hint=${t(hint, { count: seat.countedNow })}
      .button=${t('table-idea-send')}
      .locked=${now.open ? '' : t('table-idea-locked')}
      @hand-in=${handsIn(seat, now.id)}
    ></burgertop-hand-in>`;
  },

  phone(seat) {
    const { round: now } = seat;
    if (!now || now.phone === 'nothing') return instructions.phone(seat);
    if (now.phase === 'closed') return html`<p class="lead">${t('phone-closed')}</p>`;
    const sent = seat.ownNow.some((idea) => idea.status === 'saved');
    return html` ${sent ? html`<p class="lead lead--done">${t('phone-thanks')}</p>` : nothing}
      <burgertop-hand-in
        .drafts=${seat.drafts}
        .what=${now.id}
        .rows=${2}
        .label=${t(`phone-${now.phone}-label`)}
        .hint=${t(`phone-${now.phone}-hint`)}
        .button=${t(sent ? 'phone-send-more' : 'phone-send')}
        .locked=${now.open ? '' : t('phone-locked')}
        @hand-in=${handsIn(seat, now.id)}
      ></burgertop-hand-in>`;
  },

  draft: ({ round: now }, device) => (now && now[device] !== 'nothing' && now.phase !== 'closed' ? now.id : ''),

  keepsPhoneOn: (phone) => round.draft(phone, 'phone') !== '',
};

/** @param {import('../seat-screen.js').SeatScreen} seat @param {string} id of the round */
function handsIn(seat, id) {
  return (/** @type {CustomEvent<{text: string, taken: () => void}>} */ event) => {
    seat.handIn(event.detail.text, id);
    event.detail.taken();
  };
}
