// The record to take home, in each format that the server has.

import { html } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { t } from '../../lib/i18n.js';

const FORMATS = ['json', 'csv', 'xlsx'];

/** @param {import('./ops.js').Ops} host */
export function exportPanel(host) {
  return html`<section class="panel" aria-labelledby="export-title">
    <h2 class="panel__title" id="export-title">${t('export-title')}</h2>
    <p class="hint">${t('export-hint')}</p>
    <div class="row row--even">
      ${FORMATS.map(
        (format) =>
          html`<button
            class="button"
            aria-disabled=${String(host.fetching !== '')}
            @click=${() => fetchFile(host, format)}
          >
            ${host.fetching === format ? t('export-busy') : t(`export-${format}`)}
          </button>`,
      )}
    </div>
  </section>`;
}

/** @param {import('./ops.js').Ops} host @param {string} format */
async function fetchFile(host, format) {
  if (host.fetching) return;
  host.fetching = format;
  host.problem = null;
  host.requestUpdate();
  try {
    const file = await (await ask(host.path, `export?format=${format}`)).blob();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `burgertop.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (failed) {
    host.problem = /** @type {any} */ (failed);
  } finally {
    host.fetching = '';
    host.requestUpdate();
  }
}
