// The wall's progress scene: how many tables have handed in, and the time left.

import { html } from '../../vendor/lit.js';
import { t, titleOf } from '../../lib/i18n.js';

/** @param {import('../../lib/types.js').Picture} picture @param {unknown} countdown */
export function progressScene(picture, countdown) {
  const progress = picture.progress ?? { tables_in: 0, tables: picture.summit?.tables ?? 0, ideas: 0, words: 0 };
  return html`<div class="wall__middle">
    <h1 class="wall__kicker" dir="auto">${titleOf(picture.item) || t('scene-progress')}</h1>
    <p class="wall__figure">${t('wall-tables-in', { in: progress.tables_in, of: progress.tables })}</p>
    <progress
      class="wall__progress"
      aria-label=${t('wall-progress')}
      max=${progress.tables || 1}
      .value=${progress.tables_in}
    ></progress>
    <p class="wall__subtitle">${t('progress-ideas', { ideas: progress.ideas, words: progress.words })}</p>
    ${countdown}
  </div>`;
}
