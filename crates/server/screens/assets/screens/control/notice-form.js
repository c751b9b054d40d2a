// Writing a notice to all tables or to some, and taking it away; what is typed survives every update.

import { html, live, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

const DRAFT = 'notice:text';

export class NoticeForm {
  #host;
  /** To chosen tables only. */
  some = false;
  /** @type {Set<number>} */
  tables = new Set();
  said = '';

  /** @param {import('./control.js').Control} host */
  constructor(host) {
    this.#host = host;
  }

  focus() {
    document.getElementById('notice-text')?.focus();
  }

  /** @param {number} table */
  toggle(table) {
    if (!this.tables.delete(table)) this.tables.add(table);
    this.#host.requestUpdate();
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const host = this.#host;
    const text = host.drafts.get(DRAFT).trim();
    const to = [...this.tables].sort((a, b) => a - b);
    if (!text || (this.some && !to.length)) {
      host.problem = { code: text ? 'local.no_tables' : 'notice.empty' };
      host.requestUpdate();
      return;
    }
    if (await host.step({ notice: { show: this.some ? { text, to } : { text } } })) {
      host.drafts.set(DRAFT, '');
      host.requestUpdate();
    }
  }

  /** @param {boolean} some */
  #choose(some) {
    this.some = some;
    this.#host.requestUpdate();
  }

  /** @param {string} text "7, 12-14" */
  #typedTables(text) {
    this.tables = new Set();
    for (const [, from, to] of text.matchAll(/(\d{1,4})(?:\s*-\s*(\d{1,4}))?/g)) {
      for (let table = Number(from); table <= Number(to ?? from); table++) this.tables.add(table);
    }
    this.#host.requestUpdate();
  }

  render() {
    const host = this.#host;
    const shown = host.doc('room', 'notice');
    return html`<section class="panel" aria-labelledby="notice-title">
      <h2 class="panel__title" id="notice-title">${t('notice-title')}</h2>
      <form @submit=${(/** @type {Event} */ event) => this.#send(event)}>
        <label class="label" for="notice-text">${t('notice-text')}</label>
        <textarea class="field" id="notice-text" rows="2" maxlength="280" .value=${live(host.drafts.get(DRAFT))}
          @input=${(/** @type {any} */ event) => host.drafts.set(DRAFT, event.target.value)}></textarea>
        <fieldset class="choices"><legend class="visually-hidden">${t('notice-to')}</legend>
          <label class="choice"><input type="radio" name="to" .checked=${!this.some} @change=${() => this.#choose(false)}> ${t('notice-all')}</label>
          <label class="choice"><input type="radio" name="to" .checked=${this.some} @change=${() => this.#choose(true)}> ${t('notice-some')}</label>
        </fieldset>
        ${this.some ? html`
          <label class="label" for="notice-tables">${t('notice-tables')}</label>
          <input class="field" id="notice-tables" autocomplete="off" .value=${[...this.tables].sort((a, b) => a - b).join(', ')}
            @change=${(/** @type {any} */ event) => this.#typedTables(event.target.value)}>` : nothing}
        <div class="row">
          <button class="button button--primary" type="submit">${t('notice-send')}</button>
          <button class="button" type="button" @click=${() => host.step({ notice: { clear: {} } })}>${t('notice-clear')}</button>
        </div>
      </form>
      ${shown ? html`<p class="hint">${t('notice-shown', { text: shown.text })}</p>` : nothing}
    </section>`;
  }
}
