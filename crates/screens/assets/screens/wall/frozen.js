// A frozen display keeps its picture and the time on it, also after a reload; without what was
// hidden meanwhile.

const KEY = 'burgertop.frozen:';

/** @typedef {import('../../lib/types.js').WallSource['entry']} Entry */
/** @typedef {import('../../lib/types.js').Picture} Picture */

export class Frozen {
  #key;
  /** @type {import('../../lib/types.js').Picture|null} */
  #kept = null;

  /** @param {string} wall */
  constructor(wall) {
    this.#key = KEY + wall;
    try {
      this.#kept = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null');
    } catch {
      /* nothing is remembered */
    }
  }

  /**
   * The picture to show: the stored one while frozen, otherwise a new one.
   * @param {import('../../lib/types.js').ShownScene|undefined} scene
   *   undefined before the document has arrived
   * @param {number} now @param {() => import('../../lib/types.js').Picture} fresh @param {Entry} entry
   */
  picture(scene, now, fresh, entry) {
    if (this.#kept && !scene) return this.#kept;
    // A picture of an earlier freeze may show what was hidden since: it is not used.
    if (this.#kept && scene?.frozen && this.#kept.frozenBy === scene.frozen_by)
      return this.#without(this.#kept, scene.lost ?? [], entry);
    const picture = fresh();
    if (!scene?.frozen && !this.#kept) return picture;
    this.#keep(scene?.frozen ? { ...picture, frozenAt: now, frozenBy: scene.frozen_by } : null);
    return this.#kept ?? picture;
  }

  /**
   * These entries were hidden, withdrawn or changed since: their present values are shown, or nothing.
   * @param {import('../../lib/types.js').Picture} kept @param {string[]} lost @param {Entry} entry
   */
  #without(kept, lost, entry) {
    if (!lost.length) return kept;
    const now = (/** @type {Picture['themes'][number]} */ [id, theme]) =>
      lost.includes(`theme/${id}`) ? [id, entry(`theme/${id}`)] : [id, theme];
    const themes = /** @type {typeof kept.themes} */ (kept.themes.map(now).filter(([, theme]) => theme));
    const words = lost.includes('words') ? (entry('words') ?? []) : kept.words;
    const less = { ...kept, themes, words };
    if (JSON.stringify(less) === JSON.stringify(kept)) return kept;
    this.#keep(less);
    return less;
  }

  /** @param {import('../../lib/types.js').Picture|null} picture */
  #keep(picture) {
    this.#kept = picture;
    try {
      if (this.#kept) sessionStorage.setItem(this.#key, JSON.stringify(this.#kept));
      else sessionStorage.removeItem(this.#key);
    } catch {
      /* not remembered after a reload */
    }
  }
}
