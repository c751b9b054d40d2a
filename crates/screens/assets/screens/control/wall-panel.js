// Controls the walls: which one, what it shows, a preview, freeze and black.

import { html, nothing } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { isChecked } from '../../lib/fields.js';
import { clockTime, t } from '../../lib/i18n.js';
import { wallName } from '../../lib/seat-name.js';
import { Panel } from '../../parts/panel.js';
import { FirstSeen } from '../wall/first-seen.js';
import { Frozen } from '../wall/frozen.js';
import { SCENES, draw, pictureOf } from '../wall/scenes.js';

/** How often a preview is fetched again. */
const AGAIN_MS = 2000;

/** @typedef {import('../../lib/types.js').NextStep} NextStep */
/** @typedef {import('../../lib/types.js').Scene} Scene */
/** @typedef {import('../../lib/types.js').WallSource} WallSource */
/** @typedef {import('../../lib/types.js').Documents['room']} Room */

/**
 * `wall`: the chosen one. `lookFirst`: scenes are previewed before the hall sees them. `looking`: the scene that is
 * previewed, and `entries`: what it holds. `ahead`: the step that is previewed before it is made.
 * @typedef {{wall: string, lookFirst: boolean, looking: Scene|'', entries: Record<string, any>,
 *   ahead: NextStep|null}} Fields
 */

/** @extends {Panel<import('./control.js').Control>} */
export class WallPanel extends Panel {
  #state = this.state(
    /** @type {Fields} */ ({ wall: 'main', lookFirst: false, looking: '', entries: {}, ahead: null }),
  );
  #seen = new FirstSeen(this.host, 'control');
  /** @type {Map<string, Frozen>} */
  #frozen = new Map();
  /** The last scene that was sent, until the document has it. @type {{wall: string, scene: Scene, at: number}|null} */
  #shownLast = null;
  /** What each wall showed before it went black. @type {Map<string, Scene>} */
  #beforeBlack = new Map();
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #timer;

  hostConnected() {
    this.#timer = setInterval(() => {
      if (this.#state.looking && !document.hidden) this.#look(this.#state.looking);
    }, AGAIN_MS);
  }

  hostDisconnected() {
    clearInterval(this.#timer);
  }

  /** The document of the chosen wall. @returns {`wall/${string}`} */
  get doc() {
    return `wall/${this.#state.wall}`;
  }

  /** What control knows of the chosen wall. */
  get #scene() {
    return this.host.doc('control', this.doc);
  }

  /** @param {Scene} scene */
  show(scene) {
    this.#state.looking = '';
    this.#turn({ wall: { show: { wall: this.#state.wall, scene } } }, scene);
  }

  /** Shows the hall what is previewed. */
  #showLooked() {
    if (this.#state.looking) this.show(this.#state.looking);
  }

  freeze() {
    this.#turn({ wall: { freeze: { wall: this.#state.wall, frozen: !this.#scene?.frozen } } });
  }

  /** @param {import('../../lib/types.js').Command} command @param {Scene} [scene] */
  async #turn(command, scene) {
    const done = await this.host.send(command);
    if (done && scene) this.#shownLast = { wall: this.#state.wall, scene, at: done.at };
  }

  /** What the wall shows, also before the document has arrived. */
  get #sceneNow() {
    const last = this.#shownLast;
    const isNewer =
      last?.wall === this.#state.wall && (this.host.connection?.documents.offset('control') ?? 0) < last.at;
    return isNewer ? last?.scene : this.#scene?.scene;
  }

  /** Previews what the hall will see after the next step; called again, ends the preview. */
  async lookAhead() {
    const { next } = this.host;
    if (this.#state.looking || !next || next.does === 'nothing') {
      this.lookNoMore();
      return;
    }
    const turns = next.does === 'start' && next.scene && !this.#scene?.frozen;
    this.#state.ahead = next;
    await this.#look((turns ? next.scene : this.#scene?.scene) ?? 'title');
    await this.host.updateComplete;
    this.host.querySelector('.mini')?.scrollIntoView({ block: 'nearest' });
  }

  lookNoMore() {
    this.#state.looking = '';
    this.#state.ahead = null;
  }

  /** A step was made: a preview of it is out of date. */
  stepped() {
    if (this.#state.ahead) this.lookNoMore();
  }

  /**
   * The agenda item and its round as they will be after the step that is previewed.
   * @param {keyof Room} key @returns {any} what the room would hold
   */
  #afterStep(key) {
    const { host } = this;
    const now = host.doc('room', key);
    const step = this.#state.ahead;
    if (step?.does === 'start') {
      if (key === 'round') return undefined;
      const [, planned] = host.list('control', 'agenda').find(([, it]) => it.id === step.item) ?? [];
      const lasts = planned && step.kind !== 'round' ? host.now() + planned.planned_ms : null;
      if (key === 'agenda/current') return { ...now, ...step, id: step.item, state: 'running', ends_at: lasts };
    }
    const phase = step?.does === 'open_round' ? 'hand_in' : step?.does === 'begin_grace' ? 'grace' : '';
    // How long the new phase lasts is known once it began.
    if (phase && key === 'round') return { ...now, phase, ends_at: null, grace_until: null };
    return phase && key === 'agenda/current' ? { ...now, ends_at: null } : now;
  }

  /** Turns the wall black, and back to the scene before. */
  black() {
    const scene = this.#sceneNow;
    if (scene && scene !== 'black') this.#beforeBlack.set(this.#state.wall, scene);
    this.show(scene === 'black' ? (this.#beforeBlack.get(this.#state.wall) ?? 'title') : 'black');
  }

  /** @param {string} wall */
  #choose(wall) {
    if (wall === this.#state.wall) return;
    this.host.connection?.unwatch(this.doc);
    this.#state.wall = wall;
    this.#state.looking = '';
    this.host.connection?.watch(this.doc);
  }

  /** @param {Scene} scene */
  #pressed(scene) {
    if (scene === 'black') this.black();
    else if (this.#state.lookFirst) {
      this.#state.ahead = null;
      this.#look(scene);
    } else this.show(scene);
  }

  /** @param {Scene} scene */
  async #look(scene) {
    try {
      this.#state.entries = (await (await ask(this.host.path, `preview?scene=${scene}`)).json()).set;
      this.#state.looking = scene;
    } catch (failed) {
      this.#state.looking = '';
      this.host.problem = /** @type {import('../../lib/commands.js').CommandFailed} */ (failed);
    }
  }

  /** The source of the small picture: the server's preview, or the document of the wall. @returns {WallSource} */
  get #source() {
    const { host, doc } = this;
    const { looking, entries, ahead } = this.#state;
    /** @type {(kind: string) => Array<[string, any]>} */
    const previewed = (kind) =>
      Object.entries(entries)
        .filter(([key]) => key.startsWith(`${kind}/`))
        .map(([key, value]) => [key.slice(kind.length + 1), value]);
    return {
      room: (key) => (ahead ? this.#afterStep(key) : host.doc('room', key)),
      entry: (key) => (looking ? entries[key] : host.doc(doc, key)),
      list: (kind) => (looking ? previewed(kind) : host.list(doc, kind)),
      online: (table) => host.doc('presence', `table/${table}`)?.online ?? false,
    };
  }

  #picture() {
    const { host, doc } = this;
    const { wall, looking, ahead } = this.#state;
    const fresh = () => pictureOf(wall, looking || (host.doc(doc, 'scene')?.name ?? 'title'), this.#source, this.#seen);
    if (looking && !(ahead && this.#scene?.frozen)) return fresh();
    const frozen = this.#frozen.get(wall) ?? new Frozen(`control:${wall}`);
    this.#frozen.set(wall, frozen);
    return frozen.picture(host.doc(doc, 'scene'), host.now(), fresh, (key) => host.doc(doc, key));
  }

  render() {
    const state = this.#scene;
    const waiting = this.host.doc('control', 'review')?.waiting ?? 0;
    const picture = this.#picture();
    const walls = this.host.list('control', 'wall').map(([id]) => id);
    const scene = this.#state.looking || state?.scene;
    return html`<section class="panel" aria-labelledby="wall-title">
      <h2 class="panel__title" id="wall-title">${t('wall-title')}</h2>
      ${
        walls.length > 1
          ? html`<div class="row walls" role="group" aria-label=${t('wall-which')}>
              ${walls.map(
                (id) =>
                  html`<button
                    class="button ${id === this.#state.wall ? 'button--on' : ''}"
                    aria-pressed=${String(id === this.#state.wall)}
                    @click=${() => this.#choose(id)}
                  >
                    ${wallName(id)}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      <p class="mini__name ${this.#state.looking ? 'mini__name--look' : ''}" role="status">
        ${t(
          this.#state.looking
            ? this.#state.ahead
              ? 'wall-ahead'
              : 'wall-preview'
            : picture.frozenAt
              ? 'wall-live-held'
              : 'wall-live',
          { scene: t(`scene-${picture.scene}`), time: clockTime(picture.frozenAt) },
        )}
      </p>
      <div class="mini theme-wall ${this.#state.looking ? 'mini--look' : ''}" aria-hidden="true" inert>
        <div class="wall-frame">${draw(picture, this.host.connection?.clock)}</div>
      </div>
      ${
        this.#state.looking
          ? html`<div class="row row--even mini__go">
              ${
                this.#state.ahead
                  ? nothing
                  : html`<button class="button button--primary" @click=${() => this.#showLooked()}>
                      ${t('wall-show-now')}
                    </button>`
              }
              <button class="button" @click=${() => this.lookNoMore()}>
                ${t(this.#state.ahead ? 'wall-ahead-close' : 'wall-look-cancel')}
              </button>
            </div>`
          : nothing
      }
      <div class="scenes" role="group" aria-labelledby="wall-title">
        ${SCENES.map(
          (name) =>
            html`<button
              class="button ${scene === name ? 'button--on' : ''}"
              aria-pressed=${String(scene === name)}
              aria-describedby=${name === 'forming' || name === 'themes' ? 'wall-themes-hint' : nothing}
              @click=${() => this.#pressed(name)}
            >
              ${t(`scene-${name}`)}
            </button>`,
        )}
        <button
          class="button ${state?.frozen ? 'button--warn' : ''}"
          aria-pressed=${String(Boolean(state?.frozen))}
          @click=${() => this.freeze()}
        >
          ${t('wall-freeze')}
        </button>
      </div>
      ${waiting > 0 ? html`<p class="hint">${t('wall-words-waiting', { count: waiting })}</p>` : nothing}
      <p class="hint" id="wall-themes-hint">${t('wall-themes-hint')}</p>
      <label class="switch"
        ><input
          type="checkbox"
          .checked=${this.#state.lookFirst}
          @change=${(/** @type {Event} */ event) => {
            this.#state.lookFirst = isChecked(event);
            this.#state.looking = '';
          }}
        /><span>${t('wall-look-first')}</span></label
      >
      <p class="hint">
        ${t(state?.frozen ? 'wall-is-frozen' : this.#state.lookFirst ? 'wall-look-hint' : 'wall-hint')}
      </p>
    </section>`;
  }
}
