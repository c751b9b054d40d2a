// The connection to the server: one WebSocket that resumes, reconnects with jitter, and knows how fresh it is.

import { Documents } from './documents.js';
import { ServerClock } from './clock.js';
import { finalReason, isOwnFault, retryDelay } from './backoff.js';
import { Commands } from './commands.js';
import { onPage } from './page-events.js';

/** How often the connection is checked while the page runs. */
const TICK_MS = 1000;
/** If a check comes later than this, the page stood still (asleep, frozen, or throttled in the background). */
const STOOD_STILL_MS = 3000;
/** The page ran this long without a frame: the connection is dead, whatever the browser says. */
const SILENCE_MS = 15_000;
/** The same for two missed heartbeats: no longer shown as live. */
const DOUBT_MS = 11_000;
/** A connection that does not answer a ping after waking within this time is replaced. */
const ANSWER_MS = 4_000;
/** How often a page that stood still during that wait pings again: the answer may be queued. */
const ASKS_AGAIN = 1;
/** After waking, devices reconnect spread over this time. */
const HURRY_MS = 500;
/** An interruption shorter than this is not shown. */
const SHOW_STALE_AFTER_MS = 4_000;
/** Open and welcomed within this, or try again. */
const WELCOME_MS = 10_000;
/** A connection that lasted this long counts as good: the next retry starts from the base delay. */
const STEADY_MS = 5_000;
/** After this many protocol errors in a row the page is too old for the server and must be reloaded. */
const FAULTS_MAX = 10;

/**
 * Events: `change` (a document or the status), `welcome`, `reply` (detail: Reply), `epoch`
 * (detail: {id, durable, previous}), `fault` (the request sent last broke the connection), `ended`.
 */
export class Connection extends EventTarget {
  documents = new Documents();
  clock = new ServerClock();
  /** Commands of people who steer: never queued. */
  commands = new Commands(this);
  /** The server has sent its welcome, and the connection is open. */
  open = false;
  /**
   * Why there is no coming back by itself; `left`: this side closed it.
   * @type {'join'|'version'|'closed'|'left'|null}
   */
  ended = null;
  /** @type {number|null} */
  endCode = null;
  /** What the server said of the end, as `token.displaced`. */
  endReason = '';
  /** @type {import('./wire.js').ActorView|null} */
  actor = null;
  /** The name of this connection in `presence`. */
  session = '';
  /** What is being worked on here, as `presence` shows it. */
  _focus = '';
  /** @type {string|null} */
  epoch = null;
  /** The epoch held before the present one. @type {string|null} */
  previousEpoch = null;
  /** Documents refused to this seat, and why. @type {Map<string, string>} */
  denied = new Map();

  _address;
  _token;
  _lang;
  _ticks;
  _stopListening;
  /** @type {Set<string>} */
  _watching;
  /** @type {WebSocket|null} */
  _socket = null;
  _attempt = 0;
  /** Protocol errors in a row. */
  _faults = 0;
  _heartbeatMs = 5000;
  _heardAt = ServerClock.local();
  _connectedAt = moment();
  _welcomedAt = 0;
  _lastPing = 0;
  _lastTick = moment();
  /** How long the page ran without a frame. */
  _silentMs = 0;
  /** A ping after waking has no answer yet: not shown as live. */
  doubted = false;
  /** When it was sent, how many came before it, and the time in it. */
  _asked = moment();
  _asks = 0;
  _askedAt = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  _answer;
  /** @type {number|null} */
  _lostAt = ServerClock.local();
  /** @type {number|null} */
  _serverStaleSince = null;
  /** @type {{code:number, reason?:string, retry_ms?:number|null}|null} */
  _bye = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  _retry;
  _shown = '';

  /**
   * @param {{token: string, lang: string, watch: string[], epoch?: string|null, address?: string}} seat
   *   `address`: of the server, as `https://hall.example`; without it, the one that this page came from
   */
  constructor({ token, lang, watch, epoch = null, address = globalThis.location?.origin }) {
    super();
    this._address = address;
    this._token = token;
    this._lang = lang;
    this._watching = new Set(watch);
    this.epoch = epoch;
    this._ticks = setInterval(() => this._watchdog(), TICK_MS);
    const woke = () => this._woke();
    const seen = () => {
      if (!document.hidden) this._woke();
    };
    this._stopListening = onPage({ online: woke, pageshow: woke }, { resume: woke, visibilitychange: seen });
  }

  /** The epoch of what this device stored; used only before the first welcome. @param {string|null} epoch */
  resumeFrom(epoch) {
    if (!this.epoch) this.epoch = epoch;
  }

  start() {
    if (!this._socket && !this.ended) this._connect();
  }

  /** Ends the connection for good; what is under way is not waited for. */
  close() {
    this.ended = 'left';
    clearInterval(this._ticks);
    clearTimeout(this._retry);
    this._stopListening();
    this._drop();
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

  /** Stops following a document, and drops what it held. @param {string} doc */
  unwatch(doc) {
    this._watching.delete(doc);
    this.documents.drop(doc);
    this.send({ unwatch: [doc] });
  }

  /** Shows others at a desk what is being worked on here; '' for nothing. @param {string} key */
  focusOn(key) {
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
    if (this.doubted || this._silentMs > DOUBT_MS) return this._heardAt + toServer;
    return null;
  }

  /** As `staleSince`, without short interruptions: what the screens show. @returns {number|null} */
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
    this._connectedAt = moment();
    const socket = new WebSocket(`${this._address.replace(/^http/, 'ws')}/ws`, 'burgertop.v1');
    this._socket = socket;
    socket.onopen = () => {
      /** @type {Record<string, number|null>} */
      const watch = {};
      for (const doc of this._watching) watch[doc] = this.epoch ? this.documents.offset(doc) : null;
      /** @type {import('./wire.js').Hello} */
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
    this._silentMs = 0;
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (frame.sync) this._synced(frame.sync);
    else if (frame.reply) this._tell('reply', frame.reply);
    else if (frame.pong) this._answered(frame.pong);
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

  /** @param {import('./wire.js').Welcome} welcome */
  _welcomed(welcome) {
    this.open = true;
    this.actor = welcome.actor;
    this.session = welcome.session;
    this._heartbeatMs = welcome.heartbeat_ms || 5000;
    this._welcomedAt = ServerClock.local();
    this._lostAt = null;
    this._serverStaleSince = null;
    this.doubted = false;
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

  /** @param {{now: number, sent: number}} pong */
  _answered({ now, sent }) {
    this.clock.learn(now, sent);
    // An earlier pong may have been queued in this machine while it slept.
    if (!this.doubted || sent < this._askedAt) return;
    this.doubted = false;
    clearTimeout(this._answer);
    this._tell('change');
  }

  _watchdog() {
    const now = moment();
    const ran = between(this._lastTick, now);
    this._lastTick = now;
    if (ran > STOOD_STILL_MS) this._woke(true);
    if (this.open) {
      const local = ServerClock.local();
      // Time in which the page stood still does not count as silence: it neither pinged nor listened.
      if (ran <= STOOD_STILL_MS) this._silentMs += ran;
      if (this._silentMs > SILENCE_MS) this._drop();
      else if (local - this._lastPing >= this._heartbeatMs - 500) this._ping();
      if (local - this._welcomedAt > STEADY_MS) this._attempt = this._faults = 0;
    } else if (this._socket && between(this._connectedAt, now) > WELCOME_MS) {
      this._drop();
    }
    const shown = `${this.shownStaleSince} ${this.doubted}`;
    if (shown !== this._shown) this._tell('change');
    this._shown = shown;
  }

  /**
   * The machine woke, the page became visible, or the network came back: an open connection is not shown as live before
   * it answers a ping, and a closed one is opened soon instead of after its delay. @param {boolean} [slept]
   */
  _woke(slept = false) {
    if (this.ended) return;
    if (this.open) {
      const waits = this.doubted ? between(this._asked, moment()) : 0;
      if (!this.doubted) this._ask(0);
      else if (waits > ANSWER_MS) this._unanswered();
    } else if (this._retry !== undefined) {
      this._comeBackSoon();
    } else if (this._socket && slept) {
      this._drop(true);
    }
  }

  /** Pings to find out whether the connection still works. @param {number} nth */
  _ask(nth) {
    this.doubted = true;
    this._asks = nth;
    this._asked = moment();
    this._ping();
    this._askedAt = this._lastPing;
    clearTimeout(this._answer);
    this._answer = setTimeout(() => this._unanswered(), ANSWER_MS);
    this._tell('change');
  }

  _unanswered() {
    if (!this.open || !this.doubted) return;
    if (between(this._asked, moment()) > ANSWER_MS + STOOD_STILL_MS && this._asks < ASKS_AGAIN)
      this._ask(this._asks + 1);
    else this._drop(true);
  }

  /** Gives up on a socket that no longer answers, without waiting for its closing handshake. @param {boolean} [soon] */
  _drop(soon = false) {
    const socket = this._socket;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this._closed(1006);
    if (soon && !this.ended) this._comeBackSoon();
  }

  /** @param {number} code */
  _closed(code) {
    if (this.open) this._lostAt = this._heardAt;
    clearTimeout(this._answer);
    this.open = false;
    this._socket = null;
    const retryMs = this._bye?.retry_ms ?? null;
    const said = finalReason(code, retryMs) ? code : (this._bye?.code ?? code);
    this.ended = this.ended ?? finalReason(said, retryMs);
    this.endReason = this._bye?.reason ?? '';
    if (isOwnFault(code)) {
      this._faults += 1;
      // The outbox has set its request aside by now: if the errors go on, reconnecting does not help.
      if (this._faults >= FAULTS_MAX) this.ended = 'version';
      this._tell('fault', code);
    }
    this.commands.lineLost();
    if (this.ended) {
      this.endCode = said;
      this._tell('ended');
    } else {
      const delay = this._bye?.retry_ms ?? retryDelay(this._attempt++);
      this._retry = setTimeout(() => this._connect(), delay);
    }
    this._tell('change');
  }

  _comeBackSoon() {
    clearTimeout(this._retry);
    this._retry = setTimeout(() => this._connect(), Math.random() * HURRY_MS);
  }

  /** @param {string} name @param {unknown} [detail] */
  _tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * Now, by a clock that never jumps and by one that goes on while the machine sleeps.
 * @typedef {{steady: number, wall: number}} Moment
 */

/** @returns {Moment} */
function moment() {
  return { steady: performance.now(), wall: Date.now() };
}

/**
 * How long it is between two moments; a clock that was set back does not shorten it.
 * @param {Moment} from
 * @param {Moment} to
 */
function between(from, to) {
  return Math.max(to.steady - from.steady, to.wall - from.wall);
}
