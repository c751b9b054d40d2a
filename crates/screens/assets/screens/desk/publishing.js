// Publishing: the name and the example that will stand on the wall, as they were read when the theme was ticked.

import { html, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { Panel } from '../../parts/panel.js';
import { coverageForecast } from './coverage-forecast.js';

/** @typedef {import('../../lib/types.js').Theme} Theme */

/** What will stand on the wall. @typedef {{label: string, example: string|null}} Reading */

/** @extends {Panel<import('./desk.js').Desk>} */
export class Publishing extends Panel {
  /** `chosen`: what was read of each theme that is chosen: the machine may call it otherwise a moment later. */
  #state = this.state({ chosen: /** @type {Map<string, Reading>} */ (new Map()) });

  /** @returns {ReadonlyMap<string, Reading>} */
  get chosen() {
    return this.#state.chosen;
  }

  /** @param {string} id @param {Theme} theme */
  toggle(id, theme) {
    if (this.chosen.has(id)) this.#drop([id]);
    else this.#read(id, theme);
  }

  /** @param {string} id @param {Theme} theme */
  #read(id, theme) {
    this.#state.chosen = new Map([...this.chosen, [id, { label: theme.label, example: theme.example ?? null }]]);
  }

  /** @param {string[]} ids */
  #drop(ids) {
    this.#state.chosen = new Map([...this.chosen].filter(([id]) => !ids.includes(id)));
  }

  /** @param {Array<[string, Theme]>} themes */
  render(themes) {
    const ready = themes.filter(([id, theme]) => this.chosen.has(id) && theme.state !== 'published');
    return html` ${
        ready.length
          ? html`<section class="preview" aria-labelledby="preview-title">
              <h3 class="preview__title" id="preview-title">${t('preview-title')}</h3>
              <ul class="plain">
                ${ready.map(([id, theme]) => this.#row(id, theme))}
              </ul>
            </section>`
          : nothing
      }
      ${coverageForecast(this.host)}
      <button
        class="button button--primary button--wide"
        ?disabled=${!ready.length}
        @click=${() => this.#publish(ready.map(([id]) => id))}
      >
        ${t('theme-publish', { count: ready.length })}
      </button>`;
  }

  /** @param {string} id @param {Theme} theme */
  #row(id, theme) {
    const read = this.chosen.get(id) ?? { label: theme.label, example: theme.example ?? null };
    const changed = read.label !== theme.label || read.example !== (theme.example ?? null);
    return html`<li class="preview__theme">
      <strong dir="auto">${read.label}</strong>
      ${
        read.example
          ? html`<q dir="auto">${read.example}</q>`
          : html`<span class="hint">${t('preview-no-example')}</span>`
      }
      ${
        changed
          ? html`<p class="preview__changed" role="status">
              ${
                theme.example
                  ? t('preview-changed', { label: theme.label, example: theme.example })
                  : t('preview-changed-bare', { label: theme.label })
              }
              <button class="button button--small" @click=${() => this.#read(id, theme)}>${t('preview-take')}</button>
            </p>`
          : nothing
      }
    </li>`;
  }

  /** @param {string[]} themes */
  async #publish(themes) {
    const read = [...this.chosen].filter(([id]) => themes.includes(id));
    const labels = Object.fromEntries(read.map(([id, { label }]) => [id, label]));
    const examples = Object.fromEntries(read.map(([id, { example }]) => [id, example]));
    if (await this.host.send({ theme: { publish: { themes, labels, examples } } })) this.#drop(themes);
  }
}
