// The keys of the control screen: off at a switch, and silent while someone types or a button has the focus.

import { html } from '../../vendor/lit.js';
import { isComposing } from '../../lib/composing.js';
import { isChecked } from '../../lib/fields.js';
import { t } from '../../lib/i18n.js';
import { onDevice } from '../../lib/storage.js';
import { Panel } from '../../parts/panel.js';

const STORED = 'burgertop.keys';

/** @extends {Panel<import('./control.js').Control>} */
export class Keys extends Panel {
  #state = this.state({ on: onDevice.get(STORED) !== 'off' });
  #listener = (/** @type {KeyboardEvent} */ event) => this.#pressed(event);

  hostConnected() {
    addEventListener('keydown', this.#listener);
  }

  hostDisconnected() {
    removeEventListener('keydown', this.#listener);
  }

  toggle() {
    return html`<label class="switch">
      <input
        type="checkbox"
        .checked=${this.#state.on}
        @change=${(/** @type {Event} */ event) => this.#turn(isChecked(event))}
      />
      <span>${t('keys-label')}</span> <span class="switch__hint">${t('keys-hint')}</span>
    </label>`;
  }

  /** @param {boolean} on */
  #turn(on) {
    this.#state.on = on;
    onDevice.set(STORED, on ? 'on' : 'off');
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (isComposing(event)) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const onButton = target.closest('button, a, summary');
    // A key that is held down is one press, on a button too.
    if (event.repeat && onButton && event.key === 'Enter') event.preventDefault();
    if (!this.#state.on || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]')) return;
    const host = this.host;
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
