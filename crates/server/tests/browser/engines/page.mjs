// One screen in a browser of any make: what the sentences of the round need, and how long they wait for it.

import { writeFileSync } from 'node:fs';

const PATIENCE_MS = 20_000;
const LOOK_AGAIN_MS = 100;

/** Waits until this many milliseconds have passed. */
export const pause = (ms) =>
  new Promise((over) => {
    setTimeout(over, ms);
  });

/**
 * What each engine adds: `evaluate(fn, ...args)` runs a function in the page, `load(url)` opens an address,
 * `press({x, y}, selector)` clicks, `type(text, selector)` types into what has the focus, `picture()` is a PNG.
 */
export class Page {
  /** Waits until the function answers with something true in the page, and gives it. */
  async until(what, fn, ...args) {
    const end = Date.now() + PATIENCE_MS;
    let last;
    do {
      // While a page is replaced by the next there is nothing to ask.
      const found = await this.evaluate(fn, ...args).catch((fault) => {
        last = fault;
      });
      if (found) return found;
      await pause(LOOK_AGAIN_MS);
    } while (Date.now() < end);
    const shown = await this.evaluate(() => document.body.innerText).catch(() => '');
    throw new Error(
      `not seen in ${PATIENCE_MS / 1000} s: ${what} ${last ?? ''}\non the screen:\n${shown.slice(0, 1500)}`,
    );
  }

  /** Waits until something of this kind is there. */
  there(selector) {
    return this.until(selector, (selector) => Boolean(document.querySelector(selector)), selector);
  }

  /** Waits until exactly so many are there. */
  count(selector, count) {
    return this.until(
      `${count} of ${selector}`,
      (selector, count) => document.querySelectorAll(selector).length === count,
      selector,
      count,
    );
  }

  /** Waits until a text can be read. */
  sees(text) {
    return this.until(text, (text) => document.body.innerText.includes(text), text);
  }

  /** Clicks the first of this kind, or the first that has this text, once it is there, usable, and stands still. */
  async click(selector, text = '') {
    const look = () =>
      this.until(
        `${selector} ${text}`,
        (selector, text) => {
          const element = Array.from(document.querySelectorAll(selector)).find((it) => it.textContent.includes(text));
          if (!element || element.getAttribute('aria-disabled') === 'true') return null;
          element.scrollIntoView({ block: 'center' });
          const box = element.getBoundingClientRect();
          const place = { x: Math.round(box.left + box.width / 2), y: Math.round(box.top + box.height / 2) };
          return element.contains(document.elementFromPoint(place.x, place.y)) ? place : null;
        },
        selector,
        text,
      );
    let [before, place] = [await look(), await look()];
    while (before.x !== place.x || before.y !== place.y) [before, place] = [place, await look()];
    await this.press(place);
  }

  /** Types into an empty field. */
  async fill(selector, text) {
    await this.click(selector);
    await this.type(text, selector);
    await this.until(
      `${text} in ${selector}`,
      (selector, text) => document.querySelector(selector).value === text,
      selector,
      text,
    );
  }

  /** Opens the same address again. */
  async reload() {
    await this.load(await this.evaluate(() => location.href));
  }

  /** What went wrong in scripts since the page was opened, as the page itself keeps it. */
  faults() {
    return this.evaluate(() => document.getElementById('no-screen-why').textContent);
  }

  async shot(file) {
    writeFileSync(file, await this.picture());
  }
}
