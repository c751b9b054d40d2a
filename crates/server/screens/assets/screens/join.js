// The join screen: a code becomes a seat on this device; it also leads back to seats this browser already holds.

import { LitElement, html, live, nothing } from '../vendor/lit.js';
import { language, loadWords, onLanguage, reason, t } from '../lib/i18n.js';
import { keepToken, knownSeats } from '../lib/seat.js';
import '../parts/language.js';
import { timeLimit } from '../lib/time-limit.js';

const SHORTEST = 8;
const TIMEOUT_MS = 10_000;

/** Codes are written in groups of four: "abcdefgh" -> "ABCD-EFGH". @param {string} text */
export function formatCode(text) {
  const letters = text.toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, 24);
  return letters.match(/.{1,4}/g)?.join('-') ?? '';
}

/**
 * A fragment as it was meant. A link that was cut off or wrapped on its way may end in half a percent sign: what can be
 * read of it is kept, for the person can still type the rest. What a messenger hung behind the code is left out.
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

class Join extends LitElement {
  code = '';
  busy = false;
  ready = false;
  /** @type {{code?: string, message?: string}|null} */
  refused = null;
  /** The server asked whether this device takes the table over. */
  taken = false;

  createRenderRoot() {
    return this;
  }

  async connectedCallback() {
    super.connectedCallback();
    await loadWords();
    onLanguage(() => this.requestUpdate());
    this._readFragment();
    addEventListener('hashchange', () => this._readFragment());
    this.ready = true;
    this.requestUpdate();
  }

  /** The code stands in the fragment, which never travels to a server; it is not left in the address bar. */
  _readFragment() {
    if (location.hash.length < 2) return;
    this.code = formatCode(readable(location.hash.slice(1)));
    history.replaceState(null, '', location.pathname + location.search);
    this.requestUpdate();
  }

  /** @param {Event} event */
  _typed(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const before = field.value.slice(0, field.selectionStart ?? 0).replace(/[^A-Za-z0-9]/g, '').length;
    this.code = formatCode(field.value);
    field.value = this.code;
    const caret = before + Math.max(0, Math.floor((before - 1) / 4));
    field.setSelectionRange(caret, caret);
    this.refused = null;
    this.taken = false;
    this.requestUpdate();
  }

  /** @param {Event} event @param {boolean} takeOver */
  async _submit(event, takeOver) {
    event.preventDefault();
    if (this.busy) return;
    this.refused = null;
    if (this.code.replace(/-/g, '').length < SHORTEST) {
      this._say({ code: 'local.code_short' });
      return;
    }
    this.busy = true;
    this.requestUpdate();
    try {
      const answer = await fetch('/api/v1/join', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Language': language() },
        body: JSON.stringify({ code: this.code, take_over: takeOver }),
        signal: timeLimit(TIMEOUT_MS),
      });
      const body = await answer.json();
      if (answer.ok) {
        keepToken(body.screen, body.token);
        location.assign(body.screen);
        return;
      }
      this.busy = false;
      if (body.code === 'device.table_taken') await this._askTakeOver();
      else this._say({ code: body.code, message: body.detail });
    } catch {
      this.busy = false;
      this._say({ code: 'local.unreachable' });
    }
  }

  /** @param {{code?: string, message?: string}} refused */
  async _say(refused) {
    this.refused = refused;
    this.taken = false;
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector('input')?.focus();
  }

  async _askTakeOver() {
    this.taken = true;
    this.requestUpdate();
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('.take-over h2'))?.focus();
  }

  _cancelTakeOver() {
    this.taken = false;
    this.requestUpdate();
  }

  render() {
    if (!this.ready) return nothing;
    const seats = knownSeats();
    return html`
      <main class="page page--narrow join" id="main">
        <div class="page__tools"><burgertop-language></burgertop-language></div>
        <h1>${t('join-title')}</h1>
        ${this.taken ? this._takeOver() : this._form()}
        ${seats.length ? html`<section class="join__known" aria-labelledby="known">
          <h2 id="known">${t('join-known')}</h2>
          <ul class="plain">${seats.map((path) => html`<li><a class="button" href=${path}>${seatName(path)}</a></li>`)}</ul>
        </section>` : nothing}
      </main>`;
  }

  _form() {
    return html`<form @submit=${(/** @type {Event} */ event) => this._submit(event, false)} novalidate>
      <label class="label" for="code">${t('join-code')}</label>
      <p class="hint" id="code-hint">${t('join-hint')}</p>
      <input class="field join__code" id="code" name="code" inputmode="text" autocomplete="off" autocapitalize="characters" spellcheck="false"
        aria-describedby="code-hint code-complaint" aria-invalid=${String(Boolean(this.refused))}
        .value=${live(this.code)} @input=${this._typed}>
      <p class="complaint" id="code-complaint" role="alert">${this.refused ? reason(this.refused) : ''}</p>
      <button class="button button--primary button--wide" type="submit" aria-disabled=${String(this.busy)}>${this.busy ? t('join-busy') : t('join-go')}</button>
    </form>`;
  }

  _takeOver() {
    return html`<section class="take-over">
      <h2 tabindex="-1">${t('take-over-title')}</h2>
      <p>${t('take-over-text')}</p>
      <div class="row">
        <button class="button button--primary" aria-disabled=${String(this.busy)} @click=${(/** @type {Event} */ event) => this._submit(event, true)}>${t('take-over-yes')}</button>
        <button class="button" @click=${this._cancelTakeOver}>${t('take-over-no')}</button>
      </div>
    </section>`;
  }
}

/** "/table/7" -> "Verder als tafel 7". @param {string} path */
function seatName(path) {
  const [, kind, id = ''] = path.split('/');
  return ['table', 'phone', 'control', 'desk', 'wall', 'ops'].includes(kind) ? t(`join-as-${kind}`, { id }) : path;
}

customElements.define('burgertop-join', Join);
