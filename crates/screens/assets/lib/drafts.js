// Text that is being typed, kept on every keystroke by seat and round, so that no reload or drop loses it.

import { onDevice } from './storage.js';

const PREFIX = 'burgertop.draft:';

/** Event: `emptied`, when a text was handed in or thrown away. */
export class Drafts extends EventTarget {
  /** @param {string} seat */
  constructor(seat) {
    super();
    /** @type {Map<string, string>} */
    this._memory = new Map();
    this._seat = `${PREFIX}${seat}:`;
  }

  /** @param {string} what a round, or `edit:<idea>` @returns {string} */
  get(what) {
    const held = this._memory.get(what);
    if (held !== undefined) return held;
    return onDevice.get(this._seat + what) ?? '';
  }

  /** @param {string} what @param {string} text */
  set(what, text) {
    this._memory.set(what, text);
    // Where nothing is kept, memory holds it while the page lives.
    if (text) onDevice.set(this._seat + what, text);
    else onDevice.remove(this._seat + what);
    if (!text) this.dispatchEvent(new Event('emptied'));
  }

  /** The rounds for which text was typed and not handed in. @returns {string[]} */
  rounds() {
    const found = new Set([...this._memory].filter(([, text]) => text).map(([what]) => what));
    for (const key of onDevice.keys(this._seat)) found.add(key.slice(this._seat.length));
    return [...found].filter((what) => !what.includes(':') && this.get(what).trim());
  }
}
