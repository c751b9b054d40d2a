// Review of what phones sent: one text at a time, by keyboard at tens a minute, the most frequent first.

import { html, nothing, repeat } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';
import { Panel } from '../../parts/panel.js';

/** Texts that are shown ahead, and that one press accepts together. */
const AHEAD = 9;
/** Decided texts that are listed; more only after someone asks. */
const LISTED = 30;

/** @typedef {import('../../lib/types.js').QueuedText} QueuedText */

/**
 * `wanted`: what was taken back; it comes first as soon as it waits again, which the document may say later than the
 * reply. `sent`: texts that were decided here, and that the document still has waiting. `done`: what was decided here,
 * newest at the end, to take back. `listed`: how many decided texts are listed.
 * @typedef {{wanted: string, sent: Set<string>, done: Array<Array<{text: string, was: string}>>,
 *   listed: number}} Fields
 */

/** @extends {Panel<import('./desk.js').Desk>} */
export class WordQueue extends Panel {
  #state = this.state(/** @type {Fields} */ ({ wanted: '', sent: new Set(), done: [], listed: LISTED }));
  /** The current entry: it stays while others come in. */
  #current = '';

  /** @returns {Array<[string, QueuedText]>} */
  get #all() {
    return this.host.list('desk', 'word');
  }

  /** Before the screen is drawn: drops from `sent` what the document has decided, and chooses the current text. */
  hostUpdate() {
    const state = this.#state;
    const waiting = this.#all.filter(([, it]) => it.state === 'waits');
    const texts = new Set(waiting.map(([, it]) => it.text));
    if ([...state.sent].some((text) => !texts.has(text))) {
      state.sent = new Set([...state.sent].filter((text) => texts.has(text)));
    }
    const wanted = state.wanted && waiting.find(([, it]) => it.text === state.wanted);
    if (wanted) [this.#current, state.wanted] = [wanted[0], ''];
    this.#current = this.#waitingEntries[0]?.[0] ?? '';
  }

  /** Those that wait; the current one first. @returns {Array<[string, QueuedText]>} */
  get #waitingEntries() {
    return this.#all
      .filter(([, it]) => it.state === 'waits' && !this.#state.sent.has(it.text))
      .sort(
        ([a, one], [b, two]) =>
          Number(b === this.#current) - Number(a === this.#current) ||
          two.count - one.count ||
          one.text.localeCompare(two.text),
      );
  }

  /** @returns {QueuedText[]} */
  get #waiting() {
    return this.#waitingEntries.map(([, it]) => it);
  }

  /** How many texts wait for review. */
  get waits() {
    return this.#waiting.length;
  }

  /** Focuses the queue, past all ideas. */
  focus() {
    document.getElementById('queue-accept')?.focus();
  }

  render() {
    const waiting = this.#waiting;
    const decided = this.#all.map(([, it]) => it).filter((it) => it.state !== 'waits');
    if (!waiting.length && !decided.length) return nothing;
    const [now, ...later] = waiting;
    const ahead = later.slice(0, AHEAD);
    return html`<section
      class="panel queue"
      aria-labelledby="queue-title"
      @keydown=${(/** @type {KeyboardEvent} */ event) => this.#pressed(event, waiting)}
    >
      <h2 class="panel__title" id="queue-title">${t('queue-title', { count: waiting.length })}</h2>
      <div class="queue__now" role="status">
        ${
          now
            ? html`<p class="queue__text">
                  <bdi>${now.text}</bdi> <span class="queue__count">${t('queue-times', { count: now.count })}</span>
                </p>
                ${
                  now.unwanted
                    ? html`<p class="queue__why"><span class="mark mark--waiting">${t('queue-unwanted')}</span></p>`
                    : nothing
                }`
            : html`<p class="hint">${t('queue-empty')}</p>`
        }
      </div>
      <div class="row">
        <button
          class="button button--primary"
          id="queue-accept"
          aria-disabled=${String(!now)}
          aria-keyshortcuts="A"
          @click=${() => this.#decide('accept', waiting.slice(0, 1))}
        >
          ${t('queue-accept')}
        </button>
        <button
          class="button"
          id="queue-hold"
          aria-disabled=${String(!now)}
          aria-keyshortcuts="X"
          @click=${() => this.#decide('hold', waiting.slice(0, 1))}
        >
          ${t('queue-hold')}
        </button>
        <button
          class="button"
          id="queue-back"
          aria-disabled=${String(!this.#state.done.length)}
          aria-keyshortcuts="Z"
          @click=${() => this.#back()}
        >
          ${t('queue-back')}
        </button>
      </div>
      <p class="hint">${t('queue-keys')}</p>
      ${
        ahead.length
          ? html`<p class="queue__next">${t('queue-next')}</p>
              <ul class="plain queue__ahead">
                ${repeat(
                  ahead,
                  (it) => it.text,
                  (it) =>
                    html`<li class="queue__word">
                      ${
                        it.unwanted
                          ? html`<b>! <span class="visually-hidden">${t('queue-unwanted')}: </span></b>`
                          : nothing
                      }<bdi>${it.text}</bdi>${
                        it.count > 1 ? html` <span class="queue__count">${it.count}</span>` : nothing
                      }
                    </li>`,
                )}
              </ul>
              ${this.#together(
                now,
                ahead.filter((it) => !it.unwanted),
              )}`
          : nothing
      }
      ${decided.length ? this.#decided(decided) : nothing}
    </section>`;
  }

  /**
   * Accepts the current text with those ahead that have no unwanted word; the focus stays with the keys of the queue.
   * @param {QueuedText} now
   * @param {QueuedText[]} others
   */
  #together(now, others) {
    return html`<button
      class="button button--small"
      @click=${async () => {
        await this.#decide('accept', [now, ...others]);
        this.focus();
      }}
    >
      ${t('queue-accept-all', { count: others.length + 1, first: now.text, others: others.length })}
    </button>`;
  }

  /** @param {QueuedText[]} decided */
  #decided(decided) {
    const sorted = decided.sort((a, b) => Number(b.state === 'held') - Number(a.state === 'held') || b.count - a.count);
    const held = decided.filter((it) => it.state === 'held').length;
    return html`<details class="queue__decided">
      <summary>${t('queue-decided', { held, shown: decided.length - held })}</summary>
      <ul class="plain">
        ${repeat(
          sorted.slice(0, this.#state.listed),
          (it) => it.text,
          (it) =>
            html`<li class="queue__row">
              <span
                ><bdi>${it.text}</bdi>
                <span class="mark ${it.state === 'held' ? 'mark--refused' : ''}"
                  >${t(it.state === 'held' ? 'queue-is-held' : 'queue-is-shown')}</span
                ></span
              >
              <button
                class="button button--small"
                @click=${() => this.#decide(it.state === 'held' ? 'accept' : 'hold', [it])}
              >
                ${t(it.state === 'held' ? 'queue-accept' : 'queue-hold')}<span class="visually-hidden">
                  ${it.text}</span
                >
              </button>
            </li>`,
        )}
      </ul>
      ${
        sorted.length > this.#state.listed
          ? html`<button
              class="button button--small"
              @click=${() => {
                this.#state.listed += LISTED;
              }}
            >
              ${t('queue-more')}
            </button>`
          : nothing
      }
    </details>`;
  }

  /** @param {KeyboardEvent} event @param {QueuedText[]} waiting */
  #pressed(event, waiting) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (key === 'a') this.#decide('accept', waiting.slice(0, 1));
    else if (key === 'x' || key === 'delete') this.#decide('hold', waiting.slice(0, 1));
    else if (key === 'z') this.#back();
    else return;
    event.preventDefault();
  }

  /**
   * Moves on at once; what was not done waits again.
   * @param {'accept'|'hold'} verb @param {QueuedText[]} queued
   */
  async #decide(verb, queued) {
    if (!queued.length) return;
    const state = this.#state;
    const texts = queued.map((it) => it.text);
    // Noted before it is answered: a person who takes back at once means this.
    const decided = queued.map((it) => ({ text: it.text, was: it.state }));
    state.sent = new Set([...state.sent, ...texts]);
    state.done = [...state.done, decided];
    state.wanted = '';
    this.#current = '';
    if (await this.host.send({ review: verb === 'accept' ? { accept: { texts } } : { hold: { texts } } })) return;
    this.#await(texts);
    state.done = state.done.filter((it) => it !== decided);
  }

  /** These texts wait again, if the document says so. @param {string[]} texts */
  #await(texts) {
    this.#state.sent = new Set([...this.#state.sent].filter((text) => !texts.includes(text)));
  }

  /** Takes back the last decision, and makes it the current text again. */
  async #back() {
    const last = this.#state.done[this.#state.done.length - 1];
    if (!last) return;
    this.#state.done = this.#state.done.slice(0, -1);
    this.#await(last.map((it) => it.text));
    /** @param {(was: string) => boolean} isWanted */
    const texts = (isWanted) => last.filter((it) => isWanted(it.was)).map((it) => it.text);
    const accepted = texts((was) => was === 'accepted');
    const held = texts((was) => was === 'held');
    const waited = texts((was) => was !== 'accepted' && was !== 'held');
    if (accepted.length) await this.host.send({ review: { accept: { texts: accepted } } });
    if (held.length) await this.host.send({ review: { hold: { texts: held } } });
    if (waited.length) await this.host.send({ review: { reopen: { texts: waited } } });
    this.#state.wanted = last[0].text;
  }
}
