// Counts down by the server's clock; draws only itself again, and is not announced each second.

import { html } from '../vendor/lit.js';
import { clockTime, t } from '../lib/i18n.js';
import { Part } from './part.js';

class Countdown extends Part {
  static get properties() {
    return {
      endsAt: { attribute: false },
      remainingMs: { attribute: false },
      clock: { attribute: false },
      at: { attribute: false },
      _text: { state: true },
    };
  }
  /** @type {ReturnType<typeof setInterval>|undefined} */
  _tick;

  constructor() {
    super();
    /** @type {number|null|undefined} */
    this.endsAt = undefined;
    /** Set while paused. @type {number|null|undefined} */
    this.remainingMs = undefined;
    /** @type {import('../lib/clock.js').ServerClock|undefined} */
    this.clock = undefined;
    /** The moment that a frozen display keeps, by the server's clock. @type {number|null|undefined} */
    this.at = undefined;
    /** The time left, as it stands on the screen. */
    this._text = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this._tick = setInterval(() => this._look(), 200);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this._tick);
  }

  /** Milliseconds left; negative once over; null without an end. */
  get _left() {
    if (this.endsAt !== null && this.endsAt !== undefined)
      return this.endsAt - (this.at ?? this.clock?.now() ?? Date.now());
    return this.remainingMs ?? null;
  }

  _look() {
    const left = this._left;
    this._text = left === null ? '' : minutes(left);
  }

  willUpdate() {
    this._look();
  }

  render() {
    const left = this._left;
    if (left === null) return html``;
    const paused = this.endsAt === null || this.endsAt === undefined;
    const note = this.at ? t('countdown-held', { time: clockTime(this.at) }) : paused ? t('countdown-paused') : '';
    const mood = paused ? 'paused' : left <= 0 ? 'over' : left < 60_000 ? 'short' : 'long';
    return html`<span class="countdown countdown--${mood}" role="timer" aria-label=${t('countdown-label')}>
      <span class="countdown__time">${this._text}</span
      >${note ? html` <span class="countdown__note">${note}</span>` : ''}
    </span>`;
  }
}

/** 75,000 -> "1:15"; once over it stays at 0:00. @param {number} ms */
export function minutes(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const rest = String(seconds % 60).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${rest}`;
  return `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${rest}`;
}

customElements.define('burgertop-countdown', Countdown);
