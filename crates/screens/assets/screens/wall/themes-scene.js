// The wall's themes: a heading that says how many there are beside those that fit, and the cards.

import { html, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import './theme-cards.js';

/** More cards than this cannot be read from the back of a hall. */
export const MOST_CARDS = 12;

/**
 * The published themes; or, if control chose so, all themes as they form, marked as such.
 * @param {import('../../lib/types.js').Picture} picture
 */
export function themesScene(picture) {
  const forming = picture.scene === 'forming';
  const shown = new Set(picture.cards);
  const cards = picture.themes.filter(([id]) => shown.has(id));
  const most = Math.max(1, ...cards.map(([, theme]) => theme.count));
  const others = picture.themes.length - cards.length;
  return html` <h1 class="wall__heading">
      ${t(forming ? 'wall-forming' : 'wall-themes')}${
        others > 0 ? html` <span class="wall__others">${t('wall-others', { count: others })}</span>` : nothing
      }
    </h1>
    ${forming && cards.length ? html`<p class="wall__unread">${t('wall-forming-unread')}</p>` : nothing}
    ${
      cards.length
        ? html`<burgertop-theme-cards class="wall__cards" .cards=${cards} .most=${most}></burgertop-theme-cards>`
        : html`<p class="wall__subtitle">${t(forming ? 'wall-forming-none' : 'wall-no-themes')}</p>`
    }`;
}
