// The devices that hold a seat; a lost device is signed out after a second press.

import { html, live, nothing, repeat } from '../vendor/lit.js';
import { ask } from '../lib/ask.js';
import { valueOf } from '../lib/fields.js';
import { clockTime, t } from '../lib/i18n.js';
import { seatName } from '../lib/seat-name.js';
import { Part } from './part.js';

/** There are many phones: more rows than this are not read through, and a number finds the others. */
const MOST = 200;
const AGAIN_MS = 10_000;
/** When people join, the list is fetched at once, and then no more often than this. */
const FOLLOW_MS = 2000;

/** How many of the displaced devices are listed. */
const DISPLACED_SHOWN = 10;

/** @typedef {import('../lib/wire.js').Device} Device */
/** @typedef {import('../lib/wire.js').DisplacedDevice} Displaced */

class DeviceList extends Part {
  static properties = {
    screen: { attribute: false },
    folds: { type: Boolean },
    _open: { state: true },
    _devices: { state: true },
    _displaced: { state: true },
    _filter: { state: true },
    _number: { state: true },
    _sure: { state: true },
    _done: { state: true },
  };

  /** The token's own device. */
  #own = '';
  /** Who was online when the list was last fetched. */
  #present = '';
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #soon;
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #timer;
  #loadedAt = 0;

  constructor() {
    super();
    /** The screen that it is a part of. @type {import('./screen.js').Screen|undefined} */
    this.screen = undefined;
    /** Closed until someone opens it; a closed list is not fetched. */
    this.folds = false;
    this._open = false;
    /** @type {Device[]|null} */
    this._devices = null;
    /** Devices that were displaced by another with the same card, the newest first. @type {Displaced[]} */
    this._displaced = [];
    this._filter = 'tables';
    /** The number of the table or badge that is looked for. */
    this._number = '';
    /** The device that asks "sure?". */
    this._sure = '';
    /** Who was signed out last, for the status region. */
    this._done = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      if (!document.hidden) this.#load();
    }, AGAIN_MS);
    this.#load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  willUpdate() {
    this.redrawOn('connection', this.screen?.connection);
  }

  updated() {
    this.#follow();
  }

  get #isOpen() {
    return this._open || !this.folds;
  }

  async #load() {
    const { screen } = this;
    if (!screen?.token || !this.#isOpen) return;
    this.#loadedAt = performance.now();
    try {
      const held = await (await ask(screen.path, 'devices')).json();
      this._devices = held.devices;
      this._displaced = held.displaced ?? [];
      this.#own = held.own ?? '';
    } catch (failed) {
      if (this._devices === null) screen.problem = /** @type {import('../lib/commands.js').CommandFailed} */ (failed);
    }
  }

  /**
   * The list is fetched over HTTP, `presence` comes over the connection: when that changes, the list is out of date.
   */
  #follow() {
    if (!this.#isOpen || this.#soon !== undefined || this.#signature() === this.#present) return;
    this.#soon = setTimeout(
      () => {
        this.#soon = undefined;
        this.#present = this.#signature();
        this.#load();
      },
      Math.max(0, this.#loadedAt + FOLLOW_MS - performance.now()),
    );
  }

  /** Who is online, as a text to compare. */
  #signature() {
    const tables = this.#tables.filter(([, it]) => !it.simulated).map(([table]) => table);
    return JSON.stringify([tables, this.screen?.doc('presence', 'phones'), this.screen?.doc('presence', 'staff')]);
  }

  render() {
    return html`<section class="panel devices-panel" aria-labelledby="devices-title">
      <h2 class="panel__title" id="devices-title">${t('devices-title')}</h2>
      ${
        this.folds
          ? html`<button
              class="button"
              aria-expanded=${String(this._open)}
              aria-controls="devices-inside"
              @click=${() => this.#fold()}
            >
              ${t(this._open ? 'devices-close' : 'devices-open')}
            </button>`
          : nothing
      }
      <div id="devices-inside" ?hidden=${!this.#isOpen}>${this.#isOpen ? this.#inside() : nothing}</div>
      <p class="devices__done" role="status">${this._done ? t('devices-done', { name: this._done }) : nothing}</p>
    </section>`;
  }

  #inside() {
    const all = this._devices ?? [];
    const groups = {
      tables: all.filter((it) => it.seat.startsWith('table/')).sort((a, b) => number(a) - number(b)),
      staff: all.filter((it) => it.seat.startsWith('staff/')).sort((a, b) => a.seat.localeCompare(b.seat)),
      phones: all.filter((it) => it.seat.startsWith('badge/')).sort((a, b) => number(a) - number(b)),
    };
    const wanted = this._filter === 'staff' ? '' : this._number;
    const shown = groups[/** @type {keyof typeof groups} */ (this._filter)].filter(
      (it) => !wanted || number(it) === Number(wanted),
    );
    return html` <p class="hint">${t('devices-hint')}</p>
      <div class="row" role="group" aria-labelledby="devices-title">
        ${Object.entries(groups).map(
          ([name, list]) =>
            html`<button
              class="button ${name === this._filter ? 'button--on' : ''}"
              aria-pressed=${String(name === this._filter)}
              @click=${() => {
                this._filter = name;
                this._number = '';
                this.#ask('');
              }}
            >
              ${t(`devices-${name}`, { count: this._devices ? list.length : '…' })}
            </button>`,
        )}
      </div>
      ${
        this._filter === 'staff'
          ? nothing
          : html`<label class="label" for="devices-number">${t(`devices-number-${this._filter}`)}</label>
              <input
                class="field devices__number"
                id="devices-number"
                type="number"
                inputmode="numeric"
                min="1"
                .value=${live(this._number)}
                @input=${(/** @type {Event} */ event) => {
                  this._number = valueOf(event);
                  this._sure = '';
                }}
              />`
      }
      ${
        this._devices === null
          ? html`<p class="lead">${t('devices-wait')}</p>`
          : shown.length
            ? html`<ul class="plain devices">
                ${repeat(
                  shown.slice(0, MOST),
                  (it) => it.jti,
                  (it) => this.#row(it),
                )}
              </ul>`
            : html`<p class="lead">${this.#none(wanted)}</p>`
      }
      ${shown.length > MOST ? html`<p class="hint">${t('devices-more', { count: shown.length - MOST })}</p>` : nothing}
      ${
        this._displaced.length
          ? html`<h3>${t('devices-displaced')}</h3>
              <p class="hint">${t('devices-displaced-hint')}</p>
              <ul class="plain">
                ${repeat(
                  this._displaced.slice(0, DISPLACED_SHOWN),
                  (it) => it.jti,
                  (it) =>
                    html`<li>
                      ${t('devices-displaced-one', { name: seatName(it.seat), time: clockTime(it.displaced_at) })}
                    </li>`,
                )}
              </ul>`
          : nothing
      }`;
  }

  /** The tables that are online. */
  get #tables() {
    return this.screen?.list('presence', 'table') ?? [];
  }

  /** Why no device is shown; simulated tables are named, for they are online without one. @param {string} wanted */
  #none(wanted) {
    if (wanted) return t('devices-none-number', { number: wanted });
    const simulated = this.#tables.filter(([, table]) => table.simulated).length;
    if (this._filter === 'tables' && simulated) return t('devices-none-simulated', { count: simulated });
    return t(`devices-none-${this._filter}`);
  }

  /** @param {Device} device */
  #row(device) {
    const own = device.jti === this.#own;
    const name = seatName(device.seat);
    const table = device.seat.startsWith('table/');
    const presence = table ? this.screen?.doc('presence', `table/${number(device)}`) : undefined;
    const online = Boolean(presence?.online) && !presence?.simulated;
    return html`<li class="device">
      <div class="device__who">
        <strong>${name}</strong>${own ? html` <span class="mark">${t('devices-this')}</span>` : nothing}
        ${
          table
            ? html` <span class="mark ${online ? 'mark--saved' : 'mark--waiting'}"
                >${t(online ? 'devices-online' : 'board-offline')}</span
              >`
            : nothing
        } <br /><span class="hint">${t('devices-since', { time: clockTime(device.enrolled_at) })}</span>
      </div>
      ${
        own
          ? nothing
          : this._sure === device.jti
            ? html`<div class="row" role="group" aria-label=${t('devices-sure', { name })}>
                <p class="device__sure">${t('devices-sure', { name })}</p>
                <button class="button button--danger" @click=${() => this.#revoke(device)}>${t('devices-yes')}</button>
                <button class="button" @click=${() => this.#ask('', device.jti)}>${t('devices-no')}</button>
              </div>`
            : html`<button
                class="button"
                id="device-${device.jti}"
                aria-label=${t('devices-out-of', { name })}
                @click=${() => this.#ask(device.jti)}
              >
                ${t('devices-out')}
              </button>`
      }
    </li>`;
  }

  async #fold() {
    this._open = !this._open;
    this._sure = this._done = '';
    await this.#load();
  }

  /** @param {string} jti @param {string} [back] the device whose button gets the focus again */
  async #ask(jti, back) {
    this._sure = jti;
    this._done = '';
    await this.updateComplete;
    const next = jti ? '.device .button--danger' : back ? `[id="device-${back}"]` : null;
    if (next) /** @type {HTMLElement|null} */ (this.querySelector(next))?.focus();
  }

  /** @param {Device} device */
  async #revoke(device) {
    this._sure = '';
    if (!(await this.screen?.send({ device: { revoke: { jti: device.jti } } }))) return;
    this._done = seatName(device.seat);
    await this.#load();
    await this.updateComplete;
    // The row is gone: the focus moves to the control before the list.
    /** @type {HTMLElement|null} */ (this.querySelector('#devices-inside [aria-pressed="true"]'))?.focus();
  }
}

/** @param {Device} device */
function number(device) {
  return Number(device.seat.split('/')[1]);
}

customElements.define('burgertop-device-list', DeviceList);
