// Shows a notice to all tables or to some, and clears it; what is typed survives every update.

import { html, live, nothing } from '../../vendor/lit.js';
import { valueOf } from '../../lib/fields.js';
import { t } from '../../lib/i18n.js';
import { spans, tableList, written } from '../../lib/table-list.js';
import { Panel } from '../../parts/panel.js';

const DRAFT = 'notice:text';

/** @typedef {{text: string, tables: number[]}} Sent */

/** @extends {Panel<import('./control.js').Control>} */
export class NoticeForm extends Panel {
  /** `some`: to chosen tables only. `typed`: those tables. `last`: what this console showed to some tables last. */
  #state = this.state({ some: false, typed: '', last: /** @type {Sent|null} */ (null) });

  /** Whether it goes to chosen tables only. */
  get some() {
    return this.#state.some;
  }

  focus() {
    document.getElementById('notice-text')?.focus();
  }

  /** What is typed, as it is understood. */
  get #read() {
    return tableList(
      this.#state.typed,
      this.host.list('control', 'table').map(([id]) => Number(id)),
    );
  }

  /** The tables that are chosen, by typing or on the board. */
  get tables() {
    return new Set(this.#read.tables);
  }

  /** What was typed and not understood stays, to be corrected. @param {number} table */
  toggle(table) {
    const { tables, missing, odd } = this.#read;
    const chosen = tables.includes(table)
      ? tables.filter((it) => it !== table)
      : [...tables, table].sort((a, b) => a - b);
    this.#state.typed = [...chosen, ...missing.map((it) => spans([it])), ...odd].join(', ');
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const host = this.host;
    const text = host.drafts.get(DRAFT).trim();
    const { tables, missing, odd } = this.#read;
    const wrong = this.some && (odd.length || missing.length);
    if (!text || wrong || (this.some && !tables.length)) {
      host.problem = { code: !text ? 'notice.empty' : wrong ? 'local.odd_tables' : 'local.no_tables' };
      if (text) document.getElementById('notice-tables')?.focus();
      return;
    }
    if (await host.send({ notice: { show: this.some ? { text, to: tables } : { text } } })) {
      this.#state.last = this.some ? { text, tables } : null;
      host.drafts.set(DRAFT, '');
    }
  }

  async #clear() {
    if (!(await this.host.send({ notice: { clear: {} } }))) return;
    this.#state.last = null;
  }

  /** @param {boolean} some */
  #choose(some) {
    this.#state.some = some;
  }

  /** The tables that it goes to, and what of the typing is not a table. */
  #understood() {
    const { tables, missing, odd } = this.#read;
    return html`<div id="notice-read" role="status">
      ${
        tables.length
          ? html`<p class="hint">${t('notice-goes-to', { count: tables.length, tables: written(tables) })}</p>`
          : nothing
      }
      ${
        odd.length
          ? html`<p class="complaint">${t('notice-odd', { what: odd.map((it) => `“${it}”`).join(', ') })}</p>`
          : nothing
      }
      ${missing.length ? html`<p class="complaint">${t('notice-missing', { tables: spans(missing) })}</p>` : nothing}
    </div>`;
  }

  render() {
    const host = this.host;
    const shown = host.doc('room', 'notice');
    return html`<section class="panel" aria-labelledby="notice-title">
      <h2 class="panel__title" id="notice-title">${t('notice-title')}</h2>
      <form @submit=${(/** @type {Event} */ event) => this.#send(event)}>
        <label class="label" for="notice-text">${t('notice-text')}</label>
        <textarea
          class="field"
          dir="auto"
          id="notice-text"
          rows="2"
          maxlength="280"
          .value=${live(host.drafts.get(DRAFT))}
          @input=${(/** @type {Event} */ event) => host.drafts.set(DRAFT, valueOf(event))}
        ></textarea>
        <fieldset class="choices">
          <legend class="visually-hidden">${t('notice-to')}</legend>
          <label class="choice"
            ><input type="radio" name="to" .checked=${!this.some} @change=${() => this.#choose(false)} />
            ${t('notice-all')}</label
          >
          <label class="choice"
            ><input type="radio" name="to" .checked=${this.some} @change=${() => this.#choose(true)} />
            ${t('notice-some')}</label
          >
        </fieldset>
        ${
          this.some
            ? html` <label class="label" for="notice-tables">${t('notice-tables')}</label>
                <input
                  class="field"
                  id="notice-tables"
                  autocomplete="off"
                  aria-describedby="notice-read"
                  .value=${live(this.#state.typed)}
                  @input=${(/** @type {any} */ event) => {
                    this.#state.typed = event.target.value;
                  }}
                />
                ${this.#understood()}`
            : nothing
        }
        <div class="row">
          <button class="button button--primary" type="submit">${t('notice-send')}</button>
          <button class="button" type="button" @click=${() => this.#clear()}>${t('notice-clear')}</button>
        </div>
      </form>
      ${
        shown
          ? html`<p class="hint">${t('notice-shown', { text: shown.damaged ? t('notice-damaged') : shown.text })}</p>`
          : nothing
      }
      <p class="hint" role="status" dir="auto">
        ${
          this.#state.last
            ? t('notice-sent-to', {
                count: this.#state.last.tables.length,
                tables: written(this.#state.last.tables),
                text: this.#state.last.text,
              })
            : nothing
        }
      </p>
    </section>`;
  }
}
