// What the tablet and the phone share: the question, the time left, handing in, and one's own ideas.

import { html, nothing } from '../vendor/lit.js';
import { deadlineOf } from '../lib/deadline.js';
import { clockTime, t, titleOf } from '../lib/i18n.js';
import { ownIdeas } from '../lib/own-ideas.js';
import { unsentDrafts } from '../parts/unsent-drafts.js';
import { takeDoubleTapsAsOne } from '../lib/twice.js';
import { Screen } from '../parts/screen.js';
import { partOf } from './seat/parts.js';
import '../parts/own-ideas.js';

takeDoubleTapsAsOne();

export class SeatScreen extends Screen {
  /** The document that is this seat's own: `table/7`. @returns {`table/${string}`|`person/${string}`} */
  get ownDoc() {
    throw new Error('a seat has a document of its own');
  }

  get watch() {
    return ['room', this.ownDoc];
  }

  get item() {
    return this.doc('room', 'agenda/current');
  }

  get round() {
    return this.doc('room', 'round');
  }

  /** What people do here now, by the kind of the agenda item. */
  get seatPart() {
    return partOf(this.item);
  }

  /** Everything this seat handed in, oldest first. */
  get own() {
    return ownIdeas(
      this.list(this.ownDoc, 'idea'),
      this.connection?.documents.offset(this.ownDoc) ?? null,
      this.outbox.entries,
    );
  }

  /** What it handed in for the round that runs. */
  get ownNow() {
    return this.own.filter((idea) => idea.round === this.round?.id);
  }

  /** What it handed in before. */
  get ownBefore() {
    return this.own.filter((idea) => idea.round !== this.round?.id);
  }

  /** How many ideas count in this round: those withdrawn or refused are listed, but not counted. */
  get countedNow() {
    return this.ownNow.filter((idea) => !['withdrawn', 'refused'].includes(idea.status)).length;
  }

  /** @param {string} text @param {string} round */
  handIn(text, round) {
    this.outbox.add({ idea: { submit: { text, round } } });
  }

  /** The time left of the current item, or of the round's phase. */
  countdown() {
    const { item, round, connection } = this;
    const { endsAt, remainingMs } = deadlineOf(item, round);
    if (endsAt === null && remainingMs === null) return nothing;
    return html`<burgertop-countdown
      .endsAt=${endsAt}
      .remainingMs=${remainingMs}
      .clock=${connection?.clock}
    ></burgertop-countdown>`;
  }

  notices() {
    const shown = [this.doc('room', 'notice'), this.doc(this.ownDoc, 'notice')].flatMap((it) => it ?? []);
    const notices = shown.map(
      (notice) =>
        html`<div class="notice">
          <p class="notice__text" dir="auto">${notice.damaged ? t('notice-damaged') : notice.text}</p>
          <p class="notice__since">${t('notice-since', { time: clockTime(notice.since) })}</p>
        </div>`,
    );
    const label = t('notice-label');
    // Empty without a notice: the style sheet leaves out an empty region.
    return html`<div class="notices" role="region" aria-label=${label} aria-live="assertive">${notices}</div>`;
  }

  /** The current item, its question, and the time left. */
  question() {
    const { item, round } = this;
    if (!item)
      return html`<section class="question">
        <h1 tabindex="-1">${t(this.connection?.actor ? 'day-not-begun' : 'day-connecting')}</h1>
      </section>`;
    const prompt = titleOf(item, 'prompt');
    const title = titleOf(item);
    return html`<section class="question">
      <div class="question__head">
        <p class="question__part">
          ${prompt ? html`<bdi>${title}</bdi>` : t('day-part', { number: item.number, of: item.of })}${
            round ? html` <span class="phase phase--${round.phase}">${t(`phase-${round.phase}`)}</span>` : nothing
          }
        </p>
        ${this.countdown()}
      </div>
      <h1 dir="auto">${prompt || title}</h1>
      ${item.state === 'paused' ? html`<p class="question__state">${t('day-paused')}</p>` : nothing}
      ${item.state === 'waiting' ? html`<p class="question__state">${t('day-waiting')}</p>` : nothing}
    </section>`;
  }

  /** @param {string} round the form's */
  unsentDrafts(round) {
    return unsentDrafts(this.drafts, round, (text, of) => this.handIn(text, of));
  }

  /** @param {import('../lib/own-ideas.js').OwnIdea[]} ideas @param {string} heading */
  ideaList(ideas, heading) {
    const { round } = this;
    return html`<burgertop-own-ideas
      .ideas=${ideas}
      .outbox=${this.outbox}
      .drafts=${this.drafts}
      .openRound=${round?.open ? round.id : null}
      .heading=${heading}
    ></burgertop-own-ideas>`;
  }

  closedBar() {
    return this.connection?.ended === 'closed' ? html`<p class="notice">${t('summit-closed')}</p>` : nothing;
  }
}
