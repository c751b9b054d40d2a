// What this seat hands in: stored before it is sent, sent in order, kept until the summit closes, sent again when asked.

import { newId } from './ids.js';
import { openStore } from './outbox-store.js';

/** Unanswered for so long on a live line: send the same id again. */
const RESEND_MS = 8000;
/** After a welcome in another epoch, wait so long for the epoch frame that says what is durable. */
const EPOCH_FRAME_MS = 1500;

/**
 * Whether the same may be sent again: what has a time to come back (too fast, no room, read-only), and what
 * was refused because this device lost its seat meanwhile: it goes out once the device has joined again.
 * @param {import('./types.js').Refusal} refusal
 */
function isForNow({ code, retry_ms }) {
  return typeof retry_ms === 'number' || code.startsWith('token.');
}

/** @typedef {import('./types.js').Kept} Kept */

/** Event: `change`. */
export class Outbox extends EventTarget {
  /** In order of creation. @type {Kept[]} */
  kept = [];
  _seat;
  /** @type {import('./outbox-store.js').Store|undefined} */
  _store;
  /** @type {import('./connection.js').Connection|undefined} */
  _connection;
  /** @type {Kept|null} */
  _inFlight = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  _timer;
  /** @type {BroadcastChannel|null} */
  _tabs = null;
  /** Stores one after another, so that order on disk is order of pressing. @type {Promise<any>} */
  _storing = Promise.resolve();

  /** @param {string} seat */
  constructor(seat) {
    super();
    this._seat = seat;
  }

  async open() {
    this._store = await openStore();
    this.kept = await this._store.all(this._seat);
    if ('BroadcastChannel' in globalThis) {
      this._tabs = new BroadcastChannel(`burgertop.outbox:${this._seat}`);
      this._tabs.onmessage = () => this._reload();
    }
    return this;
  }

  /** The newest epoch in which something was answered: lets the server say what became of it. */
  get lastEpoch() {
    const answered = this.kept.filter((kept) => kept.epoch);
    return answered[answered.length - 1]?.epoch ?? null;
  }

  /** @param {import('./connection.js').Connection} connection */
  attach(connection) {
    this._connection = connection;
    connection.addEventListener('welcome', () => this._welcomed());
    connection.addEventListener('reply', (event) => this._replied(/** @type {CustomEvent} */ (event).detail));
    connection.addEventListener('epoch', (event) => {
      const { id, durable, previous } = /** @type {CustomEvent} */ (event).detail;
      this._epochChanged(id, (kept) => kept.epoch !== previous || (kept.at ?? 0) > durable);
    });
    connection.addEventListener('fault', () => this._setAside());
    connection.addEventListener('ended', () => this._ended());
  }

  /**
   * Takes a request in: it is stored, then sent when there is a line.
   * @param {object} command @returns {Promise<string>} its id
   */
  async add(command) {
    /** @type {Kept} */
    const kept = { seat: this._seat, id: newId(), command, made: Date.now(), state: 'waiting' };
    this.kept.push(kept);
    this._changed();
    await this._save(kept);
    this._pump();
    return kept.id;
  }

  /** Forgets a request that was refused, once the person has seen it. @param {string} id */
  async discard(id) {
    const kept = this._find(id);
    if (!kept || kept.state !== 'refused') return;
    this.kept = this.kept.filter((other) => other !== kept);
    if (kept.seq !== undefined) await this._store?.remove(kept.seq);
    this._changed();
    this._tabs?.postMessage('changed');
  }

  get waiting() {
    return this.kept.filter((kept) => kept.state === 'waiting').length;
  }

  _welcomed() {
    this._inFlight = null;
    for (const kept of this.kept) delete kept.foreign;
    const epoch = this._connection?.epoch;
    if (epoch && this.kept.some((kept) => kept.state === 'saved' && kept.epoch !== epoch)) {
      setTimeout(() => {
        if (this._connection?.epoch === epoch) this._epochChanged(epoch, () => true);
      }, EPOCH_FRAME_MS);
    }
    this._pump();
  }

  /** Sends the oldest unanswered request; the next one follows its answer. */
  _pump() {
    clearTimeout(this._timer);
    if (this._inFlight) {
      this._timer = setTimeout(() => { this._inFlight = null; this._pump(); }, RESEND_MS);
      return;
    }
    const next = this.kept.find((kept) => kept.state === 'waiting' && !kept.foreign && kept.seq !== undefined);
    if (!next || !this._connection?.open) return;
    const wait = (next.retryAt ?? 0) - performance.now();
    if (wait > 0) {
      this._timer = setTimeout(() => this._pump(), wait);
      return;
    }
    /** @type {Record<string, any>} */
    const request = { id: next.id, command: next.command };
    if (next.was) request.was = next.was;
    if (!this._connection.send({ request })) return;
    this._inFlight = next;
    this._timer = setTimeout(() => { this._inFlight = null; this._pump(); }, RESEND_MS);
  }

  /** @param {import('./types.js').Reply} reply */
  _replied(reply) {
    const kept = this._find(reply.id);
    if (!kept) return;
    if (this._inFlight === kept) this._inFlight = null;
    if (!reply.refused) {
      kept.state = 'saved';
      kept.at = reply.at;
      kept.epoch = this._connection?.epoch ?? undefined;
      delete kept.was;
      delete kept.refusal;
      this._save(kept);
    } else if (isForNow(reply.refused)) {
      kept.retryAt = performance.now() + (reply.refused.retry_ms ?? 1000) + Math.random() * 200;
    } else if (kept.state !== 'saved') {
      this._refuse(kept, reply.refused);
    }
    this._changed();
    this._pump();
  }

  /** @param {Kept} kept @param {import('./types.js').Refusal} refusal */
  _refuse(kept, refusal) {
    kept.state = 'refused';
    kept.refusal = { code: refusal.code, message: refusal.message };
    this._save(kept);
  }

  /** @param {string} id @param {(kept: Kept) => boolean} isMissing */
  _epochChanged(id, isMissing) {
    for (const kept of this.kept) {
      if (kept.state !== 'saved' || kept.epoch === id) continue;
      if (isMissing(kept)) {
        kept.state = 'waiting';
        kept.was = { epoch: kept.epoch ?? '', at: kept.at ?? 0 };
      } else {
        kept.epoch = id;
      }
      this._save(kept);
    }
    this._changed();
    this._pump();
  }

  /** The request under way broke the line: keep its text, but never send it again. */
  _setAside() {
    if (!this._inFlight) return;
    this._refuse(this._inFlight, { code: 'request.malformed' });
    this._inFlight = null;
    this._changed();
  }

  _ended() {
    if (this._connection?.ended !== 'closed') return;
    for (const kept of [...this.kept]) {
      if (kept.state === 'waiting' && !kept.was) this._refuse(kept, { code: 'summit.closed' });
      else if (kept.state !== 'refused' && kept.seq !== undefined) this._store?.remove(kept.seq);
    }
    this._changed();
  }

  /** Another tab of this seat wrote: take over what it knows. What it is sending is its own, until our next hello. */
  async _reload() {
    const stored = (await this._store?.all(this._seat)) ?? [];
    const mine = new Map(this.kept.map((kept) => [kept.id, kept]));
    const unsaved = this.kept.filter((kept) => kept.seq === undefined);
    this.kept = stored.map((kept) => {
      const known = mine.get(kept.id);
      return known ? Object.assign(known, kept) : { ...kept, foreign: true };
    });
    this.kept.push(...unsaved.filter((kept) => !stored.some((other) => other.id === kept.id)));
    this._changed();
    this._pump();
  }

  /** @param {Kept} kept */
  _save(kept) {
    this._storing = this._storing
      .then(() => this._store?.put(kept))
      .catch(() => { kept.seq = kept.seq ?? Date.now(); /* the disk refused: memory holds it while the page lives */ })
      .then(() => this._tabs?.postMessage('changed'));
    return this._storing;
  }

  /** @param {string} id */
  _find(id) {
    return this.kept.find((kept) => kept.id === id);
  }

  _changed() {
    this.dispatchEvent(new Event('change'));
  }
}
