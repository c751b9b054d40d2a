// The control screen of the facilitator: the run sheet, the next step, the walls, notices, the tables, and their devices.

import { html } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { DeviceList } from '../../parts/device-list.js';
import { Screen } from '../../parts/screen.js';
import { board } from './board.js';
import { health } from './health.js';
import { Keys } from './keys.js';
import { nextStep } from './next-step.js';
import { NoticeForm } from './notice-form.js';
import { RehearsalPanel } from './rehearsal-panel.js';
import { runSheet } from './run-sheet.js';
import { WallPanel } from './wall-panel.js';

export class Control extends Screen {
  notice = new NoticeForm(this);
  keys = new Keys(this);
  walls = new WallPanel(this);
  rehearsal = new RehearsalPanel(this);
  devices = new DeviceList(this, { folds: true });
  /** The next step skips a hand-in and asks "sure?". */
  sure = false;
  /** A step is under way: a second press does nothing. */
  busy = false;

  get watch() {
    return ['room', 'control', 'presence', 'health', this.walls.doc];
  }

  get heading() {
    return t('control-name');
  }

  /** @returns {import('../../lib/types.js').CurrentItem|undefined} */
  get item() {
    return this.doc('room', 'agenda/current');
  }

  /** @returns {import('../../lib/types.js').Round|undefined} */
  get round() {
    return this.doc('room', 'round');
  }

  /** One step at a time. @param {object} command */
  async take(command) {
    if (this.busy) return null;
    this.busy = true;
    this.sure = false;
    const done = await this.step(command);
    this.busy = false;
    this.requestUpdate();
    return done;
  }

  /** Whether the next step would leave the round that runs without its hand-in. */
  get skipsHandIn() {
    const { round } = this;
    return round?.phase === 'talk' && (round.table !== 'nothing' || round.phone !== 'nothing');
  }

  /** What the big button does; asks first where it would skip the hand-in. */
  async goOn() {
    const next = this.doc('control', 'next');
    if (!next || next.does === 'nothing') return;
    if (this.skipsHandIn && !this.sure) {
      this.sure = true;
      this.requestUpdate();
      await this.updateComplete;
      /** @type {HTMLElement|null} */ (this.querySelector('#sure-yes'))?.focus();
      return;
    }
    const from = this.item?.id;
    await this.take({ agenda: { next: from ? { from } : {} } });
  }

  notSure() {
    this.sure = false;
    this.requestUpdate();
  }

  undo() {
    const undo = this.doc('control', 'undo');
    if (undo) this.take({ agenda: { undo: { step: undo.step } } });
  }

  /** Brings the part that runs into view within the run sheet, once, when it changes. */
  updated() {
    super.updated();
    const current = this.item?.id;
    const row = /** @type {HTMLElement|null} */ (this.querySelector('.sheet__row--current'));
    if (!row || current === this.#inView) return;
    this.#inView = current;
    const sheet = this.querySelector('.sheet__scroll');
    if (sheet) sheet.scrollTop = row.offsetTop - sheet.clientHeight / 3;
  }

  /** @type {string|undefined} */
  #inView;

  body() {
    const denied = this.connection?.denied.get('control');
    return html`
      ${this.topBar(this.heading, html`<span class="topbar__extra">${this.keys.toggle()}</span>`)}
      <main class="control" id="main">
        <h1 class="visually-hidden">${this.heading}</h1>
        <div class="control__alerts">${this.problemBar()}${health(this)}</div>
        ${denied ? html`<p class="lead">${t('refusal-access-denied')}</p>` : html`
          <div class="control__now">${nextStep(this)}${this.notice.render()}</div>
          <div class="control__sheet">${runSheet(this)}</div>
          <div class="control__side">${this.walls.render()}${this.rehearsal.render()}</div>
          <div class="control__board">${board(this)}${this.devices.render()}</div>`}
      </main>`;
  }
}

customElements.define('burgertop-control', Control);
