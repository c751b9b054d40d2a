// Settings of the machine: fewer or more themes, rounds whose ideas stay put, and the grouping it suggests.

import { html, live, nothing } from '../../vendor/lit.js';
import { isChecked, valueOf } from '../../lib/fields.js';
import { t, titleOf } from '../../lib/i18n.js';

/** @param {import('./desk.js').Desk} host */
export function suggestion(host) {
  const it = host.doc('desk', 'suggestion');
  return html`<div role="status">
    ${
      it
        ? html`<div class="suggestion">
            <p>${t('suggestion-text')}</p>
            <details>
              <summary class="button button--small">${t('suggestion-look')}</summary>
              <p>${t('suggestion-what', { splits: it.splits, merges: it.merges, moves: it.moves })}</p>
              ${
                it.labels.length
                  ? html`<p dir="auto">${t('suggestion-labels', { labels: it.labels.join('; ') })}</p>`
                  : nothing
              }
              <button
                class="button button--small button--primary"
                @click=${() => host.send({ theme: { accept: { suggestion: it.offset } } })}
              >
                ${t('suggestion-accept')}
              </button>
            </details>
            <button
              class="button button--small"
              @click=${() => host.send({ theme: { dismiss: { suggestion: it.offset } } })}
            >
              ${t('suggestion-dismiss')}
            </button>
          </div>`
        : nothing
    }
  </div>`;
}

/** @param {import('./desk.js').Desk} host */
export function tuning(host) {
  const it = host.doc('desk', 'tuning');
  if (!it) return nothing;
  const talked = new Set(host.ideas.map(([, idea]) => idea.round));
  const rounds = it.rounds.filter((round) => talked.has(round.item));
  return html`<details class="panel tuning">
    <summary class="panel__title">${t('tuning-title')}</summary>
    <label class="label" for="resolution">${t('tuning-resolution')}</label>
    <div class="tuning__range">
      <span aria-hidden="true">${t('tuning-fewer')}</span>
      <input
        id="resolution"
        type="range"
        min="75"
        max="300"
        step="25"
        .value=${live(String(it.resolution_percent))}
        aria-valuetext=${t('tuning-value', { percent: it.resolution_percent })}
        @change=${(/** @type {Event} */ event) =>
          host.send({ theme: { tune: { resolution_percent: Number(valueOf(event)) } } })}
      />
      <span aria-hidden="true">${t('tuning-more')}</span>
    </div>
    <p class="hint">${t('tuning-hint')}</p>
    ${rounds.map(
      (round) =>
        html`<label class="tuning__round"
          ><input
            type="checkbox"
            .checked=${live(it.settled.includes(round.item))}
            @change=${(/** @type {Event} */ event) =>
              host.send({ theme: { settle: { round: round.item, settled: isChecked(event) } } })}
          />
          <span>${t('tuning-settled', { round: titleOf(round) })}</span></label
        >`,
    )}
  </details>`;
}
