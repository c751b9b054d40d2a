// The test picture: edges, roundness, grey and colour, and letters in the sizes that the other scenes use.

import { html } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

/** @param {import('../../lib/types.js').Picture} picture */
export function testScene({ wall }) {
  return html`<div class="test">
    ${[1, 2, 3, 4].map((n) => html`<span class="test__corner test__corner--${n}"></span>`)}
    <div class="test__middle">
      <div class="test__circle">${wall}</div>
      <div class="test__lines">
        <h1 class="visually-hidden">${t('scene-test')}</h1>
        <p class="test__line--l">${t('test-large')}</p>
        <p class="test__line--m">${t('test-medium')}</p>
        <p class="test__line--s">${t('test-small')}</p>
        <p class="test__line--s">${t('test-edges')}</p>
      </div>
    </div>
    <div class="test__bars" aria-hidden="true">
      ${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => html`<span class="test__c${n}"></span>`)}
    </div>
    <div class="test__bars test__bars--grey" aria-hidden="true">
      ${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => html`<span class="test__g${n}"></span>`)}
    </div>
  </div>`;
}
