// The form in which people write: text with a counter, kept as a draft on every keystroke, given away on pressing.

import { LitElement, html, live, nothing } from '../vendor/lit.js';
import { isComposing } from '../lib/composing.js';
import { onLanguage, t } from '../lib/i18n.js';
import { characters, whole } from '../lib/written.js';

export const MAX_CHARACTERS = 500;

/** Event: `hand-in`, detail the text. The form empties itself only when the listener has called `detail.taken()`. */
class HandIn extends LitElement {
  static get properties() {
    return {
      drafts: { attribute: false },
      what: { attribute: false },
      label: { attribute: false },
      hint: { attribute: false },
      button: { attribute: false },
      locked: { attribute: false },
      rows: { attribute: false },
    };
  }
  _complaint = '';
  _forget = () => {};
  /** It was handed in and nothing was typed since: pressed once more, there is nothing to complain of. */
  _handedIn = false;

  constructor() {
    super();
    /** @type {import('../lib/drafts.js').Drafts|undefined} */
    this.drafts = undefined;
    /** The name of the draft: the round. */
    this.what = '';
    this.label = '';
    this.hint = '';
    this.button = '';
    /** Why it cannot be handed in now (writing is always possible). */
    this.locked = '';
    this.rows = 3;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this._forget = onLanguage(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._forget();
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (changed.has('what')) this._handedIn = false;
  }

  /** @param {Event} event */
  _typed(event) {
    this.drafts?.set(this.what, /** @type {HTMLTextAreaElement} */ (event.target).value);
    this._complaint = '';
    this._handedIn = false;
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (
      event.key === 'Enter' &&
      !isComposing(event) &&
      (event.ctrlKey || event.metaKey || (this.rows <= 2 && !event.shiftKey))
    ) {
      event.preventDefault();
      this._press(event);
    }
  }

  /** @param {Event} event */
  _press(event) {
    event.preventDefault();
    const text = whole(this.drafts?.get(this.what) ?? '').trim();
    if (!text && this._handedIn) return;
    const length = characters(text);
    this._complaint = this.locked
      ? this.locked
      : !text
        ? t('hand-in-empty')
        : length > MAX_CHARACTERS
          ? t('hand-in-too-long', { over: length - MAX_CHARACTERS })
          : '';
    const field = this.querySelector('textarea');
    if (!this._complaint) {
      const { what, drafts } = this;
      this._handedIn = true;
      this.dispatchEvent(
        new CustomEvent('hand-in', {
          bubbles: true,
          detail: {
            text,
            taken: () => {
              drafts?.set(what, '');
              this.requestUpdate();
            },
          },
        }),
      );
    }
    field?.focus();
    this.requestUpdate();
  }

  render() {
    const text = this.drafts?.get(this.what) ?? '';
    const left = MAX_CHARACTERS - characters(text);
    return html`<form class="hand-in" @submit=${this._press} novalidate>
      <label class="label" for="hand-in-text">${this.label}</label>
      ${this.hint ? html`<p class="hint" id="hand-in-hint">${this.hint}</p>` : nothing}
      <textarea
        class="field"
        dir="auto"
        id="hand-in-text"
        rows=${this.rows}
        autocomplete="off"
        enterkeyhint=${this.rows <= 2 ? 'send' : 'enter'}
        aria-describedby="hand-in-hint hand-in-count hand-in-complaint"
        aria-invalid=${String(left < 0 || Boolean(this._complaint))}
        .value=${live(text)}
        @input=${this._typed}
        @keydown=${this._key}
      ></textarea>
      <p class="complaint" id="hand-in-complaint" role="alert">${this._complaint}</p>
      <div class="hand-in__foot">
        <button
          class="button button--primary hand-in__send"
          type="submit"
          aria-disabled=${String(Boolean(this.locked))}
        >
          ${this.button}
        </button>
        <p class="hand-in__count ${left < 0 ? 'hand-in__count--over' : ''}" id="hand-in-count">
          ${left < 0 ? t('hand-in-over', { count: -left }) : t('hand-in-left', { count: left })}
        </p>
        ${this.locked ? html`<p class="hand-in__locked">${this.locked}</p>` : nothing}
      </div>
    </form>`;
  }
}

customElements.define('burgertop-hand-in', HandIn);
