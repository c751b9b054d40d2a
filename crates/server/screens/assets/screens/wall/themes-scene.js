// The wall's themes: cards that keep their place, each with its rank, its count and one idea as an example.

import { html, nothing, repeat } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

/** More cards than this cannot be read from the back of a hall. */
export const MOST_CARDS = 12;

/** @param {import('./scenes.js').Picture} picture */
export function themesScene(picture) {
  const byCount = [...picture.themes].sort(([, a], [, b]) => b.count - a.count);
  const shown = new Set(picture.cards);
  const cards = picture.themes.filter(([id]) => shown.has(id));
  const most = byCount[0]?.[1].count || 1;
  const others = byCount.length - cards.length;
  const ranks = new Map(byCount.map(([id, theme]) => [id, 1 + byCount.filter(([, other]) => other.count > theme.count).length]));
  const size = cards.length <= 4 ? 'few' : cards.length <= 6 ? 'some' : cards.length <= 9 ? 'many' : 'full';
  return html`
    <h1 class="wall__heading">${t('wall-themes')}${others > 0 ? html` <span class="wall__others">${t('wall-others', { count: others })}</span>` : nothing}</h1>
    ${cards.length ? html`<ul class="plain cards cards--${size}">
      ${repeat(cards, ([id]) => id, ([id, theme]) => html`<li class="card ${theme.label.length > 28 ? 'card--long' : theme.label.length < 14 ? 'card--short' : ''}">
        <div class="card__head">
          <h2 class="card__label"><span class="card__rank">${t('wall-rank', { rank: ranks.get(id) })}</span> <bdi>${theme.label}</bdi></h2>
          <p class="card__count">${theme.count}<span class="visually-hidden"> ${t('wall-ideas', { count: theme.count })}</span></p>
        </div>
        ${theme.example ? html`<p class="card__example" dir="auto">${theme.example}</p>` : nothing}
        <progress class="card__bar" aria-hidden="true" max=${most} .value=${theme.count}></progress>
      </li>`)}
    </ul>` : html`<p class="wall__subtitle">${t('wall-no-themes')}</p>`}`;
}
