// The board of tables: online, ready, handed in, help; press a table that asked for help once it has been helped.

import { html, nothing, repeat } from '../../vendor/lit.js';
import { clockTime, t } from '../../lib/i18n.js';

/** @param {import('./control.js').Control} host */
export function board(host) {
  /** @type {Array<[string, import('../../lib/types.js').TableState]>} */
  const tables = host.list('control', 'table').sort(([a], [b]) => Number(a) - Number(b));
  const helping = tables.filter(([, table]) => table.help);
  const ready = tables.filter(([, table]) => table.ready).length;
  const online = tables.filter(([id]) => isOnline(host, id)).length;
  const phones = host.doc('presence', 'phones')?.online ?? 0;
  const rehearses = Boolean(host.doc('room', 'rehearsal'));
  const forgetful = tables.filter(([id]) => keepsNothing(host, id)).map(([id]) => id);
  const simulated = tables.filter(([id]) => isSimulated(host, id)).length;
  return html`<section class="panel" aria-labelledby="board-title">
    <h2 class="panel__title" id="board-title">${t('board-title')}</h2>
    <p class="board__sum">${t('board-sum', { online, tables: tables.length, ready, phones })}</p>
    ${
      rehearses
        ? html`<p class="board__sum">${t('board-sum-rehearsal', { simulated, real: online - simulated })}</p>`
        : nothing
    }
    ${
      helping.length
        ? html`<ul class="plain board__help" aria-label=${t('board-help-list')}>
            ${repeat(
              helping,
              ([id]) => id,
              ([id, table]) =>
                html`<li class="board__asks">
                  <span
                    ><strong>${t('table-name', { table: id })}</strong
                    >${table.help?.what ? html` <q dir="auto">${table.help.what}</q>` : html` ${t('board-asks')}`}</span
                  >
                  <button
                    class="button button--small button--primary"
                    aria-label=${t('board-helped-table', { table: id })}
                    @click=${() => helped(host, id)}
                  >
                    ${t('board-helped')}
                  </button>
                </li>`,
            )}
          </ul>`
        : nothing
    }
    ${
      forgetful.length
        ? html`<p class="board__warns" role="status">
            ${t('board-keeps-nothing-where', { count: forgetful.length, tables: forgetful.join(', ') })}
          </p>`
        : nothing
    }
    ${host.notice.some ? html`<p class="hint">${t('board-choose')}</p>` : nothing}
    <ul class="plain board" aria-labelledby="board-title">
      ${repeat(
        tables,
        ([id]) => id,
        ([id, table]) => cell(host, id, table, rehearses),
      )}
    </ul>
  </section>`;
}

/** @param {import('./control.js').Control} host @param {string} id */
function isOnline(host, id) {
  return Boolean(host.doc('presence', `table/${id}`)?.online);
}

/**
 * Whether the tablet there cannot keep what is handed in.
 * @param {import('./control.js').Control} host
 * @param {string} id
 */
function keepsNothing(host, id) {
  return host.doc('presence', `table/${id}`)?.keeps === false;
}

/** Whether the table is simulated by the rehearsal. @param {import('./control.js').Control} host @param {string} id */
function isSimulated(host, id) {
  return Boolean(host.doc('presence', `table/${id}`)?.simulated);
}

/** @param {import('./control.js').Control} host @param {string} id */
function helped(host, id) {
  host.send({ table: { helped: { table: Number(id) } } });
}

/**
 * @param {import('./control.js').Control} host
 * @param {string} id
 * @param {import('../../lib/types.js').TableState} table
 * @param {boolean} rehearses
 */
function cell(host, id, table, rehearses) {
  const online = isOnline(host, id);
  const since = host.doc('presence', `table/${id}`)?.since;
  const states = [
    online ? '' : since ? t('board-offline-since', { time: clockTime(since) }) : t('board-offline'),
    keepsNothing(host, id) ? t('board-keeps-nothing') : '',
    table.help ? t('board-help') : '',
    table.ready ? t('board-ready') : '',
    table.handed_in ? t('board-in', { count: table.handed_in }) : '',
  ].filter(Boolean);
  const kind = table.help ? 'help' : !online ? 'offline' : table.ready ? 'ready' : table.handed_in ? 'in' : 'plain';
  const chosen = host.notice.some && host.notice.tables.has(Number(id));
  const simulated = rehearses && isSimulated(host, id);
  const who = !rehearses || !online ? '' : t(simulated ? 'board-simulated' : 'board-real');
  const inside = html`<span class="cell__number">${id}</span
    >${who ? html`<span class="cell__who">${who}</span>` : nothing}<span class="cell__states"
      >${states.join(' · ')}</span
    >`;
  const also = [
    keepsNothing(host, id) && 'cell--keeps-nothing',
    simulated && 'cell--simulated',
    chosen && 'cell--chosen',
  ].filter(Boolean);
  const classes = ['cell', `cell--${kind}`, ...also].join(' ');
  if (host.notice.some) {
    return html`<li>
      <button class=${classes} aria-pressed=${String(chosen)} @click=${() => host.notice.toggle(Number(id))}>
        ${inside}
      </button>
    </li>`;
  }
  if (table.help) {
    return html`<li>
      <button class=${classes} @click=${() => helped(host, id)}>
        ${inside}<span class="visually-hidden">: ${t('board-helped-table', { table: id })}</span>
      </button>
    </li>`;
  }
  return html`<li><div class=${classes}>${inside}</div></li>`;
}
