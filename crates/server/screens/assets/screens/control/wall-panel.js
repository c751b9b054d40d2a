// Steering the wall: which scene it shows, frozen or not, black.

import { html } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

const SCENES = ['title', 'question', 'progress', 'themes', 'black'];

/** @param {import('./control.js').Control} host */
export function wallPanel(host) {
  const wall = host.doc('control', 'wall/main');
  return html`<section class="panel" aria-labelledby="wall-title">
    <h2 class="panel__title" id="wall-title">${t('wall-title')}</h2>
    <div class="scenes" role="group" aria-labelledby="wall-title">
      ${SCENES.map((scene) => html`<button class="button ${wall?.scene === scene ? 'button--on' : ''}" aria-pressed=${String(wall?.scene === scene)}
        @click=${() => (scene === 'black' ? host.black() : host.showScene(scene))}>${t(`scene-${scene}`)}</button>`)}
      <button class="button ${wall?.frozen ? 'button--warn' : ''}" aria-pressed=${String(Boolean(wall?.frozen))} @click=${() => host.freeze()}>${t('wall-freeze')}</button>
    </div>
    <p class="hint">${t(wall?.frozen ? 'wall-is-frozen' : 'wall-hint')}</p>
  </section>`;
}
