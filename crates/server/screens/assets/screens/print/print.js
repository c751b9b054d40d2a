// What is printed before the doors open: table cards, badges and a poster for the hall, with their QR codes.

import { LitElement, html, nothing } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { loadWords, onLanguage, reason, t } from '../../lib/i18n.js';
import { tokenOf } from '../../lib/seat.js';
import '../../parts/language.js';
import { badge, poster, staffCard, tableCard, wallCard } from './cards.js';

const SEAT = '/ops';
const KINDS = ['tables', 'badges', 'hall', 'walls', 'staff'];
/** Cards that go on one sheet of A4. @type {Record<string, number>} */
const PER_SHEET = { tables: 2, badges: 10, hall: 1, walls: 2, staff: 2 };
/** @type {Record<string, (card: any, wifi: {name: string, password: string}) => any>} */
const DRAWN = { tables: tableCard, badges: badge, hall: poster, walls: wallCard, staff: staffCard };

class Print extends LitElement {
  #ready = false;
  /** @type {any} */
  #sheet = null;
  #kind = 'tables';
  #from = 1;
  #to = 0;
  #base = '';
  #wifi = { name: '', password: '' };
  /** @type {any} */
  #problem = null;
  /** The address that was chosen, and by which the server is reached no longer. */
  #moved = '';

  createRenderRoot() {
    return this;
  }

  async connectedCallback() {
    super.connectedCallback();
    await loadWords();
    onLanguage(() => this.requestUpdate());
    // Also where someone prints by the browser's own menu.
    addEventListener('beforeprint', () => this.#printed());
    this.#ready = true;
    await this.#load();
  }

  async #load() {
    this.#problem = null;
    this.requestUpdate();
    if (!tokenOf(SEAT)) return;
    const base = this.#base ? `&base=${encodeURIComponent(this.#base)}` : '';
    try {
      this.#sheet = await (await ask(SEAT, `codes?of=${this.#kind}${base}`)).json();
      this.#base = this.#sheet.base;
    } catch (failed) {
      const { code } = /** @type {any} */ (failed);
      if (this.#base && code === 'request.malformed') {
        // The laptop came into another network while this page was open.
        this.#moved = this.#base;
        this.#base = '';
        await this.#load();
        return;
      }
      this.#problem = failed;
    }
    this.requestUpdate();
  }

  /** The server watches from now on whether the address on these cards is reached. */
  #printed() {
    if (!this.#sheet || !this.#cards.length) return;
    ask(SEAT, 'codes/printed', { of: this.#kind, base: this.#base }).catch(() => {
      /* it only warns */
    });
  }

  /** What makes cards useless, before paper is spent on it. */
  #warnings() {
    /** @type {string[]} */
    const warnings = [];
    if (this.#moved) warnings.push(t('print-moved', { base: this.#moved }));
    if (isLocal(this.#base)) warnings.push(t('print-local', { base: this.#base }));
    const dead = this.#sheet?.dead ?? [];
    for (const base of new Set(dead.map((/** @type {any} */ it) => it.base))) {
      const kinds = dead
        .filter((/** @type {any} */ it) => it.base === base)
        .map((/** @type {any} */ it) => t(`print-dead-${it.of}`));
      warnings.push(t('print-dead', { base, cards: kinds.join(', ') }));
    }
    return warnings;
  }

  /** The chosen cards, those of a range where they have numbers. */
  get #cards() {
    const cards = this.#sheet?.codes ?? [];
    const number = (/** @type {any} */ card) => card.table ?? card.badge;
    // Typed the other way round, it is the same range.
    const [from, to] = this.#to && this.#to < this.#from ? [this.#to, this.#from] : [this.#from, this.#to || Infinity];
    return cards.filter(
      (/** @type {any} */ card) => number(card) === null || (from <= number(card) && number(card) <= to),
    );
  }

  render() {
    if (!this.#ready) return nothing;
    document.title = t('print-title');
    if (!tokenOf(SEAT)) {
      return html`<main class="page page--narrow" id="main">
        <h1>${t('seat-none-title')}</h1>
        <p>${t('seat-none')}</p>
        <p><a class="button button--primary" href="/join">${t('seat-join')}</a></p>
      </main>`;
    }
    const cards = this.#cards;
    return html` <main id="main">
      <div class="print-form">
        <div class="page__tools">
          <a class="button" href="/ops">${t('print-back')}</a><burgertop-language></burgertop-language>
        </div>
        <h1>${t('print-title')}</h1>
        <div role="alert">
          ${this.#problem ? html`<p class="problem">${reason(this.#problem)}</p>` : nothing}
          ${this.#warnings().map((warning) => html`<p class="problem">${warning}</p>`)}
        </div>
        <div class="row" role="group" aria-label=${t('print-what')}>
          ${KINDS.map(
            (kind) =>
              html`<button
                class="button ${kind === this.#kind ? 'button--on' : ''}"
                aria-pressed=${String(kind === this.#kind)}
                @click=${() => this.#choose(kind)}
              >
                ${t(`print-${kind}`)}
              </button>`,
          )}
        </div>
        <div class="print-form__fields">
          ${
            this.#kind === 'tables' || this.#kind === 'badges'
              ? html` ${this.#number('from', t('print-from'), this.#from)}
                ${this.#number('to', t('print-to'), this.#to || '')}`
              : nothing
          }
          <div>
            <label class="label" for="base">${t('print-base')}</label>
            <select
              class="field"
              id="base"
              @change=${(/** @type {any} */ event) => {
                this.#base = event.target.value;
                this.#load();
              }}
            >
              ${(this.#sheet?.bases ?? []).map(
                (/** @type {string} */ base) =>
                  html`<option value=${base} ?selected=${base === this.#base}>${base}</option>`,
              )}
            </select>
          </div>
          ${this.#text('name', t('print-wifi-name'))}${this.#text('password', t('print-wifi-password'))}
        </div>
        <p class="hint">${t('print-hint')}</p>
        <p>
          <button class="button button--primary button--big" @click=${() => print()}>
            ${t('print-go', { count: cards.length, sheets: Math.ceil(cards.length / PER_SHEET[this.#kind]) })}
          </button>
        </p>
        ${this.#kind === 'staff' ? html`<p class="hint">${t('print-staff-hint')}</p>` : nothing}
      </div>
      <section class="sheets sheets--${this.#kind}" tabindex="0" aria-label=${t('print-preview')}>
        ${sheets(cards, PER_SHEET[this.#kind]).map(
          (sheet) => html`<div class="sheet">${sheet.map((card) => DRAWN[this.#kind](card, this.#wifi))}</div>`,
        )}
      </section>
    </main>`;
  }

  /** @param {string} kind */
  #choose(kind) {
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#sheet = null;
    this.#from = 1;
    this.#to = 0;
    this.#load();
  }

  /** @param {'from'|'to'} which @param {string} label @param {any} value */
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
        @input=${(/** @type {any} */ event) => {
          const number = Math.max(0, Number.parseInt(event.target.value, 10) || 0);
          if (which === 'from') this.#from = number || 1;
          else this.#to = number;
          this.requestUpdate();
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
        @input=${(/** @type {any} */ event) => {
          this.#wifi[which] = event.target.value;
          this.requestUpdate();
        }}
      />
    </div>`;
  }
}

/** Whether an address leads every device to itself. @param {string} base */
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
