// The keys of the control screen: off at a switch, and silent while someone types or a button has the focus.

import { html } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

const STORED = 'burgertop.keys';

export class Keys {
  #host;
  on = true;

  /** @param {import('./control.js').Control} host */
  constructor(host) {
    this.#host = host;
    try {
      this.on = localStorage.getItem(STORED) !== 'off';
    } catch { /* storage is blocked: on */ }
    addEventListener('keydown', (event) => this.#pressed(event));
  }

  toggle() {
    return html`<label class="switch">
      <input type="checkbox" .checked=${this.on} @change=${(/** @type {any} */ event) => this.#turn(event.target.checked)}>
      <span>${t('keys-label')}</span> <span class="switch__hint">${t('keys-hint')}</span>
    </label>`;
  }

  /** @param {boolean} on */
  #turn(on) {
    this.on = on;
    try {
      localStorage.setItem(STORED, on ? 'on' : 'off');
    } catch { /* not remembered */ }
    this.#host.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (!this.on || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]')) return;
    const pressing = target.closest('button, a, input, summary, label');
    const host = this.#host;
    /** @type {Record<string, () => void>} */
    const does = {
      ' ': () => host.goOn(),
      b: () => host.walls.black(),
      f: () => host.walls.freeze(),
      m: () => host.notice.focus(),
      z: () => host.undo(),
    };
    const key = event.key.toLowerCase();
    if (!does[key] || (key === ' ' && pressing)) return;
    event.preventDefault();
    does[key]();
  }
}
