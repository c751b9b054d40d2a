// One step for one press: after every step, whoever made it, the screen takes no other before its state was shown.

import { Panel } from '../../parts/panel.js';

/** How long after a change a press may still be meant for the state before. */
const LOOK_MS = 1000;
/** After a press in that time, how long nobody must press before a step is taken. */
const QUIET_MS = 500;
/** How long to wait for an answered step to appear in the documents. */
const UNSEEN_MS = 3000;

/** @typedef {''|'under-way'|'fresh'} Wait */

/** @extends {Panel<import('./control.js').Control>} */
export class StepGuard extends Panel {
  #state = this.state({ waits: /** @type {Wait} */ ('') });
  /** What the screen shows, as one text. @type {string|undefined} */
  #shown;
  #changedAt = -Infinity;
  #pressedAt = -Infinity;
  #sending = false;
  /**
   * The offset that the screen must reach, and until when it waits for it.
   * @type {{at: number, until: number}|null}
   */
  #awaits = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #again;

  /** Why no step is taken now: one is under way, or the state has only just changed. */
  get waits() {
    return this.#state.waits;
  }

  /** @returns {Wait} */
  get #waitsNow() {
    if (this.#sending || this.#awaits) return 'under-way';
    return performance.now() < this.#freshUntil ? 'fresh' : '';
  }

  get #freshUntil() {
    return Math.max(this.#changedAt + LOOK_MS, this.#pressedAt + QUIET_MS);
  }

  /** A press came; answers whether it may do something. */
  mayStep() {
    if (!this.#waitsNow) return true;
    this.#pressedAt = performance.now();
    this.#settle();
    return false;
  }

  /** Makes a step and waits until the screen shows what came of it. @param {() => Promise<{at: number}|null>} step */
  async take(step) {
    this.#sending = true;
    this.#settle();
    const done = await step();
    this.#sending = false;
    this.#changedAt = performance.now();
    if (done) this.#awaits = { at: done.at, until: performance.now() + UNSEEN_MS };
    this.see(this.#shown ?? '', this.host.heldTo);
    return done;
  }

  /** What the screen shows now, and up to which offset. @param {string} shown @param {number} heldTo */
  see(shown, heldTo) {
    const now = performance.now();
    // The first sight is no change: before it nobody could press for another state.
    if (this.#shown !== undefined && shown !== this.#shown) this.#changedAt = now;
    this.#shown = shown;
    if (this.#awaits && (heldTo >= this.#awaits.at || now > this.#awaits.until)) {
      this.#awaits = null;
      this.#changedAt = now;
    }
    this.#settle();
  }

  /** Notes whether a step is taken now, and looks again when that may have changed. */
  #settle() {
    this.#state.waits = this.#waitsNow;
    clearTimeout(this.#again);
    if (!this.#waitsNow) return;
    const until = this.#awaits?.until ?? this.#freshUntil;
    this.#again = setTimeout(
      () => this.see(this.#shown ?? '', this.host.heldTo),
      Math.max(20, until - performance.now() + 20),
    );
  }
}
