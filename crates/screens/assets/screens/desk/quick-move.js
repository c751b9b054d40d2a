// Moving one idea with one tap: the three themes that it most likely belongs in, asked of the server when it is opened.

import { html, nothing } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { t } from '../../lib/i18n.js';
import { Panel } from '../../parts/panel.js';

/** @typedef {{theme: string, percent: number}} Likely */

/** @extends {Panel<import('./desk.js').Desk>} */
export class QuickMove extends Panel {
  /** `idea`: the one whose choices are open. `likely`: its themes, null until the server has answered. */
  #state = this.state({ idea: '', likely: /** @type {Likely[]|null} */ (null) });

  get idea() {
    return this.#state.idea;
  }

  /** @param {string} idea */
  async toggle(idea) {
    const { host } = this;
    this.#state.idea = this.idea === idea ? '' : idea;
    this.#state.likely = null;
    host.shownIdeas.hold(this.idea !== '' || host.selection.ids.size > 0);
    host.focusOn(this.idea && `idea/${this.idea}`);
    if (!this.idea) return;
    try {
      const likely = (await (await ask(host.path, `ideas/${idea}/likely`)).json()).likely;
      if (this.idea === idea) this.#state.likely = likely;
    } catch (failed) {
      host.problem = /** @type {import('../../lib/commands.js').CommandFailed} */ (failed);
      this.#state.idea = '';
    }
  }

  /** @param {string} id @param {import('../../lib/types.js').Idea} idea */
  render(id, idea) {
    if (this.idea !== id) return nothing;
    const { host } = this;
    const likely = (this.#state.likely ?? []).flatMap(({ theme, percent }) => {
      const label = theme === idea.theme ? undefined : host.doc('desk', `theme/${theme}`)?.label;
      return label === undefined ? [] : [{ theme, percent, label }];
    });
    const { theme: now } = idea;
    return html`<div class="idea__move" role="group" aria-label=${t('quick-label')}>
      ${this.#state.likely === null ? html`<span class="hint">${t('quick-asking')}</span>` : nothing}
      ${this.#state.likely !== null && !likely.length ? html`<span class="hint">${t('quick-none')}</span>` : nothing}
      ${likely.map(
        ({ theme, percent, label }) =>
          html`<button class="button button--small" @click=${() => this.#move(id, theme)}>
            <bdi>${label}</bdi>
            <span class="idea__percent">${t('quick-percent', { percent })}</span>
          </button>`,
      )}
      ${
        now && !idea.pinned
          ? html`<button class="button button--small" @click=${() => this.#move(id, now)}>${t('quick-stay')}</button>`
          : nothing
      }
      ${
        now
          ? html`<button class="button button--small" @click=${() => this.#move(id, null)}>${t('quick-out')}</button>`
          : nothing
      }
      ${
        now && host.doc('desk', `theme/${now}`)?.example_idea !== id
          ? html`<button class="button button--small" @click=${() => this.#quote(id, now)}>
              ${t('example-quote')}
            </button>`
          : nothing
      }
    </div>`;
  }

  /** @param {string} idea @param {string} theme */
  async #quote(idea, theme) {
    if (await this.host.send({ theme: { quote: { theme, idea } } })) await this.toggle(idea);
  }

  /** @param {string} idea @param {string|null} theme */
  async #move(idea, theme) {
    if (await this.host.send({ theme: { move: { idea, theme } } })) await this.toggle(idea);
  }
}
