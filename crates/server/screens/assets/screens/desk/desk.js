// The desk of the theme team: the ideas as they come, the themes they form, and what can be done with both.

import { html, nothing } from '../../vendor/lit.js';
import { newId } from '../../lib/ids.js';
import { t } from '../../lib/i18n.js';
import { Screen } from '../../parts/screen.js';
import { colleagues } from './colleagues.js';
import { history } from './history.js';
import { ideaList } from './idea-list.js';
import { QuickMove } from './quick-move.js';
import { selectionBar } from './selection-bar.js';
import { paperIdea } from './paper-idea.js';
import { ThemeList } from './theme-list.js';
import { tuning } from './tuning.js';
import { WordQueue } from './word-queue.js';

/** Rows drawn at once: a list of 2,000 stays fluid, and nobody reads further without asking. */
export const PAGE = 60;

export class Desk extends Screen {
  themes = new ThemeList(this);
  quick = new QuickMove(this);
  words = new WordQueue(this);
  /**
   * Sorted once for each time that all is drawn.
   * @type {Array<[string, import('../../lib/types.js').Idea]>|undefined}
   */
  #ideas;
  /** A name in FILTERS of the list, or the id of a theme. */
  filter = 'all';
  search = '';
  shown = PAGE;
  /** Ideas that are selected. @type {Set<string>} */
  selected = new Set();
  /** Where the selection goes. */
  target = '';
  reason = '';
  hiding = false;
  newLabel = '';
  /**
   * While someone works in the list, ideas newer than this wait, so that no row moves under a finger.
   * @type {number|null}
   */
  heldAt = null;
  /** How many steps of a series are still to be taken. */
  left = 0;

  get watch() {
    return ['room', 'desk', 'presence'];
  }

  get heading() {
    return t('desk-name');
  }

  /** Newest first. @returns {Array<[string, import('../../lib/types.js').Idea]>} */
  get ideas() {
    this.#ideas ??= this.list('desk', 'idea').sort(([, a], [, b]) => b.at - a.at);
    return this.#ideas;
  }

  willUpdate() {
    this.#ideas = undefined;
  }

  /** Tells the others at a desk what is being worked on here. @param {string} key */
  focusOn(key) {
    this.connection?.focusOn(key);
  }

  /** Those that live, biggest first. @returns {Array<[string, import('../../lib/types.js').Theme]>} */
  get openThemes() {
    return this.list('desk', 'theme')
      .filter(([, theme]) => theme.state !== 'closed')
      .sort(([, a], [, b]) => b.count - a.count || a.label.localeCompare(b.label));
  }

  /** @param {string} filter */
  show(filter) {
    this.filter = filter;
    this.shown = PAGE;
    this.requestUpdate();
  }

  /** @param {boolean} on */
  hold(on) {
    this.heldAt = on ? (this.heldAt ?? this.ideas[0]?.[1].at ?? null) : null;
    this.requestUpdate();
  }

  /** @param {string} id @param {boolean} on */
  select(id, on) {
    if (on) this.selected.add(id);
    else this.selected.delete(id);
    if (on) this.hold(true);
    this.requestUpdate();
  }

  clearSelection() {
    this.selected.clear();
    this.hold(false);
    this.hiding = false;
    this.reason = '';
    this.requestUpdate();
  }

  /**
   * One step for each of these, one after another; stops at the first that fails.
   * @param {string[]} ids @param {(id: string) => object} command @returns {Promise<boolean>}
   */
  async each(ids, command) {
    this.left = ids.length;
    for (const id of ids) {
      const done = await this.send(command(id));
      if (!done) {
        this.left = 0;
        return false;
      }
      this.selected.delete(id);
      this.left--;
      this.requestUpdate();
    }
    return true;
  }

  /** @param {string|null} theme */
  async moveSelection(theme) {
    if (await this.send({ theme: { gather: { ideas: [...this.selected], theme } } })) this.clearSelection();
  }

  /** A new theme of what is selected: split off where all come from one theme, else made and filled. */
  async newThemeOfSelection() {
    const ideas = [...this.selected];
    const label = this.newLabel.trim();
    const from = new Set(ideas.map((id) => this.doc('desk', `idea/${id}`)?.theme ?? null));
    const [theme] = from;
    const id = newId();
    let done;
    if (from.size === 1 && theme) {
      done = await this.send({ theme: { split: label ? { theme, ideas, label } : { theme, ideas } } }, id);
    } else {
      if (!label) return this.#say('theme.label_empty');
      done = await this.send({ theme: { create: { label } } }, id);
      done &&= await this.send({ theme: { gather: { ideas, theme: id } } });
    }
    if (done) {
      this.newLabel = '';
      this.clearSelection();
    }
  }

  async together() {
    if (await this.send({ theme: { together: { ideas: [...this.selected] } } })) this.clearSelection();
  }

  async apart() {
    if (await this.send({ theme: { apart: { ideas: [...this.selected] } } })) this.clearSelection();
  }

  async hideSelection() {
    const reason = this.reason.trim();
    if (!reason) return this.#say('local.reason_empty');
    if (await this.each([...this.selected], (idea) => ({ idea: { hide: { idea, reason } } }))) this.clearSelection();
  }

  async restoreSelection() {
    const hidden = [...this.selected].filter((id) => this.doc('desk', `idea/${id}`)?.state === 'hidden');
    if (await this.each(hidden, (idea) => ({ idea: { restore: { idea } } }))) this.clearSelection();
  }

  /** @param {string} code */
  #say(code) {
    this.problem = { code };
    this.requestUpdate();
  }

  body() {
    const denied = this.connection?.denied.get('desk');
    return html` ${this.topBar(this.heading)}
      <main class="desk" id="main">
        <h1 class="visually-hidden">${this.heading}</h1>
        ${
          this.words.waits
            ? html`<button class="button skip" @click=${() => this.words.focus()}>
                ${t('queue-go', { count: this.words.waits })}
              </button>`
            : nothing
        }
        <div class="desk__alerts">${this.problemBar()}</div>
        ${
          denied
            ? html`<p class="lead">${t('refusal-access-denied')}</p>`
            : html` <div class="desk__ideas">${ideaList(this)}</div>
                <div class="desk__themes">
                  ${colleagues(this)}${this.words.render()}${this.themes.render()}${tuning(this)}
                  ${history(this)}${paperIdea(this)}
                </div>
                <div class="desk__selection">${selectionBar(this)}</div>`
        }
      </main>`;
  }
}

customElements.define('burgertop-desk', Desk);
