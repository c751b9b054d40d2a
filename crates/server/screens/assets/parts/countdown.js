// Counts down by the server's clock; redraws only itself, and is not announced each second.

import { LitElement, html } from '../vendor/lit.js';
import { clockTime, onLanguage, t } from '../lib/i18n.js';

class Countdown extends LitElement {
  static get properties() {
    return {
      endsAt: { attribute: false },
      remainingMs: { attribute: false },
      clock: { attribute: false },
      at: { attribute: false },
    };
  }
  /** @type {ReturnType<typeof setInterval>|undefined} */
  _tick;
  _forget = () => {};
  _shown = '';

  constructor() {
    super();
    /** @type {number|null|undefined} */
    this.endsAt = undefined;
    /** Set while paused. @type {number|null|undefined} */
    this.remainingMs = undefined;
    /** @type {import('../lib/clock.js').ServerClock|undefined} */
    this.clock = undefined;
    /** The moment at which it stands still, by the server's clock: a frozen display. @type {number|null|undefined} */
    this.at = undefined;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this._tick = setInterval(() => {
      if (this._text() !== this._shown) this.requestUpdate();
    }, 200);
    this._forget = onLanguage(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this._tick);
    this._forget();
  }

  /** Milliseconds left; negative once over; null without an end. */
  get _left() {
    if (this.endsAt !== null && this.endsAt !== undefined)
      return this.endsAt - (this.at ?? this.clock?.now() ?? Date.now());
    return this.remainingMs ?? null;
  }

  _text() {
    const left = this._left;
    return left === null ? '' : minutes(left);
  }

  render() {
    const left = this._left;
    this._shown = this._text();
    if (left === null) return html``;
    const paused = this.endsAt === null || this.endsAt === undefined;
    const note = this.at ? t('countdown-held', { time: clockTime(this.at) }) : paused ? t('countdown-paused') : '';
    const mood = paused ? 'paused' : left <= 0 ? 'over' : left < 60_000 ? 'short' : 'long';
    return html`<span class="countdown countdown--${mood}" role="timer" aria-label=${t('countdown-label')}>
      <span class="countdown__time">${this._shown}</span
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
