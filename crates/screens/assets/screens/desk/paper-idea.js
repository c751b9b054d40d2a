// Types in what a table wrote on paper: it goes through the outbox, as an idea of that table.

import { html, live, nothing } from '../../vendor/lit.js';
import { valueOf } from '../../lib/fields.js';
import { reason, t } from '../../lib/i18n.js';
import { Panel } from '../../parts/panel.js';

/** @extends {Panel<import('./desk.js').Desk>} */
export class PaperIdea extends Panel {
  /** An idea was handed in and nothing was typed since: a second press shows no complaint. */
  #handedIn = false;

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const { drafts, outbox } = this.host;
    const text = drafts.get('slip:text').trim();
    const table = Number(drafts.get('slip:table'));
    if (!text && this.#handedIn) return;
    if (!text || !table) {
      this.host.problem = { code: text ? 'table.unknown' : 'idea.empty' };
      return;
    }
    const round = this.host.doc('room', 'round')?.id;
    outbox.add({ idea: { submit: round ? { text, table, round } : { text, table } } });
    drafts.set('slip:text', '');
    this.#handedIn = true;
  }

  /** @param {string} text */
  #typed(text) {
    this.#handedIn = false;
    this.host.drafts.set('slip:text', text);
  }

  render() {
    const { drafts, outbox } = this.host;
    const refused = outbox.entries.flatMap((entry) => {
      const text = entry.command.idea?.submit?.text;
      return entry.state === 'refused' && text !== undefined ? [{ entry, text }] : [];
    });
    return html`<details class="panel paper">
      <summary class="panel__title">
        ${t('paper-title')}${
          outbox.waiting
            ? html` <span class="mark mark--waiting">${t('paper-waiting', { count: outbox.waiting })}</span>`
            : nothing
        }
      </summary>
      ${outbox.keeps === false ? html`<p class="hint">${t('keeps-nothing-title')} ${t('keeps-nothing')}</p>` : nothing}
      <form class="paper__form" @submit=${(/** @type {Event} */ event) => this.#submit(event)}>
        <label class="label" for="paper-table">${t('paper-table')}</label>
        <input
          class="field paper__table"
          id="paper-table"
          inputmode="numeric"
          autocomplete="off"
          .value=${live(drafts.get('slip:table'))}
          @input=${(/** @type {Event} */ event) => drafts.set('slip:table', valueOf(event))}
        />
        <label class="label" for="paper-text">${t('paper-text')}</label>
        <textarea
          class="field"
          dir="auto"
          id="paper-text"
          rows="2"
          maxlength="500"
          .value=${live(drafts.get('slip:text'))}
          @input=${(/** @type {Event} */ event) => this.#typed(valueOf(event))}
        ></textarea>
        <button class="button" type="submit">${t('paper-send')}</button>
      </form>
      ${refused.map(
        ({ entry, text }) =>
          html`<div class="own__refused">
            <p><q dir="auto">${text}</q> ${reason(entry.refusal ?? {})}</p>
            <div class="own__actions">
              <button
                class="button button--small"
                @click=${() => {
                  this.#typed(text);
                  outbox.discard(entry.id);
                }}
              >
                ${t('own-change-and-send')}
              </button>
              <button class="button button--small" @click=${() => outbox.discard(entry.id)}>${t('own-discard')}</button>
            </div>
          </div>`,
      )}
    </details>`;
  }
}
