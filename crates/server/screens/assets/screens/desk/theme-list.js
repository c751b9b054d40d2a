// The themes with their counts: make, rename, merge, lock, give up, choose an example; a half-typed name survives every
// update.

import { html, live, nothing, repeat } from '../../vendor/lit.js';
import { isolated, t } from '../../lib/i18n.js';
import { coverageMeter } from '../../parts/coverage.js';
import { busyWith } from './colleagues.js';
import { Publishing } from './publishing.js';
import { suggestion } from './tuning.js';

/** @typedef {import('../../lib/types.js').Theme} Theme */

export class ThemeList {
  #host;
  /**
   * Names being typed, by theme; apart from the documents, so that no update touches them.
   * @type {Map<string, {text: string, was: string}>}
   */
  renaming = new Map();
  /** The theme whose tools are unfolded. */
  unfolded = '';
  publishing;
  creating = '';
  mergeInto = '';

  /** @param {import('./desk.js').Desk} host */
  constructor(host) {
    this.#host = host;
    this.publishing = new Publishing(host);
  }

  #redraw() {
    this.#host.requestUpdate();
  }

  render() {
    const host = this.#host;
    const themes = host.openThemes;
    return html`<section class="panel" aria-labelledby="themes-title">
      <h2 class="panel__title" id="themes-title">${t('themes-title', { count: themes.length })}</h2>
      ${suggestion(host)} ${coverageMeter(host.doc('desk', 'coverage'))}
      <form class="inline-form" @submit=${(/** @type {Event} */ event) => this.#create(event)}>
        <label class="label" for="theme-new">${t('theme-new')}</label>
        <input
          class="field"
          dir="auto"
          id="theme-new"
          maxlength="80"
          autocomplete="off"
          .value=${live(this.creating)}
          @input=${(/** @type {any} */ event) => {
            this.creating = event.target.value;
          }}
        />
        <button class="button" type="submit">${t('theme-create')}</button>
      </form>
      <ul class="plain themes">
        ${repeat(
          themes,
          ([id]) => id,
          ([id, theme]) => this.#row(id, theme, themes),
        )}
      </ul>
      ${this.publishing.render(themes)}
    </section>`;
  }

  /** @param {string} id @param {Theme} theme @param {Array<[string, Theme]>} themes */
  #row(id, theme, themes) {
    const host = this.#host;
    const open = this.unfolded === id;
    const published = theme.state === 'published';
    return html`<li class="theme ${host.filter === id ? 'theme--on' : ''}">
      <div class="theme__head">
        <label class="theme__choose"
          ><input
            type="checkbox"
            .checked=${published || this.publishing.chosen.has(id)}
            ?disabled=${published}
            @change=${() => this.publishing.toggle(id, theme)}
          />
          <span class="visually-hidden">${t('theme-choose', { label: theme.label })}</span></label
        >
        <button
          class="theme__label"
          aria-pressed=${String(host.filter === id)}
          @click=${() => host.show(host.filter === id ? 'all' : id)}
        >
          <span class="theme__name" dir="auto">${theme.label}</span> <span class="theme__count">${theme.count}</span>
        </button>
        <button
          class="button button--small"
          aria-expanded=${String(open)}
          aria-label=${t('theme-tools-of', { label: theme.label })}
          @click=${() => this.#unfold(open ? '' : id)}
        >
          ${t('theme-tools')}
        </button>
      </div>
      <p class="theme__meta">
        ${t(`theme-state-${theme.state}`)}${theme.by === 'person' ? html`, ${t('theme-by-person')}` : nothing}${
          theme.locked ? html`, ${t('theme-locked')}` : nothing
        }
      </p>
      ${warnings(theme)} ${busyWith(host, `theme/${id}`)} ${example(host, id, theme)}
      ${this.renaming.has(id) ? this.#renameForm(id, theme) : nothing}
      ${open ? this.#tools(id, theme, themes) : nothing}
    </li>`;
  }

  /** @param {string} id */
  #unfold(id) {
    this.unfolded = id;
    this.mergeInto = '';
    this.#host.focusOn(id && `theme/${id}`);
    this.#redraw();
  }

  /** @param {string} id @param {Theme} theme @param {Array<[string, Theme]>} themes */
  #tools(id, theme, themes) {
    const host = this.#host;
    return html`<div class="theme__tools">
      <div class="row">
        ${
          this.renaming.has(id)
            ? nothing
            : html`<button class="button button--small" @click=${() => this.#rename(id, theme)}>
                ${t('theme-rename')}
              </button>`
        }
        <button
          class="button button--small"
          aria-pressed=${String(Boolean(theme.locked))}
          @click=${() => host.send({ theme: { lock: { theme: id, locked: !theme.locked } } })}
        >
          ${t(theme.locked ? 'theme-unlock' : 'theme-lock')}
        </button>
        ${
          theme.state === 'published'
            ? html`<button
                class="button button--small"
                @click=${() => host.send({ theme: { unpublish: { themes: [id] } } })}
              >
                ${t('theme-unpublish')}
              </button>`
            : nothing
        }
        <button class="button button--small" @click=${() => host.send({ theme: { close: { theme: id } } })}>
          ${t('theme-close')}
        </button>
      </div>
      <form class="inline-form" @submit=${(/** @type {Event} */ event) => this.#merge(event, id)}>
        <label class="label" for="merge-${id}">${t('theme-merge-into')}</label>
        <select
          class="field"
          id="merge-${id}"
          @change=${(/** @type {any} */ event) => {
            this.mergeInto = event.target.value;
            this.#redraw();
          }}
        >
          <option value="" .selected=${!this.mergeInto}>${t('move-choose')}</option>
          ${themes
            .filter(([other]) => other !== id)
            .map(
              ([other, its]) =>
                html`<option value=${other} .selected=${this.mergeInto === other}>
                  ${isolated(its.label)} (${its.count})
                </option>`,
            )}
        </select>
        <button class="button button--small" type="submit" ?disabled=${!this.mergeInto}>${t('theme-merge')}</button>
      </form>
    </div>`;
  }

  /** @param {string} id @param {Theme} theme */
  #renameForm(id, theme) {
    const typing = this.renaming.get(id) ?? { text: '', was: '' };
    return html`<form class="inline-form" @submit=${(/** @type {Event} */ event) => this.#renamed(event, id)}>
      <label class="label" for="rename-${id}">${t('theme-new-name')}</label>
      <input
        class="field"
        dir="auto"
        id="rename-${id}"
        maxlength="80"
        autocomplete="off"
        .value=${live(typing.text)}
        @input=${(/** @type {any} */ event) => {
          typing.text = event.target.value;
        }}
      />
      <button class="button button--small button--primary" type="submit">${t('own-save')}</button>
      <button
        class="button button--small"
        type="button"
        @click=${() => {
          this.renaming.delete(id);
          this.#redraw();
        }}
      >
        ${t('own-cancel')}
      </button>
      ${
        typing.was !== theme.label
          ? html`<p class="hint" role="alert">${t('theme-renamed-meanwhile', { label: theme.label })}</p>`
          : nothing
      }
    </form>`;
  }

  /** @param {string} id @param {Theme} theme */
  async #rename(id, theme) {
    this.renaming.set(id, { text: theme.label, was: theme.label });
    this.#redraw();
    await this.#host.updateComplete;
    const field = /** @type {HTMLInputElement|null} */ (document.getElementById(`rename-${id}`));
    field?.focus();
    field?.select();
  }

  /** @param {Event} event @param {string} theme */
  async #renamed(event, theme) {
    event.preventDefault();
    const label = this.renaming.get(theme)?.text.trim() ?? '';
    if (await this.#host.send({ theme: { rename: { theme, label } } })) {
      this.renaming.delete(theme);
      this.#redraw();
    }
  }

  /** @param {Event} event */
  async #create(event) {
    event.preventDefault();
    const label = this.creating.trim();
    if (await this.#host.send({ theme: { create: { label } } })) {
      this.creating = '';
      this.#redraw();
    }
  }

  /** @param {Event} event @param {string} from */
  async #merge(event, from) {
    event.preventDefault();
    const into = this.mergeInto;
    if (into && (await this.#host.send({ theme: { merge: { from, into } } }))) {
      this.#unfold('');
    }
  }
}

/**
 * What the theme team must know of a name: what of it nobody sees, that the machine gave another, that it has a hidden
 * word.
 * @param {Theme} theme
 */
function warnings({ withheld, unread, unseen, hidden_words: words }) {
  const told = [
    unseen && t('theme-unseen'),
    withheld && t('theme-withheld', { label: withheld.label, words: withheld.words.join(', ') }),
    unread && t('theme-unread'),
    words?.length && t('theme-hidden-words', { words: words.join(', ') }),
  ].filter(Boolean);
  return told.length ? html`<p class="hint" role="status">${told.join(' ')}</p>` : nothing;
}

/**
 * The idea that speaks for a theme, and how to strike it; what is published shows no other until a person says so.
 * @param {import('./desk.js').Desk} host
 * @param {string} id
 * @param {Theme} theme
 */
function example(host, id, theme) {
  const strike = (/** @type {string} */ idea, /** @type {string} */ text) =>
    html`<button
      class="link"
      aria-label=${t('example-strike-of', { text })}
      @click=${() => host.send({ theme: { strike: { idea } } })}
    >
      ${t('example-strike')}
    </button>`;
  if (theme.example && theme.example_idea)
    return html`<p class="theme__example">
      <q dir="auto">${theme.example}</q> ${strike(theme.example_idea, theme.example)}
    </p>`;
  const { offer } = theme;
  if (theme.state !== 'published' || !offer) return nothing;
  return html`<p class="theme__meta">${t('example-none')}</p>
    <p class="theme__example">
      <q dir="auto">${offer.text}</q>
      <button
        class="button button--small"
        @click=${() => host.send({ theme: { quote: { theme: id, idea: offer.idea } } })}
      >
        ${t('example-show')}
      </button>
      ${strike(offer.idea, offer.text)}
    </p>`;
}
