// The desk of the theme team: the ideas as they come, the themes they form, and what can be done with both.

import { html, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { Screen } from '../../parts/screen.js';
import { colleagues } from './colleagues.js';
import { history } from './history.js';
import { IdeaList } from './idea-list.js';
import { PaperIdea } from './paper-idea.js';
import { QuickMove } from './quick-move.js';
import { Selection } from './selection.js';
import { ThemeList } from './theme-list.js';
import { tuning } from './tuning.js';
import { WordQueue } from './word-queue.js';

/** @typedef {import('../../lib/types.js').Idea} Idea */
/** @typedef {import('../../lib/types.js').Theme} Theme */

export class Desk extends Screen {
  shownIdeas = new IdeaList(this);
  selection = new Selection(this);
  themes = new ThemeList(this);
  quick = new QuickMove(this);
  words = new WordQueue(this);
  paper = new PaperIdea(this);
  /** Sorted once each time the screen is drawn. @type {Array<[string, Idea]>|undefined} */
  #ideas;

  get watch() {
    return ['room', 'desk', 'presence'];
  }

  get heading() {
    return t('desk-name');
  }

  /** Newest first. @returns {Array<[string, Idea]>} */
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

  /** Themes that are not closed, the largest first. @returns {Array<[string, Theme]>} */
  get openThemes() {
    return this.list('desk', 'theme')
      .filter(([, theme]) => theme.state !== 'closed')
      .sort(([, a], [, b]) => b.count - a.count || a.label.localeCompare(b.label));
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
            : html` <div class="desk__ideas">${this.shownIdeas.render()}</div>
                <div class="desk__themes">
                  ${colleagues(this)}${this.words.render()}${this.themes.render()}${tuning(this)}
                  ${history(this)}${this.paper.render()}
                </div>
                <div class="desk__selection">${this.selection.render()}</div>`
        }
      </main>`;
  }
}

customElements.define('burgertop-desk', Desk);
