// Text that was typed in a round that is over and never handed in: to hand in late, or to throw away.

import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';

/**
 * @param {import('../lib/drafts.js').Drafts} drafts @param {string|null} writing the round whose form is on the screen
 * @param {(text: string, round: string) => void} handIn
 */
export function unsentDrafts(drafts, writing, handIn) {
  const rounds = drafts.rounds().filter((round) => round !== writing);
  if (!rounds.length) return nothing;
  /** @param {string} round */
  const clear = (round) => drafts.set(round, '');
  return html`<section class="unsent" aria-label=${t('unsent-title')}>
    <h2>${t('unsent-title')}</h2>
    <p>${t('unsent-why')}</p>
    ${rounds.map(
      (round) =>
        html`<div class="unsent__draft">
          <p class="own__text" dir="auto">${drafts.get(round)}</p>
          <div class="own__actions">
            <button
              class="button button--small button--primary"
              @click=${() => {
                handIn(drafts.get(round).trim(), round);
                clear(round);
              }}
            >
              ${t('unsent-send')}
            </button>
            <button class="button button--small" @click=${() => clear(round)}>${t('unsent-discard')}</button>
          </div>
        </div>`,
    )}
  </section>`;
}
