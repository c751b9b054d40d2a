// Rehearsals: how many tables are simulated, the start, and the end, which says first what it will do.

import { html, live } from '../../vendor/lit.js';
import { valueOf } from '../../lib/fields.js';
import { clockTime, t } from '../../lib/i18n.js';
import { Panel } from '../../parts/panel.js';

/** @extends {Panel<import('./control.js').Control>} */
export class RehearsalPanel extends Panel {
  /** `tables`: how many are simulated; all until someone says otherwise. `sure`: the end asks "sure?". */
  #state = this.state({ tables: /** @type {number|null} */ (null), sure: false });

  /** @param {Event} event */
  async #start(event) {
    event.preventDefault();
    this.#state.sure = false;
    const { tables } = this.#state;
    await this.host.send({ rehearsal: { start: tables === null ? {} : { tables } } });
  }

  async #end() {
    this.#state.sure = false;
    await this.host.send({ rehearsal: { end: {} } });
  }

  /** @param {boolean} sure */
  async #ask(sure) {
    this.#state.sure = sure;
    await this.host.updateComplete;
    /** @type {HTMLElement|null} */ (this.host.querySelector(sure ? '#rehearsal-end-yes' : '#rehearsal-end'))?.focus();
  }

  /** @param {Event} event */
  #typed(event) {
    const tables = Number.parseInt(valueOf(event), 10);
    this.#state.tables = Number.isNaN(tables) ? null : tables;
  }

  #waiting() {
    const all = this.host.doc('room', 'summit')?.tables ?? 0;
    return html`<form @submit=${(/** @type {Event} */ event) => this.#start(event)}>
      <p class="hint">${t('rehearsal-hint')}</p>
      <label class="label" for="rehearsal-tables">${t('rehearsal-tables')}</label>
      <div class="row">
        <input
          class="field rehearsal__tables"
          id="rehearsal-tables"
          type="number"
          inputmode="numeric"
          min="0"
          max=${all}
          required
          .value=${live(String(this.#state.tables ?? all))}
          @input=${(/** @type {Event} */ event) => this.#typed(event)}
        />
        <button class="button" type="submit">${t('rehearsal-start')}</button>
      </div>
    </form>`;
  }

  /** @param {{since: number, tables: number}} running */
  #running(running) {
    return html`<p>${t('rehearsal-runs', { time: clockTime(running.since), tables: running.tables })}</p>
      ${
        this.#state.sure
          ? html`<div class="sure">
              <p>${t('rehearsal-end-does')}</p>
              <div class="row">
                <button class="button button--danger" id="rehearsal-end-yes" @click=${() => this.#end()}>
                  ${t('rehearsal-end-yes')}
                </button>
                <button class="button" @click=${() => this.#ask(false)}>${t('rehearsal-end-no')}</button>
              </div>
            </div>`
          : html`<button class="button button--warn" id="rehearsal-end" @click=${() => this.#ask(true)}>
              ${t('rehearsal-end')}
            </button>`
      }`;
  }

  render() {
    const running = this.host.doc('room', 'rehearsal');
    return html`<section class="panel" aria-labelledby="rehearsal-title">
      <h2 class="panel__title" id="rehearsal-title">${t('rehearsal-title')}</h2>
      ${running ? this.#running(running) : this.#waiting()}
    </section>`;
  }
}
