// The question at the end of the day: asking it, closing it, and how many gave which score.

import { html, live, nothing } from '../../vendor/lit.js';
import { valueOf } from '../../lib/fields.js';
import { t } from '../../lib/i18n.js';
import { Panel } from '../../parts/panel.js';

const DRAFT = 'feedback:question';

/** @extends {Panel<import('./control.js').Control>} */
export class FeedbackPanel extends Panel {
  /** @param {Event} event */
  async #open(event) {
    event.preventDefault();
    const { host } = this;
    const question = this.#question();
    if (await host.send({ feedback: { open: { question } } })) host.drafts.set(DRAFT, '');
  }

  async #close() {
    await this.host.send({ feedback: { close: {} } });
  }

  /** What is typed; else what was asked, so that it opens again; else what most ask. */
  #question() {
    const typed = this.host.drafts.get(DRAFT).trim();
    return typed || (this.host.doc('room', 'feedback')?.question ?? t('feedback-question-proposed'));
  }

  /** @param {import('../../lib/types.js').FeedbackResult} result */
  #result({ answers, counts, mean }) {
    const written = this.host.list('control', 'sentence');
    return html`<p role="status">
        ${t('feedback-answers', { count: answers })}
        ${mean === null ? nothing : t('feedback-mean', { mean: mean.toLocaleString(document.documentElement.lang) })}
      </p>
      <table class="feedback__counts">
        <caption class="visually-hidden">
          ${t('feedback-counts')}
        </caption>
        <tbody>
          ${counts.map(
            (count, index) =>
              html`<tr>
                <th scope="row">${t(`feedback-score-${index + 1}`)}</th>
                <td>${count}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${
        written.length
          ? html`<details class="feedback__sentences">
              <summary>${t('feedback-sentences', { count: written.length })}</summary>
              <ul>
                ${written.map(
                  ([, { score, text, damaged, unwanted }]) =>
                    html`<li>
                      ${t('feedback-score-short', { score })}
                      <span dir="auto">${damaged ? t('notice-damaged') : text}</span>
                      ${unwanted ? html`<strong>${t('feedback-unwanted')}</strong>` : nothing}
                    </li>`,
                )}
              </ul>
            </details>`
          : nothing
      }`;
  }

  render() {
    const { host } = this;
    const asked = host.doc('room', 'feedback');
    const closing = host.item?.kind === 'closing';
    if (!asked && !closing) return nothing;
    const result = host.doc('control', 'feedback');
    return html`<section class="panel" aria-labelledby="feedback-title">
      <h2 class="panel__title" id="feedback-title">${t('feedback-title')}</h2>
      ${asked ? html`<p dir="auto">${asked.damaged ? t('notice-damaged') : asked.question}</p>` : nothing}
      ${
        asked?.open
          ? html`<button class="button button--warn" @click=${() => this.#close()}>${t('feedback-close')}</button>`
          : closing
            ? html`<form @submit=${(/** @type {Event} */ event) => this.#open(event)}>
                <label class="label" for="feedback-question">${t('feedback-question')}</label>
                <input
                  class="field"
                  dir="auto"
                  id="feedback-question"
                  maxlength="280"
                  autocomplete="off"
                  .value=${live(this.#question())}
                  @input=${(/** @type {Event} */ event) => host.drafts.set(DRAFT, valueOf(event))}
                />
                <button class="button button--primary" type="submit">
                  ${t(asked ? 'feedback-open-again' : 'feedback-open')}
                </button>
              </form>`
            : nothing
      }
      ${result ? this.#result(result) : nothing}
    </section>`;
  }
}
