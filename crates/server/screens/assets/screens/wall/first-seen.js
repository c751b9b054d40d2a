// Keeps themes in the place where they first appeared, also after a reload: on a wall nothing jumps about.

/** What a theme that is on the wall weighs against one that is not. */
const STAYS = 1.25;

const KEY = 'burgertop.first-seen:';

export class FirstSeen {
  #key;
  #summit = '';
  /** @type {string[]} */
  #ids = [];
  /** The themes that were picked last. @type {Set<string>} */
  #picked = new Set();

  /** @param {string} wall */
  constructor(wall) {
    this.#key = KEY + wall;
  }

  /**
   * @template {{count: number}} T
   * @param {string} summit @param {Array<[string, T]>} themes @returns {Array<[string, T]>}
   */
  order(summit, themes) {
    if (summit !== this.#summit) this.#load(summit);
    const known = new Set(this.#ids);
    const fresh = themes.filter(([id]) => !known.has(id)).sort(([, a], [, b]) => b.count - a.count);
    if (fresh.length) {
      this.#ids.push(...fresh.map(([id]) => id));
      this.#keep();
    }
    const place = new Map(this.#ids.map((id, index) => [id, index]));
    return [...themes].sort(([a], [b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  }

  /**
   * At most so many: those that were picked before stay until another is clearly larger, so that two of nearly one
   * size do not take turns on the wall.
   * @template {{count: number}} T
   * @param {Array<[string, T]>} themes @param {number} most @returns {string[]}
   */
  pick(themes, most) {
    const weight = (/** @type {[string, T]} */ [id, theme]) => theme.count * (this.#picked.has(id) ? STAYS : 1);
    const first = [...themes].sort((a, b) => weight(b) - weight(a)).slice(0, most);
    this.#picked = new Set(first.map(([id]) => id));
    return [...this.#picked];
  }

  /** @param {string} summit */
  #load(summit) {
    this.#summit = summit;
    this.#ids = [];
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key) ?? 'null');
      if (kept?.summit === summit && summit) this.#ids = kept.ids;
    } catch { /* nothing is remembered */ }
  }

  #keep() {
    try {
      if (this.#summit) localStorage.setItem(this.#key, JSON.stringify({ summit: this.#summit, ids: this.#ids }));
    } catch { /* not remembered after a reload */ }
  }
}
