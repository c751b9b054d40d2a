// The live line to the server: one WebSocket that resumes, reconnects with jitter, and knows how fresh it is.

import { Documents } from './documents.js';
import { ServerClock } from './clock.js';
import { finalReason, isOwnFault, retryDelay } from './backoff.js';
import { Steps } from './steps.js';

/** No message for so long: the line is dead, whatever the browser says. */
const SILENCE_MS = 15_000;
/** No message for so long (two heartbeats missed): no longer called live. */
const DOUBT_MS = 11_000;
/** A blip shorter than this is not shown to anyone. */
const SHOW_STALE_AFTER_MS = 4_000;
/** Open and welcomed within this, or try again. */
const WELCOME_MS = 10_000;
/** A line that held this long counts as good: the next retry starts from the base. */
const STEADY_MS = 5_000;

/**
 * Events: `change` (a document or the status), `welcome`, `reply` (detail: Reply), `epoch`
 * (detail: {id, durable, previous}), `fault` (the request sent last broke the line), `ended`.
 */
export class Connection extends EventTarget {
  documents = new Documents();
  clock = new ServerClock();
  /** Requests of people who steer: never queued. */
  steps = new Steps(this);
  /** Welcomed, and not closed since. */
  open = false;
  /** Why there is no coming back by itself. @type {'join'|'version'|'closed'|null} */
  ended = null;
  /** @type {number|null} */
  endCode = null;
  /** @type {any} */
  actor = null;
  /** The name of this line, by which others see it in `presence`. */
  session = '';
  /** What is being worked on here, as others see it. */
  #focus = '';
  /** @type {string|null} */
  epoch = null;
  /** The epoch held before the present one. @type {string|null} */
  previousEpoch = null;
  /** Documents refused to this seat, and why. @type {Map<string, string>} */
  denied = new Map();

  #token;
  #lang;
  /** @type {Set<string>} */
  #watching;
  /** @type {WebSocket|null} */
  #socket = null;
  #attempt = 0;
  #heartbeatMs = 5000;
  #heardAt = ServerClock.local();
  #openedAt = 0;
  #welcomedAt = 0;
  #lastPing = 0;
  /** @type {number|null} */
  #lostAt = ServerClock.local();
  /** @type {number|null} */
  #serverStaleSince = null;
  /** @type {{code:number, retry_ms?:number|null}|null} */
  #bye = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #retry;
  #shown = '';

  /** @param {{token: string, lang: string, watch: string[], epoch?: string|null}} seat */
  constructor({ token, lang, watch, epoch = null }) {
    super();
    this.#token = token;
    this.#lang = lang;
    this.#watching = new Set(watch);
    this.epoch = epoch;
    setInterval(() => this.#watchdog(), 1000);
    addEventListener('online', () => this.#hurry());
    addEventListener('pageshow', () => this.#hurry());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#hurry();
    });
  }

  start() {
    if (!this.#socket && !this.ended) this.#connect();
  }

  /** @param {object} frame @returns {boolean} whether it left */
  send(frame) {
    if (!this.open || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Follows one more document. @param {string} doc */
  watch(doc) {
    this.#watching.add(doc);
    this.send({ watch: { [doc]: this.epoch ? this.documents.offset(doc) : null } });
  }

  /** Follows it no longer, and lets go of what it held. @param {string} doc */
  unwatch(doc) {
    this.#watching.delete(doc);
    this.documents.drop(doc);
    this.send({ unwatch: [doc] });
  }

  /** Tells others at a desk what is being worked on here; '' for nothing. @param {string} key */
  attend(key) {
    if (key === this.#focus) return;
    this.#focus = key;
    this.send({ focus: key || null });
  }

  /** Since when what is shown may be old (server clock), or null if it is live. @returns {number|null} */
  get staleSince() {
    const local = ServerClock.local();
    const toServer = this.clock.now() - local;
    if (this.#lostAt !== null) return this.#lostAt + toServer;
    if (this.#serverStaleSince !== null) return this.#serverStaleSince;
    if (local - this.#heardAt > DOUBT_MS) return this.#heardAt + toServer;
    return null;
  }

  /** As staleSince, but blind to blips: what people are shown. @returns {number|null} */
  get shownStaleSince() {
    const since = this.staleSince;
    if (since === null) return null;
    if (this.ended || this.#serverStaleSince !== null) return since;
    return this.clock.now() - since > SHOW_STALE_AFTER_MS ? since : null;
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#bye = null;
    this.#openedAt = ServerClock.local();
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/ws`, 'burgertop.v1');
    this.#socket = socket;
    socket.onopen = () => {
      /** @type {Record<string, number|null>} */
      const watch = {};
      for (const doc of this.#watching) watch[doc] = this.epoch ? this.documents.offset(doc) : null;
      /** @type {Record<string, any>} */
      const hello = { token: this.#token, lang: this.#lang, watch };
      if (this.epoch) hello.epoch = this.epoch;
      socket.send(JSON.stringify({ hello }));
    };
    socket.onmessage = (message) => this.#received(String(message.data));
    socket.onclose = (close) => this.#closed(close.code);
  }

  /** @param {string} text */
  #received(text) {
    this.#heardAt = ServerClock.local();
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (frame.sync) this.#synced(frame.sync);
    else if (frame.reply) this.#tell('reply', frame.reply);
    else if (frame.pong) this.clock.learn(frame.pong.now, frame.pong.sent);
    else if (frame.welcome) this.#welcomed(frame.welcome);
    else if (frame.epoch) this.#newEpoch(frame.epoch.id, frame.epoch.durable);
    else if (frame.stale) this.#serverStaleSince = frame.stale.since;
    else if (frame.unwatched) {
      this.denied.set(frame.unwatched.doc, frame.unwatched.code);
      this.documents.drop(frame.unwatched.doc);
    } else if (frame.bye) this.#bye = frame.bye;
    if (!frame.pong) this.#tell('change');
  }

  /** @param {import('./types.js').Sync} sync */
  #synced(sync) {
    if (!this.documents.apply(sync)) this.send({ watch: { [sync.doc]: null } });
  }

  /** @param {any} welcome */
  #welcomed(welcome) {
    this.open = true;
    this.actor = welcome.actor;
    this.session = welcome.session;
    this.#heartbeatMs = welcome.heartbeat_ms || 5000;
    this.#welcomedAt = ServerClock.local();
    this.#lostAt = null;
    this.#serverStaleSince = null;
    this.denied.clear();
    this.clock.learn(welcome.now, this.#welcomedAt);
    this.#changeEpoch(welcome.epoch);
    this.#ping();
    if (this.#focus) this.send({ focus: this.#focus });
    this.#tell('welcome');
  }

  /** @param {string} id @param {number} durable */
  #newEpoch(id, durable) {
    this.#changeEpoch(id);
    this.#tell('epoch', { id, durable, previous: this.previousEpoch });
  }

  /** @param {string} id */
  #changeEpoch(id) {
    if (this.epoch === id) return;
    this.previousEpoch = this.epoch;
    this.epoch = id;
    this.documents.forgetOffsets();
  }

  #ping() {
    this.#lastPing = ServerClock.local();
    this.send({ ping: { sent: this.#lastPing } });
  }

  #watchdog() {
    const local = ServerClock.local();
    if (this.open) {
      if (local - this.#heardAt > SILENCE_MS) this.#drop();
      else if (local - this.#lastPing >= this.#heartbeatMs - 500) this.#ping();
      if (local - this.#welcomedAt > STEADY_MS) this.#attempt = 0;
    } else if (this.#socket && local - this.#openedAt > WELCOME_MS) {
      this.#drop();
    }
    const shown = String(this.shownStaleSince);
    if (shown !== this.#shown) this.#tell('change');
    this.#shown = shown;
  }

  /** Gives up on a socket that no longer answers, without waiting for its closing handshake. */
  #drop() {
    const socket = this.#socket;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.#closed(1006);
  }

  /** @param {number} code */
  #closed(code) {
    if (this.open) this.#lostAt = this.#heardAt;
    this.open = false;
    this.#socket = null;
    const said = finalReason(code) ? code : this.#bye?.code ?? code;
    this.ended = finalReason(said);
    if (isOwnFault(code)) this.#tell('fault', code);
    this.steps.lineLost();
    if (this.ended) {
      this.endCode = said;
      this.#tell('ended');
    } else {
      const delay = this.#bye?.retry_ms ?? retryDelay(this.#attempt++);
      this.#retry = setTimeout(() => this.#connect(), delay);
    }
    this.#tell('change');
  }

  /** The machine woke, or the network says it is back: look at once rather than at the next turn. */
  #hurry() {
    if (this.open) this.#ping();
    else if (this.#retry !== undefined && !this.ended) {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#connect(), Math.random() * 500);
    }
  }

  /** @param {string} name @param {any} [detail] */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
