// The run sheet: every part of the day with its planned and actual time, the one that runs marked.

import { html, nothing, repeat } from '../../vendor/lit.js';
import { clockTime, t, titleOf } from '../../lib/i18n.js';
import { countdown } from './next-step.js';

/** @typedef {import('../../lib/types.js').PlannedItem} PlannedItem */

/** 570 -> "09:30". @param {number} minute after midnight */
function plannedTime(minute) {
  return `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** @param {import('./control.js').Control} host */
export function runSheet(host) {
  /** @type {PlannedItem[]} */
  const items = host
    .list('control', 'agenda')
    .map(([, item]) => item)
    .sort((a, b) => a.number - b.number);
  const current = host.item?.id;
  return html`<section class="panel" aria-labelledby="sheet-title">
    <h2 class="panel__title" id="sheet-title">${t('sheet-title')}</h2>
    <div class="sheet__scroll" tabindex="0" role="group" aria-labelledby="sheet-title">
      <table class="sheet">
        <thead>
          <tr>
            <th scope="col">${t('sheet-planned')}</th>
            <th scope="col">${t('sheet-actual')}</th>
            <th scope="col">${t('sheet-item')}</th>
            <th scope="col" class="sheet__length">${t('sheet-length')}</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            items,
            (item) => item.id,
            (item) => row(host, item, item.id === current),
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** @param {import('./control.js').Control} host @param {PlannedItem} item @param {boolean} isCurrent */
function row(host, item, isCurrent) {
  const extra = Math.round(item.extended_ms / 60_000);
  return html`<tr
    class="sheet__row sheet__row--${item.state} ${isCurrent ? 'sheet__row--current' : ''}"
    aria-current=${isCurrent ? 'step' : nothing}
  >
    <td>${plannedTime(item.planned_minute)}</td>
    <td>${clockTime(item.started_at)}</td>
    <th scope="row">
      <bdi>${titleOf(item)}</bdi>
      <span class="sheet__kind">${t(`kind-${item.kind}`)}</span>${isCurrent ? html` ${countdown(host)}` : nothing}
    </th>
    <td class="sheet__length">
      ${t('minutes-short', { count: Math.round(item.planned_ms / 60_000) })}${
        extra ? html` <span class="sheet__extra">${extra > 0 ? '+' : '−'}${Math.abs(extra)}</span>` : nothing
      }
    </td>
  </tr>`;
}
