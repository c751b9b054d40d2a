// What every screen is: a seat with a token, a line, an outbox and drafts, redrawn when any of them changes.

import { LitElement, html, nothing } from '../vendor/lit.js';
import { stayOn } from '../lib/awake.js';
import '../lib/composing.js';
import { Connection } from '../lib/connection.js';
import { Drafts } from '../lib/drafts.js';
import { language, loadWords, onLanguage, reason, t, useTimeZone } from '../lib/i18n.js';
import { Outbox } from '../lib/outbox.js';
import { sendFormsOnce } from '../lib/twice.js';
import { forgetToken, isOfThisTab, seatKey, seatPath, tokenOf } from '../lib/seat.js';
import './status.js';
import './countdown.js';
import './language.js';

sendFormsOnce();

export class Screen extends LitElement {
  path = seatPath();
  token = tokenOf(this.path);
  /** @type {Connection|undefined} */
  connection;
  outbox = new Outbox(seatKey(this.path, this.token));
  drafts = new Drafts(seatKey(this.path, this.token));
  /** The last thing that went wrong, for the alert. @type {{code?: string, detail?: string}|null} */
  problem = null;
  ready = false;

  /** Which documents this screen follows. @returns {string[]} */
  get watch() {
    return ['room'];
  }

  /** @returns {any} the screen itself, once there is a line */
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

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this._boot();
  }

  async _boot() {
    await loadWords();
    onLanguage(() => this.requestUpdate());
    this.ready = true;
    this.requestUpdate();
    if (!this.token) return;
    this.connection = new Connection({ token: this.token, lang: language(), watch: this.watch });
    this.outbox.attach(this.connection);
    this.outbox.addEventListener('change', () => this.requestUpdate());
    this.connection.addEventListener('change', () => {
      useTimeZone(this.doc('room', 'summit')?.time_zone);
      this.requestUpdate();
    });
    addEventListener('beforeunload', (event) => this._mayLeave(event));
    // The line does not wait for it: a browser may take its time to open what it stored, or never do so.
    this.outbox.open();
    this.connection.start();
    this.requestUpdate();
  }

  /** What is in memory alone is lost with the page: the browser asks first. @param {BeforeUnloadEvent} event */
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

  render() {
    if (!this.ready) return nothing;
    if (!this.token) return this._lost('join', t('seat-none-title'), t('seat-none'));
    const ended = this.connection?.ended;
    if (ended === 'join') {
      const why = this.connection?.endReason === 'token.displaced' ? 'displaced' : this.connection?.endCode;
      return this._lost('join', t('seat-ended-title'), t(`seat-ended-${why}`));
    }
    if (ended === 'version') return this._lost('reload', t('seat-version-title'), t('seat-version'));
    return html`${this._rehearsal()}${this.body()}`;
  }

  /** That nothing counts now: a live region that changes when a rehearsal starts and ends, and not between. */
  _rehearsal() {
    return html`<div class="rehearsal-place" role="status">
      ${
        this.doc('room', 'rehearsal')
          ? html`<p class="rehearsal-mark"><strong>${t('rehearsal-mark')}</strong> ${t('rehearsal-mark-why')}</p>`
          : nothing
      }
    </div>`;
  }

  /** @param {'join'|'reload'} way @param {string} title @param {string} text */
  _lost(way, title, text) {
    return html` <main class="page page--narrow" id="main">
      <div class="page__tools"><burgertop-language></burgertop-language></div>
      <h1>${title}</h1>
      <p>${text}</p>
      ${this._whatIsKept()}
      ${
        way === 'join'
          ? html`<p>
              <a class="button button--primary" href="/join" @click=${() => forgetToken(this.path)}
                >${t('seat-join')}</a
              >
            </p>`
          : html`<p>
              <button class="button button--primary" @click=${() => location.reload()}>${t('seat-reload')}</button>
            </p>`
      }
    </main>`;
  }

  /** What becomes of what was handed in here, and is not saved yet. */
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

  /** That this device keeps nothing, or only while this tab is open: a live region that changes with it. */
  keepsBar() {
    const { keeps, atRisk } = this.outbox;
    const says = keeps === false ? 'keeps-nothing' : isOfThisTab(this.path) ? 'keeps-in-tab' : '';
    return html`<div class="keeps-place" role="status">
      ${
        says
          ? html`<div class="keeps">
              <p>
                <strong>${t(`${says}-title`)}</strong>
                ${t(says)}${keeps === false && this.isOfTheHall ? ` ${t('keeps-nothing-swap')}` : ''}
              </p>
              ${atRisk.length ? html`<p>${t('keeps-waiting', { count: atRisk.length })}</p>` : nothing}
            </div>`
          : nothing
      }
    </div>`;
  }

  /** @param {string} doc @param {string} key @returns {any} */
  doc(doc, key) {
    return this.connection?.documents.get(doc, key);
  }

  /** @param {string} doc @param {string} kind @returns {Array<[string, any]>} */
  list(doc, kind) {
    return this.connection?.documents.list(doc, kind) ?? [];
  }

  now() {
    return this.connection?.clock.now() ?? Date.now();
  }

  /**
   * Sends one command of a person who steers; a failure is shown, and answered as null.
   * @param {object} command @param {string} [id]
   */
  async send(command, id) {
    this.problem = null;
    this.requestUpdate();
    try {
      return (await this.connection?.commands.send(command, id)) ?? null;
    } catch (failed) {
      this.problem = /** @type {any} */ (failed);
      return null;
    } finally {
      this.requestUpdate();
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
                  this.requestUpdate();
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
