// Typing over a paper slip for a table: it goes through the outbox, as an idea of that table.

import { html, live, nothing } from '../../vendor/lit.js';
import { reason, t } from '../../lib/i18n.js';

/** A slip was handed in and nothing was typed since: pressed once more, there is nothing to complain of. */
let handedIn = false;

/** @param {import('./desk.js').Desk} host */
export function slip(host) {
  const { drafts, outbox } = host;
  const refused = outbox.kept.filter((kept) => kept.state === 'refused' && kept.command.idea?.submit);
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
  return html`<details class="panel slip">
    <summary class="panel__title">
      ${t('slip-title')}${
        outbox.waiting
          ? html` <span class="mark mark--waiting">${t('slip-waiting', { count: outbox.waiting })}</span>`
          : nothing
      }
    </summary>
    ${outbox.keeps === false ? html`<p class="hint">${t('keeps-nothing-title')} ${t('keeps-nothing')}</p>` : nothing}
    <form class="slip__form" @submit=${submit}>
      <label class="label" for="slip-table">${t('slip-table')}</label>
      <input
        class="field slip__table"
        id="slip-table"
        inputmode="numeric"
        autocomplete="off"
        .value=${live(drafts.get('slip:table'))}
        @input=${(/** @type {any} */ event) => drafts.set('slip:table', event.target.value)}
      />
      <label class="label" for="slip-text">${t('slip-text')}</label>
      <textarea
        class="field"
        dir="auto"
        id="slip-text"
        rows="2"
        maxlength="500"
        .value=${live(drafts.get('slip:text'))}
        @input=${(/** @type {any} */ event) => {
          handedIn = false;
          drafts.set('slip:text', event.target.value);
        }}
      ></textarea>
      <button class="button" type="submit">${t('slip-send')}</button>
    </form>
    ${refused.map(
      (kept) =>
        html`<div class="own__refused">
          <p><q dir="auto">${kept.command.idea.submit.text}</q> ${reason(kept.refusal ?? {})}</p>
          <div class="own__actions">
            <button
              class="button button--small"
              @click=${() => {
                drafts.set('slip:text', kept.command.idea.submit.text);
                outbox.discard(kept.id);
              }}
            >
              ${t('own-change-and-send')}
            </button>
            <button class="button button--small" @click=${() => outbox.discard(kept.id)}>${t('own-discard')}</button>
          </div>
        </div>`,
    )}
  </details>`;
}
