// Says whether this screen is live, or since when it is not; the one polite status region of a screen.

import { LitElement, html } from '../vendor/lit.js';
import { clockTime, onLanguage, t } from '../lib/i18n.js';

class Status extends LitElement {
  static get properties() {
    return { connection: { attribute: false } };
  }
  _listen = () => this.requestUpdate();
  _forget = () => {};

  constructor() {
    super();
    /** @type {import('../lib/connection.js').Connection|undefined} */
    this.connection = undefined;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this._forget = onLanguage(this._listen);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._forget();
    this.connection?.removeEventListener('change', this._listen);
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (!changed.has('connection')) return;
    changed.get('connection')?.removeEventListener('change', this._listen);
    this.connection?.addEventListener('change', this._listen);
  }

  render() {
    const { connection } = this;
    const since = connection ? connection.shownStaleSince : null;
    const doubted = Boolean(connection?.doubted);
    // Asked and not yet answered: neither live nor known to be lost.
    const asking = doubted && connection?.open;
    const kind =
      connection?.ended === 'closed'
        ? 'closed'
        : since !== null && !asking
          ? 'stale'
          : connection?.actor && !doubted
            ? 'live'
            : 'start';
    return html`<p class="status status--${kind}" role="status">
      <span class="status__mark" aria-hidden="true"></span>
      <span>${kind === 'stale' ? t('status-stale', { time: clockTime(since, true) }) : t(`status-${kind}`)}</span>
    </p>`;
  }
}

customElements.define('burgertop-status', Status);
