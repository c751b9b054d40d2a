// Text that was typed in a round that is over and never handed in: to hand in late, or to throw away.

import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';

/**
 * @param {import('../lib/drafts.js').Drafts} drafts @param {string|null} writing the round whose form is on the screen
 * @param {(text: string, round: string) => void} handIn @param {() => void} redraw
 */
export function leftovers(drafts, writing, handIn, redraw) {
  const rounds = drafts.rounds().filter((round) => round !== writing);
  if (!rounds.length) return nothing;
  /** @param {string} round */
  const clear = (round) => {
    drafts.set(round, '');
    redraw();
  };
  return html`<section class="leftovers" aria-label=${t('leftover-title')}>
    <h2>${t('leftover-title')}</h2>
    <p>${t('leftover-why')}</p>
    ${rounds.map(
      (round) =>
        html`<div class="leftover">
          <p class="own__text" dir="auto">${drafts.get(round)}</p>
          <div class="own__actions">
            <button
              class="button button--small button--primary"
              @click=${() => {
                handIn(drafts.get(round).trim(), round);
                clear(round);
              }}
            >
              ${t('leftover-send')}
            </button>
            <button class="button button--small" @click=${() => clear(round)}>${t('leftover-discard')}</button>
          </div>
        </div>`,
    )}
  </section>`;
}
