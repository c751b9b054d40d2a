// The closing of the day: once the facilitator asks the question, tables and phones answer it.

import { html, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { instructions } from './instructions.js';
import '../../parts/feedback-form.js';

/** @typedef {import('../seat-screen.js').SeatScreen} SeatScreen */
/** @typedef {{score: number, sentence?: string}} Answer */

/** @type {import('./parts.js').SeatPart} */
export const feedback = {
  table: (seat) => (asked(seat) ? body(seat) : instructions.table(seat)),

  phone: (seat) => (asked(seat) ? body(seat) : instructions.phone(seat)),

  draft: () => '',

  keepsPhoneOn: (phone) => Boolean(asked(phone)?.open),
};

/** @param {SeatScreen} seat */
function asked(seat) {
  return seat.doc('room', 'feedback');
}

/** What this seat answered, also while it is still under way. @param {SeatScreen} seat @returns {Answer|undefined} */
function answerOf(seat) {
  const entries = seat.outbox.entries.filter((entry) => entry.state === 'waiting');
  const waiting = entries.flatMap((entry) => entry.command.feedback?.answer ?? []);
  return /** @type {Answer|undefined} */ (waiting[waiting.length - 1] ?? seat.doc(seat.ownDoc, 'feedback'));
}

/** @param {SeatScreen} seat */
function body(seat) {
  const { question = '', open = false, damaged = false } = asked(seat) ?? {};
  const answer = answerOf(seat);
  if (!open) {
    return html`<p class="lead" role="status">${t(answer ? 'feedback-closed-thanks' : 'feedback-closed')}</p>
      ${answer ? html`<p>${t('feedback-yours', { score: answer.score })}</p>` : nothing}`;
  }
  return html`<burgertop-feedback-form
    .drafts=${seat.drafts}
    .question=${question}
    .damaged=${damaged}
    .answer=${answer}
    @answer=${(/** @type {CustomEvent<Answer>} */ event) => seat.outbox.add({ feedback: { answer: event.detail } })}
  ></burgertop-feedback-form>`;
}
