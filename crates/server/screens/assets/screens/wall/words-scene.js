// The wall's words: what phones sent, the most frequent first and largest; words that do not fit are counted, not cut.

import { LitElement, html, nothing, repeat } from '../../vendor/lit.js';
import { onLanguage, t, titleOf } from '../../lib/i18n.js';
import { shorten } from './fitting.js';

const SIZES = 5;

/** With so few words all can be large. */
const FEW = 14;

/** 1 to 5, by the root of how often: the area a word takes grows as its count does. @param {number} count @param {number} most */
export function sizeOf(count, most) {
  if (most < 4) return count === most && most > 1 ? 3 : 2;
  return Math.min(SIZES, 1 + Math.round((SIZES - 1) * Math.sqrt(count / most)));
}

/** The width of the longest part that no line may break, in letters; signs of Chinese, Japanese and Korean, and emoji, take two. @param {string} word */
export function widthOf(word) {
  const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/gu;
  const parts = word.split(/\s+/).map((part) => [...part].length + (part.match(wide)?.length ?? 0));
  return Math.max(1, ...parts);
}

class Words extends LitElement {
  static properties = { picture: { attribute: false } };
  #forget = () => {};
  #size = new ResizeObserver(() => this.#fit());
  #over = 0;

  constructor() {
    super();
    /** @type {import('./scenes.js').Picture|undefined} */
    this.picture = undefined;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.classList.add('wall__words');
    this.#forget = onLanguage(() => this.requestUpdate());
    this.#size.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#forget();
    this.#size.disconnect();
  }

  get #prompt() {
    return titleOf(this.picture?.item, 'prompt') || t('wall-words');
  }

  updated() {
    this.#fit();
  }

  /** Words below the edge stay in the list for who listens to it, and are counted for who looks. */
  #fit() {
    const heading = /** @type {HTMLElement|null} */ (this.querySelector('.wall__heading'));
    if (heading) shorten(heading, this.#prompt, () => heading.scrollHeight <= heading.clientHeight + 1, 1);
    const list = this.querySelector('.words');
    if (!list) return;
    const items = /** @type {HTMLElement[]} */ ([...list.children]);
    for (const item of items) item.classList.remove('words__word--out');
    // One row less at a time, from the end: the largest words come first and stay.
    let over = 0;
    while (over < items.length - 1 && list.scrollHeight > list.clientHeight) {
      over += 1;
      items[items.length - over].classList.add('words__word--out');
    }
    if (over === this.#over) return;
    this.#over = over;
    const more = this.querySelector('.words__more');
    if (more) more.textContent = over ? t('wall-words-more', { count: over }) : '';
  }

  render() {
    const { picture } = this;
    if (!picture) return nothing;
    const { words } = picture;
    const most = words[0]?.count ?? 0;
    return html`
      <h1 class="wall__heading wall__heading--prompt" dir="auto" aria-label=${this.#prompt}></h1>
      ${words.length ? html`<ol class="words ${words.length <= FEW ? 'words--few' : ''}">
        ${repeat(words, (it) => it.word.toLowerCase(), (it) => html`<li class="words__word words__word--${sizeOf(it.count, most)}" .style=${`--letters: ${widthOf(it.word)}`}><bdi>${it.word}</bdi>${it.count > 1 ? html`<span class="words__count">${it.count}<span aria-hidden="true">×</span><span class="visually-hidden"> ${t('wall-words-times')}</span></span>` : nothing}</li>`)}
      </ol><p class="words__more" aria-hidden="true"></p>` : html`<p class="wall__subtitle">${t('wall-no-words')}</p>`}`;
  }
}

customElements.define('burgertop-words', Words);
