// Text that is being typed, kept on every keystroke by seat and round, so that no reload or drop loses it.

const PREFIX = 'burgertop.draft:';

export class Drafts {
  _seat;
  /** @type {Map<string, string>} */
  _memory = new Map();

  /** @param {string} seat */
  constructor(seat) {
    this._seat = `${PREFIX}${seat}:`;
  }

  /** @param {string} what a round, or `edit:<idea>` @returns {string} */
  get(what) {
    const held = this._memory.get(what);
    if (held !== undefined) return held;
    try {
      return localStorage.getItem(this._seat + what) ?? '';
    } catch {
      return '';
    }
  }

  /** @param {string} what @param {string} text */
  set(what, text) {
    this._memory.set(what, text);
    try {
      if (text) localStorage.setItem(this._seat + what, text);
      else localStorage.removeItem(this._seat + what);
    } catch { /* storage is full or blocked: memory holds it while the page lives */ }
  }

  /** The rounds for which text was typed and not handed in. @returns {string[]} */
  rounds() {
    const found = new Set([...this._memory].filter(([, text]) => text).map(([what]) => what));
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const key = localStorage.key(i) ?? '';
        if (key.startsWith(this._seat)) found.add(key.slice(this._seat.length));
      }
    } catch { /* blocked: memory alone */ }
    return [...found].filter((what) => !what.includes(':') && this.get(what).trim());
  }
}
