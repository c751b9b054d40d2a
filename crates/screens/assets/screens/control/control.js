// The control screen of the facilitator: run sheet, next step, walls, notices, tables, and their devices.

import { html } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import '../../parts/device-list.js';
import { Screen } from '../../parts/screen.js';
import { board } from './board.js';
import { FeedbackPanel } from './feedback-panel.js';
import { health } from './health.js';
import { Keys } from './keys.js';
import { nextStep } from './next-step.js';
import { NoticeForm } from './notice-form.js';
import { RehearsalPanel } from './rehearsal-panel.js';
import { runSheet } from './run-sheet.js';
import { StepGuard } from './step-guard.js';
import { WallPanel } from './wall-panel.js';

/** How long after handing in opened stopping it needs a confirmation. */
const JUST_OPENED_MS = 20_000;

export class Control extends Screen {
  static properties = { asking: { state: true } };

  notice = new NoticeForm(this);
  keys = new Keys(this);
  walls = new WallPanel(this);
  rehearsal = new RehearsalPanel(this);
  feedback = new FeedbackPanel(this);
  guard = new StepGuard(this);

  constructor() {
    super();
    /**
     * What is asked below the button that asks: whether to skip the hand-in, or to stop one that has just begun.
     * @type {''|'skip'|'stop'}
     */
    this.asking = '';
  }

  get staysOn() {
    return true;
  }

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

  /** The next step, and the state that it starts from. @returns {import('../../lib/types.js').NextStep|undefined} */
  get next() {
    return this.doc('control', 'next');
  }

  /** Up to which offset both the part that runs and the next step are on the screen. */
  get heldTo() {
    const offsets = ['room', 'control'].map((doc) => this.connection?.documents.offset(doc) ?? 0);
    return Math.min(...offsets);
  }

  /**
   * One step for one press; while the last step is not shown yet, a press does nothing.
   * @param {import('../../lib/types.js').Command} command
   */
  async take(command) {
    if (!this.guard.mayStep()) return null;
    this.asking = '';
    return this.guard.take(() => this.send(command));
  }

  /** Handing in was seen to open only just now, and nobody has handed in. */
  get #justOpened() {
    const progress = this.doc('control', 'progress');
    return (
      this.next?.does === 'begin_grace' &&
      performance.now() - this.#openedAt < JUST_OPENED_MS &&
      !progress?.ideas &&
      !progress?.words
    );
  }

  /** What the big button does: the step that it names, from the state that it was drawn for. */
  goOn() {
    const { next } = this;
    if (!next || next.does === 'nothing' || this.asking === 'stop') return;
    if (this.guard.mayStep() && this.#justOpened) this.ask('stop');
    else this.#go({});
  }

  /** Leaves the round without its hand-in. */
  skip() {
    this.#go({ skip: true });
  }

  /** Stops a hand-in that has only just begun. */
  stop() {
    this.#go({});
  }

  /** @param {{skip?: boolean}} how */
  #go(how) {
    const { from, phase } = this.next ?? {};
    return this.take({ agenda: { next: { ...(from ? { from } : {}), ...(phase ? { phase } : {}), ...how } } });
  }

  /** More time skips nothing: it may be pressed again and again. @param {number} minutes */
  more(minutes) {
    this.send({ agenda: { extend: { seconds: minutes * 60 } } });
  }

  back() {
    const { from, phase } = this.next ?? {};
    this.take({ agenda: { back: { from, ...(phase ? { phase } : {}) } } });
  }

  /** Asks below the button; the focus stays on what was pressed. @param {''|'skip'|'stop'} what */
  ask(what) {
    this.asking = what;
  }

  /** Drops what was asked, and the look ahead. */
  leaveAsking() {
    this.walls.lookNoMore();
    this.ask('');
  }

  undo() {
    const undo = this.doc('control', 'undo');
    if (undo) this.take({ agenda: { undo: { step: undo.step } } });
  }

  /** Brings the part that runs into view within the run sheet, once, when it changes. */
  updated() {
    super.updated();
    const { item, next, round } = this;
    // The document `room` changes before `control`: between the two no press is taken either.
    const shown = JSON.stringify([item?.id, item?.state, round?.phase, next?.from, next?.phase, next?.does]);
    if (next && next.phase !== this.#phase) {
      // Also a round without a talk; not one that was open before this screen, nor one that was opened again.
      if (this.#phase !== null && this.#phase !== 'grace' && next.phase === 'hand_in')
        this.#openedAt = performance.now();
      this.#phase = next.phase;
    }
    // A question about an earlier state is closed.
    if (shown !== this.#shown) {
      const first = this.#shown === '';
      this.#shown = shown;
      if (this.asking) this.ask('');
      this.walls.stepped();
      if (!first) this.#keepFocus();
    }
    this.guard.see(shown, this.heldTo);
    this.#focused = this.contains(document.activeElement) ? document.activeElement : null;
    const current = this.item?.id;
    const row = /** @type {HTMLElement|null} */ (this.querySelector('.sheet__row--current'));
    if (!row || current === this.#inView) return;
    this.#inView = current;
    const sheet = this.querySelector('.sheet__scroll');
    if (sheet) sheet.scrollTop = row.offsetTop - sheet.clientHeight / 3;
  }

  /** Moves the focus to the panel if its button is gone, so that the next key is not one of the whole page. */
  #keepFocus() {
    if (!this.#focused || this.#focused.isConnected || document.activeElement !== document.body) return;
    /** @type {HTMLElement|null} */ (this.querySelector('.now'))?.focus({ preventScroll: true });
  }

  /** @type {string|undefined} */
  #inView;
  #shown = '';
  /** The phase that was on the screen last, and when handing in was seen to open. @type {string|undefined|null} */
  #phase = null;
  #openedAt = -Infinity;
  /** What had the focus when the screen was drawn last. @type {Element|null} */
  #focused = null;

  body() {
    const denied = this.connection?.denied.get('control');
    return html` ${this.topBar(this.heading, html`<span class="topbar__extra">${this.keys.toggle()}</span>`)}
      <main class="control" id="main">
        <h1 class="visually-hidden">${this.heading}</h1>
        <div class="control__alerts">${this.problemBar()}${health(this)}</div>
        ${
          denied
            ? html`<p class="lead">${t('refusal-access-denied')}</p>`
            : html` <div class="control__now">${nextStep(this)}${this.feedback.render()}${this.notice.render()}</div>
                <div class="control__sheet">${runSheet(this)}</div>
                <div class="control__side">${this.walls.render()}${this.rehearsal.render()}</div>
                <div class="control__board">
                  ${board(this)} <burgertop-device-list .screen=${this} folds></burgertop-device-list>
                </div>`
        }
      </main>`;
  }
}

customElements.define('burgertop-control', Control);
