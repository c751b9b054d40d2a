// The table's tablet: the question, the time left, handing in ideas, ready, and help.

import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { whatToDo } from '../parts/what-to-do.js';
import { SeatScreen } from './seat-screen.js';
import '../parts/tablet-check.js';

/** The test of the tablet is offered until this part of the day: setting up, briefing, doors open. */
const EARLY_PARTS = 3;

class Table extends SeatScreen {
  static get properties() {
    return { asking: { state: true } };
  }

  number = this.path.split('/')[2] ?? '';

  constructor() {
    super();
    /** The help form is unfolded. */
    this.asking = false;
  }

  get ownDoc() {
    return `table/${this.number}`;
  }

  get heading() {
    return t('table-name', { table: this.number });
  }

  get isOfTheHall() {
    return true;
  }

  get staysOn() {
    return true;
  }

  body() {
    const { round } = this;
    const mayHandIn = round && round.table !== 'nothing';
    const own = this.own;
    const now = own.filter((idea) => idea.round === round?.id);
    const before = own.filter((idea) => idea.round !== round?.id);
    // What was withdrawn or not accepted is listed, and not counted.
    const standing = now.filter((idea) => !['withdrawn', 'refused'].includes(idea.status)).length;
    return html` ${this.topBar(this.heading)}
      <main class="seat table" id="main">
        ${this.closedBar()}${this.notices()}${this.keepsBar()}
        <div class="seat__main">
          ${this.question()} ${mayHandIn ? this._form(round, standing) : this._nothingToDo()}
          ${this.unsentDrafts(mayHandIn && round.phase !== 'closed' ? round.id : '')}
        </div>
        <div class="seat__side">
          ${this._help()} ${round ? this._ready() : nothing} ${this.ideaList(now, t('own-now', { count: standing }))}
          ${this.ideaList(before, t('own-before'))}
        </div>
      </main>`;
  }

  _nothingToDo() {
    // Before the first round there is time to test; later the test would only be in the way.
    const early = !this.item || (this.item.number <= EARLY_PARTS && !this.own.length);
    return html`${this.item ? whatToDo('table', this.item, this.number) : html`<p class="lead">${t('table-wait')}</p>`}
    ${
      early
        ? html`<burgertop-tablet-check
            .open=${!this.item || this.item.number === 1}
            .ready=${this._isReady().ready}
            .mayReport=${Boolean(this.item)}
            @fit=${() => this._press()}
          ></burgertop-tablet-check>`
        : nothing
    }`;
  }

  /** @param {import('../lib/types.js').Round} round @param {number} count */
  _form(round, count) {
    if (round.phase === 'closed') return html`<p class="lead">${t('table-closed')}</p>`;
    return html`<burgertop-hand-in
      .drafts=${this.drafts}
      .what=${round.id}
      .rows=${4}
      .label=${t('table-idea-label')}
      .hint=${t(round.phase === 'grace' ? 'table-idea-grace' : 'table-idea-hint', { count })}
      .button=${t('table-idea-send')}
      .locked=${round.open ? '' : t('table-idea-locked')}
      @hand-in=${(/** @type {CustomEvent} */ event) => {
        this.handIn(event.detail.text, round.id);
        event.detail.taken();
      }}
    ></burgertop-hand-in>`;
  }

  /** The newest of this kind that is still under way, if any. @param {'ready'|'help'|'helped'} kind */
  _underWay(kind) {
    const requests = this.outbox.entries.filter((entry) => entry.command.table?.[kind] && entry.state === 'waiting');
    return requests[requests.length - 1];
  }

  /** Whether the table said it is ready for this part, and whether that is still under way. */
  _isReady() {
    const last = this._underWay('ready');
    const underWay = last?.command.table.ready.item === this.item?.id ? last : undefined;
    return {
      underWay,
      ready: underWay ? Boolean(underWay.command.table.ready.ready) : Boolean(this.doc(this.ownDoc, 'ready')),
    };
  }

  _press() {
    this.outbox.add({ table: { ready: { ready: !this._isReady().ready, item: this.item?.id } } });
  }

  _ready() {
    const { underWay, ready } = this._isReady();
    return html`<section class="ready">
      <button
        class="button button--wide ${ready ? 'button--done' : ''}"
        aria-pressed=${String(ready)}
        @click=${() => this._press()}
      >
        ${t(ready ? 'table-is-ready' : 'table-ready')}
      </button>
      <p class="hint">${t(underWay ? 'table-waits' : ready ? 'table-ready-undo' : 'table-ready-hint')}</p>
    </section>`;
  }

  _help() {
    const underWay = this._underWay('help');
    const help = underWay ? underWay.command.table.help : this.doc(this.ownDoc, 'help');
    if (help && !this._underWay('helped')) {
      return html`<section class="help help--asked">
        <p><strong>${t(underWay ? 'help-under-way' : 'help-asked')}</strong></p>
        ${help.what ? html`<p>${t('help-what-said', { what: help.what })}</p>` : nothing}
        <div class="own__actions">
          <button
            class="button button--small"
            @click=${() => this.outbox.add({ table: { helped: { table: Number(this.number) } } })}
          >
            ${t('help-solved')}
          </button>
        </div>
      </section>`;
    }
    if (!this.asking) {
      return html`<section class="help">
        <button class="button button--wide" aria-expanded="false" @click=${this._ask}>${t('help-button')}</button>
      </section>`;
    }
    return html`<section class="help">
      <form @submit=${this._sendHelp}>
        <label class="label" for="help-what">${t('help-what')}</label>
        <input
          class="field"
          dir="auto"
          id="help-what"
          maxlength="200"
          autocomplete="off"
          .value=${this.drafts.get('help:what')}
          @input=${(/** @type {any} */ event) => this.drafts.set('help:what', event.target.value)}
        />
        <div class="own__actions">
          <button class="button button--primary" type="submit">${t('help-send')}</button>
          <button class="button" type="button" @click=${this._stopAsking}>${t('help-cancel')}</button>
        </div>
      </form>
    </section>`;
  }

  async _ask() {
    this.asking = true;
    await this.updateComplete;
    document.getElementById('help-what')?.focus();
  }

  _stopAsking() {
    this.asking = false;
  }

  /** @param {Event} event */
  _sendHelp(event) {
    event.preventDefault();
    const what = this.drafts.get('help:what').trim();
    this.outbox.add({ table: { help: what ? { what } : {} } });
    this.drafts.set('help:what', '');
    this._stopAsking();
  }
}

customElements.define('burgertop-table', Table);
