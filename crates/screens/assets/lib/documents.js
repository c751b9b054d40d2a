// The documents that a connection follows: keys with whole values, and the offset at which each is held.

/** @typedef {import('./types.js').Sync} Sync */

export class Documents {
  /** @type {Map<string, {to: number|null, entries: Map<string, any>}>} */
  _held = new Map();

  /**
   * Applies one sync. Returns false if it does not continue what is held; the whole document must then be requested.
   * @param {Sync} sync
   */
  apply(sync) {
    let held = this._held.get(sync.doc);
    if (sync.from === null || sync.from === undefined) {
      held = { to: null, entries: new Map() };
      this._held.set(sync.doc, held);
    } else if (!held || held.to === null || sync.from > held.to) {
      return false;
    }
    for (const key of sync.gone ?? []) held.entries.delete(key);
    for (const [key, value] of Object.entries(sync.set ?? {})) held.entries.set(key, value);
    held.to = sync.from === null ? sync.to : Math.max(sync.to, held.to ?? 0);
    return true;
  }

  /** The offset to resume from; null requests the whole document. @param {string} doc */
  offset(doc) {
    return this._held.get(doc)?.to ?? null;
  }

  /** Keeps what is held, but requests the whole document at the next watch. */
  forgetOffsets() {
    for (const held of this._held.values()) held.to = null;
  }

  /** @param {string} doc */
  drop(doc) {
    this._held.delete(doc);
  }

  /** @param {string} doc */
  has(doc) {
    return this._held.has(doc);
  }

  /** @param {string} doc @param {string} key @returns {any} of which type, `types.d.ts` says by document and key */
  get(doc, key) {
    return this._held.get(doc)?.entries.get(key);
  }

  /**
   * All entries of a kind: `list('desk', 'idea')` gives [id, value] of every `idea/<id>`.
   * @param {string} doc @param {string} kind @returns {Array<[string, any]>}
   */
  list(doc, kind) {
    const prefix = `${kind}/`;
    /** @type {Array<[string, any]>} */
    const found = [];
    for (const [key, value] of this._held.get(doc)?.entries ?? []) {
      if (key.startsWith(prefix)) found.push([key.slice(prefix.length), value]);
    }
    return found;
  }
}
