// A participant's phone: one word or phrase for the round that runs.

import { html, nothing } from '../vendor/lit.js';
import { t } from '../lib/i18n.js';
import { badgeName } from '../lib/seat-name.js';
import { whatToDo } from '../parts/what-to-do.js';
import { SeatScreen } from './seat-screen.js';

class Phone extends SeatScreen {
  badge = this.path.split('/')[2] ?? '';

  get ownDoc() {
    return `person/${this.badge}`;
  }

  get heading() {
    return badgeName(this.badge);
  }

  /** While there is something to write, and no longer: it is the battery of a person. */
  get staysOn() {
    const { round } = this;
    return Boolean(round) && round?.phone !== 'nothing' && round?.phase !== 'closed';
  }

  body() {
    const { round } = this;
    const kind = round?.phone ?? 'nothing';
    const own = this.own;
    const now = own.filter((idea) => idea.round === round?.id);
    const before = own.filter((idea) => idea.round !== round?.id);
    const writing = kind !== 'nothing' && round?.phase !== 'closed';
    return html` ${this.topBar(this.heading)}
      <main class="seat phone" id="main">
        ${this.closedBar()}${this.notices()}${this.keepsBar()} ${this.question()}
        ${writing && round ? this._form(round, kind, now) : this._nothingToDo()}
        ${this.ideaList(now, t('own-now', { count: now.length }))}
        ${this.unsentDrafts(writing && round ? round.id : '')} ${this.ideaList(before, t('own-before'))}
      </main>`;
  }

  _nothingToDo() {
    const { round } = this;
    if (round && round.phone !== 'nothing') return html`<p class="lead">${t('phone-closed')}</p>`;
    return this.item ? whatToDo('phone', this.item, '') : nothing;
  }

  /** @param {import('../lib/types.js').Round} round @param {string} kind @param {any[]} now */
  _form(round, kind, now) {
    const sent = now.some((idea) => idea.status === 'saved');
    return html` ${sent ? html`<p class="lead lead--done">${t('phone-thanks')}</p>` : nothing}
      <burgertop-hand-in
        .drafts=${this.drafts}
        .what=${round.id}
        .rows=${2}
        .label=${t(`phone-${kind}-label`)}
        .hint=${t(`phone-${kind}-hint`)}
        .button=${t(sent ? 'phone-send-more' : 'phone-send')}
        .locked=${round.open ? '' : t('phone-locked')}
        @hand-in=${(/** @type {CustomEvent} */ event) => {
          this.handIn(event.detail.text, round.id);
          event.detail.taken();
        }}
      ></burgertop-hand-in>`;
  }
}

customElements.define('burgertop-phone', Phone);
