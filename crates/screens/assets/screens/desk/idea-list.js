// The ideas, newest first, filtered; only the first rows are drawn until someone asks for more.

import { html, live, nothing, repeat } from '../../vendor/lit.js';
import { isChecked, valueOf } from '../../lib/fields.js';
import { clockTime, isolated, t } from '../../lib/i18n.js';
import { Panel } from '../../parts/panel.js';
import { busyWith } from './colleagues.js';
import { isCovered } from './coverage-forecast.js';

/** Rows drawn at once: a list of 2,000 stays fluid, and nobody reads further without asking. */
const PAGE = 60;

/** @typedef {import('../../lib/types.js').Idea} Idea */

/** @type {Record<string, (idea: Idea) => boolean>} */
const FILTERS = {
  all: (idea) => idea.state === 'live',
  new: (idea) => idea.state === 'live' && !idea.theme && !idea.left_out,
  other: (idea) => idea.state === 'live' && !idea.theme && Boolean(idea.left_out),
  late: (idea) => idea.state === 'live' && idea.late,
  hidden: (idea) => idea.state === 'hidden',
};

/**
 * `filter`: a name in FILTERS, `uncovered`, or the id of a theme. `shown`: how many rows are drawn. `heldAt`: while
 * someone works in the list, ideas newer than this wait, so that no row moves under a finger.
 * @typedef {{filter: string, search: string, shown: number, heldAt: number|null}} Fields
 */

/** @extends {Panel<import('./desk.js').Desk>} */
export class IdeaList extends Panel {
  #state = this.state(/** @type {Fields} */ ({ filter: 'all', search: '', shown: PAGE, heldAt: null }));

  get filter() {
    return this.#state.filter;
  }

  /** @param {string} filter */
  show(filter) {
    this.#state.filter = filter;
    this.#state.shown = PAGE;
  }

  /** @param {string} text */
  #search(text) {
    this.#state.search = text;
    this.#state.shown = PAGE;
  }

  /** Keeps the rows where they are, or lets new ideas in. @param {boolean} on */
  hold(on) {
    this.#state.heldAt = on ? (this.#state.heldAt ?? this.host.ideas[0]?.[1].at ?? null) : null;
  }

  /** Lets in the ideas that waited. */
  #showNew() {
    this.#state.heldAt = null;
    this.hold(this.host.selection.ids.size > 0);
  }

  /** @returns {(idea: Idea) => boolean} whether the filter shows it */
  get #isWanted() {
    const { filter } = this;
    if (filter === 'uncovered') return (idea) => idea.state === 'live' && !isCovered(this.host, idea);
    return FILTERS[filter] ?? ((idea) => idea.state === 'live' && idea.theme === filter);
  }

  render() {
    const { host } = this;
    const { heldAt } = this.#state;
    const all = host.ideas;
    const isWanted = this.#isWanted;
    const needle = this.#state.search.trim().toLowerCase();
    const matching = all.filter(([, idea]) => isWanted(idea) && (!needle || idea.text.toLowerCase().includes(needle)));
    const found = heldAt === null ? matching : matching.filter(([, idea]) => idea.at <= heldAt);
    const waiting = matching.length - found.length;
    const rows = found.slice(0, this.#state.shown);
    const themes = new Map(host.list('desk', 'theme'));
    return html`<section class="panel" aria-labelledby="ideas-title">
      <h2 class="panel__title" id="ideas-title">${t('ideas-title')}</h2>
      <div class="filters">
        <div class="filters__kinds" role="group" aria-label=${t('filter-label')}>
          ${Object.entries(FILTERS).map(
            ([name, test]) =>
              html`<button
                class="button button--small ${this.filter === name ? 'button--on' : ''}"
                aria-pressed=${String(this.filter === name)}
                @click=${() => this.show(name)}
              >
                ${t(`filter-${name}`, { count: all.filter(([, idea]) => test(idea)).length })}
              </button>`,
          )}
        </div>
        <div class="filters__fields">
          <label class="label" for="filter-theme">${t('filter-theme')}</label>
          <select
            class="field"
            id="filter-theme"
            @change=${(/** @type {Event} */ event) => this.show(valueOf(event) || 'all')}
          >
            <option value="" .selected=${Boolean(FILTERS[this.filter])}>${t('filter-any-theme')}</option>
            ${host.openThemes.map(
              ([id, theme]) =>
                html`<option value=${id} .selected=${this.filter === id}>
                  ${isolated(theme.label)} (${theme.count})
                </option>`,
            )}
          </select>
          <label class="label" for="filter-text">${t('filter-text')}</label>
          <input
            class="field"
            dir="auto"
            id="filter-text"
            type="search"
            autocomplete="off"
            .value=${live(this.#state.search)}
            @input=${(/** @type {Event} */ event) => this.#search(valueOf(event))}
          />
        </div>
      </div>
      <p class="hint">
        ${t('ideas-count', { shown: rows.length, count: found.length })}
        ${
          rows.length
            ? html`<button class="link" @click=${() => host.selection.add(rows.map(([id]) => id))}>
                ${t('ideas-select-shown')}
              </button>`
            : nothing
        }
      </p>
      ${
        waiting
          ? html`<button class="button button--wide button--on" @click=${() => this.#showNew()}>
              ${t('ideas-new', { count: waiting })}
            </button>`
          : nothing
      }
      <ul
        class="plain ideas"
        @pointerenter=${(/** @type {PointerEvent} */ event) => {
          if (event.pointerType === 'mouse') this.hold(true);
        }}
        @pointerleave=${() => {
          if (!host.selection.ids.size && !host.quick.idea) this.hold(false);
        }}
      >
        ${repeat(
          rows,
          ([id]) => id,
          ([id, idea]) => row(host, id, idea, themes),
        )}
      </ul>
      ${
        found.length > rows.length
          ? html`<button
              class="button button--wide"
              @click=${() => {
                this.#state.shown += PAGE;
              }}
            >
              ${t('ideas-more', { count: Math.min(PAGE, found.length - rows.length) })}
            </button>`
          : nothing
      }
    </section>`;
  }
}

/** @param {import('./desk.js').Desk} host @param {string} id @param {Idea} idea @param {Map<string, any>} themes */
function row(host, id, idea, themes) {
  const chosen = host.selection.ids.has(id);
  const from = idea.table ? t('table-name', { table: idea.table }) : idea.badge ? t('idea-phone') : '';
  return html`<li class="idea ${chosen ? 'idea--chosen' : ''} idea--${idea.state}">
    <div class="idea__head">
      <label class="idea__label">
        <input
          type="checkbox"
          .checked=${live(chosen)}
          @change=${(/** @type {Event} */ event) => host.selection.select(id, isChecked(event))}
        />
        <span class="idea__text" dir="auto">${idea.damaged ? t('idea-damaged-text') : idea.text}</span>
      </label>
      <button
        class="idea__theme ${idea.theme ? '' : 'idea__theme--none'}"
        aria-expanded=${String(host.quick.idea === id)}
        @click=${() => host.quick.toggle(id)}
      >
        ${
          idea.theme
            ? html`<bdi>${themes.get(idea.theme)?.label ?? t('theme-gone')}</bdi>`
            : t(idea.left_out ? 'theme-other' : idea.pinned ? 'theme-none' : 'theme-new-idea')
        }<span class="visually-hidden">, ${t('quick-open')}</span>
      </button>
    </div>
    <p class="idea__meta">
      <span>${from}</span> <span>${clockTime(idea.at)}</span>
      ${idea.damaged ? html`<span class="mark mark--refused">${t('idea-damaged')}</span>` : nothing}
      ${idea.late ? html`<span class="mark">${t('own-late')}</span>` : nothing}
      ${idea.pinned && idea.theme ? html`<span class="mark">${t('idea-pinned')}</span>` : nothing}
      ${idea.edited ? html`<span class="mark">${t('idea-edited')}</span>` : nothing}
      ${
        idea.state === 'hidden'
          ? html`<span class="mark mark--refused"
              >${t('idea-hidden', { reason: idea.reason_damaged ? t('idea-damaged-text') : (idea.reason ?? '') })}</span
            >`
          : nothing
      }
    </p>
    ${busyWith(host, `idea/${id}`)} ${host.quick.render(id, idea)} ${alike(host, id, idea)}
  </li>`;
}

/**
 * An earlier idea that says nearly the same, and a button that keeps both together.
 * @param {import('./desk.js').Desk} host
 * @param {string} id
 * @param {Idea} idea
 */
function alike(host, id, idea) {
  const { alike: same } = idea;
  const other = same ? host.doc('desk', `idea/${same}`) : undefined;
  if (!same || !other || other.state !== 'live' || idea.state !== 'live' || !/\s/.test(idea.text)) return nothing;
  return html`<p class="idea__alike">
    <span>${t('alike')} <q dir="auto">${other.text}</q></span>
    <button class="button button--small" @click=${() => host.send({ theme: { together: { ideas: [same, id] } } })}>
      ${t('alike-join')}
    </button>
  </p>`;
}
