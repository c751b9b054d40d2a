// Steering the walls: which one, what it shows, a look before the hall looks, freeze and black.

import { html, nothing } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { clockTime, t } from '../../lib/i18n.js';
import { wallName } from '../../lib/seat-name.js';
import { FirstSeen } from '../wall/first-seen.js';
import { Frozen } from '../wall/frozen.js';
import { SCENES, draw, pictureOf } from '../wall/scenes.js';

/** A preview is asked for anew this often. */
const AGAIN_MS = 2000;

export class WallPanel {
  #host;
  #wall = 'main';
  #seen = new FirstSeen('control', () => this.#host.requestUpdate());
  /** @type {Map<string, Frozen>} */
  #frozen = new Map();
  #lookFirst = false;
  /** The scene that is looked at before the hall does, and what it holds. */
  #looking = '';
  /** @type {Record<string, any>} */
  #entries = {};
  /** The step that is looked at before it is made. @type {import('../../lib/types.js').NextStep|null} */
  #ahead = null;
  /** What was shown last, until the document says so. @type {{wall: string, scene: string, at: number}|null} */
  #shownLast = null;
  /** What each wall showed before it went black. @type {Map<string, string>} */
  #beforeBlack = new Map();

  /** @param {import('./control.js').Control} host */
  constructor(host) {
    this.#host = host;
    setInterval(() => {
      if (this.#looking && !document.hidden) this.#look(this.#looking);
    }, AGAIN_MS);
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
    this.#turn({ wall: { show: { wall: this.#wall, scene } } }, scene);
  }

  freeze() {
    this.#turn({ wall: { freeze: { wall: this.#wall, frozen: !this.#state?.frozen } } });
  }

  /** @param {object} command @param {string} [scene] */
  async #turn(command, scene) {
    const done = await this.#host.send(command);
    if (done && scene) this.#shownLast = { wall: this.#wall, scene, at: done.at };
  }

  /** What the wall shows, also while the document that says so is still on its way. */
  get #sceneNow() {
    const last = this.#shownLast;
    const isNewer = last?.wall === this.#wall && (this.#host.connection?.documents.offset('control') ?? 0) < last.at;
    return isNewer ? last?.scene : this.#state?.scene;
  }

  /** What the hall will see after the next step; once more, what it sees now. */
  async lookAhead() {
    const { next } = this.#host;
    if (this.#looking || !next || next.does === 'nothing') {
      this.lookNoMore();
      return;
    }
    const turns = next.does === 'start' && next.scene && !this.#state?.frozen;
    this.#ahead = next;
    await this.#look((turns ? next.scene : this.#state?.scene) ?? 'title');
    await this.#host.updateComplete;
    this.#host.querySelector('.mini')?.scrollIntoView({ block: 'nearest' });
  }

  lookNoMore() {
    this.#looking = '';
    this.#ahead = null;
    this.#host.requestUpdate();
  }

  /** A step was made: what was looked at is there, or is no longer what comes next. */
  stepped() {
    if (this.#ahead) this.lookNoMore();
  }

  /** The part of the day and its round as they will be after the step that is looked at. @param {string} key */
  #afterStep(key) {
    const host = this.#host;
    const now = host.doc('room', key);
    const step = this.#ahead;
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

  /** Black, and back to what was there. */
  black() {
    const scene = this.#sceneNow;
    if (scene && scene !== 'black') this.#beforeBlack.set(this.#wall, scene);
    this.show(scene === 'black' ? (this.#beforeBlack.get(this.#wall) ?? 'title') : 'black');
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
    else if (this.#lookFirst) {
      this.#ahead = null;
      this.#look(scene);
    } else this.show(scene);
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
      room: (/** @type {string} */ key) => (this.#ahead ? this.#afterStep(key) : host.doc('room', key)),
      entry: (/** @type {string} */ key) => (looking ? this.#entries[key] : host.doc(doc, key)),
      list: (/** @type {string} */ kind) =>
        looking
          ? /** @type {Array<[string, any]>} */ (
              entries
                .filter(([key]) => key.startsWith(`${kind}/`))
                .map(([key, value]) => [key.slice(kind.length + 1), value])
            )
          : host.list(doc, kind),
      online: (/** @type {string} */ table) => host.doc('presence', `table/${table}`)?.online ?? false,
    };
    const fresh = () => pictureOf(this.#wall, looking || (host.doc(doc, 'scene')?.name ?? 'title'), source, this.#seen);
    if (looking && !(this.#ahead && this.#state?.frozen)) return fresh();
    const frozen = this.#frozen.get(this.#wall) ?? new Frozen(`control:${this.#wall}`);
    this.#frozen.set(this.#wall, frozen);
    return frozen.picture(host.doc(doc, 'scene'), host.now(), fresh, (key) => host.doc(doc, key));
  }

  render() {
    const state = this.#state;
    const picture = this.#picture();
    const walls = this.#host.list('control', 'wall').map(([id]) => id);
    const scene = this.#looking || state?.scene;
    return html`<section class="panel" aria-labelledby="wall-title">
      <h2 class="panel__title" id="wall-title">${t('wall-title')}</h2>
      ${
        walls.length > 1
          ? html`<div class="row walls" role="group" aria-label=${t('wall-which')}>
              ${walls.map(
                (id) =>
                  html`<button
                    class="button ${id === this.#wall ? 'button--on' : ''}"
                    aria-pressed=${String(id === this.#wall)}
                    @click=${() => this.#choose(id)}
                  >
                    ${wallName(id)}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      <p class="mini__name ${this.#looking ? 'mini__name--look' : ''}" role="status">
        ${t(
          this.#looking
            ? this.#ahead
              ? 'wall-ahead'
              : 'wall-preview'
            : picture.frozenAt
              ? 'wall-live-held'
              : 'wall-live',
          { scene: t(`scene-${picture.scene}`), time: clockTime(picture.frozenAt) },
        )}
      </p>
      <div class="mini theme-wall ${this.#looking ? 'mini--look' : ''}" aria-hidden="true" inert>
        <div class="wall-frame">${draw(picture, this.#host.connection?.clock)}</div>
      </div>
      ${
        this.#looking
          ? html`<div class="row row--even mini__go">
              ${
                this.#ahead
                  ? nothing
                  : html`<button class="button button--primary" @click=${() => this.show(this.#looking)}>
                      ${t('wall-show-now')}
                    </button>`
              }
              <button class="button" @click=${() => this.lookNoMore()}>
                ${t(this.#ahead ? 'wall-ahead-close' : 'wall-look-cancel')}
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
      ${
        (this.#host.doc('control', 'review')?.waiting ?? 0) > 0
          ? html`<p class="hint">${t('wall-words-waiting', { count: this.#host.doc('control', 'review').waiting })}</p>`
          : nothing
      }
      <p class="hint" id="wall-themes-hint">${t('wall-themes-hint')}</p>
      <label class="switch"
        ><input
          type="checkbox"
          .checked=${this.#lookFirst}
          @change=${(/** @type {any} */ event) => {
            this.#lookFirst = event.target.checked;
            this.#looking = '';
            this.#host.requestUpdate();
          }}
        /><span>${t('wall-look-first')}</span></label
      >
      <p class="hint">${t(state?.frozen ? 'wall-is-frozen' : this.#lookFirst ? 'wall-look-hint' : 'wall-hint')}</p>
    </section>`;
  }
}
