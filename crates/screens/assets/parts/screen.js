// The base of every screen: a seat with a token, a connection, an outbox and drafts; a change in one draws it again.

import { html, nothing } from '../vendor/lit.js';
import { stayOn } from '../lib/awake.js';
import '../lib/composing.js';
import { Connection } from '../lib/connection.js';
import { Drafts } from '../lib/drafts.js';
import { language, reason, t, useTimeZone } from '../lib/i18n.js';
import { Outbox } from '../lib/outbox.js';
import { sendFormsOnce } from '../lib/twice.js';
import { isOfThisTab, seatKey } from '../lib/seat.js';
import { Page } from './page.js';
import './status.js';
import './countdown.js';

sendFormsOnce();

export class Screen extends Page {
  /** @returns {import('../vendor/lit.js').Properties} */
  static get properties() {
    return { connection: { state: true }, problem: { state: true } };
  }

  constructor() {
    super();
    this.outbox = new Outbox(seatKey(this.path, this.token));
    this.drafts = new Drafts(seatKey(this.path, this.token));
    /** @type {Connection|undefined} */
    this.connection = undefined;
    /** The last thing that went wrong, for the alert. @type {import('../lib/types.js').Problem|null} */
    this.problem = null;
  }

  /** Which documents this screen follows. @returns {string[]} */
  get watch() {
    return ['room'];
  }

  /** @returns {any} the screen itself, once there is a connection */
  body() {
    return nothing;
  }

  /** The name of this screen, for the window's title. */
  get heading() {
    return '';
  }

  /** Whether the device is one of the organisers', so that it can be swapped for another. */
  get isOfTheHall() {
    return false;
  }

  /** Whether the screen of the device stays on now. */
  get staysOn() {
    return false;
  }

  begin() {
    if (!this.token) return;
    const connection = new Connection({ token: this.token, lang: language(), watch: this.watch });
    this.connection = connection;
    this.outbox.attach(connection);
    connection.addEventListener('change', () => useTimeZone(this.doc('room', 'summit')?.time_zone));
    this.redrawOn('connection', connection);
    this.redrawOn('outbox', this.outbox);
    this.redrawOn('drafts', this.drafts, 'emptied');
    addEventListener('beforeunload', (event) => this._mayLeave(event));
    // The connection does not wait for it: a browser may open its store slowly, or never.
    this.outbox.open();
    connection.start();
  }

  /**
   * What is in memory alone is lost with the page: the browser asks before it closes.
   * @param {BeforeUnloadEvent} event
   */
  _mayLeave(event) {
    if (!this.outbox.atRisk.length) return;
    event.preventDefault();
    event.returnValue = '';
  }

  updated() {
    stayOn(this.staysOn && !this.connection?.ended);
    const title = [this.heading, this.doc('room', 'summit')?.title].filter(Boolean).join(' – ');
    if (title && document.title !== title) document.title = title;
  }

  page() {
    if (!this.token) return this.lost('join', t('seat-none-title'), t('seat-none'), this._whatIsKept());
    const ended = this.connection?.ended;
    if (ended === 'join') {
      const why = this.connection?.endReason === 'token.displaced' ? 'displaced' : this.connection?.endCode;
      return this.lost('join', t('seat-ended-title'), t(`seat-ended-${why}`), this._whatIsKept());
    }
    if (ended === 'version') {
      return this.lost('reload', t('seat-version-title'), t('seat-version'), this._whatIsKept());
    }
    return html`${this._rehearsal()}${this.body()}`;
  }

  /** Says during a rehearsal that nothing counts; a live region that changes only at its start and end. */
  _rehearsal() {
    return html`<div class="rehearsal-place" role="status">
      ${
        this.doc('room', 'rehearsal')
          ? html`<p class="rehearsal-mark"><strong>${t('rehearsal-mark')}</strong> ${t('rehearsal-mark-why')}</p>`
          : nothing
      }
    </div>`;
  }

  /** What happens to requests of this device that are not saved yet. */
  _whatIsKept() {
    const { atRisk, waiting } = this.outbox;
    const texts = atRisk
      .map((entry) => entry.command.idea?.submit?.text ?? entry.command.idea?.edit?.text)
      .filter(Boolean);
    if (texts.length) {
      return html`<div class="notice">
        <p>${t('keeps-write-down', { count: texts.length })}</p>
        <ul>
          ${texts.map((text) => html`<li dir="auto">${text}</li>`)}
        </ul>
      </div>`;
    }
    if (waiting > atRisk.length) return html`<p>${t('seat-ended-waiting', { count: waiting })}</p>`;
    return this.outbox.keeps ? html`<p>${t('seat-ended-kept')}</p>` : nothing;
  }

  /** Warns that this device stores nothing, or only while this tab is open; a live region. */
  keepsBar() {
    const { keeps, atRisk } = this.outbox;
    const says = keeps === false ? 'keeps-nothing' : isOfThisTab(this.path) ? 'keeps-in-tab' : '';
    const swap = keeps === false && this.isOfTheHall ? ` ${t('keeps-nothing-swap')}` : '';
    const warning = says
      ? html`<div class="keeps">
          <p><strong>${t(`${says}-title`)}</strong> ${t(says)}${swap}</p>
          ${atRisk.length ? html`<p>${t('keeps-waiting', { count: atRisk.length })}</p>` : nothing}
        </div>`
      : nothing;
    // Empty without a warning: the style sheet leaves out an empty place.
    return html`<div class="keeps-place" role="status">${warning}</div>`;
  }

  /**
   * @template {keyof import('../lib/types.js').Documents} Doc
   * @template {string & keyof import('../lib/types.js').Documents[Doc]} Key
   * @param {Doc} doc @param {Key} key
   * @returns {import('../lib/types.js').Documents[Doc][Key]|undefined}
   */
  doc(doc, key) {
    return this.connection?.documents.get(doc, key);
  }

  /**
   * @template {keyof import('../lib/types.js').Documents} Doc @template {string} Kind
   * @param {Doc} doc @param {Kind} kind
   * @returns {Array<[string, import('../lib/types.js').Listed<Doc, Kind>]>}
   */
  list(doc, kind) {
    return this.connection?.documents.list(doc, kind) ?? [];
  }

  now() {
    return this.connection?.clock.now() ?? Date.now();
  }

  /**
   * Sends one command; a failure is shown in the alert, and returned as null.
   * @param {import('../lib/types.js').Command} command @param {string} [id]
   */
  async send(command, id) {
    this.problem = null;
    try {
      return (await this.connection?.commands.send(command, id)) ?? null;
    } catch (failed) {
      this.problem = /** @type {import('../lib/commands.js').CommandFailed} */ (failed);
      return null;
    }
  }

  /** The alert for what went wrong last. */
  problemBar() {
    return html`<div class="problem-place" role="alert">
      ${
        this.problem
          ? html`<div class="problem">
              <p>${reason(this.problem)}</p>
              <button
                class="button button--small"
                @click=${() => {
                  this.problem = null;
                }}
              >
                ${t('problem-close')}
              </button>
            </div>`
          : nothing
      }
    </div>`;
  }

  /** The bar on top that every screen but the wall has. @param {string} name @param {any} [extra] */
  topBar(name, extra = nothing) {
    return html` <header class="topbar">
      <p class="topbar__seat">${name}</p>
      <burgertop-status .connection=${this.connection}></burgertop-status>
      ${extra}
      <burgertop-language></burgertop-language>
    </header>`;
  }
}
