// The themes with their counts: make, rename, merge, lock, close, choose an example. Half-typed names survive updates.

import { html, live, nothing, repeat } from '../../vendor/lit.js';
import { valueOf } from '../../lib/fields.js';
import { isolated, t } from '../../lib/i18n.js';
import { coverageMeter } from '../../parts/coverage.js';
import { Panel } from '../../parts/panel.js';
import { busyWith } from './colleagues.js';
import { Publishing } from './publishing.js';
import { suggestion } from './tuning.js';

/** @typedef {import('../../lib/types.js').Theme} Theme */

/** A name that is being typed, and the one before. @typedef {{text: string, was: string}} Renaming */

/**
 * `renaming`: names being typed, by theme; apart from the documents, so that no update touches them. `unfolded`: the
 * theme whose tools are open. `creating`: the name of a new theme.
 * @typedef {{renaming: Map<string, Renaming>, unfolded: string, creating: string, mergeInto: string}} Fields
 */

/** @extends {Panel<import('./desk.js').Desk>} */
export class ThemeList extends Panel {
  #state = this.state(/** @type {Fields} */ ({ renaming: new Map(), unfolded: '', creating: '', mergeInto: '' }));
  publishing = new Publishing(this.host);

  render() {
    const { host } = this;
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
          .value=${live(this.#state.creating)}
          @input=${(/** @type {Event} */ event) => {
            this.#state.creating = valueOf(event);
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
    const { host } = this;
    const open = this.#state.unfolded === id;
    const published = theme.state === 'published';
    return html`<li class="theme ${host.shownIdeas.filter === id ? 'theme--on' : ''}">
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
          aria-pressed=${String(host.shownIdeas.filter === id)}
          @click=${() => host.shownIdeas.show(host.shownIdeas.filter === id ? 'all' : id)}
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
      ${nameWarnings(theme)} ${busyWith(host, `theme/${id}`)} ${example(host, id, theme)}
      ${this.#state.renaming.has(id) ? this.#renameForm(id, theme) : nothing}
      ${open ? this.#tools(id, theme, themes) : nothing}
    </li>`;
  }

  /** @param {string} id */
  #unfold(id) {
    this.#state.unfolded = id;
    this.#state.mergeInto = '';
    this.host.focusOn(id && `theme/${id}`);
  }

  /** @param {string} id @param {Theme} theme @param {Array<[string, Theme]>} themes */
  #tools(id, theme, themes) {
    const { host } = this;
    return html`<div class="theme__tools">
      <div class="row">
        ${
          this.#state.renaming.has(id)
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
          @change=${(/** @type {Event} */ event) => {
            this.#state.mergeInto = valueOf(event);
          }}
        >
          <option value="" .selected=${!this.#state.mergeInto}>${t('move-choose')}</option>
          ${themes
            .filter(([other]) => other !== id)
            .map(
              ([other, its]) =>
                html`<option value=${other} .selected=${this.#state.mergeInto === other}>
                  ${isolated(its.label)} (${its.count})
                </option>`,
            )}
        </select>
        <button class="button button--small" type="submit" ?disabled=${!this.#state.mergeInto}>
          ${t('theme-merge')}
        </button>
      </form>
    </div>`;
  }

  /** @param {string} id @param {Theme} theme */
  #renameForm(id, theme) {
    const typing = this.#state.renaming.get(id) ?? { text: '', was: '' };
    return html`<form class="inline-form" @submit=${(/** @type {Event} */ event) => this.#renamed(event, id)}>
      <label class="label" for="rename-${id}">${t('theme-new-name')}</label>
      <input
        class="field"
        dir="auto"
        id="rename-${id}"
        maxlength="80"
        autocomplete="off"
        .value=${live(typing.text)}
        @input=${(/** @type {Event} */ event) => this.#typeName(id, { ...typing, text: valueOf(event) })}
      />
      <button class="button button--small button--primary" type="submit">${t('own-save')}</button>
      <button class="button button--small" type="button" @click=${() => this.#stopRenaming(id)}>
        ${t('own-cancel')}
      </button>
      ${
        typing.was !== theme.label
          ? html`<p class="hint" role="alert">${t('theme-renamed-meanwhile', { label: theme.label })}</p>`
          : nothing
      }
    </form>`;
  }

  /** @param {string} id @param {Renaming} typing */
  #typeName(id, typing) {
    this.#state.renaming = new Map([...this.#state.renaming, [id, typing]]);
  }

  /** @param {string} id */
  #stopRenaming(id) {
    this.#state.renaming = new Map([...this.#state.renaming].filter(([other]) => other !== id));
  }

  /** @param {string} id @param {Theme} theme */
  async #rename(id, theme) {
    this.#typeName(id, { text: theme.label, was: theme.label });
    await this.host.updateComplete;
    const field = /** @type {HTMLInputElement|null} */ (document.getElementById(`rename-${id}`));
    field?.focus();
    field?.select();
  }

  /** @param {Event} event @param {string} theme */
  async #renamed(event, theme) {
    event.preventDefault();
    const label = this.#state.renaming.get(theme)?.text.trim() ?? '';
    if (await this.host.send({ theme: { rename: { theme, label } } })) {
      this.#stopRenaming(theme);
    }
  }

  /** @param {Event} event */
  async #create(event) {
    event.preventDefault();
    const label = this.#state.creating.trim();
    if (await this.host.send({ theme: { create: { label } } })) {
      this.#state.creating = '';
    }
  }

  /** @param {Event} event @param {string} from */
  async #merge(event, from) {
    event.preventDefault();
    const into = this.#state.mergeInto;
    if (into && (await this.host.send({ theme: { merge: { from, into } } }))) {
      this.#unfold('');
    }
  }
}

/**
 * What the theme team must know about a name: nobody sees it, the machine gave another, or it has a hidden word.
 * @param {Theme} theme
 */
function nameWarnings({ withheld, unread, unseen, hidden_words: words }) {
  const warnings = [
    unseen && t('theme-unseen'),
    withheld && t('theme-withheld', { label: withheld.label, words: withheld.words.join(', ') }),
    unread && t('theme-unread'),
    words?.length && t('theme-hidden-words', { words: words.join(', ') }),
  ].filter(Boolean);
  return warnings.length ? html`<p class="hint" role="status">${warnings.join(' ')}</p>` : nothing;
}

/**
 * The example of a theme, and how to strike it; a published theme shows no other example until a person chooses one.
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
