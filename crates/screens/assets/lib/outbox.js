// What this seat hands in: stored before it is sent, sent in order, kept until the summit closes, sent again when an
// epoch lost it. What the device does not store in time is sent from memory, and the screen says so.

import { newId } from './ids.js';
import { Store } from './outbox-store.js';
import { onPage } from './page-events.js';

/** Without a reply for this long on an open connection: send the same id again. */
const RESEND_MS = 8000;
/** After a welcome in another epoch, how long to wait for the frame that says what is durable. */
const EPOCH_FRAME_MS = 1500;
/** How long after a failure to store it is tried again; also whenever the page becomes visible. */
const STORE_AGAIN_MS = 10_000;
/** The order of entries is the time of pressing, in steps that leave room for two tabs in one millisecond. */
const PLACES_PER_MS = 1024;
/** A clock that is set beyond this is taken for this (2109): the numbers stay exact. */
const LATEST_MS = 2 ** 42;

/**
 * Whether a refusal is temporary: it says when to send again (too fast, no room, read-only), or this device lost its
 * seat meanwhile and the request goes out once it has joined again.
 * @param {import('./types.js').Refusal} refusal
 */
function isForNow({ code, retry_ms }) {
  return typeof retry_ms === 'number' || code.startsWith('token.');
}

/** @typedef {import('./types.js').OutboxEntry} OutboxEntry */

/** Event: `change`. */
export class Outbox extends EventTarget {
  /** @param {string} seat */
  constructor(seat) {
    super();
    /** In order of creation. @type {OutboxEntry[]} */
    this.entries = [];
    /** Whether the device keeps what is handed in over a reload; null until it was tried. @type {boolean|null} */
    this.keeps = null;
    this._seat = seat;
    this._store = new Store();
    /** The stored entries have been read. */
    this._loaded = false;
    /** Entries whose present form is not stored yet. @type {Set<OutboxEntry>} */
    this._unstored = new Set();
    /** The keys that are still to be removed from the store. @type {Set<number>} */
    this._forgotten = new Set();
    this._lastPlace = 0;
    /**
     * Storing happens one step after another, so that the order on disk is the order of pressing.
     * @type {Promise<unknown>}
     */
    this._storing = Promise.resolve();
    /** @type {import('./connection.js').Connection|undefined} */
    this._connection = undefined;
    /** @type {OutboxEntry|null} */
    this._inFlight = null;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this._timer = undefined;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this._again = undefined;
    /** @type {BroadcastChannel|null} */
    this._tabs = null;
    this._stopListening = () => {};
  }

  /** Reads the stored entries; ends within the timeouts of the store, whatever the browser does. */
  async open() {
    this._hearTabs();
    this._store.addEventListener('late', () => this._storeAgain());
    const seen = () => {
      if (!document.hidden) this._storeAgain();
    };
    this._stopListening = onPage({ pageshow: () => this._storeAgain() }, { visibilitychange: seen });
    await this._inTurn(() => this._load());
    return this;
  }

  /** Stops; stored entries stay stored, those in memory alone are lost. */
  close() {
    this._stopListening();
    clearTimeout(this._timer);
    clearTimeout(this._again);
    if (this._tabs) this._tabs.close();
  }

  /** The newest epoch in which a request was answered: with it the server can say what is still durable. */
  get lastEpoch() {
    const answered = this.entries.filter((entry) => entry.epoch);
    return answered.length ? (answered[answered.length - 1].epoch ?? null) : null;
  }

  /** @param {import('./connection.js').Connection} connection */
  attach(connection) {
    this._connection = connection;
    connection.addEventListener('welcome', () => this._welcomed());
    connection.addEventListener('reply', (event) => this._replied(/** @type {CustomEvent} */ (event).detail));
    connection.addEventListener('epoch', (event) => {
      const { id, durable, previous } = /** @type {CustomEvent} */ (event).detail;
      this._epochChanged(id, (entry) => entry.epoch !== previous || (entry.at ?? 0) > durable);
    });
    connection.addEventListener('fault', () => this._setAside());
    connection.addEventListener('ended', () => this._ended());
  }

  /**
   * Adds a request: it is stored, then sent when there is a connection. A device that stores nothing sends it at once.
   * @param {import('./types.js').Command} command @returns {Promise<string>} its id
   */
  async add(command) {
    /** @type {OutboxEntry} */
    const entry = {
      seq: this._place(),
      seat: this._seat,
      id: newId(),
      command: /** @type {import('./types.js').OutboxCommand} */ (command),
      made: Date.now(),
      state: 'waiting',
      storing: this.keeps !== false,
      inMemoryOnly: this.keeps === false,
    };
    this.entries.push(entry);
    const stored = this._save(entry);
    this._changed();
    if (entry.storing) await stored;
    delete entry.storing;
    this._pump();
    return entry.id;
  }

  /** Forgets a request that was refused, once the person has seen it. @param {string} id */
  async discard(id) {
    const entry = this._find(id);
    if (!entry || entry.state !== 'refused') return;
    this.entries = this.entries.filter((other) => other !== entry);
    const forgotten = this._forget(entry);
    this._changed();
    if (this.keeps !== false) await forgotten;
  }

  get waiting() {
    return this.entries.filter((entry) => entry.state === 'waiting').length;
  }

  /** Handed in, not yet answered, and gone if the page is closed now. @returns {OutboxEntry[]} */
  get atRisk() {
    return this.entries.filter((entry) => entry.state === 'waiting' && entry.inMemoryOnly);
  }

  /** The key of a new entry: after all before it, also if the clock was set back. */
  _place() {
    const now = Math.min(Date.now(), LATEST_MS) * PLACES_PER_MS + Math.floor(Math.random() * PLACES_PER_MS);
    this._lastPlace = Math.max(this._lastPlace + 1, now);
    return this._lastPlace;
  }

  _welcomed() {
    this._inFlight = null;
    for (const entry of this.entries) delete entry.ofAnotherTab;
    if (this.keeps === false) this._tellServer();
    this._sendAgainIfLost();
    this._pump();
  }

  /** Sends again what was saved in another epoch, unless the server says in time that it is durable. */
  _sendAgainIfLost() {
    const connection = this._connection;
    const epoch = connection && connection.open ? connection.epoch : null;
    if (!epoch || !this.entries.some((entry) => entry.state === 'saved' && entry.epoch !== epoch)) return;
    setTimeout(() => {
      if (this._connection && this._connection.epoch === epoch) this._epochChanged(epoch, () => true);
    }, EPOCH_FRAME_MS);
  }

  /** Sends the oldest request without a reply; the next one follows its reply. */
  _pump() {
    clearTimeout(this._timer);
    const later = (/** @type {number} */ ms) => {
      this._timer = setTimeout(() => {
        this._inFlight = null;
        this._pump();
      }, ms);
    };
    if (this._inFlight) return later(RESEND_MS);
    const next = this.entries.find((entry) => entry.state === 'waiting' && !entry.ofAnotherTab && !entry.storing);
    if (!next || !this._connection || !this._connection.open) return;
    const wait = (next.retryAt ?? 0) - performance.now();
    if (wait > 0) return later(wait);
    /** @type {{id: string, command: import('./types.js').OutboxCommand, was?: import('./wire.js').Was}} */
    const request = { id: next.id, command: next.command };
    if (next.was) request.was = next.was;
    if (!this._connection.send({ request })) return;
    this._inFlight = next;
    later(RESEND_MS);
  }

  /** @param {import('./types.js').Reply} reply */
  _replied(reply) {
    const entry = this._find(reply.id);
    if (!entry) return;
    if (this._inFlight === entry) this._inFlight = null;
    if (!reply.refused) {
      entry.state = 'saved';
      entry.at = reply.at;
      entry.epoch = this._connection?.epoch ?? undefined;
      delete entry.was;
      delete entry.refusal;
      this._save(entry);
    } else if (isForNow(reply.refused)) {
      entry.retryAt = performance.now() + (reply.refused.retry_ms ?? 1000) + Math.random() * 200;
    } else if (entry.state !== 'saved') {
      this._refuse(entry, reply.refused);
    }
    this._changed();
    this._pump();
  }

  /** @param {OutboxEntry} entry @param {{code: string, message?: string}} refusal */
  _refuse(entry, refusal) {
    entry.state = 'refused';
    entry.refusal = { code: refusal.code, message: refusal.message };
    this._save(entry);
  }

  /** @param {string} id @param {(entry: OutboxEntry) => boolean} isMissing */
  _epochChanged(id, isMissing) {
    for (const entry of this.entries) {
      if (entry.state !== 'saved' || entry.epoch === id) continue;
      if (isMissing(entry)) {
        entry.state = 'waiting';
        entry.was = { epoch: entry.epoch ?? '', at: entry.at ?? 0 };
      } else {
        entry.epoch = id;
      }
      this._save(entry);
    }
    this._changed();
    this._pump();
  }

  /** The request under way broke the connection: keep its text, but never send it again. */
  _setAside() {
    if (!this._inFlight) return;
    this._refuse(this._inFlight, { code: 'request.malformed' });
    this._inFlight = null;
    this._changed();
  }

  _ended() {
    if (this._connection?.ended !== 'closed') return;
    for (const entry of [...this.entries]) {
      if (entry.state === 'waiting' && !entry.was) this._refuse(entry, { code: 'summit.closed' });
      else if (entry.state !== 'refused') this._forget(entry);
    }
    this._changed();
  }

  /** Takes in what is stored, before what was handed in meanwhile. */
  async _load() {
    /** @type {OutboxEntry[]} */
    let stored;
    try {
      stored = await this._store.all(this._seat);
    } catch {
      this._keepsNothing();
      return;
    }
    for (const { seq } of stored) this._lastPlace = Math.max(this._lastPlace, seq ?? 0);
    for (const entry of this.entries) {
      if ((entry.seq ?? 0) <= this._lastPlace) entry.seq = this._place();
    }
    const held = new Set(this.entries.map((entry) => entry.id));
    this.entries = [...stored.filter((entry) => !held.has(entry.id)), ...this.entries];
    this._loaded = true;
    this._nowKeeps();
    if (this._connection) this._connection.resumeFrom(this.lastEpoch);
    this._sendAgainIfLost();
    this._changed();
    this._pump();
  }

  /** @param {OutboxEntry} entry */
  _save(entry) {
    this._unstored.add(entry);
    return this._inTurn(() => this._put(entry));
  }

  /** @param {OutboxEntry} entry */
  _forget(entry) {
    this._unstored.delete(entry);
    if (entry.seq !== undefined) this._forgotten.add(entry.seq);
    return this._inTurn(() => this._remove());
  }

  /** @param {OutboxEntry} entry */
  async _put(entry) {
    // It stays in memory until the next try, or an earlier step has stored it.
    if (this.keeps === false || !this._unstored.delete(entry)) return;
    try {
      await this._store.put(entry);
      delete entry.inMemoryOnly;
      this._tellTabs();
    } catch {
      this._unstored.add(entry);
      this._keepsNothing();
    }
  }

  async _remove() {
    if (this.keeps === false) return;
    try {
      for (const seq of [...this._forgotten]) {
        await this._store.remove(seq);
        this._forgotten.delete(seq);
      }
      this._tellTabs();
    } catch {
      this._keepsNothing();
    }
  }

  /**
   * Runs a step after those before it; the step handles its own failures.
   * @param {() => Promise<unknown>} step
   */
  _inTurn(step) {
    this._storing = this._storing.then(step, step);
    return this._storing;
  }

  _keepsNothing() {
    this.keeps = false;
    for (const entry of this.entries) {
      if (this._unstored.has(entry)) entry.inMemoryOnly = true;
    }
    clearTimeout(this._again);
    this._again = setTimeout(() => this._storeAgain(), STORE_AGAIN_MS);
    this._tellServer();
    this._changed();
  }

  _nowKeeps() {
    const before = this.keeps;
    this.keeps = true;
    if (before === false) this._tellServer();
  }

  /** Stores what is in memory alone, if the browser can store by now. */
  _storeAgain() {
    if (this.keeps !== false) return;
    clearTimeout(this._again);
    this._inTurn(async () => {
      if (this.keeps !== false) return;
      if (!this._loaded) await this._load();
      else await this._try();
      if (this.keeps === false) return;
      for (const entry of this.entries.filter((it) => this._unstored.has(it))) await this._put(entry);
      await this._remove();
      this._changed();
    });
  }

  /** Whether the store takes steps again. */
  async _try() {
    try {
      for (const entry of this.entries.filter((it) => this._unstored.has(it)).slice(0, 1)) await this._store.put(entry);
      await this._store.all(this._seat);
      this._nowKeeps();
    } catch {
      this._keepsNothing();
    }
  }

  /** Reports whether this device stores what is handed in: control shows which tables do not. */
  _tellServer() {
    if (this._connection) this._connection.send({ keeps: this.keeps !== false });
  }

  _hearTabs() {
    try {
      this._tabs = new BroadcastChannel(`burgertop.outbox:${this._seat}`);
      this._tabs.onmessage = () => this._inTurn(() => this._reload());
    } catch {
      /* older browsers: tabs do not hear of each other until a reload */
    }
  }

  _tellTabs() {
    try {
      if (this._tabs) this._tabs.postMessage('changed');
    } catch {
      /* as above */
    }
  }

  /**
   * Another tab of this seat stored something: read it. What that tab is sending stays its own until our next hello.
   */
  async _reload() {
    if (this.keeps === false) return;
    /** @type {OutboxEntry[]} */
    let stored;
    try {
      stored = await this._store.all(this._seat);
    } catch {
      this._keepsNothing();
      return;
    }
    const mine = new Map(this.entries.map((entry) => [entry.id, entry]));
    const known = new Set(stored.map((entry) => entry.id));
    const unsaved = this.entries.filter((entry) => this._unstored.has(entry) && !known.has(entry.id));
    this.entries = stored
      .filter((entry) => !this._forgotten.has(entry.seq ?? 0))
      .map((entry) => {
        const own = mine.get(entry.id);
        if (!own) return { ...entry, ofAnotherTab: true };
        // What is yet to be stored here is newer than what is on disk.
        return this._unstored.has(own) ? own : Object.assign(own, entry);
      });
    this.entries.push(...unsaved);
    this._changed();
    this._pump();
  }

  /** @param {string} id */
  _find(id) {
    return this.entries.find((entry) => entry.id === id);
  }

  _changed() {
    this.dispatchEvent(new Event('change'));
  }
}
