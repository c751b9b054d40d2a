// The switches that every screen has in the same place: one button per language, and high contrast.

import { LitElement, html } from '../vendor/lit.js';
import { chooseContrast } from '../lib/contrast.js';
import { LANGUAGES, chooseLanguage, language, onLanguage, t } from '../lib/i18n.js';

/** @type {Record<string, string>} */
const NAMES = { nl: 'Nederlands', en: 'English' };

class Language extends LitElement {
  _forget = () => {};

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

  _contrast() {
    chooseContrast(!document.documentElement.classList.contains('contrast-more'));
    this.requestUpdate();
  }

  render() {
    return html`<button
        class="contrast"
        type="button"
        aria-pressed=${String(document.documentElement.classList.contains('contrast-more'))}
        title=${t('contrast-label')}
        @click=${this._contrast}
      >
        <span class="contrast__sign" aria-hidden="true"></span
        ><span class="visually-hidden">${t('contrast-label')}</span>
      </button>
      <div class="language" role="group" aria-label=${t('language-label')}>
        ${LANGUAGES.map(
          (lang) =>
            html`<button
              class="language__choice"
              type="button"
              lang=${lang}
              aria-pressed=${String(lang === language())}
              @click=${() => chooseLanguage(lang)}
            >
              ${lang.toUpperCase()}<span class="visually-hidden"> ${NAMES[lang]}</span>
            </button>`,
        )}
      </div>`;
  }
}

customElements.define('burgertop-language', Language);
