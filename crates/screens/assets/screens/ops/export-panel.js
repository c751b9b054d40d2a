// Downloads the record of the summit in each format that the server has.

import { html } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { t } from '../../lib/i18n.js';
import { Panel } from '../../parts/panel.js';

const FORMATS = ['json', 'csv', 'xlsx'];
/** How long a browser may still be reading the file after the click. */
const READ_MS = 60_000;

/** @extends {Panel<import('./ops.js').Ops>} */
export class ExportPanel extends Panel {
  /** `fetching`: the format that is under way. */
  #state = this.state({ fetching: '' });

  render() {
    const { fetching } = this.#state;
    return html`<section class="panel" aria-labelledby="export-title">
      <h2 class="panel__title" id="export-title">${t('export-title')}</h2>
      <p class="hint">${t('export-hint')}</p>
      <div class="row row--even">
        ${FORMATS.map(
          (format) =>
            html`<button class="button" aria-disabled=${String(fetching !== '')} @click=${() => this.#fetch(format)}>
              ${fetching === format ? t('export-busy') : t(`export-${format}`)}
            </button>`,
        )}
      </div>
    </section>`;
  }

  /** @param {string} format */
  async #fetch(format) {
    if (this.#state.fetching) return;
    this.#state.fetching = format;
    this.host.problem = null;
    try {
      const file = await (await ask(this.host.path, `export?format=${format}`)).blob();
      const link = document.createElement('a');
      link.href = URL.createObjectURL(file);
      link.download = `burgertop.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), READ_MS);
    } catch (failed) {
      this.host.problem = /** @type {import('../../lib/commands.js').CommandFailed} */ (failed);
    } finally {
      this.#state.fetching = '';
    }
  }
}
