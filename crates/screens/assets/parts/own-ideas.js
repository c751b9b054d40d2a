// A seat's own ideas, each with its mark (saved, waiting, refused), to edit and to withdraw while the round is open.

import { html, live, nothing, repeat } from '../vendor/lit.js';
import { clockTime, reason, t } from '../lib/i18n.js';
import { valueOf } from '../lib/fields.js';
import { characters, whole } from '../lib/written.js';
import { MAX_CHARACTERS } from './hand-in.js';
import { Part } from './part.js';

/** @typedef {import('../lib/own-ideas.js').OwnIdea} OwnIdea */

class OwnIdeas extends Part {
  static get properties() {
    return {
      ideas: { attribute: false },
      outbox: { attribute: false },
      drafts: { attribute: false },
      openRound: { attribute: false },
      heading: { attribute: false },
      _editing: { state: true },
      _sure: { state: true },
    };
  }

  constructor() {
    super();
    /** @type {OwnIdea[]} */
    this.ideas = [];
    /** @type {import('../lib/outbox.js').Outbox|undefined} */
    this.outbox = undefined;
    /** @type {import('../lib/drafts.js').Drafts|undefined} */
    this.drafts = undefined;
    /** The round whose ideas may be changed now. @type {string|null} */
    this.openRound = null;
    this.heading = '';
    /** The new texts of ideas that are being edited. @type {Map<string, string>} */
    this._editing = new Map();
    /** The idea that asks "sure?". */
    this._sure = '';
  }

  render() {
    if (!this.ideas.length) return nothing;
    return html`<section class="own" aria-label=${this.heading}>
      <h2 class="own__heading">${this.heading}</h2>
      <ul class="own__list">
        ${repeat(
          this.ideas,
          (idea) => idea.id,
          (idea) =>
            html` <li class="own__idea own__idea--${idea.refused ? 'refused' : idea.status}">${this._idea(idea)}</li>`,
        )}
      </ul>
    </section>`;
  }

  /** @param {OwnIdea} idea */
  _idea(idea) {
    if (this._editing.has(idea.id)) return this._editor(idea);
    const open = idea.round === this.openRound && idea.status === 'saved' && !idea.refused;
    return html` <p class="own__text" dir="auto">${idea.text ?? t('own-unshown', { time: clockTime(idea.order) })}</p>
      <p class="own__mark">
        <span class="mark mark--${idea.refused ? 'refused' : idea.status}"
          >${t(idea.refused ? 'own-refused' : idea.inMemoryOnly ? 'own-waiting-unkept' : `own-${idea.status}`)}</span
        >
        ${idea.damaged ? html`<span class="mark mark--refused">${t('idea-damaged')}</span>` : nothing}
        ${idea.late ? html`<span class="mark">${t('own-late')}</span>` : nothing}
      </p>
      ${idea.damaged ? html`<p class="own__why">${t(open ? 'own-damaged-open' : 'own-damaged')}</p>` : nothing}
      ${idea.unshown ? html`<p class="own__why">${t(`own-unseen-${idea.unshown}`)}</p>` : nothing}
      ${idea.refused ? this._refused(idea) : nothing}
      ${
        open
          ? html`<div class="own__actions">
              ${
                this._sure === idea.id
                  ? html` <p>${t('own-withdraw-sure')}</p>
                      <button class="button button--small button--danger" @click=${() => this._withdraw(idea)}>
                        ${t('own-withdraw-yes')}
                      </button>
                      <button class="button button--small" @click=${() => this._ask('')}>
                        ${t('own-withdraw-no')}
                      </button>`
                  : html` <button
                        class="button button--small"
                        aria-label=${t('own-edit-this', { text: idea.text ?? t('idea-damaged') })}
                        @click=${() => this._edit(idea, idea.text ?? '')}
                      >
                        ${t('own-edit')}
                      </button>
                      <button
                        class="button button--small"
                        aria-label=${t('own-withdraw-this', { text: idea.text ?? t('idea-damaged') })}
                        @click=${() => this._ask(idea.id)}
                      >
                        ${t('own-withdraw')}
                      </button>`
              }
            </div>`
          : nothing
      }`;
  }

  /** @param {OwnIdea} idea */
  _refused(idea) {
    const entry = /** @type {import('../lib/types.js').OutboxEntry} */ (idea.refused);
    const text = idea.refusedText;
    return html`<div class="own__refused">
      <p>${reason(entry.refusal ?? {})}</p>
      ${
        text !== undefined && text !== idea.text
          ? html`<p>${t('own-your-text')} <q dir="auto">${text}</q></p>`
          : nothing
      }
      <div class="own__actions">
        ${
          text !== undefined
            ? html`<button class="button button--small" @click=${() => this._edit(idea, text)}>
                ${t('own-change-and-send')}
              </button>`
            : nothing
        }
        <button class="button button--small" @click=${() => this.outbox?.discard(entry.id)}>${t('own-discard')}</button>
      </div>
    </div>`;
  }

  /** @param {OwnIdea} idea */
  _editor(idea) {
    const text = this._editing.get(idea.id) ?? '';
    const left = MAX_CHARACTERS - characters(text);
    const field = `edit-${idea.id}`;
    return html`<form class="own__editor" @submit=${(/** @type {Event} */ event) => this._send(event, idea)}>
      <label class="label" for=${field}>${t('own-edit-label')}</label>
      <textarea
        class="field"
        dir="auto"
        id=${field}
        rows="3"
        .value=${live(text)}
        aria-describedby="${field}-count"
        @input=${(/** @type {InputEvent} */ event) => this._typed(idea, valueOf(event))}
      ></textarea>
      <p class="hand-in__count ${left < 0 ? 'hand-in__count--over' : ''}" id="${field}-count">
        ${left < 0 ? t('hand-in-over', { count: -left }) : t('hand-in-left', { count: left })}
      </p>
      <div class="own__actions">
        <button class="button button--small button--primary" type="submit" ?disabled=${!text.trim() || left < 0}>
          ${t('own-save')}
        </button>
        <button class="button button--small" type="button" @click=${() => this._stop(idea)}>${t('own-cancel')}</button>
      </div>
    </form>`;
  }

  /** @param {OwnIdea} idea @param {string} text */
  async _edit(idea, text) {
    this._typed(idea, this.drafts?.get(`edit:${idea.id}`) || text);
    await this.updateComplete;
    document.getElementById(`edit-${idea.id}`)?.focus();
  }

  /** @param {OwnIdea} idea @param {string} text */
  _typed(idea, text) {
    this.drafts?.set(`edit:${idea.id}`, text);
    this._editing = new Map([...this._editing, [idea.id, text]]);
  }

  /** @param {OwnIdea} idea */
  _stop(idea) {
    this.drafts?.set(`edit:${idea.id}`, '');
    this._editing = new Map([...this._editing].filter(([id]) => id !== idea.id));
  }

  /** @param {Event} event @param {OwnIdea} idea */
  async _send(event, idea) {
    event.preventDefault();
    const text = whole(this._editing.get(idea.id) ?? '').trim();
    const entry = idea.refused;
    const submit = entry?.command.idea?.submit;
    this._stop(idea);
    if (submit) await this.outbox?.add({ idea: { submit: { ...submit, text } } });
    else if (text !== idea.text) await this.outbox?.add({ idea: { edit: { idea: idea.id, text } } });
    if (entry) await this.outbox?.discard(entry.id);
  }

  /** @param {string} id */
  _ask(id) {
    this._sure = id;
  }

  /** @param {OwnIdea} idea */
  _withdraw(idea) {
    this._ask('');
    this.outbox?.add({ idea: { withdraw: { idea: idea.id } } });
  }
}

customElements.define('burgertop-own-ideas', OwnIdeas);
