// Whom the published themes represent: ideas, tables and groups, each as a bar with its figures beside it.

import { html, nothing } from '../vendor/lit.js';
import { t, titleOf } from '../lib/i18n.js';

/** @typedef {import('../lib/types.js').Coverage} Coverage */
/** @typedef {import('../lib/types.js').Share} Share */

/** @param {Coverage|undefined} coverage */
export function coverageMeter(coverage) {
  if (!coverage) return nothing;
  const groups = coverage.segments ?? [];
  return html`<div class="coverage" role="group" aria-label=${t('coverage-title')}>
    ${bar(t('coverage-ideas'), { of: coverage.ideas, published: coverage.published })}
    ${bar(t('coverage-tables'), coverage.tables)} ${groups.map((group) => bar(titleOf(group), group))}
  </div>`;
}

/** @param {string} name @param {Share} share */
function bar(name, { of, published }) {
  const percent = of ? Math.round((100 * published) / of) : 0;
  return html`<div class="coverage__row">
    <span class="coverage__name" dir="auto">${name}</span>
    <progress aria-label=${name} max=${of || 1} .value=${published}></progress>
    <span class="coverage__figures">${t('coverage-share', { published, of, percent })}</span>
  </div>`;
}
