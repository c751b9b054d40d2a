// Steering the walls: which one, what it shows, a look before the hall looks, freeze and black.

import { html, nothing } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { t } from '../../lib/i18n.js';
import { FirstSeen } from '../wall/first-seen.js';
import { Frozen } from '../wall/frozen.js';
import { SCENES, draw, pictureOf } from '../wall/scenes.js';

/** A preview is asked for anew this often. */
const AGAIN_MS = 2000;

export class WallPanel {
  #host;
  #wall = 'main';
  #seen = new FirstSeen('control');
  /** @type {Map<string, Frozen>} */
  #frozen = new Map();
  #lookFirst = false;
  /** The scene that is looked at before the hall does, and what it holds. */
  #looking = '';
  /** @type {Record<string, any>} */
  #entries = {};
  /** What each wall showed before it went black. @type {Map<string, string>} */
  #beforeBlack = new Map();

  /** @param {import('./control.js').Control} host */
  constructor(host) {
    this.#host = host;
    setInterval(() => { if (this.#looking && !document.hidden) this.#look(this.#looking); }, AGAIN_MS);
  }

  /** The document of the chosen wall. */
  get doc() {
    return `wall/${this.#wall}`;
  }

  get #state() {
    return this.#host.doc('control', this.doc);
  }

  /** @param {string} scene */
  show(scene) {
    this.#looking = '';
    this.#host.step({ wall: { show: { wall: this.#wall, scene } } });
  }

  freeze() {
    this.#host.step({ wall: { freeze: { wall: this.#wall, frozen: !this.#state?.frozen } } });
  }

  /** Black, and back to what was there. */
  black() {
    const scene = this.#state?.scene;
    if (scene !== 'black') this.#beforeBlack.set(this.#wall, scene);
    this.show(scene === 'black' ? this.#beforeBlack.get(this.#wall) ?? 'title' : 'black');
  }

  /** @param {string} wall */
  #choose(wall) {
    if (wall === this.#wall) return;
    this.#host.connection?.unwatch(this.doc);
    this.#wall = wall;
    this.#looking = '';
    this.#host.connection?.watch(this.doc);
    this.#host.requestUpdate();
  }

  /** @param {string} scene */
  #pressed(scene) {
    if (scene === 'black') this.black();
    else if (this.#lookFirst) this.#look(scene);
    else this.show(scene);
  }

  /** @param {string} scene */
  async #look(scene) {
    try {
      this.#entries = (await (await ask(this.#host.path, `preview?scene=${scene}`)).json()).set;
      this.#looking = scene;
    } catch (failed) {
      this.#looking = '';
      this.#host.problem = /** @type {any} */ (failed);
    }
    this.#host.requestUpdate();
  }

  #picture() {
    const { doc } = this;
    const host = this.#host;
    const looking = this.#looking;
    const entries = Object.entries(this.#entries);
    const source = {
      room: (/** @type {string} */ key) => host.doc('room', key),
      entry: (/** @type {string} */ key) => (looking ? this.#entries[key] : host.doc(doc, key)),
      list: (/** @type {string} */ kind) => (looking
        ? /** @type {Array<[string, any]>} */ (entries.filter(([key]) => key.startsWith(`${kind}/`)).map(([key, value]) => [key.slice(kind.length + 1), value]))
        : host.list(doc, kind)),
      online: (/** @type {string} */ table) => host.doc('presence', `table/${table}`)?.online ?? false,
    };
    const fresh = () => pictureOf(this.#wall, looking || (host.doc(doc, 'scene')?.name ?? 'title'), source, this.#seen);
    if (looking) return fresh();
    const frozen = this.#frozen.get(this.#wall) ?? new Frozen(`control:${this.#wall}`);
    this.#frozen.set(this.#wall, frozen);
    return frozen.picture(host.doc(doc, 'scene')?.frozen, host.now(), fresh);
  }

  render() {
    const state = this.#state;
    const picture = this.#picture();
    const walls = this.#host.list('control', 'wall').map(([id]) => id);
    const scene = this.#looking || state?.scene;
    return html`<section class="panel" aria-labelledby="wall-title">
      <h2 class="panel__title" id="wall-title">${t('wall-title')}</h2>
      ${walls.length > 1 ? html`<div class="row walls" role="group" aria-label=${t('wall-which')}>
        ${walls.map((id) => html`<button class="button ${id === this.#wall ? 'button--on' : ''}" aria-pressed=${String(id === this.#wall)} @click=${() => this.#choose(id)}>${id}</button>`)}
      </div>` : nothing}
      <p class="mini__name ${this.#looking ? 'mini__name--look' : ''}" role="status">${t(this.#looking ? 'wall-preview' : 'wall-live', { scene: t(`scene-${picture.scene}`) })}</p>
      <div class="mini theme-wall ${this.#looking ? 'mini--look' : ''}" aria-hidden="true" inert><div class="wall-frame">${draw(picture, this.#host.connection?.clock)}</div></div>
      ${this.#looking ? html`<div class="row row--even mini__go">
        <button class="button button--primary" @click=${() => this.show(this.#looking)}>${t('wall-show-now')}</button>
        <button class="button" @click=${() => { this.#looking = ''; this.#host.requestUpdate(); }}>${t('wall-look-cancel')}</button>
      </div>` : nothing}
      <div class="scenes" role="group" aria-labelledby="wall-title">
        ${SCENES.map((name) => html`<button class="button ${scene === name ? 'button--on' : ''}" aria-pressed=${String(scene === name)}
          @click=${() => this.#pressed(name)}>${t(`scene-${name}`)}</button>`)}
        <button class="button ${state?.frozen ? 'button--warn' : ''}" aria-pressed=${String(Boolean(state?.frozen))} @click=${() => this.freeze()}>${t('wall-freeze')}</button>
      </div>
      <label class="switch"><input type="checkbox" .checked=${this.#lookFirst} @change=${(/** @type {any} */ event) => {
        this.#lookFirst = event.target.checked;
        this.#looking = '';
        this.#host.requestUpdate();
      }}><span>${t('wall-look-first')}</span></label>
      <p class="hint">${t(state?.frozen ? 'wall-is-frozen' : this.#lookFirst ? 'wall-look-hint' : 'wall-hint')}</p>
    </section>`;
  }
}
