// The devices that hold a seat; a lost one is signed out after a second press.

import { html, nothing, repeat } from '../../vendor/lit.js';
import { ask } from '../../lib/ask.js';
import { clockTime, t } from '../../lib/i18n.js';

/** Phones are many: as many rows as can be looked through. */
const MOST = 200;
const AGAIN_MS = 10_000;

/** @typedef {{jti: string, seat: string, role: string, enrolled_at: number}} Device */

export class DeviceList {
  #host;
  /** @type {Device[]|null} */
  #devices = null;
  #own = '';
  #filter = 'tables';
  /** The device that asks "sure?". */
  #sure = '';

  /** @param {import('./ops.js').Ops} host */
  constructor(host) {
    this.#host = host;
    this.load();
    setInterval(() => { if (!document.hidden) this.load(); }, AGAIN_MS);
  }

  async load() {
    if (!this.#host.token) return;
    try {
      const held = await (await ask(this.#host.path, 'devices')).json();
      this.#devices = held.devices;
      this.#own = held.own ?? '';
    } catch (failed) {
      if (this.#devices === null) this.#host.problem = /** @type {any} */ (failed);
    }
    this.#host.requestUpdate();
  }

  render() {
    const all = this.#devices ?? [];
    const groups = {
      tables: all.filter((it) => it.seat.startsWith('table/')).sort((a, b) => number(a) - number(b)),
      staff: all.filter((it) => it.seat.startsWith('staff/')).sort((a, b) => a.seat.localeCompare(b.seat)),
      phones: all.filter((it) => it.seat.startsWith('badge/')).sort((a, b) => number(a) - number(b)),
    };
    const shown = groups[/** @type {keyof typeof groups} */ (this.#filter)];
    return html`<section class="panel ops__devices" aria-labelledby="devices-title">
      <h2 class="panel__title" id="devices-title">${t('devices-title')}</h2>
      <p class="hint">${t('devices-hint')}</p>
      <div class="row" role="group" aria-labelledby="devices-title">
        ${Object.entries(groups).map(([name, list]) => html`<button class="button ${name === this.#filter ? 'button--on' : ''}" aria-pressed=${String(name === this.#filter)}
          @click=${() => { this.#filter = name; this.#sure = ''; this.#host.requestUpdate(); }}>${t(`devices-${name}`, { count: list.length })}</button>`)}
      </div>
      ${this.#devices === null ? html`<p class="lead">${t('devices-wait')}</p>` : shown.length ? html`<ul class="plain devices">
        ${repeat(shown.slice(0, MOST), (it) => it.jti, (it) => this.#row(it))}
      </ul>` : html`<p class="lead">${t('devices-none')}</p>`}
      ${shown.length > MOST ? html`<p class="hint">${t('devices-more', { count: shown.length - MOST })}</p>` : nothing}
    </section>`;
  }

  /** @param {Device} device */
  #row(device) {
    const own = device.jti === this.#own;
    const name = seatName(device);
    const table = device.seat.startsWith('table/') ? device.seat : '';
    const online = table ? this.#host.doc('presence', table)?.online : undefined;
    return html`<li class="device">
      <div class="device__who"><strong>${name}</strong>${own ? html` <span class="mark">${t('devices-this')}</span>` : nothing}
        ${online === undefined ? nothing : html` <span class="mark ${online ? 'mark--saved' : 'mark--waiting'}">${t(online ? 'devices-online' : 'board-offline')}</span>`}
        <br><span class="hint">${t('devices-since', { time: clockTime(device.enrolled_at) })}</span></div>
      ${own ? nothing : this.#sure === device.jti ? html`<div class="row" role="group" aria-label=${t('devices-sure', { name })}>
          <p class="device__sure">${t('devices-sure', { name })}</p>
          <button class="button button--danger" @click=${() => this.#revoke(device)}>${t('devices-yes')}</button>
          <button class="button" @click=${() => this.#ask('')}>${t('devices-no')}</button>
        </div>`
        : html`<button class="button" aria-label=${t('devices-out-of', { name })} @click=${() => this.#ask(device.jti)}>${t('devices-out')}</button>`}
    </li>`;
  }

  /** @param {string} jti */
  async #ask(jti) {
    this.#sure = jti;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    /** @type {HTMLElement|null} */ (this.#host.querySelector('.device .button--danger'))?.focus();
  }

  /** @param {Device} device */
  async #revoke(device) {
    this.#sure = '';
    if (await this.#host.step({ device: { revoke: { jti: device.jti } } })) await this.load();
  }
}

/** @param {Device} device */
function number(device) {
  return Number(device.seat.split('/')[1]);
}

/** @param {Device} device */
function seatName(device) {
  const [kind, id = ''] = device.seat.split('/');
  if (kind === 'table') return t('table-name', { table: id });
  if (kind === 'badge') return t('phone-name', { badge: id });
  return `${t(`role-${device.role}`)} (${id})`;
}
