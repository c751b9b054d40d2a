// Typing over a paper slip for a table: it goes through the outbox, as an idea of that table.

import { html, live, nothing } from '../../vendor/lit.js';
import { reason, t } from '../../lib/i18n.js';

/** A slip was handed in and nothing was typed since: pressed once more, there is nothing to complain of. */
let handedIn = false;

/** @param {import('./desk.js').Desk} host */
export function paperIdea(host) {
  const { drafts, outbox } = host;
  const refused = outbox.entries.filter((entry) => entry.state === 'refused' && entry.command.idea?.submit);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const text = drafts.get('slip:text').trim();
    const table = Number(drafts.get('slip:table'));
    if (!text && handedIn) return;
    if (!text || !table) {
      host.problem = { code: text ? 'table.unknown' : 'idea.empty' };
    } else {
      const round = host.doc('room', 'round')?.id;
      outbox.add({ idea: { submit: round ? { text, table, round } : { text, table } } });
      drafts.set('slip:text', '');
      handedIn = true;
    }
    host.requestUpdate();
  };
  return html`<details class="panel paper">
    <summary class="panel__title">
      ${t('paper-title')}${
        outbox.waiting
          ? html` <span class="mark mark--waiting">${t('paper-waiting', { count: outbox.waiting })}</span>`
          : nothing
      }
    </summary>
    ${outbox.keeps === false ? html`<p class="hint">${t('keeps-nothing-title')} ${t('keeps-nothing')}</p>` : nothing}
    <form class="paper__form" @submit=${submit}>
      <label class="label" for="paper-table">${t('paper-table')}</label>
      <input
        class="field paper__table"
        id="paper-table"
        inputmode="numeric"
        autocomplete="off"
        .value=${live(drafts.get('slip:table'))}
        @input=${(/** @type {any} */ event) => drafts.set('slip:table', event.target.value)}
      />
      <label class="label" for="paper-text">${t('paper-text')}</label>
      <textarea
        class="field"
        dir="auto"
        id="paper-text"
        rows="2"
        maxlength="500"
        .value=${live(drafts.get('slip:text'))}
        @input=${(/** @type {any} */ event) => {
          handedIn = false;
          drafts.set('slip:text', event.target.value);
        }}
      ></textarea>
      <button class="button" type="submit">${t('paper-send')}</button>
    </form>
    ${refused.map(
      (entry) =>
        html`<div class="own__refused">
          <p><q dir="auto">${entry.command.idea.submit.text}</q> ${reason(entry.refusal ?? {})}</p>
          <div class="own__actions">
            <button
              class="button button--small"
              @click=${() => {
                drafts.set('slip:text', entry.command.idea.submit.text);
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
