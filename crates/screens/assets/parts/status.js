// Says whether this screen is live, or since when it is not; the one polite status region of a screen.

import { html } from '../vendor/lit.js';
import { clockTime, t } from '../lib/i18n.js';
import { Part } from './part.js';

class Status extends Part {
  static get properties() {
    return { connection: { attribute: false } };
  }

  constructor() {
    super();
    /** @type {import('../lib/connection.js').Connection|undefined} */
    this.connection = undefined;
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (changed.has('connection')) this.redrawOn('connection', this.connection);
  }

  render() {
    const { connection } = this;
    const since = connection ? connection.shownStaleSince : null;
    const doubted = Boolean(connection?.doubted);
    // A ping without an answer yet: neither live nor known to be lost.
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
