// What a browser gives a script and node does not: events of the page, and a WebSocket that a test plays the server of.

const page = new EventTarget();
page.hidden = false;

/** A socket of which the test is the other end. */
export class FakeSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSED = 3;
  /** Every socket that was opened, the newest at the end. @type {FakeSocket[]} */
  static opened = [];

  readyState = FakeSocket.CONNECTING;
  /** What the page sent, as objects. */
  sent = [];

  constructor(url, protocol) {
    Object.assign(this, { url, protocol });
    FakeSocket.opened.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = FakeSocket.CLOSED;
  }

  /** The server accepts. */
  accept() {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  /** The server says something. */
  say(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The server, or the network, ends it. */
  end(code) {
    this.readyState = FakeSocket.CLOSED;
    this.onclose?.({ code });
  }

  /** What the page sent under this name. */
  frames(name) {
    return this.sent.filter((frame) => name in frame).map((frame) => frame[name]);
  }
}

/** @returns {FakeSocket} the newest */
export const socket = () => FakeSocket.opened.at(-1);

/** An area of storage in memory. */
class Area {
  #held = new Map();
  getItem(key) {
    return this.#held.get(key) ?? null;
  }
  setItem(key, value) {
    this.#held.set(key, String(value));
  }
  removeItem(key) {
    this.#held.delete(key);
  }
}

/** Puts what a page has in place; anew for each test. */
export function openPage() {
  FakeSocket.opened = [];
  Object.assign(globalThis, {
    WebSocket: FakeSocket,
    document: page,
    location: { origin: 'http://hall.test' },
    addEventListener: page.addEventListener.bind(page),
    sessionStorage: new Area(),
    localStorage: new Area(),
  });
}

export const WELCOME = { session: 's1', epoch: 'e1', now: 1_000_000, heartbeat_ms: 5000, actor: { role: 'host' } };
