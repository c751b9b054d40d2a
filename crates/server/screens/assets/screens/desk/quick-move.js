// Moving one idea with one tap: the three themes that it most likely belongs in, asked of the server when it is opened.

import { html, nothing } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { t } from '../../lib/i18n.js';

export class QuickMove {
  #host;
  /** The idea whose choices are open. */
  idea = '';
  /** @type {Array<{theme: string, percent: number}>|null} */
  #likely = null;

  /** @param {import('./desk.js').Desk} host */
  constructor(host) {
    this.#host = host;
  }

  /** @param {string} idea */
  async toggle(idea) {
    const host = this.#host;
    this.idea = this.idea === idea ? '' : idea;
    this.#likely = null;
    host.hold(this.idea !== '' || host.selected.size > 0);
    host.focusOn(this.idea && `idea/${this.idea}`);
    if (!this.idea) return;
    try {
      const likely = (await (await ask(host.path, `ideas/${idea}/likely`)).json()).likely;
      if (this.idea === idea) this.#likely = likely;
    } catch (failed) {
      host.problem = /** @type {any} */ (failed);
      this.idea = '';
    }
    host.requestUpdate();
  }

  /** @param {string} id @param {import('../../lib/types.js').Idea} idea */
  render(id, idea) {
    if (this.idea !== id) return nothing;
    const host = this.#host;
    const likely = (this.#likely ?? []).filter(
      ({ theme }) => theme !== idea.theme && host.doc('desk', `theme/${theme}`),
    );
    return html`<div class="idea__move" role="group" aria-label=${t('quick-label')}>
      ${this.#likely === null ? html`<span class="hint">${t('quick-asking')}</span>` : nothing}
      ${this.#likely !== null && !likely.length ? html`<span class="hint">${t('quick-none')}</span>` : nothing}
      ${likely.map(
        ({ theme, percent }) =>
          html`<button class="button button--small" @click=${() => this.#move(id, theme)}>
            <bdi>${host.doc('desk', `theme/${theme}`).label}</bdi>
            <span class="idea__percent">${t('quick-percent', { percent })}</span>
          </button>`,
      )}
      ${
        idea.theme && !idea.pinned
          ? html`<button class="button button--small" @click=${() => this.#move(id, idea.theme)}>
              ${t('quick-stay')}
            </button>`
          : nothing
      }
      ${
        idea.theme
          ? html`<button class="button button--small" @click=${() => this.#move(id, null)}>${t('quick-out')}</button>`
          : nothing
      }
      ${
        idea.theme && host.doc('desk', `theme/${idea.theme}`)?.example_idea !== id
          ? html`<button class="button button--small" @click=${() => this.#quote(id, idea.theme)}>
              ${t('example-quote')}
            </button>`
          : nothing
      }
    </div>`;
  }

  /** @param {string} idea @param {string|null} theme */
  async #quote(idea, theme) {
    if (await this.#host.send({ theme: { quote: { theme, idea } } })) await this.toggle(idea);
  }

  /** @param {string} idea @param {string|null} theme */
  async #move(idea, theme) {
    if (await this.#host.send({ theme: { move: { idea, theme } } })) await this.toggle(idea);
  }
}
