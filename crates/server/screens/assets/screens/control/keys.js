// The keys of the control screen: off at a switch, and silent while someone types or a button has the focus.

import { html } from '../../vendor/lit.js';
import { isComposing } from '../../lib/composing.js';
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
    } catch {
      /* storage is blocked: on */
    }
    addEventListener('keydown', (event) => this.#pressed(event));
  }

  toggle() {
    return html`<label class="switch">
      <input
        type="checkbox"
        .checked=${this.on}
        @change=${(/** @type {any} */ event) => this.#turn(event.target.checked)}
      />
      <span>${t('keys-label')}</span> <span class="switch__hint">${t('keys-hint')}</span>
    </label>`;
  }

  /** @param {boolean} on */
  #turn(on) {
    this.on = on;
    try {
      localStorage.setItem(STORED, on ? 'on' : 'off');
    } catch {
      /* not remembered */
    }
    this.#host.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (isComposing(event)) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const onButton = target.closest('button, a, summary');
    // A key that is held down is one press, on a button too.
    if (event.repeat && onButton && event.key === 'Enter') event.preventDefault();
    if (!this.on || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]')) return;
    const host = this.#host;
    const next = () => host.goOn();
    /** @type {Record<string, () => void>} */
    const does = {
      ' ': next,
      // What a presenter's remote sends.
      pagedown: next,
      pageup: () => host.walls.lookAhead(),
      '.': () => host.walls.black(),
      b: () => host.walls.black(),
      f: () => host.walls.freeze(),
      m: () => host.notice.focus(),
      z: () => host.undo(),
      escape: () => host.leaveAsking(),
    };
    const key = event.key.toLowerCase();
    if (!does[key] || (key === ' ' && (onButton || target.closest('input, label')))) return;
    event.preventDefault();
    if (!event.repeat) does[key]();
  }
}
