// The form in which people write: text with a counter, stored as a draft on every keystroke, handed in on pressing.

import { html, live, nothing } from '../vendor/lit.js';
import { isComposing } from '../lib/composing.js';
import { t } from '../lib/i18n.js';
import { characters, whole } from '../lib/written.js';
import { Part } from './part.js';

export const MAX_CHARACTERS = 500;

/** Event: `hand-in`, detail the text. The form empties itself only when the listener has called `detail.taken()`. */
class HandIn extends Part {
  static get properties() {
    return {
      drafts: { attribute: false },
      what: { attribute: false },
      label: { attribute: false },
      hint: { attribute: false },
      button: { attribute: false },
      locked: { attribute: false },
      rows: { attribute: false },
      _text: { state: true },
      _complaint: { state: true },
    };
  }

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
    /** What is typed, as the draft holds it. */
    this._text = '';
    this._complaint = '';
    /** A text was handed in and nothing was typed since: a second press shows no complaint. */
    this._handedIn = false;
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (changed.has('what')) this._handedIn = false;
    if (changed.has('what') || changed.has('drafts')) this._text = this.drafts?.get(this.what) ?? '';
  }

  /** @param {Event} event */
  _typed(event) {
    this._text = /** @type {HTMLTextAreaElement} */ (event.target).value;
    this.drafts?.set(this.what, this._text);
    this._complaint = '';
    this._handedIn = false;
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
    const text = whole(this._text).trim();
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
              if (what === this.what) this._text = '';
            },
          },
        }),
      );
    }
    field?.focus();
  }

  render() {
    const left = MAX_CHARACTERS - characters(this._text);
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
        .value=${live(this._text)}
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
