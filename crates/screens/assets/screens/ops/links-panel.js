// A new link for a console during the day: for a person who lost theirs, or for one more helper.

import { html, nothing } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { t } from '../../lib/i18n.js';
import { Panel } from '../../parts/panel.js';

/** The consoles, and the roles of those who work on them. @type {Record<string, string>} */
const CONSOLES = { control: 'facilitator', desk: 'theme_team', operator: 'operator' };

/** @typedef {import('../../lib/wire.js').Card} Card */

/** @extends {Panel<import('./ops.js').Ops>} */
export class LinksPanel extends Panel {
  /** `made`: the link that was made last, until it is put away. `busy`: the console for which one is being made. */
  #state = this.state({ made: /** @type {Card|null} */ (null), busy: '' });

  render() {
    return html`<section class="panel" aria-labelledby="links-title">
      <h2 class="panel__title" id="links-title">${t('links-title')}</h2>
      <p class="hint">${t('links-hint')}</p>
      <div class="row">
        ${Object.entries(CONSOLES).map(
          ([console, role]) =>
            html`<button
              class="button"
              id="link-${console}"
              aria-disabled=${String(this.#state.busy !== '')}
              @click=${() => this.#make(console)}
            >
              ${this.#state.busy === console ? t('links-busy') : t(`role-${role}`)}
            </button>`,
        )}
      </div>
      <div role="status">${this.#state.made ? this.#link(this.#state.made) : nothing}</div>
    </section>`;
  }

  /** @param {Card} link */
  #link(link) {
    const { size = 0, path = '' } = link.qr ?? {};
    const address = link.url.replace(/#.*$/, '');
    return html`<div class="new-link">
      <h3 tabindex="-1">${t('links-made', { role: t(`role-${link.role}`) })}</h3>
      ${
        link.qr
          ? html`<svg
              class="qr new-link__qr"
              viewBox="0 0 ${size} ${size}"
              shape-rendering="crispEdges"
              role="img"
              aria-label=${t('print-qr', { code: link.code })}
            >
              <rect width=${size} height=${size} fill="#fff"></rect>
              <path d=${path} fill="#000"></path>
            </svg>`
          : nothing
      }
      <p>${t('links-how')}</p>
      <p class="new-link__typed">${address}<br /><strong class="new-link__code">${link.code}</strong></p>
      <p><button class="button" @click=${() => this.#putAway()}>${t('links-close')}</button></p>
    </div>`;
  }

  /** @param {string} console */
  async #make(console) {
    if (this.#state.busy) return;
    this.#state.busy = console;
    this.#state.made = null;
    this.host.problem = null;
    try {
      const made = await (await ask(this.host.path, 'codes', { console })).json();
      this.#state.made = made.codes[0];
    } catch (failed) {
      this.host.problem = /** @type {import('../../lib/commands.js').CommandFailed} */ (failed);
    }
    this.#state.busy = '';
    await this.host.updateComplete;
    /** @type {HTMLElement|null} */ (this.host.querySelector('.new-link h3'))?.focus();
  }

  async #putAway() {
    const role = this.#state.made?.role;
    this.#state.made = null;
    await this.host.updateComplete;
    const console = Object.keys(CONSOLES).find((name) => CONSOLES[name] === role);
    /** @type {HTMLElement|null} */ (this.host.querySelector(`#link-${console}`))?.focus();
  }
}
