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
  _focus = '';
  /** @type {string|null} */
  epoch = null;
  /** The epoch held before the present one. @type {string|null} */
  previousEpoch = null;
  /** Documents refused to this seat, and why. @type {Map<string, string>} */
  denied = new Map();

  _token;
  _lang;
  /** @type {Set<string>} */
  _watching;
  /** @type {WebSocket|null} */
  _socket = null;
  _attempt = 0;
  _heartbeatMs = 5000;
  _heardAt = ServerClock.local();
  _openedAt = 0;
  _welcomedAt = 0;
  _lastPing = 0;
  /** @type {number|null} */
  _lostAt = ServerClock.local();
  /** @type {number|null} */
  _serverStaleSince = null;
  /** @type {{code:number, retry_ms?:number|null}|null} */
  _bye = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  _retry;
  _shown = '';

  /** @param {{token: string, lang: string, watch: string[], epoch?: string|null}} seat */
  constructor({ token, lang, watch, epoch = null }) {
    super();
    this._token = token;
    this._lang = lang;
    this._watching = new Set(watch);
    this.epoch = epoch;
    setInterval(() => this._watchdog(), 1000);
    addEventListener('online', () => this._hurry());
    addEventListener('pageshow', () => this._hurry());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this._hurry();
    });
  }

  start() {
    if (!this._socket && !this.ended) this._connect();
  }

  /** @param {object} frame @returns {boolean} whether it left */
  send(frame) {
    if (!this.open || this._socket?.readyState !== WebSocket.OPEN) return false;
    this._socket.send(JSON.stringify(frame));
    return true;
  }

  /** Follows one more document. @param {string} doc */
  watch(doc) {
    this._watching.add(doc);
    this.send({ watch: { [doc]: this.epoch ? this.documents.offset(doc) : null } });
  }

  /** Follows it no longer, and lets go of what it held. @param {string} doc */
  unwatch(doc) {
    this._watching.delete(doc);
    this.documents.drop(doc);
    this.send({ unwatch: [doc] });
  }

  /** Tells others at a desk what is being worked on here; '' for nothing. @param {string} key */
  attend(key) {
    if (key === this._focus) return;
    this._focus = key;
    this.send({ focus: key || null });
  }

  /** Since when what is shown may be old (server clock), or null if it is live. @returns {number|null} */
  get staleSince() {
    const local = ServerClock.local();
    const toServer = this.clock.now() - local;
    if (this._lostAt !== null) return this._lostAt + toServer;
    if (this._serverStaleSince !== null) return this._serverStaleSince;
    if (local - this._heardAt > DOUBT_MS) return this._heardAt + toServer;
    return null;
  }

  /** As staleSince, but blind to blips: what people are shown. @returns {number|null} */
  get shownStaleSince() {
    const since = this.staleSince;
    if (since === null) return null;
    if (this.ended || this._serverStaleSince !== null) return since;
    return this.clock.now() - since > SHOW_STALE_AFTER_MS ? since : null;
  }

  _connect() {
    clearTimeout(this._retry);
    this._retry = undefined;
    this._bye = null;
    this._openedAt = ServerClock.local();
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/ws`, 'burgertop.v1');
    this._socket = socket;
    socket.onopen = () => {
      /** @type {Record<string, number|null>} */
      const watch = {};
      for (const doc of this._watching) watch[doc] = this.epoch ? this.documents.offset(doc) : null;
      /** @type {Record<string, any>} */
      const hello = { token: this._token, lang: this._lang, watch };
      if (this.epoch) hello.epoch = this.epoch;
      socket.send(JSON.stringify({ hello }));
    };
    socket.onmessage = (message) => this._received(String(message.data));
    socket.onclose = (close) => this._closed(close.code);
  }

  /** @param {string} text */
  _received(text) {
    this._heardAt = ServerClock.local();
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (frame.sync) this._synced(frame.sync);
    else if (frame.reply) this._tell('reply', frame.reply);
    else if (frame.pong) this.clock.learn(frame.pong.now, frame.pong.sent);
    else if (frame.welcome) this._welcomed(frame.welcome);
    else if (frame.epoch) this._newEpoch(frame.epoch.id, frame.epoch.durable);
    else if (frame.stale) this._serverStaleSince = frame.stale.since;
    else if (frame.unwatched) {
      this.denied.set(frame.unwatched.doc, frame.unwatched.code);
      this.documents.drop(frame.unwatched.doc);
    } else if (frame.bye) this._bye = frame.bye;
    if (!frame.pong) this._tell('change');
  }

  /** @param {import('./types.js').Sync} sync */
  _synced(sync) {
    if (!this.documents.apply(sync)) this.send({ watch: { [sync.doc]: null } });
  }

  /** @param {any} welcome */
  _welcomed(welcome) {
    this.open = true;
    this.actor = welcome.actor;
    this.session = welcome.session;
    this._heartbeatMs = welcome.heartbeat_ms || 5000;
    this._welcomedAt = ServerClock.local();
    this._lostAt = null;
    this._serverStaleSince = null;
    this.denied.clear();
    this.clock.learn(welcome.now, this._welcomedAt);
    this._changeEpoch(welcome.epoch);
    this._ping();
    if (this._focus) this.send({ focus: this._focus });
    this._tell('welcome');
  }

  /** @param {string} id @param {number} durable */
  _newEpoch(id, durable) {
    this._changeEpoch(id);
    this._tell('epoch', { id, durable, previous: this.previousEpoch });
  }

  /** @param {string} id */
  _changeEpoch(id) {
    if (this.epoch === id) return;
    this.previousEpoch = this.epoch;
    this.epoch = id;
    this.documents.forgetOffsets();
  }

  _ping() {
    this._lastPing = ServerClock.local();
    this.send({ ping: { sent: this._lastPing } });
  }

  _watchdog() {
    const local = ServerClock.local();
    if (this.open) {
      if (local - this._heardAt > SILENCE_MS) this._drop();
      else if (local - this._lastPing >= this._heartbeatMs - 500) this._ping();
      if (local - this._welcomedAt > STEADY_MS) this._attempt = 0;
    } else if (this._socket && local - this._openedAt > WELCOME_MS) {
      this._drop();
    }
    const shown = String(this.shownStaleSince);
    if (shown !== this._shown) this._tell('change');
    this._shown = shown;
  }

  /** Gives up on a socket that no longer answers, without waiting for its closing handshake. */
  _drop() {
    const socket = this._socket;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this._closed(1006);
  }

  /** @param {number} code */
  _closed(code) {
    if (this.open) this._lostAt = this._heardAt;
    this.open = false;
    this._socket = null;
    const said = finalReason(code) ? code : this._bye?.code ?? code;
    this.ended = finalReason(said);
    if (isOwnFault(code)) this._tell('fault', code);
    this.steps.lineLost();
    if (this.ended) {
      this.endCode = said;
      this._tell('ended');
    } else {
      const delay = this._bye?.retry_ms ?? retryDelay(this._attempt++);
      this._retry = setTimeout(() => this._connect(), delay);
    }
    this._tell('change');
  }

  /** The machine woke, or the network says it is back: look at once rather than at the next turn. */
  _hurry() {
    if (this.open) this._ping();
    else if (this._retry !== undefined && !this.ended) {
      clearTimeout(this._retry);
      this._retry = setTimeout(() => this._connect(), Math.random() * 500);
    }
  }

  /** @param {string} name @param {any} [detail] */
  _tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
