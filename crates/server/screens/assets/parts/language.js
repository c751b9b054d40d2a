// The language switch: one button per language, always in the same place.

import { LitElement, html } from '../vendor/lit.js';
import { LANGUAGES, chooseLanguage, language, onLanguage, t } from '../lib/i18n.js';

/** @type {Record<string, string>} */
const NAMES = { nl: 'Nederlands', en: 'English' };

class Language extends LitElement {
  #forget = () => {};

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#forget = onLanguage(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#forget();
  }

  render() {
    return html`<div class="language" role="group" aria-label=${t('language-label')}>
      ${LANGUAGES.map((lang) => html`<button class="language__choice" type="button" lang=${lang}
        aria-pressed=${String(lang === language())}
        @click=${() => chooseLanguage(lang)}>${lang.toUpperCase()}<span class="visually-hidden"> ${NAMES[lang]}</span></button>`)}
    </div>`;
  }
}

customElements.define('burgertop-language', Language);
