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
  #seat;
  /** @type {import('./outbox-store.js').Store|undefined} */
  #store;
  /** @type {import('./connection.js').Connection|undefined} */
  #connection;
  /** @type {Kept|null} */
  #inFlight = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  /** @type {BroadcastChannel|null} */
  #tabs = null;
  /** Stores one after another, so that order on disk is order of pressing. @type {Promise<any>} */
  #storing = Promise.resolve();

  /** @param {string} seat */
  constructor(seat) {
    super();
    this.#seat = seat;
  }

  async open() {
    this.#store = await openStore();
    this.kept = await this.#store.all(this.#seat);
    if ('BroadcastChannel' in globalThis) {
      this.#tabs = new BroadcastChannel(`burgertop.outbox:${this.#seat}`);
      this.#tabs.onmessage = () => this.#reload();
    }
    return this;
  }

  /** The newest epoch in which something was answered: lets the server say what became of it. */
  get lastEpoch() {
    return this.kept.findLast?.((kept) => kept.epoch)?.epoch ?? null;
  }

  /** @param {import('./connection.js').Connection} connection */
  attach(connection) {
    this.#connection = connection;
    connection.addEventListener('welcome', () => this.#welcomed());
    connection.addEventListener('reply', (event) => this.#replied(/** @type {CustomEvent} */ (event).detail));
    connection.addEventListener('epoch', (event) => {
      const { id, durable, previous } = /** @type {CustomEvent} */ (event).detail;
      this.#epochChanged(id, (kept) => kept.epoch !== previous || (kept.at ?? 0) > durable);
    });
    connection.addEventListener('fault', () => this.#setAside());
    connection.addEventListener('ended', () => this.#ended());
  }

  /**
   * Takes a request in: it is stored, then sent when there is a line.
   * @param {object} command @returns {Promise<string>} its id
   */
  async add(command) {
    /** @type {Kept} */
    const kept = { seat: this.#seat, id: newId(), command, made: Date.now(), state: 'waiting' };
    this.kept.push(kept);
    this.#changed();
    await this.#save(kept);
    this.#pump();
    return kept.id;
  }

  /** Forgets a request that was refused, once the person has seen it. @param {string} id */
  async discard(id) {
    const kept = this.#find(id);
    if (!kept || kept.state !== 'refused') return;
    this.kept = this.kept.filter((other) => other !== kept);
    if (kept.seq !== undefined) await this.#store?.remove(kept.seq);
    this.#changed();
    this.#tabs?.postMessage('changed');
  }

  get waiting() {
    return this.kept.filter((kept) => kept.state === 'waiting').length;
  }

  #welcomed() {
    this.#inFlight = null;
    for (const kept of this.kept) delete kept.foreign;
    const epoch = this.#connection?.epoch;
    if (epoch && this.kept.some((kept) => kept.state === 'saved' && kept.epoch !== epoch)) {
      setTimeout(() => {
        if (this.#connection?.epoch === epoch) this.#epochChanged(epoch, () => true);
      }, EPOCH_FRAME_MS);
    }
    this.#pump();
  }

  /** Sends the oldest unanswered request; the next one follows its answer. */
  #pump() {
    clearTimeout(this.#timer);
    if (this.#inFlight) {
      this.#timer = setTimeout(() => { this.#inFlight = null; this.#pump(); }, RESEND_MS);
      return;
    }
    const next = this.kept.find((kept) => kept.state === 'waiting' && !kept.foreign && kept.seq !== undefined);
    if (!next || !this.#connection?.open) return;
    const wait = (next.retryAt ?? 0) - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#pump(), wait);
      return;
    }
    /** @type {Record<string, any>} */
    const request = { id: next.id, command: next.command };
    if (next.was) request.was = next.was;
    if (!this.#connection.send({ request })) return;
    this.#inFlight = next;
    this.#timer = setTimeout(() => { this.#inFlight = null; this.#pump(); }, RESEND_MS);
  }

  /** @param {import('./types.js').Reply} reply */
  #replied(reply) {
    const kept = this.#find(reply.id);
    if (!kept) return;
    if (this.#inFlight === kept) this.#inFlight = null;
    if (!reply.refused) {
      kept.state = 'saved';
      kept.at = reply.at;
      kept.epoch = this.#connection?.epoch ?? undefined;
      delete kept.was;
      delete kept.refusal;
      this.#save(kept);
    } else if (isForNow(reply.refused)) {
      kept.retryAt = performance.now() + (reply.refused.retry_ms ?? 1000) + Math.random() * 200;
    } else if (kept.state !== 'saved') {
      this.#refuse(kept, reply.refused);
    }
    this.#changed();
    this.#pump();
  }

  /** @param {Kept} kept @param {import('./types.js').Refusal} refusal */
  #refuse(kept, refusal) {
    kept.state = 'refused';
    kept.refusal = { code: refusal.code, message: refusal.message };
    this.#save(kept);
  }

  /** @param {string} id @param {(kept: Kept) => boolean} isMissing */
  #epochChanged(id, isMissing) {
    for (const kept of this.kept) {
      if (kept.state !== 'saved' || kept.epoch === id) continue;
      if (isMissing(kept)) {
        kept.state = 'waiting';
        kept.was = { epoch: kept.epoch ?? '', at: kept.at ?? 0 };
      } else {
        kept.epoch = id;
      }
      this.#save(kept);
    }
    this.#changed();
    this.#pump();
  }

  /** The request under way broke the line: keep its text, but never send it again. */
  #setAside() {
    if (!this.#inFlight) return;
    this.#refuse(this.#inFlight, { code: 'request.malformed' });
    this.#inFlight = null;
    this.#changed();
  }

  #ended() {
    if (this.#connection?.ended !== 'closed') return;
    for (const kept of [...this.kept]) {
      if (kept.state === 'waiting' && !kept.was) this.#refuse(kept, { code: 'summit.closed' });
      else if (kept.state !== 'refused' && kept.seq !== undefined) this.#store?.remove(kept.seq);
    }
    this.#changed();
  }

  /** Another tab of this seat wrote: take over what it knows. What it is sending is its own, until our next hello. */
  async #reload() {
    const stored = (await this.#store?.all(this.#seat)) ?? [];
    const mine = new Map(this.kept.map((kept) => [kept.id, kept]));
    const unsaved = this.kept.filter((kept) => kept.seq === undefined);
    this.kept = stored.map((kept) => {
      const known = mine.get(kept.id);
      return known ? Object.assign(known, kept) : { ...kept, foreign: true };
    });
    this.kept.push(...unsaved.filter((kept) => !stored.some((other) => other.id === kept.id)));
    this.#changed();
    this.#pump();
  }

  /** @param {Kept} kept */
  #save(kept) {
    this.#storing = this.#storing
      .then(() => this.#store?.put(kept))
      .catch(() => { kept.seq ??= Date.now(); /* the disk refused: memory holds it while the page lives */ })
      .then(() => this.#tabs?.postMessage('changed'));
    return this.#storing;
  }

  /** @param {string} id */
  #find(id) {
    return this.kept.find((kept) => kept.id === id);
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
