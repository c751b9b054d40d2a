// What can be done with the ideas that are selected: move, part, hide with a reason, restore.

import { html, live, nothing } from '../../vendor/lit.js';
import { valueOf } from '../../lib/fields.js';
import { isolated, t } from '../../lib/i18n.js';
import { newId } from '../../lib/ids.js';
import { Panel } from '../../parts/panel.js';

/**
 * `target`: the theme that the selection moves to, `-` for none. `hiding`: the form that asks for a reason is open.
 * `left`: how many requests of a series are still to be sent.
 * @typedef {{ids: Set<string>, target: string, reason: string, hiding: boolean, newLabel: string, left: number}} Fields
 */

/** @extends {Panel<import('./desk.js').Desk>} */
export class Selection extends Panel {
  #state = this.state(
    /** @type {Fields} */ ({ ids: new Set(), target: '', reason: '', hiding: false, newLabel: '', left: 0 }),
  );

  /** The ideas that are selected. @returns {ReadonlySet<string>} */
  get ids() {
    return this.#state.ids;
  }

  /** @param {string} id @param {boolean} on */
  select(id, on) {
    if (on) this.add([id]);
    else this.#remove(id);
  }

  /** @param {string[]} ids */
  add(ids) {
    this.#state.ids = new Set([...this.ids, ...ids]);
    this.host.shownIdeas.hold(true);
  }

  /** @param {string} id */
  #remove(id) {
    this.#state.ids = new Set([...this.ids].filter((other) => other !== id));
  }

  #clear() {
    this.#state.ids = new Set();
    this.#state.hiding = false;
    this.#state.reason = '';
    this.host.shownIdeas.hold(false);
  }

  /**
   * One request for each of these, one after another; stops at the first that fails.
   * @param {string[]} ids @param {(id: string) => import('../../lib/types.js').Command} command
   * @returns {Promise<boolean>}
   */
  async #each(ids, command) {
    this.#state.left = ids.length;
    for (const id of ids) {
      if (!(await this.host.send(command(id)))) {
        this.#state.left = 0;
        return false;
      }
      this.#remove(id);
      this.#state.left -= 1;
    }
    return true;
  }

  async #move() {
    const { target } = this.#state;
    if (!target) return;
    const theme = target === '-' ? null : target;
    if (await this.host.send({ theme: { gather: { ideas: [...this.ids], theme } } })) this.#clear();
  }

  /** A new theme of what is selected: split off where all come from one theme, else made and filled. */
  async #newTheme() {
    const { host } = this;
    const ideas = [...this.ids];
    const label = this.#state.newLabel.trim();
    const from = new Set(ideas.map((id) => host.doc('desk', `idea/${id}`)?.theme ?? null));
    const [theme] = from;
    const id = newId();
    let done;
    if (from.size === 1 && theme) {
      done = await host.send({ theme: { split: label ? { theme, ideas, label } : { theme, ideas } } }, id);
    } else {
      if (!label) {
        host.problem = { code: 'theme.label_empty' };
        return;
      }
      done = await host.send({ theme: { create: { label } } }, id);
      done &&= await host.send({ theme: { gather: { ideas, theme: id } } });
    }
    if (!done) return;
    this.#state.newLabel = '';
    this.#clear();
  }

  async #together() {
    if (await this.host.send({ theme: { together: { ideas: [...this.ids] } } })) this.#clear();
  }

  async #apart() {
    if (await this.host.send({ theme: { apart: { ideas: [...this.ids] } } })) this.#clear();
  }

  async #hide() {
    const reason = this.#state.reason.trim();
    if (!reason) this.host.problem = { code: 'local.reason_empty' };
    else if (await this.#each([...this.ids], (idea) => ({ idea: { hide: { idea, reason } } }))) this.#clear();
  }

  async #restore() {
    const hidden = [...this.ids].filter((id) => this.host.doc('desk', `idea/${id}`)?.state === 'hidden');
    if (await this.#each(hidden, (idea) => ({ idea: { restore: { idea } } }))) this.#clear();
  }

  render() {
    const { host } = this;
    const { target, left } = this.#state;
    const ids = [...this.ids];
    if (!ids.length) return html`<p class="selection selection--none">${t('select-none')}</p>`;
    const anyHidden = ids.some((id) => host.doc('desk', `idea/${id}`)?.state === 'hidden');
    const busy = left > 0;
    return html`<section class="selection" aria-label=${t('select-label')}>
      <p class="selection__count">
        <strong>${busy ? t('select-busy', { count: left }) : t('select-count', { count: ids.length })}</strong>
        <button class="link" @click=${() => this.#clear()}>${t('select-clear')}</button>
      </p>
      ${
        this.#state.hiding
          ? this.#hideForm(busy)
          : html` <form
                class="selection__part"
                @submit=${(/** @type {Event} */ event) => {
                  event.preventDefault();
                  this.#move();
                }}
              >
                <label class="label" for="move-to">${t('move-to')}</label>
                <select
                  class="field"
                  id="move-to"
                  @change=${(/** @type {Event} */ event) => {
                    this.#state.target = valueOf(event);
                  }}
                >
                  <option value="" .selected=${!target}>${t('move-choose')}</option>
                  ${host.openThemes.map(
                    ([id, theme]) =>
                      html`<option value=${id} .selected=${target === id}>
                        ${isolated(theme.label)} (${theme.count})
                      </option>`,
                  )}
                  <option value="-" .selected=${target === '-'}>${t('theme-none')}</option>
                </select>
                <button class="button button--primary" type="submit" ?disabled=${busy || !target}>
                  ${t('move-go')}
                </button>
              </form>
              <form
                class="selection__part"
                @submit=${(/** @type {Event} */ event) => {
                  event.preventDefault();
                  this.#newTheme();
                }}
              >
                <label class="label" for="new-label">${t('split-label')}</label>
                <input
                  class="field"
                  dir="auto"
                  id="new-label"
                  maxlength="80"
                  autocomplete="off"
                  .value=${live(this.#state.newLabel)}
                  @input=${(/** @type {Event} */ event) => {
                    this.#state.newLabel = valueOf(event);
                  }}
                />
                <button class="button" type="submit" ?disabled=${busy}>${t('split-go')}</button>
              </form>
              <div class="selection__part row">
                ${
                  ids.length > 1
                    ? html`<button class="button" ?disabled=${busy} @click=${() => this.#together()}>
                          ${t('together-go')}
                        </button>
                        <button class="button" ?disabled=${busy} @click=${() => this.#apart()}>
                          ${t('apart-go')}
                        </button>`
                    : nothing
                }
                ${
                  anyHidden
                    ? html`<button class="button" ?disabled=${busy} @click=${() => this.#restore()}>
                        ${t('restore-go')}
                      </button>`
                    : html`<button
                        class="button"
                        ?disabled=${busy}
                        @click=${() => {
                          this.#state.hiding = true;
                        }}
                      >
                        ${t('hide-go')}
                      </button>`
                }
              </div>`
      }
    </section>`;
  }

  /** @param {boolean} busy */
  #hideForm(busy) {
    return html`<form
      class="selection__part"
      @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        this.#hide();
      }}
    >
      <label class="label" for="hide-reason">${t('hide-reason')}</label>
      <input
        class="field"
        dir="auto"
        id="hide-reason"
        maxlength="200"
        autocomplete="off"
        .value=${live(this.#state.reason)}
        @input=${(/** @type {Event} */ event) => {
          this.#state.reason = valueOf(event);
        }}
      />
      <button class="button button--danger" type="submit" ?disabled=${busy}>${t('hide-yes')}</button>
      <button
        class="button"
        type="button"
        @click=${() => {
          this.#state.hiding = false;
        }}
      >
        ${t('hide-no')}
      </button>
    </form>`;
  }
}
