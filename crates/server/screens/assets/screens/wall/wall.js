// A display in the hall: the scene that control chose, in text that can be read from the back; frozen, it keeps what it shows.

import { html, nothing } from '../../vendor/lit.js';
import { clockTime, t, titleOf } from '../../lib/i18n.js';
import { Screen } from '../../parts/screen.js';
import { FirstSeen } from './first-seen.js';
import { progressScene } from './progress-scene.js';
import { themesScene } from './themes-scene.js';

/**
 * All that a scene is drawn from, so that freezing is keeping one value.
 * @typedef {{scene: string, summit: any, item: any, round: any, notice: any, progress: any,
 *   themes: Array<[string, import('../../lib/types.js').Theme]>}} Picture
 */

export class Wall extends Screen {
  #name = this.path.split('/')[2] ?? 'main';
  #seen = new FirstSeen(this.path);
  /** @type {Picture|null} */
  #frozen = null;

  get watch() {
    return ['room', `wall/${this.#name}`];
  }

  get heading() {
    return t('wall-name');
  }

  /** @returns {Picture} */
  #picture() {
    const wall = `wall/${this.#name}`;
    const scene = this.doc(wall, 'scene');
    if (scene?.frozen && this.#frozen) return this.#frozen;
    const summit = this.doc('room', 'summit');
    const picture = {
      scene: scene?.name ?? 'title',
      summit,
      item: this.doc('room', 'agenda/current'),
      round: this.doc('room', 'round'),
      notice: this.doc('room', 'notice'),
      progress: this.doc(wall, 'progress'),
      themes: this.#seen.order(summit?.id ?? '', this.list(wall, 'theme').filter(([, theme]) => theme.state !== 'closed')),
    };
    this.#frozen = scene?.frozen ? picture : null;
    return picture;
  }

  body() {
    const picture = this.#picture();
    return html`<main class="wall wall--${picture.scene}" id="main">
        ${this.#scene(picture)}
        ${picture.notice && picture.scene !== 'black' ? html`<p class="wall__notice">${picture.notice.text}</p>` : nothing}
      </main>
      <footer class="wall__foot">
        <burgertop-status .connection=${this.connection}></burgertop-status>
        <div class="wall__tools">
          <button class="button button--small" @click=${() => document.documentElement.requestFullscreen?.()}>${t('wall-fullscreen')}</button>
          <burgertop-language></burgertop-language>
        </div>
      </footer>`;
  }

  /** @param {Picture} picture */
  #scene(picture) {
    switch (picture.scene) {
      case 'black': return html`<h1 class="visually-hidden">${t('scene-black')}</h1>`;
      case 'question': return this.#question(picture);
      case 'progress': return progressScene(this, picture);
      case 'themes': return themesScene(picture);
      default: return this.#title(picture);
    }
  }

  /** @param {Picture} picture */
  countdown({ item, round }) {
    if (!item) return nothing;
    const paused = item.state === 'paused';
    const endsAt = paused ? null : round?.phase === 'grace' ? round.grace_until ?? round.ends_at : round?.ends_at ?? item.ends_at;
    return html`<burgertop-countdown class="wall__countdown" .endsAt=${endsAt ?? null} .remainingMs=${paused ? item.remaining_ms : null} .clock=${this.connection?.clock}></burgertop-countdown>`;
  }

  /** @param {Picture} picture */
  #title({ summit, item }) {
    return html`<div class="wall__middle">
      <h1 class="wall__title">${titleOf(summit) || t('wall-name')}</h1>
      ${item ? html`<p class="wall__subtitle">${titleOf(item)}</p>` : nothing}
      ${item?.kind === 'pause' && item.ends_at ? html`<p class="wall__figure">${t('wall-resumes', { time: clockTime(item.ends_at) })}</p>` : nothing}
    </div>`;
  }

  /** @param {Picture} picture */
  #question(picture) {
    const { item, round } = picture;
    const prompt = titleOf(item, 'prompt');
    return html`<div class="wall__middle">
      <p class="wall__kicker">${prompt ? titleOf(item) : ''}${round ? html` <span class="wall__phase">${t(`phase-${round.phase}`)}</span>` : nothing}</p>
      <h1 class="wall__question ${(prompt || titleOf(item)).length > 110 ? 'wall__question--long' : ''}">${prompt || titleOf(item)}</h1>
      ${this.countdown(picture)}
    </div>`;
  }
}

customElements.define('burgertop-wall', Wall);
