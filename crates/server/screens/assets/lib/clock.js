// The server's clock as this page knows it: the median of recent pongs, laid over a clock that never jumps.

const SAMPLES = 9;
/** A sample this far from the median means that the machine slept: start anew. */
const JUMP_MS = 2000;

export class ServerClock {
  /** @type {number[]} */
  #offsets = [];

  /** Milliseconds of this page's own steady clock, counted from the Unix epoch. */
  static local() {
    return Math.round(performance.timeOrigin + performance.now());
  }

  /** @param {number} now the server's time @param {number} [sent] when the question left, by local() */
  learn(now, sent = ServerClock.local()) {
    const received = ServerClock.local();
    const offset = now - (sent + received) / 2;
    if (this.#offsets.length && Math.abs(offset - this.#median()) > JUMP_MS) this.#offsets = [];
    this.#offsets.push(offset);
    if (this.#offsets.length > SAMPLES) this.#offsets.shift();
  }

  /** The server's time, in ms since the Unix epoch. */
  now() {
    return ServerClock.local() + this.#median();
  }

  #median() {
    if (!this.#offsets.length) return 0;
    const sorted = [...this.#offsets].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }
}
