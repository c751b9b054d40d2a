// The cards of the wall's themes: the largest first, each with its name, count and example, fitted without cut words.

import { html, repeat } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { Part } from '../../parts/part.js';
import { shorten, withBreaks } from './fitting.js';

/** Names become smaller in these steps, down to what can still be read from the back. */
const NAME_SIZES = ['', 'card--smaller', 'card--smallest'];

/** @typedef {[string, import('../../lib/types.js').PublicTheme]} Entry */

/**
 * The name of a theme; one whose name may not be shown is called unnamed until it has another.
 * @param {import('../../lib/types.js').PublicTheme} theme
 */
const nameOf = (theme) => (theme.unnamed ? t('theme-unnamed') : theme.label);

class ThemeCards extends Part {
  static properties = { cards: { attribute: false }, most: { attribute: false } };
  #size = new ResizeObserver(() => this.#fit());
  #fitted = '';

  constructor() {
    super();
    /** The largest first. @type {Entry[]} */
    this.cards = [];
    /** What a full bar stands for. */
    this.most = 1;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#size.observe(this);
    document.fonts?.ready.then(() => this.#fit(true));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#size.disconnect();
  }

  updated() {
    this.#fit();
  }

  /** Fits each card, unless nothing changed since. @param {boolean} [always] */
  #fit(always = false) {
    const cards = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('.card')]);
    const texts = this.cards.map(([id, theme]) => [id, nameOf(theme), theme.example, theme.count]);
    const now = JSON.stringify([this.clientWidth, this.clientHeight, document.documentElement.lang, texts]);
    if (!cards.length || (now === this.#fitted && !always)) return;
    this.#fitted = now;
    for (const [n, card] of cards.entries()) fitCard(card, this.cards[n][1]);
  }

  render() {
    const { cards, most } = this;
    const size =
      cards.length <= 2
        ? 'pair'
        : cards.length <= 4
          ? 'few'
          : cards.length <= 6
            ? 'some'
            : cards.length <= 9
              ? 'many'
              : 'full';
    // Names and examples are filled in by the fitting, which may have to shorten them.
    return html`<ol class="plain cards cards--${size}">
      ${repeat(
        cards,
        ([id]) => id,
        ([, theme]) =>
          html`<li class="card">
            <h2 class="card__label" aria-label="${nameOf(theme)}"><bdi class="card__name"></bdi></h2>
            <p class="card__example" dir="auto" aria-label=${theme.example ?? ''}></p>
            <div class="card__foot">
              <progress class="card__bar" aria-hidden="true" max=${most} .value=${theme.count}></progress>
              <p class="card__count">
                ${theme.count} <span class="card__unit">${t('wall-ideas', { count: theme.count })}</span>
              </p>
            </div>
          </li>`,
      )}
    </ol>`;
  }
}

/**
 * The whole name as large as it can be, and what fits of the example; what does not fit ends after a whole word.
 * @param {HTMLElement} card @param {import('../../lib/types.js').PublicTheme} theme
 */
function fitCard(card, theme) {
  const name = /** @type {HTMLElement} */ (card.querySelector('.card__name'));
  const example = /** @type {HTMLElement} */ (card.querySelector('.card__example'));
  const fits = () => card.scrollHeight <= card.clientHeight + 1 && card.scrollWidth <= card.clientWidth + 1;
  name.textContent = withBreaks(nameOf(theme));
  example.textContent = '';
  example.hidden = true;
  for (const size of NAME_SIZES) {
    card.classList.remove(...NAME_SIZES.filter(Boolean));
    if (size) card.classList.add(size);
    if (fits()) break;
  }
  shorten(name, withBreaks(nameOf(theme)), fits, 1);
  if (!theme.example || !card.clientHeight) return;
  example.hidden = false;
  if (!shorten(example, withBreaks(theme.example), fits, LEAST_WORDS)) {
    example.textContent = '';
    example.hidden = true;
  }
}

/** An example of fewer words than this says nothing. */
const LEAST_WORDS = 7;

customElements.define('burgertop-theme-cards', ThemeCards);
