// What would still be left out if the chosen themes were published too; shown before they are.

import { html, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

/** Tables named one by one; more are counted. */
const TABLES_NAMED = 12;

/**
 * Whether an idea is in a theme that is published or chosen.
 * @param {import('./desk.js').Desk} host @param {import('../../lib/types.js').Idea} idea
 */
export function isCovered(host, idea) {
  if (!idea.theme) return false;
  return (
    host.themes.publishing.chosen.has(idea.theme) || host.doc('desk', `theme/${idea.theme}`)?.state === 'published'
  );
}

/** @param {import('./desk.js').Desk} host */
export function coverageForecast(host) {
  const live = host.ideas.map(([, idea]) => idea).filter((idea) => idea.state === 'live');
  if (!live.length) return nothing;
  const covered = live.filter((idea) => isCovered(host, idea));
  const heard = new Set(covered.map((idea) => idea.table));
  const tables = [...new Set(live.flatMap((idea) => (idea.table && !heard.has(idea.table) ? [idea.table] : [])))].sort(
    (a, b) => a - b,
  );
  const left = live.length - covered.length;
  return html`<div class="forecast">
    <p>
      ${t(host.themes.publishing.chosen.size ? 'forecast-chosen' : 'forecast-published', {
        covered: covered.length,
        ideas: live.length,
      })}
      ${
        left
          ? html`<button
              class="link"
              aria-pressed=${String(host.shownIdeas.filter === 'uncovered')}
              @click=${() => host.shownIdeas.show(host.shownIdeas.filter === 'uncovered' ? 'all' : 'uncovered')}
            >
              ${t('forecast-show', { count: left })}
            </button>`
          : nothing
      }
    </p>
    ${
      tables.length
        ? html`<p class="hint">
            ${t('forecast-tables', {
              count: tables.length,
              tables: tables.slice(0, TABLES_NAMED).join(', ') + (tables.length > TABLES_NAMED ? ' …' : ''),
            })}
          </p>`
        : nothing
    }
  </div>`;
}
