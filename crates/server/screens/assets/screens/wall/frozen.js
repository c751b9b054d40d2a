// A frozen display keeps its picture and the time on it, also after a reload.

const KEY = 'burgertop.frozen:';

export class Frozen {
  #key;
  /** @type {import('./scenes.js').Picture|null} */
  #kept = null;

  /** @param {string} wall */
  constructor(wall) {
    this.#key = KEY + wall;
    try {
      this.#kept = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null');
    } catch { /* nothing is remembered */ }
  }

  /**
   * What to show: what was kept while frozen, else what is new.
   * @param {boolean|undefined} frozen undefined before the server has said so @param {number} now @param {() => import('./scenes.js').Picture} fresh
   */
  picture(frozen, now, fresh) {
    if (this.#kept && frozen !== false) return this.#kept;
    const picture = fresh();
    if (!frozen && !this.#kept) return picture;
    this.#kept = frozen ? { ...picture, frozenAt: now } : null;
    try {
      if (this.#kept) sessionStorage.setItem(this.#key, JSON.stringify(this.#kept));
      else sessionStorage.removeItem(this.#key);
    } catch { /* not remembered after a reload */ }
    return this.#kept ?? picture;
  }
}
