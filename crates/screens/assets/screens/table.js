// The table's tablet: the question, the time left, handing in ideas, ready, and help.

import { html, nothing } from '../vendor/lit.js';
import { valueOf } from '../lib/fields.js';
import { t } from '../lib/i18n.js';
import { SeatScreen } from './seat-screen.js';

export class Table extends SeatScreen {
  static get properties() {
    return { asking: { state: true } };
  }

  number = this.path.split('/')[2] ?? '';

  constructor() {
    super();
    /** The help form is unfolded. */
    this.asking = false;
  }

  /** @returns {`table/${string}`} */
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
    return html` ${this.topBar(this.heading)}
      <main class="seat table" id="main">
        ${this.closedBar()}${this.notices()}${this.keepsBar()}
        <div class="seat__main">
          ${this.question()} ${this.seatPart.table(this)} ${this.unsentDrafts(this.seatPart.draft(this, 'table'))}
        </div>
        <div class="seat__side">
          ${this._help()} ${this.round ? this._ready() : nothing}
          ${this.ideaList(this.ownNow, t('own-now', { count: this.countedNow }))}
          ${this.ideaList(this.ownBefore, t('own-before'))}
        </div>
      </main>`;
  }

  /**
   * The newest request of this kind that is still under way.
   * @template {'ready'|'help'|'helped'} Kind
   * @param {Kind} kind
   * @returns {NonNullable<import('../lib/types.js').OutboxCommand['table']>[Kind]|undefined}
   */
  _underWay(kind) {
    const waiting = this.outbox.entries.filter((entry) => entry.state === 'waiting');
    const requests = waiting.flatMap((entry) => entry.command.table?.[kind] ?? []);
    return requests[requests.length - 1];
  }

  /** Whether the table said it is ready for this part, and whether that is still under way. */
  isReady() {
    const last = this._underWay('ready');
    const underWay = last?.item === this.item?.id ? last : undefined;
    return { underWay, ready: Boolean(underWay ? underWay.ready : this.doc(this.ownDoc, 'ready')) };
  }

  toggleReady() {
    this.outbox.add({ table: { ready: { ready: !this.isReady().ready, item: this.item?.id } } });
  }

  _ready() {
    const { underWay, ready } = this.isReady();
    return html`<section class="ready">
      <button
        class="button button--wide ${ready ? 'button--done' : ''}"
        aria-pressed=${String(ready)}
        @click=${() => this.toggleReady()}
      >
        ${t(ready ? 'table-is-ready' : 'table-ready')}
      </button>
      <p class="hint">${t(underWay ? 'table-waits' : ready ? 'table-ready-undo' : 'table-ready-hint')}</p>
    </section>`;
  }

  _help() {
    const underWay = this._underWay('help');
    const help = underWay ?? this.doc(this.ownDoc, 'help');
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
          @input=${(/** @type {Event} */ event) => this.drafts.set('help:what', valueOf(event))}
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
