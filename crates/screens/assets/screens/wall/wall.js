// A display in the hall: the scene that control chose, in text that can be read from the back; it can be frozen.

import { html, nothing } from '../../vendor/lit.js';
import { clockTime, t } from '../../lib/i18n.js';
import { Screen } from '../../parts/screen.js';
import { FirstSeen } from './first-seen.js';
import { Frozen } from './frozen.js';
import { draw, pictureOf } from './scenes.js';

/** Scenes that fill the screen to its corners; the footer covers a part of them. */
const WHOLE = ['test', 'black'];

export class Wall extends Screen {
  #name = this.path.split('/')[2] ?? 'main';
  #seen = new FirstSeen(this, this.path);
  #frozen = new Frozen(this.path);

  get watch() {
    return ['room', `wall/${this.#name}`, 'presence'];
  }

  get staysOn() {
    return true;
  }

  get heading() {
    return t('wall-name');
  }

  /** @returns {import('../../lib/types.js').Picture} */
  #picture() {
    /** @type {`wall/${string}`} */
    const wall = `wall/${this.#name}`;
    const scene = this.doc(wall, 'scene');
    /** @type {import('../../lib/types.js').WallSource} */
    const source = {
      room: (key) => this.doc('room', key),
      entry: (key) => this.doc(wall, key),
      list: (kind) => this.list(wall, kind),
      online: (table) => this.doc('presence', `table/${table}`)?.online ?? false,
    };
    return this.#frozen.picture(
      scene,
      this.now(),
      () => pictureOf(this.#name, scene?.name ?? 'title', source, this.#seen),
      source.entry,
    );
  }

  body() {
    const picture = this.#picture();
    const whole = WHOLE.includes(picture.scene);
    return html`<main class="wall-frame ${whole ? 'wall-frame--whole' : ''}" id="main">
        ${draw(picture, this.connection?.clock)}
      </main>
      <footer class="wall__foot wall__foot--${picture.scene}">
        <div class="wall__states">
          <burgertop-status .connection=${this.connection}></burgertop-status>
          ${
            picture.frozenAt
              ? html`<p class="wall__held">${t('wall-held', { time: clockTime(picture.frozenAt) })}</p>`
              : nothing
          }
        </div>
        <div class="wall__tools">
          <button class="button button--small" @click=${() => document.documentElement.requestFullscreen?.()}>
            ${t('wall-fullscreen')}
          </button>
          <burgertop-language></burgertop-language>
        </div>
      </footer>`;
  }
}

customElements.define('burgertop-wall', Wall);
