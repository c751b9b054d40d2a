// The switches that every screen has in the same place: one button per language, and high contrast.

import { html } from '../vendor/lit.js';
import { chooseContrast } from '../lib/contrast.js';
import { LANGUAGES, chooseLanguage, language, t } from '../lib/i18n.js';
import { Part } from './part.js';

/** @type {Record<string, string>} */
const NAMES = { nl: 'Nederlands', en: 'English' };

class Language extends Part {
  static get properties() {
    return { contrast: { state: true } };
  }

  constructor() {
    super();
    /** High contrast is on. */
    this.contrast = document.documentElement.classList.contains('contrast-more');
  }

  _switchContrast() {
    this.contrast = !this.contrast;
    chooseContrast(this.contrast);
  }

  render() {
    return html`<button
        class="contrast"
        type="button"
        aria-pressed=${String(this.contrast)}
        title=${t('contrast-label')}
        @click=${this._switchContrast}
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
