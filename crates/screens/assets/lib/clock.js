// The server's clock as this page knows it: the median of recent pongs, added to a clock that never jumps.

const SAMPLES = 9;
/** A sample this far from the median means that the machine slept: start over. */
const JUMP_MS = 2000;
/** When this page was opened; Safari before 15 has no `timeOrigin`. */
const ORIGIN = performance.timeOrigin ?? Date.now() - performance.now();

export class ServerClock {
  /** @type {number[]} */
  _offsets = [];

  /** Milliseconds of this page's own steady clock, counted from the Unix epoch. */
  static local() {
    return Math.round(ORIGIN + performance.now());
  }

  /** @param {number} now the server's time @param {number} [sent] when the question left, by local() */
  learn(now, sent = ServerClock.local()) {
    const received = ServerClock.local();
    const offset = now - (sent + received) / 2;
    if (this._offsets.length && Math.abs(offset - this._median()) > JUMP_MS) this._offsets = [];
    this._offsets.push(offset);
    if (this._offsets.length > SAMPLES) this._offsets.shift();
  }

  /** The server's time, in ms since the Unix epoch. */
  now() {
    return ServerClock.local() + this._median();
  }

  _median() {
    if (!this._offsets.length) return 0;
    const sorted = [...this._offsets].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }
}
