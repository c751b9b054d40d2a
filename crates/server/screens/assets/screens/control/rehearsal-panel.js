// Rehearsing: how many tables are simulated, start, and the end, which says what it does before it does it.

import { html, live } from '../../vendor/lit.js';
import { clockTime, t } from '../../lib/i18n.js';

export class RehearsalPanel {
  #host;
  /** How many tables; all of them until someone says otherwise. @type {number|null} */
  #tables = null;
  /** The end asks "sure?". */
  #sure = false;

  /** @param {import('./control.js').Control} host */
  constructor(host) {
    this.#host = host;
  }

  /** @param {Event} event */
  async #start(event) {
    event.preventDefault();
    this.#sure = false;
    await this.#host.send({ rehearsal: { start: this.#tables === null ? {} : { tables: this.#tables } } });
  }

  async #end() {
    this.#sure = false;
    await this.#host.send({ rehearsal: { end: {} } });
  }

  /** @param {boolean} sure */
  async #ask(sure) {
    this.#sure = sure;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    /** @type {HTMLElement|null} */ (this.#host.querySelector(sure ? '#rehearsal-end-yes' : '#rehearsal-end'))?.focus();
  }

  /** @param {any} event */
  #typed(event) {
    const tables = Number.parseInt(event.target.value, 10);
    this.#tables = Number.isNaN(tables) ? null : tables;
    this.#host.requestUpdate();
  }

  #waiting() {
    const all = this.#host.doc('room', 'summit')?.tables ?? 0;
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
          .value=${live(String(this.#tables ?? all))}
          @input=${(/** @type {any} */ event) => this.#typed(event)}
        />
        <button class="button" type="submit">${t('rehearsal-start')}</button>
      </div>
    </form>`;
  }

  /** @param {{since: number, tables: number}} running */
  #running(running) {
    return html`<p>${t('rehearsal-runs', { time: clockTime(running.since), tables: running.tables })}</p>
      ${
        this.#sure
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
    const running = this.#host.doc('room', 'rehearsal');
    return html`<section class="panel" aria-labelledby="rehearsal-title">
      <h2 class="panel__title" id="rehearsal-title">${t('rehearsal-title')}</h2>
      ${running ? this.#running(running) : this.#waiting()}
    </section>`;
  }
}
