// A participant's phone: one word or phrase for the round that runs.

import { html } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { badgeName } from '../lib/seat-name.js';
import { SeatScreen } from './seat-screen.js';

export class Phone extends SeatScreen {
  badge = this.path.split('/')[2] ?? '';

  /** @returns {`person/${string}`} */
  get ownDoc() {
    return `person/${this.badge}`;
  }

  get heading() {
    return badgeName(this.badge);
  }

  /** Only while there is something to write, to spare a person's own battery. */
  get staysOn() {
    return this.seatPart.keepsPhoneOn(this);
  }

  body() {
    return html` ${this.topBar(this.heading)}
      <main class="seat phone" id="main">
        ${this.closedBar()}${this.notices()}${this.keepsBar()} ${this.question()} ${this.seatPart.phone(this)}
        ${this.ideaList(this.ownNow, t('own-now', { count: this.ownNow.length }))}
        ${this.unsentDrafts(this.seatPart.draft(this, 'phone'))} ${this.ideaList(this.ownBefore, t('own-before'))}
      </main>`;
  }
}

customElements.define('burgertop-phone', Phone);
