// The browser's two small stores, each access guarded: where they are blocked, even to look at them throws.

/** A name that nothing else uses, to try whether something is kept. */
const TRIAL = 'burgertop.trial';

class Small {
  /** @param {'localStorage'|'sessionStorage'} which */
  constructor(which) {
    this._which = which;
  }

  /** @param {string} key @returns {string|null} */
  get(key) {
    try {
      return globalThis[this._which].getItem(key);
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {string} text @returns {boolean} whether it is kept */
  set(key, text) {
    try {
      globalThis[this._which].setItem(key, text);
      return globalThis[this._which].getItem(key) === text;
    } catch {
      return false;
    }
  }

  /** @param {string} key */
  remove(key) {
    try {
      globalThis[this._which].removeItem(key);
    } catch {
      /* it keeps nothing: there is nothing to remove */
    }
  }

  /** @param {string} prefix @returns {string[]} */
  keys(prefix) {
    const found = [];
    try {
      const store = globalThis[this._which];
      for (let i = 0; i < store.length; i++) {
        const key = store.key(i);
        if (key !== null && key.startsWith(prefix)) found.push(key);
      }
    } catch {
      /* it keeps nothing */
    }
    return found;
  }

  /** Whether it keeps something now: full, blocked and absent are alike. */
  works() {
    const kept = this.set(TRIAL, String(Math.random()));
    this.remove(TRIAL);
    return kept;
  }
}

/** Kept on the device. */
export const onDevice = new Small('localStorage');
/** Kept for as long as the tab is open. */
export const inTab = new Small('sessionStorage');
