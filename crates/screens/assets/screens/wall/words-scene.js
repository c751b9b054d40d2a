// The wall's words: what phones sent, the most frequent first and largest; words that do not fit follow by the page.

import { html, nothing, repeat } from '../../vendor/lit.js';
import { t, titleOf } from '../../lib/i18n.js';
import { Part } from '../../parts/part.js';
import { shorten } from './fitting.js';

const SIZES = 5;

/** With so few words all can be large. */
const FEW = 14;

/** More cannot be read from the back of a hall at once. */
const MOST_ON_A_PAGE = 60;

/** How long the most frequent words stand, and each page of the others. */
const FIRST_PAGE_MS = 15_000;
const OTHER_PAGE_MS = 8_000;

/**
 * 1 to 5, by the root of how often: the area a word takes grows as its count does.
 * @param {number} count
 * @param {number} most
 */
export function sizeOf(count, most) {
  if (most < 4) return count === most && most > 1 ? 3 : 2;
  return Math.min(SIZES, 1 + Math.round((SIZES - 1) * Math.sqrt(count / most)));
}

/**
 * The width of the longest part that no line may break, in letters; signs of Chinese, Japanese and Korean, and emoji,
 * take two.
 * @param {string} word
 */
export function widthOf(word) {
  const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/gu;
  const parts = word.split(/\s+/).map((part) => [...part].length + (part.match(wide)?.length ?? 0));
  return Math.max(1, ...parts);
}

/**
 * The greatest number from `least` to `most` that fits; `least` if none does.
 * @param {number} least
 * @param {number} most
 * @param {(count: number) => boolean} fits
 */
function mostThatFits(least, most, fits) {
  let [low, high] = [least, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

class Words extends Part {
  static properties = { picture: { attribute: false } };
  #size = new ResizeObserver(() => this.#fit());
  /** The first word of the page that is shown, and the one after its last. */
  #from = 0;
  #to = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #turn;

  constructor() {
    super();
    /** @type {import('../../lib/types.js').Picture|undefined} */
    this.picture = undefined;
  }

  connectedCallback() {
    super.connectedCallback();
    this.classList.add('wall__words');
    this.#size.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#size.disconnect();
    this.#stayOnPage();
  }

  get #prompt() {
    return titleOf(this.picture?.item, 'prompt') || t('wall-words');
  }

  updated() {
    this.#fit();
  }

  #stayOnPage() {
    clearTimeout(this.#turn);
    this.#turn = undefined;
  }

  /** Shows as many words as fit from the first of this page on. The others stay in the list for screen readers. */
  #fit() {
    const heading = /** @type {HTMLElement|null} */ (this.querySelector('.wall__heading'));
    if (heading) shorten(heading, this.#prompt, () => heading.scrollHeight <= heading.clientHeight + 1, 1);
    const list = this.querySelector('.words');
    if (!list) {
      this.#from = 0;
      this.#stayOnPage();
      return;
    }
    const items = /** @type {HTMLElement[]} */ ([...list.children]);
    if (this.#from >= items.length) this.#from = 0;
    const from = this.#from;
    const most = Math.min(MOST_ON_A_PAGE, items.length - from);
    for (const [n, item] of items.entries()) item.classList.toggle('words__word--out', n < from || n >= from + most);
    this.#to =
      from +
      mostThatFits(1, most, (count) => {
        for (let n = 0; n < most; n += 1) items[from + n].classList.toggle('words__word--out', n >= count);
        return list.scrollHeight <= list.clientHeight;
      });
    for (let n = from; n < from + most; n += 1) items[n].classList.toggle('words__word--out', n >= this.#to);
    this.#sayPage(items.length);
    this.#turnLater(items.length);
  }

  /** @param {number} all */
  #sayPage(all) {
    const page = this.querySelector('.words__page');
    const said = this.#to - this.#from < all ? t('wall-words-page', { from: this.#from + 1, to: this.#to, all }) : '';
    if (page && page.textContent !== said) page.textContent = said;
  }

  /**
   * Words that come in meanwhile do not make this page stay longer. A frozen picture turns no pages.
   * @param {number} all
   */
  #turnLater(all) {
    if (this.#to - this.#from >= all || this.picture?.frozenAt) {
      this.#stayOnPage();
      return;
    }
    this.#turn ??= setTimeout(
      () => {
        this.#turn = undefined;
        this.#from = this.#to;
        this.#fit();
      },
      this.#from ? OTHER_PAGE_MS : FIRST_PAGE_MS,
    );
  }

  render() {
    const { picture } = this;
    if (!picture) return nothing;
    const { words } = picture;
    const most = words[0]?.count ?? 0;
    return html` <h1 class="wall__heading wall__heading--prompt" dir="auto" aria-label=${this.#prompt}></h1>
      ${
        words.length
          ? html`<ol class="words ${words.length <= FEW ? 'words--few' : ''}">
                ${repeat(
                  words,
                  (it) => it.word.toLowerCase(),
                  (it) =>
                    html`<li
                      class="words__word words__word--${sizeOf(it.count, most)}"
                      .style=${`--letters: ${widthOf(it.word)}`}
                    >
                      <bdi>${it.word}</bdi>${
                        it.count > 1
                          ? html`<span class="words__count"
                              >${it.count}<span aria-hidden="true">×</span
                              ><span class="visually-hidden"> ${t('wall-words-times')}</span></span
                            >`
                          : nothing
                      }
                    </li>`,
                )}
              </ol>
              <p class="words__page" aria-hidden="true"></p>`
          : html`<p class="wall__subtitle">${t('wall-no-words')}</p>`
      }`;
  }
}

customElements.define('burgertop-words', Words);
