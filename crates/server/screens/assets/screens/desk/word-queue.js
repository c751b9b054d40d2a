// What phones sent and waits for a nod: one text at a time, by keyboard at tens a minute, the most frequent first.

import { html, nothing, repeat } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

/** Texts that are seen ahead, and that one press accepts together. */
const AHEAD = 9;
/** Decided texts that are listed; more only after someone asks. */
const LISTED = 30;

/**
 * @typedef {{text: string, count: number, state: 'waits'|'shown'|'accepted'|'held', sentence: boolean,
 *   unwanted?: boolean}} Said
 */

export class WordQueue {
  #host;
  /** The text that is looked at: it stays while others come in. */
  #current = '';
  /** What was taken back: looked at as soon as it waits again, which the document may say later than the reply. */
  #wanted = '';
  /** Texts that were decided here and are not told back yet. @type {Set<string>} */
  #sent = new Set();
  /** What was decided here, newest at the end, to take back. @type {Array<Array<{text: string, was: string}>>} */
  #done = [];
  #listed = LISTED;

  /** @param {import('./desk.js').Desk} host */
  constructor(host) {
    this.#host = host;
  }

  /** @returns {Array<[string, Said]>} */
  get #all() {
    return this.#host.list('desk', 'word');
  }

  /** Those that wait; the one that is looked at first. @returns {Said[]} */
  get #waiting() {
    const waiting = this.#all.filter(([, it]) => it.state === 'waits');
    const texts = new Set(waiting.map(([, it]) => it.text));
    for (const text of this.#sent) if (!texts.has(text)) this.#sent.delete(text);
    const wanted = this.#wanted && waiting.find(([, it]) => it.text === this.#wanted);
    if (wanted) [this.#current, this.#wanted] = [wanted[0], ''];
    const open = waiting
      .filter(([, it]) => !this.#sent.has(it.text))
      .sort(
        ([a, one], [b, two]) =>
          Number(b === this.#current) - Number(a === this.#current) ||
          two.count - one.count ||
          one.text.localeCompare(two.text),
      );
    this.#current = open[0]?.[0] ?? '';
    return open.map(([, it]) => it);
  }

  /** How many texts wait for a nod. */
  get waits() {
    return this.#waiting.length;
  }

  /** To the keys of the queue, past all ideas. */
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
          @click=${() => this.#say('accept', waiting.slice(0, 1))}
        >
          ${t('queue-accept')}
        </button>
        <button
          class="button"
          id="queue-hold"
          aria-disabled=${String(!now)}
          aria-keyshortcuts="X"
          @click=${() => this.#say('hold', waiting.slice(0, 1))}
        >
          ${t('queue-hold')}
        </button>
        <button
          class="button"
          id="queue-back"
          aria-disabled=${String(!this.#done.length)}
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
   * Accepts what is looked at with those ahead that need no look of their own; the keys go on afterwards.
   * @param {Said} now
   * @param {Said[]} others
   */
  #together(now, others) {
    return html`<button
      class="button button--small"
      @click=${async () => {
        await this.#say('accept', [now, ...others]);
        this.focus();
      }}
    >
      ${t('queue-accept-all', { count: others.length + 1, first: now.text, others: others.length })}
    </button>`;
  }

  /** @param {Said[]} decided */
  #decided(decided) {
    const sorted = decided.sort((a, b) => Number(b.state === 'held') - Number(a.state === 'held') || b.count - a.count);
    const held = decided.filter((it) => it.state === 'held').length;
    return html`<details class="queue__decided">
      <summary>${t('queue-decided', { held, shown: decided.length - held })}</summary>
      <ul class="plain">
        ${repeat(
          sorted.slice(0, this.#listed),
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
                @click=${() => this.#say(it.state === 'held' ? 'accept' : 'hold', [it])}
              >
                ${t(it.state === 'held' ? 'queue-accept' : 'queue-hold')}<span class="visually-hidden">
                  ${it.text}</span
                >
              </button>
            </li>`,
        )}
      </ul>
      ${
        sorted.length > this.#listed
          ? html`<button
              class="button button--small"
              @click=${() => {
                this.#listed += LISTED;
                this.#host.requestUpdate();
              }}
            >
              ${t('queue-more')}
            </button>`
          : nothing
      }
    </details>`;
  }

  /** @param {KeyboardEvent} event @param {Said[]} waiting */
  #pressed(event, waiting) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (key === 'a') this.#say('accept', waiting.slice(0, 1));
    else if (key === 'x' || key === 'delete') this.#say('hold', waiting.slice(0, 1));
    else if (key === 'z') this.#back();
    else return;
    event.preventDefault();
  }

  /** Moves on at once; what was not done comes back. @param {'accept'|'hold'} verb @param {Said[]} said */
  async #say(verb, said) {
    if (!said.length) return;
    const texts = said.map((it) => it.text);
    for (const text of texts) this.#sent.add(text);
    // OutboxEntry before it is answered: who takes back at once means this.
    const step = said.map((it) => ({ text: it.text, was: it.state }));
    this.#done.push(step);
    this.#current = '';
    this.#wanted = '';
    this.#host.requestUpdate();
    if (!(await this.#host.send({ review: { [verb]: { texts } } }))) {
      for (const text of texts) this.#sent.delete(text);
      this.#done = this.#done.filter((it) => it !== step);
    }
    this.#host.requestUpdate();
  }

  /** Takes back what was decided last, and looks at it again. */
  async #back() {
    const last = this.#done.pop();
    if (!last) return;
    /** @param {string} verb @param {Array<{text: string}>} these */
    const ask = (verb, these) =>
      !these.length || this.#host.send({ review: { [verb]: { texts: these.map((it) => it.text) } } });
    for (const { text } of last) this.#sent.delete(text);
    await ask(
      'accept',
      last.filter((it) => it.was === 'accepted'),
    );
    await ask(
      'hold',
      last.filter((it) => it.was === 'held'),
    );
    await ask(
      'reopen',
      last.filter((it) => it.was !== 'accepted' && it.was !== 'held'),
    );
    this.#wanted = last[0].text;
    this.#host.requestUpdate();
  }
}
