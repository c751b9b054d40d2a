// The base of the element that is a whole page: it draws nothing before the words of its language are there.

import { html, nothing } from '../vendor/lit.js';
import { loadWords, t } from '../lib/i18n.js';
import { forgetToken, seatPath, tokenOf } from '../lib/seat.js';
import { Part } from './part.js';
import './language.js';

export class Page extends Part {
  /** @returns {import('../vendor/lit.js').Properties} */
  static get properties() {
    return { ready: { state: true } };
  }

  /** @param {string} [path] of the seat whose token this page uses */
  constructor(path = seatPath()) {
    super();
    this.path = path;
    this.token = tokenOf(path);
    /** The words are there. */
    this.ready = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this._boot();
  }

  async _boot() {
    await loadWords();
    this.ready = true;
    await this.begin();
  }

  /** What a page does once, when its words are there. @returns {void|Promise<void>} */
  begin() {}

  /** @returns {any} the page, once its words are there */
  page() {
    return nothing;
  }

  render() {
    return this.ready ? this.page() : nothing;
  }

  /** In place of a page whose seat this device does not hold. */
  noSeat() {
    return this.lost('join', t('seat-none-title'), t('seat-none'));
  }

  /**
   * In place of a page that cannot continue: what happened, and the way out.
   * @param {'join'|'reload'} way @param {string} title @param {string} text @param {any} [more]
   */
  lost(way, title, text, more = nothing) {
    return html` <main class="page page--narrow" id="main">
      <div class="page__tools"><burgertop-language></burgertop-language></div>
      <h1>${title}</h1>
      <p>${text}</p>
      ${more}
      ${
        way === 'join'
          ? html`<p>
              <a class="button button--primary" href="/join" @click=${() => forgetToken(this.path)}
                >${t('seat-join')}</a
              >
            </p>`
          : html`<p>
              <button class="button button--primary" @click=${() => location.reload()}>${t('seat-reload')}</button>
            </p>`
      }
    </main>`;
  }
}
