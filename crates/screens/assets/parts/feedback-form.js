// The form for feedback: a score from 1 to 5 as radio buttons and, if people like, a sentence.

import { html, live, nothing } from '../vendor/lit.js';
import { valueOf } from '../lib/fields.js';
import { t } from '../lib/i18n.js';
import { Part } from './part.js';

const SCORES = [1, 2, 3, 4, 5];
const SENTENCE_MAX = 200;

/** @typedef {{score: number, sentence?: string}} Answer */

/** Event: `answer`, detail the answer. What is typed is kept as a draft of its question until then. */
class FeedbackForm extends Part {
  static get properties() {
    return {
      drafts: { attribute: false },
      question: { attribute: false },
      damaged: { attribute: false },
      answer: { attribute: false },
      _score: { state: true },
      _sentence: { state: true },
      _complaint: { state: true },
    };
  }

  constructor() {
    super();
    /** @type {import('../lib/drafts.js').Drafts|undefined} */
    this.drafts = undefined;
    this.question = '';
    this.damaged = false;
    /** What this seat answered before. @type {Answer|undefined} */
    this.answer = undefined;
    /** What is chosen and typed here, if anything. @type {number|undefined} */
    this._score = undefined;
    /** @type {string|undefined} */
    this._sentence = undefined;
    this._complaint = '';
  }

  get _draft() {
    return `feedback:${this.question}`;
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (!changed.has('question') && !changed.has('drafts')) return;
    this._score = undefined;
    this._sentence = this.drafts?.get(this._draft) || undefined;
  }

  /** The score that is marked: what was chosen, else what was answered before. */
  get score() {
    return this._score ?? this.answer?.score;
  }

  /** The sentence in the field, likewise. */
  get sentence() {
    return this._sentence ?? this.answer?.sentence ?? '';
  }

  /** @param {Event} event */
  _chosen(event) {
    this._score = Number(valueOf(event));
    this._complaint = '';
  }

  /** @param {Event} event */
  _typed(event) {
    this._sentence = valueOf(event);
    this.drafts?.set(this._draft, this._sentence);
  }

  /** @param {Event} event */
  _press(event) {
    event.preventDefault();
    const { score } = this;
    if (!score) {
      this._complaint = t('feedback-score-missing');
      this.querySelector('input')?.focus();
      return;
    }
    const sentence = this.sentence.trim();
    this.dispatchEvent(
      new CustomEvent('answer', { bubbles: true, detail: sentence ? { score, sentence } : { score } }),
    );
    this.drafts?.set(this._draft, '');
  }

  render() {
    const { answer, score } = this;
    return html`<form class="hand-in" novalidate @submit=${this._press}>
      <fieldset class="scale" aria-describedby="feedback-complaint">
        <legend class="label" dir="auto">${this.damaged ? t('notice-damaged') : this.question}</legend>
        ${SCORES.map(
          (it) =>
            html`<label class="scale__score">
              <input
                type="radio"
                name="feedback-score"
                value=${it}
                .checked=${live(score === it)}
                @change=${this._chosen}
              />
              ${t(`feedback-score-${it}`)}
            </label>`,
        )}
      </fieldset>
      <p class="complaint" id="feedback-complaint" role="alert">${this._complaint}</p>
      <label class="label" for="feedback-sentence">${t('feedback-sentence')}</label>
      <textarea
        class="field"
        dir="auto"
        id="feedback-sentence"
        rows="2"
        maxlength=${SENTENCE_MAX}
        autocomplete="off"
        .value=${live(this.sentence)}
        @input=${this._typed}
      ></textarea>
      <div class="hand-in__foot">
        <button class="button button--primary hand-in__send" type="submit">
          ${t(answer ? 'feedback-change' : 'feedback-send')}
        </button>
        <p class="lead lead--done" role="status">${answer ? t('feedback-thanks', { score: answer.score }) : nothing}</p>
      </div>
    </form>`;
  }
}

customElements.define('burgertop-feedback-form', FeedbackForm);
