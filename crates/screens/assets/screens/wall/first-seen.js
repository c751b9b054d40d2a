// The order of themes on a wall: the largest first, and updated only now and then, so that cards do not jump.

import { Panel } from '../../parts/panel.js';

/** The weight of a theme that is on the wall against one that is not. */
const STAYS = 1.25;

/** How long themes keep their places, whatever comes in. */
const CALM_MS = 8000;

const KEY = 'burgertop.first-seen:';

/** @extends {Panel<import('../../parts/part.js').Part>} */
export class FirstSeen extends Panel {
  #key;
  #summit = '';
  /** @type {string[]} */
  #ids = [];
  /** The themes that were picked last. @type {Set<string>} */
  #picked = new Set();
  #orderedAt = -Infinity;
  /** Counts how often the order was due for an update. */
  #state = this.state({ looks: 0 });
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /** @param {import('../../parts/part.js').Part} host @param {string} wall */
  constructor(host, wall) {
    super(host);
    this.#key = KEY + wall;
  }

  /**
   * The largest first; equal ones in their former order.
   * @template {{count: number}} T
   * @param {string} summit @param {Array<[string, T]>} themes @returns {Array<[string, T]>}
   */
  order(summit, themes) {
    if (summit !== this.#summit) this.#load(summit);
    const before = new Map(this.#ids.map((id, index) => [id, index]));
    const at = (/** @type {string} */ id) => before.get(id) ?? Infinity;
    const sorted = [...themes]
      .sort(([a, one], [b, other]) => other.count - one.count || at(a) - at(b))
      .map(([id]) => id);
    if (sorted.join() !== this.#ids.join())
      this.#renew(sorted, themes.length !== before.size || sorted.some((id) => !before.has(id)));
    const place = new Map(this.#ids.map((id, index) => [id, index]));
    return [...themes].sort(([a], [b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  }

  /**
   * At once if themes came or went, otherwise when the last update is long enough ago.
   * @param {string[]} ids
   * @param {boolean} others
   */
  #renew(ids, others) {
    const wait = this.#orderedAt + CALM_MS - performance.now();
    clearTimeout(this.#timer);
    if (!others && wait > 0) {
      this.#timer = setTimeout(() => (this.#state.looks += 1), wait);
      return;
    }
    this.#orderedAt = performance.now();
    this.#ids = ids;
    this.#keep();
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
    } catch {
      /* nothing is remembered */
    }
  }

  #keep() {
    try {
      if (this.#summit) localStorage.setItem(this.#key, JSON.stringify({ summit: this.#summit, ids: this.#ids }));
    } catch {
      /* not remembered after a reload */
    }
  }
}
