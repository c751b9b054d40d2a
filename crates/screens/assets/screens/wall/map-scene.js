// The wall's map: every table with its state, in a shape and a sign and not in colour alone.

import { html, nothing, repeat } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

/** Cells are wider than high, for numbers are; the frame is 16:9. */
const SHAPE = 1.9;

/** @type {Record<string, string>} */
const SIGNS = { help: '?', offline: '×', ready: '✓' };

/** @param {import('../../lib/types.js').Picture} picture */
export function mapScene({ tables }) {
  const sorted = [...tables].sort(([a], [b]) => Number(a) - Number(b));
  const columns = Math.max(1, Math.min(sorted.length, Math.ceil(Math.sqrt((sorted.length * 16) / 9 / SHAPE))));
  const rows = Math.max(1, Math.ceil(sorted.length / columns));
  const size = Math.min(8, 46 / rows, 47 / columns);
  const count = (/** @type {string} */ kind) => sorted.filter(([, table]) => kindOf(table) === kind).length;
  const helping = sorted.filter(([, table]) => table.help).map(([id]) => id);
  const online = sorted.filter(([, table]) => table.online !== false).length;
  return html` <h1 class="wall__heading">${t('wall-map')}</h1>
    <ol class="tables" .style=${`--columns: ${columns}; --cell: calc(${size.toFixed(2)} * var(--wh))`}>
      ${repeat(
        sorted,
        ([id]) => id,
        ([id, table]) => cell(id, table),
      )}
    </ol>
    <p class="tables__sum">
      ${t('wall-map-sum', { online, tables: sorted.length, ready: count('ready') })}
      ${
        helping.length
          ? html` <span class="tables__help"
              >${t('wall-map-help', { tables: helping.slice(0, 8).join(', '), count: helping.length })}</span
            >`
          : nothing
      }
    </p>`;
}

/** @typedef {import('../../lib/types.js').Picture['tables'][number][1]} Table */

/** @param {Table} table */
function kindOf(table) {
  if (table.help) return 'help';
  if (table.online === false) return 'offline';
  if (table.ready) return 'ready';
  return table.handed_in ? 'in' : 'plain';
}

/** @param {string} id @param {Table} table */
function cell(id, table) {
  const kind = kindOf(table);
  const said = {
    help: t('board-help'),
    offline: t('board-offline'),
    ready: t('board-ready'),
    in: t('board-in', { count: table.handed_in }),
    plain: '',
  }[kind];
  const sign = SIGNS[kind] ?? (table.handed_in ? '•'.repeat(Math.min(3, table.handed_in)) : '');
  return html`<li class="tables__table tables__table--${kind}">
    <span class="tables__number">${id}</span>${
      sign ? html`<span class="tables__mark" aria-hidden="true">${sign}</span>` : nothing
    }${said ? html`<span class="visually-hidden"> ${said}</span>` : nothing}
  </li>`;
}
