// What is printed before the doors open: table cards, badges and a poster for the hall, with their QR codes.

import { html, nothing } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { valueOf } from '../../lib/fields.js';
import { reason, t } from '../../lib/i18n.js';
import { Page } from '../../parts/page.js';
import { badge, poster, staffCard, tableCard, wallCard } from './cards.js';

/** @typedef {import('../../lib/wire.js').Card} Card */

const SEAT = '/ops';
const KINDS = ['tables', 'badges', 'hall', 'walls', 'staff'];
/** Cards that go on one sheet of A4. @type {Record<string, number>} */
const PER_SHEET = { tables: 2, badges: 10, hall: 1, walls: 2, staff: 2 };
/** @type {Record<string, (card: Card, wifi: {name: string, password: string}) => unknown>} */
const DRAWN = { tables: tableCard, badges: badge, hall: poster, walls: wallCard, staff: staffCard };

class Print extends Page {
  static properties = {
    _sheet: { state: true },
    _kind: { state: true },
    _from: { state: true },
    _to: { state: true },
    _wifi: { state: true },
    _problem: { state: true },
  };

  /** The address on the cards, and a chosen one at which the server is no longer reachable. */
  #base = '';
  #moved = '';

  constructor() {
    super(SEAT);
    /** @type {import('../../lib/wire.js').Sheet|null} */
    this._sheet = null;
    this._kind = 'tables';
    this._from = 1;
    this._to = 0;
    this._wifi = { name: '', password: '' };
    /** @type {import('../../lib/commands.js').CommandFailed|null} */
    this._problem = null;
  }

  async begin() {
    // Also when someone prints from the browser's own menu.
    addEventListener('beforeprint', () => this.#printed());
    await this.#load();
  }

  async #load() {
    this._problem = null;
    if (!this.token) return;
    const base = this.#base ? `&base=${encodeURIComponent(this.#base)}` : '';
    try {
      this._sheet = await (await ask(SEAT, `codes?of=${this._kind}${base}`)).json();
      this.#base = this._sheet?.base ?? '';
    } catch (failed) {
      const refusal = /** @type {import('../../lib/commands.js').CommandFailed} */ (failed);
      if (this.#base && refusal.code === 'request.malformed') {
        // The laptop joined another network while this page was open.
        this.#moved = this.#base;
        this.#base = '';
        await this.#load();
        return;
      }
      this._problem = refusal;
    }
  }

  /** From now on the server checks whether the address on these cards is reachable. */
  #printed() {
    if (!this._sheet || !this.#cards.length) return;
    ask(SEAT, 'codes/printed', { of: this._kind, base: this.#base }).catch(() => {
      /* it only warns */
    });
  }

  /** What makes cards useless, shown before paper is spent on them. */
  #warnings() {
    /** @type {string[]} */
    const warnings = [];
    if (this.#moved) warnings.push(t('print-moved', { base: this.#moved }));
    if (isLocal(this.#base)) warnings.push(t('print-local', { base: this.#base }));
    const dead = this._sheet?.dead ?? [];
    for (const base of new Set(dead.map((it) => it.base))) {
      const kinds = dead.filter((it) => it.base === base).map((it) => t(`print-dead-${it.of}`));
      warnings.push(t('print-dead', { base, cards: kinds.join(', ') }));
    }
    return warnings;
  }

  /** The chosen cards, those of a range where they have numbers. */
  get #cards() {
    const cards = this._sheet?.codes ?? [];
    // Typed the other way round, it is the same range.
    const [from, to] = this._to && this._to < this._from ? [this._to, this._from] : [this._from, this._to || Infinity];
    return cards.filter((card) => {
      const number = card.table ?? card.badge;
      return number === null || (from <= number && number <= to);
    });
  }

  page() {
    document.title = t('print-title');
    if (!this.token) return this.noSeat();
    const cards = this.#cards;
    return html` <main id="main">
      <div class="print-form">
        <div class="page__tools">
          <a class="button" href="/ops">${t('print-back')}</a><burgertop-language></burgertop-language>
        </div>
        <h1>${t('print-title')}</h1>
        <div role="alert">
          ${this._problem ? html`<p class="problem">${reason(this._problem)}</p>` : nothing}
          ${this.#warnings().map((warning) => html`<p class="problem">${warning}</p>`)}
        </div>
        <div class="row" role="group" aria-label=${t('print-what')}>
          ${KINDS.map(
            (kind) =>
              html`<button
                class="button ${kind === this._kind ? 'button--on' : ''}"
                aria-pressed=${String(kind === this._kind)}
                @click=${() => this.#choose(kind)}
              >
                ${t(`print-${kind}`)}
              </button>`,
          )}
        </div>
        <div class="print-form__fields">
          ${
            this._kind === 'tables' || this._kind === 'badges'
              ? html` ${this.#number('from', t('print-from'), this._from)}
                ${this.#number('to', t('print-to'), this._to || '')}`
              : nothing
          }
          <div>
            <label class="label" for="base">${t('print-base')}</label>
            <select
              class="field"
              id="base"
              @change=${(/** @type {Event} */ event) => {
                this.#base = valueOf(event);
                this.#load();
              }}
            >
              ${(this._sheet?.bases ?? []).map(
                (base) => html`<option value=${base} ?selected=${base === this.#base}>${base}</option>`,
              )}
            </select>
          </div>
          ${this.#text('name', t('print-wifi-name'))}${this.#text('password', t('print-wifi-password'))}
        </div>
        <p class="hint">${t('print-hint')}</p>
        <p>
          <button class="button button--primary button--big" @click=${() => print()}>
            ${t('print-go', { count: cards.length, sheets: Math.ceil(cards.length / PER_SHEET[this._kind]) })}
          </button>
        </p>
        ${this._kind === 'staff' ? html`<p class="hint">${t('print-staff-hint')}</p>` : nothing}
      </div>
      <section class="sheets sheets--${this._kind}" tabindex="0" aria-label=${t('print-preview')}>
        ${sheets(cards, PER_SHEET[this._kind]).map(
          (sheet) => html`<div class="sheet">${sheet.map((card) => DRAWN[this._kind](card, this._wifi))}</div>`,
        )}
      </section>
    </main>`;
  }

  /** @param {string} kind */
  #choose(kind) {
    if (kind === this._kind) return;
    this._kind = kind;
    this._sheet = null;
    this._from = 1;
    this._to = 0;
    this.#load();
  }

  /** @param {'from'|'to'} which @param {string} label @param {string|number} value */
  #number(which, label, value) {
    return html`<div>
      <label class="label" for=${which}>${label}</label>
      <input
        class="field"
        id=${which}
        type="number"
        min="1"
        inputmode="numeric"
        .value=${String(value)}
        @input=${(/** @type {Event} */ event) => {
          const number = Math.max(0, Number.parseInt(valueOf(event), 10) || 0);
          if (which === 'from') this._from = number || 1;
          else this._to = number;
        }}
      />
    </div>`;
  }

  /** What is typed here is printed, and goes nowhere else. @param {'name'|'password'} which @param {string} label */
  #text(which, label) {
    return html`<div>
      <label class="label" for="wifi-${which}">${label}</label>
      <input
        class="field"
        dir="auto"
        id="wifi-${which}"
        autocomplete="off"
        maxlength="63"
        @input=${(/** @type {Event} */ event) => {
          this._wifi = { ...this._wifi, [which]: valueOf(event) };
        }}
      />
    </div>`;
  }
}

/** Whether an address makes every device connect to itself. @param {string} base */
function isLocal(base) {
  try {
    const host = new URL(base).hostname.replace(/^\[|\]$|\.$/g, '');
    return host === 'localhost' || host.endsWith('.localhost') || /^127\.|^0\.0\.0\.0$|^::1?$|^::ffff:7f/.test(host);
  } catch {
    return false;
  }
}

/** @template T @param {T[]} cards @param {number} count @returns {T[][]} */
function sheets(cards, count) {
  const made = [];
  for (let at = 0; at < cards.length; at += count) made.push(cards.slice(at, at + count));
  return made;
}

customElements.define('burgertop-print', Print);
