// The ideas, newest first, filtered; only the first rows are drawn until someone asks for more.

import { html, live, nothing, repeat } from '../../vendor/lit.js';
import { clockTime, isolated, t } from '../../lib/i18n.js';
import { busyWith } from './colleagues.js';
import { PAGE } from './desk.js';
import { isCovered } from './coverage-forecast.js';

/** @typedef {import('../../lib/types.js').Idea} Idea */

/** @type {Record<string, (idea: Idea) => boolean>} */
const FILTERS = {
  all: (idea) => idea.state === 'live',
  new: (idea) => idea.state === 'live' && !idea.theme && !idea.left_out,
  other: (idea) => idea.state === 'live' && !idea.theme && Boolean(idea.left_out),
  late: (idea) => idea.state === 'live' && idea.late,
  hidden: (idea) => idea.state === 'hidden',
};

/** @param {import('./desk.js').Desk} host */
export function ideaList(host) {
  const all = host.ideas;
  const wanted =
    host.filter === 'uncovered'
      ? (/** @type {Idea} */ idea) => idea.state === 'live' && !isCovered(host, idea)
      : (FILTERS[host.filter] ?? ((/** @type {Idea} */ idea) => idea.state === 'live' && idea.theme === host.filter));
  const needle = host.search.trim().toLowerCase();
  const matching = all.filter(([, idea]) => wanted(idea) && (!needle || idea.text.toLowerCase().includes(needle)));
  const { heldAt } = host;
  const found = heldAt === null ? matching : matching.filter(([, idea]) => idea.at <= heldAt);
  const waiting = matching.length - found.length;
  const rows = found.slice(0, host.shown);
  const themes = new Map(host.list('desk', 'theme'));
  return html`<section class="panel" aria-labelledby="ideas-title">
    <h2 class="panel__title" id="ideas-title">${t('ideas-title')}</h2>
    <div class="filters">
      <div class="filters__kinds" role="group" aria-label=${t('filter-label')}>
        ${Object.entries(FILTERS).map(
          ([name, test]) =>
            html`<button
              class="button button--small ${host.filter === name ? 'button--on' : ''}"
              aria-pressed=${String(host.filter === name)}
              @click=${() => host.show(name)}
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
          @change=${(/** @type {any} */ event) => host.show(event.target.value || 'all')}
        >
          <option value="" .selected=${Boolean(FILTERS[host.filter])}>${t('filter-any-theme')}</option>
          ${host.openThemes.map(
            ([id, theme]) =>
              html`<option value=${id} .selected=${host.filter === id}>
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
          .value=${live(host.search)}
          @input=${(/** @type {any} */ event) => {
            host.search = event.target.value;
            host.shown = PAGE;
            host.requestUpdate();
          }}
        />
      </div>
    </div>
    <p class="hint">
      ${t('ideas-count', { shown: rows.length, count: found.length })}
      ${
        rows.length
          ? html`<button class="link" @click=${() => rows.forEach(([id]) => host.select(id, true))}>
              ${t('ideas-select-shown')}
            </button>`
          : nothing
      }
    </p>
    ${
      waiting
        ? html`<button
            class="button button--wide button--on"
            @click=${() => {
              host.heldAt = null;
              host.hold(host.selected.size > 0);
            }}
          >
            ${t('ideas-new', { count: waiting })}
          </button>`
        : nothing
    }
    <ul
      class="plain ideas"
      @pointerenter=${(/** @type {PointerEvent} */ event) => {
        if (event.pointerType === 'mouse') host.hold(true);
      }}
      @pointerleave=${() => {
        if (!host.selected.size && !host.quick.idea) host.hold(false);
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
              host.shown += PAGE;
              host.requestUpdate();
            }}
          >
            ${t('ideas-more', { count: Math.min(PAGE, found.length - rows.length) })}
          </button>`
        : nothing
    }
  </section>`;
}

/** @param {import('./desk.js').Desk} host @param {string} id @param {Idea} idea @param {Map<string, any>} themes */
function row(host, id, idea, themes) {
  const chosen = host.selected.has(id);
  const from = idea.table ? t('table-name', { table: idea.table }) : idea.badge ? t('idea-phone') : '';
  return html`<li class="idea ${chosen ? 'idea--chosen' : ''} idea--${idea.state}">
    <div class="idea__head">
      <label class="idea__label">
        <input
          type="checkbox"
          .checked=${live(chosen)}
          @change=${(/** @type {any} */ event) => host.select(id, event.target.checked)}
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
 * An earlier idea that says nearly the same, and the tap that keeps both together.
 * @param {import('./desk.js').Desk} host
 * @param {string} id
 * @param {Idea} idea
 */
function alike(host, id, idea) {
  const other = idea.alike && host.doc('desk', `idea/${idea.alike}`);
  if (!other || other.state !== 'live' || idea.state !== 'live' || !/\s/.test(idea.text)) return nothing;
  return html`<p class="idea__alike">
    <span>${t('alike')} <q dir="auto">${other.text}</q></span>
    <button
      class="button button--small"
      @click=${() => host.send({ theme: { together: { ideas: [idea.alike, id] } } })}
    >
      ${t('alike-join')}
    </button>
  </p>`;
}
