// The base of every element: it draws into the page itself, and again when its state or the language changes.

import { LitElement } from '../vendor/lit.js';
import { onLanguage } from '../lib/i18n.js';

/**
 * An element lists its reactive fields in `static get properties()` and gives them their first values in the
 * constructor: a class field would hide Lit's accessor of the same name.
 */
export class Part extends LitElement {
  constructor() {
    super();
    /** Draws this part once more; one function, so that it can be taken off again. */
    this._redraw = () => this.requestUpdate();
    /** What this part listens to, by name: the target and its event. @type {Map<string, [EventTarget, string]>} */
    this._sources = new Map();
    /** Ends the subscription to the language. */
    this._stopLanguage = () => {};
  }

  /** Without a shadow root: one style sheet serves the whole page. */
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this._stopLanguage = onLanguage(this._redraw);
    for (const [target, event] of this._sources.values()) target.addEventListener(event, this._redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._stopLanguage();
    for (const [target, event] of this._sources.values()) target.removeEventListener(event, this._redraw);
  }

  /**
   * Draws this part again on each such event of `target`, in place of what had this name before.
   * @param {string} name @param {EventTarget|undefined} target @param {string} [event]
   */
  redrawOn(name, target, event = 'change') {
    const before = this._sources.get(name);
    if (before) before[0].removeEventListener(before[1], this._redraw);
    this._sources.delete(name);
    if (!target) return;
    this._sources.set(name, [target, event]);
    if (this.isConnected) target.addEventListener(event, this._redraw);
  }
}
