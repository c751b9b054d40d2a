// The join screen: a code becomes a seat on this device; it also leads back to seats this browser already holds.

import { html, live, nothing } from '../vendor/lit.js';
import '../lib/composing.js';
import { reason, t } from '../lib/i18n.js';
import { askSeat } from '../lib/join.js';
import { canKeepTokens, keepToken, knownSeats } from '../lib/seat.js';
import { FIRST_GUEST } from '../lib/seat-name.js';
import { takeDoubleTapsAsOne } from '../lib/twice.js';
import { Page } from '../parts/page.js';

const SHORTEST = 8;

takeDoubleTapsAsOne({ same: false });

/** Codes are written in groups of four: "abcdefgh" -> "ABCD-EFGH". @param {string} text */
export function formatCode(text) {
  const letters = text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 24);
  return letters.match(/.{1,4}/g)?.join('-') ?? '';
}

/**
 * A fragment as it was meant. A link that was cut off or wrapped on its way may end in half a percent sign: the
 * readable part is kept, for the person can type the rest. What a messenger appended to the code is dropped.
 * @param {string} fragment
 */
function readable(fragment) {
  const text = fragment.replace(/(%[0-9A-Fa-f]{2})+/g, (signs) => {
    try {
      return decodeURIComponent(signs);
    } catch {
      return '';
    }
  });
  return text.split(/[?&#]/).find((part) => part.trim()) ?? '';
}

/**
 * What the person is asked before a code is used: nothing yet, or about the table, the seat that is held, the store.
 * @typedef {''|'table'|'seat'|'tab'} Asked
 */

class Join extends Page {
  static get properties() {
    return {
      code: { state: true },
      busy: { state: true },
      refused: { state: true },
      asked: { state: true },
    };
  }

  constructor() {
    super();
    this.code = '';
    this.busy = false;
    /** @type {{code?: string, message?: string}|null} */
    this.refused = null;
    /** @type {Asked} */
    this.asked = '';
    /** The page of the seat that this device holds already. */
    this.held = '';
    // What the person chose for this code.
    this.chosen = { takeOver: false, newSeat: false, inTab: false };
  }

  begin() {
    this._readFragment();
    addEventListener('hashchange', () => this._readFragment());
    // Back from the seat's page: the browser shows this one as it was left, and other seats may be held by now.
    addEventListener('pageshow', () => {
      this.busy = false;
    });
    this.redrawOn('page', window, 'pageshow');
  }

  /** The code is in the fragment, which is never sent to a server; it is removed from the address bar. */
  _readFragment() {
    if (location.hash.length < 2) return;
    this._code(formatCode(readable(location.hash.slice(1))));
    history.replaceState(history.state, '', location.pathname + location.search);
  }

  /** Another code: what was asked and chosen for the one before no longer counts. @param {string} code */
  _code(code) {
    this.code = code;
    this.refused = null;
    this.asked = '';
    this.chosen = { takeOver: false, newSeat: false, inTab: false };
  }

  /** @param {Event} event */
  _typed(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const before = field.value.slice(0, field.selectionStart ?? 0).replace(/[^A-Za-z0-9]/g, '').length;
    this._code(formatCode(field.value));
    field.value = this.code;
    const caret = before + Math.max(0, Math.floor((before - 1) / 4));
    field.setSelectionRange(caret, caret);
  }

  /** @param {Event} event @param {Partial<Join['chosen']>} [chosen] */
  async _submit(event, chosen) {
    event.preventDefault();
    if (this.busy) return;
    Object.assign(this.chosen, chosen);
    this.refused = null;
    if (this.code.replace(/-/g, '').length < SHORTEST) return this._refuse({ code: 'local.code_short' });
    // Some codes work once: whether this device can store a token is found out first.
    if (!this.chosen.inTab && !canKeepTokens()) return this._ask('tab');
    this.busy = true;
    const answer = await askSeat(this.code, this.chosen);
    if ('joined' in answer) {
      keepToken(answer.joined.screen, answer.joined.token);
      location.assign(answer.joined.screen);
      return;
    }
    this.busy = false;
    const { refused } = answer;
    this.held = refused.screen ?? '';
    if (refused.code === 'device.table_taken') await this._ask('table');
    else if (refused.code === 'join.seat_held' && this.held) await this._ask('seat');
    else await this._refuse(refused);
  }

  /** @param {{code?: string, message?: string}} refused */
  async _refuse(refused) {
    this.refused = refused;
    this.asked = '';
    await this.updateComplete;
    this.querySelector('input')?.focus();
  }

  /** @param {Asked} asked */
  async _ask(asked) {
    this.asked = asked;
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('.take-over h2'))?.focus();
  }

  page() {
    const seats = knownSeats();
    return html` <main class="page page--narrow join" id="main">
      <div class="page__tools"><burgertop-language></burgertop-language></div>
      <h1>${t('join-title')}</h1>
      ${
        seats.length && (this.asked !== 'seat' || seats.some((path) => path !== this.held))
          ? html`<section class="join__known" aria-labelledby="known">
              <h2 id="known">${t('join-known')}</h2>
              <ul class="plain">
                ${seats
                  .filter((path) => this.asked !== 'seat' || path !== this.held)
                  .map((path) => html`<li><a class="button button--wide" href=${path}>${seatName(path)}</a></li>`)}
              </ul>
              ${this.asked ? nothing : html`<h2>${t('join-known-other')}</h2>`}
            </section>`
          : nothing
      }
      ${this.asked ? this._question() : this._form()}
    </main>`;
  }

  _form() {
    return html`<form @submit=${(/** @type {Event} */ event) => this._submit(event)} novalidate>
      <label class="label" for="code">${t('join-code')}</label>
      <p class="hint" id="code-hint">${t('join-hint')}</p>
      <input
        class="field join__code"
        id="code"
        name="code"
        inputmode="text"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        aria-describedby="code-hint code-complaint"
        aria-invalid=${String(Boolean(this.refused))}
        .value=${live(this.code)}
        @input=${this._typed}
      />
      <p class="complaint" id="code-complaint" role="alert">${this.refused ? reason(this.refused) : ''}</p>
      <button class="button button--primary button--wide" type="submit" aria-disabled=${String(this.busy)}>
        ${this.busy ? t('join-busy') : t('join-go')}
      </button>
    </form>`;
  }

  /** One question, its answers, and the way back. */
  _question() {
    const go = (/** @type {Partial<Join['chosen']>} */ chosen, /** @type {string} */ text, kind = 'button--primary') =>
      html` <button
        class="button ${kind}"
        aria-disabled=${String(this.busy)}
        @click=${(/** @type {Event} */ event) => this._submit(event, chosen)}
      >
        ${this.busy ? t('join-busy') : text}
      </button>`;
    const back = (/** @type {string} */ text) =>
      html`<button class="button" @click=${() => this._ask('')}>${text}</button>`;
    if (this.asked === 'seat') {
      const phone = this.held.startsWith('/phone/');
      return html`<section class="take-over">
        <h2 tabindex="-1">${t('held-title')}</h2>
        <p>${t(phone ? 'held-phone' : 'held-seat')}</p>
        <p><a class="button button--primary button--wide" href=${this.held}>${seatName(this.held)}</a></p>
        <p>${go({ newSeat: true }, t(phone ? 'held-phone-other' : 'held-seat-other'), 'button--wide')}</p>
      </section>`;
    }
    if (this.asked === 'tab') {
      return html`<section class="take-over">
        <h2 tabindex="-1">${t('in-tab-title')}</h2>
        <p>${t('in-tab-text')}</p>
        <p>${t('in-tab-fix')}</p>
        <div class="row">${go({ inTab: true }, t('in-tab-yes'))}${back(t('in-tab-no'))}</div>
      </section>`;
    }
    return html`<section class="take-over">
      <h2 tabindex="-1">${t('take-over-title')}</h2>
      <p>${t('take-over-text')}</p>
      <div class="row">${go({ takeOver: true }, t('take-over-yes'))}${back(t('take-over-no'))}</div>
    </section>`;
  }
}

/** "/table/7" -> "Verder als tafel 7". @param {string} path */
function seatName(path) {
  const [, kind, id = ''] = path.split('/');
  const guest = kind === 'phone' ? Number(id) - FIRST_GUEST + 1 : 0;
  if (guest > 0) return t('join-as-guest', { number: guest });
  return ['table', 'phone', 'control', 'desk', 'wall', 'ops'].includes(kind) ? t(`join-as-${kind}`, { id }) : path;
}

customElements.define('burgertop-join', Join);
