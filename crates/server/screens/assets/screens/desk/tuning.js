// How the machine is steered: fewer or more themes, rounds that lie fast, and what it would rather show.

import { html, live, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

/** @param {import('./desk.js').Desk} host */
export function suggestion(host) {
  const it = host.doc('desk', 'suggestion');
  return html`<div role="status">${it ? html`<div class="suggestion">
    <p>${t('suggestion-text', { splits: it.splits, merges: it.merges, moves: it.moves })}
      ${it.labels.length ? html`<span>${t('suggestion-labels', { labels: it.labels.join('; ') })}</span>` : nothing}</p>
    <p class="row">
      <button class="button button--small button--primary" @click=${() => host.step({ theme: { accept: { suggestion: it.offset } } })}>${t('suggestion-accept')}</button>
      <button class="button button--small" @click=${() => host.step({ theme: { dismiss: { suggestion: it.offset } } })}>${t('suggestion-dismiss')}</button>
    </p></div>` : nothing}</div>`;
}

/** @param {import('./desk.js').Desk} host */
export function tuning(host) {
  const it = host.doc('desk', 'tuning');
  if (!it) return nothing;
  const rounds = [...new Set(host.ideas.flatMap(([, idea]) => (idea.round ? [idea.round] : [])))].sort();
  return html`<details class="panel tuning">
    <summary class="panel__title">${t('tuning-title')}</summary>
    <label class="label" for="resolution">${t('tuning-resolution')}</label>
    <div class="tuning__range"><span aria-hidden="true">${t('tuning-fewer')}</span>
      <input id="resolution" type="range" min="75" max="300" step="25" .value=${live(String(it.resolution_percent))}
        aria-valuetext=${t('tuning-value', { percent: it.resolution_percent })}
        @change=${(/** @type {any} */ event) => host.step({ theme: { tune: { resolution_percent: Number(event.target.value) } } })}>
      <span aria-hidden="true">${t('tuning-more')}</span></div>
    <p class="hint">${t('tuning-hint')}</p>
    ${rounds.map((round) => html`<label class="tuning__round"><input type="checkbox" .checked=${live(it.settled.includes(round))}
      @change=${(/** @type {any} */ event) => host.step({ theme: { settle: { round, settled: event.target.checked } } })}>
      <span>${t('tuning-settled', { round })}</span></label>`)}
  </details>`;
}
