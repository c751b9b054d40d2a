// WebKit, the engine of Safari, as Debian's MiniBrowser: driven by W3C WebDriver, a browser for each device.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../hall.mjs';
import { Page } from './page.mjs';
import { Started, installed } from './started.mjs';

/** The key under which WebDriver names an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const ANSWER_MS = 30_000;

export class WebKit {
  name = 'WebKit';
  /** Caches, settings: nothing of whoever runs the tests is used or left. */
  #folder = mkdtempSync(join(tmpdir(), 'burgertop-webkit-'));
  #screen;
  #display;
  #pages = [];

  static async open() {
    const webkit = new WebKit();
    try {
      installed('WebKitWebDriver', 'webkit2gtk-driver');
      webkit.#screen = new Started(
        installed('Xvfb', 'xvfb'),
        ['-displayfd', '3', '-screen', '0', '2048x1280x24', '-nolisten', 'tcp'],
        {},
        ['ignore', 'ignore', 'pipe', 'pipe'],
      );
      webkit.#display = await webkit.#screen.says(/(\d+)\n/);
    } catch (fault) {
      await webkit.close();
      throw fault;
    }
    return webkit;
  }

  async device({ width, height }) {
    const port = await freePort();
    const home = this.#folder;
    const driver = new Started(
      installed('WebKitWebDriver', 'webkit2gtk-driver'),
      [`--port=${port}`, '--host=127.0.0.1'],
      {
        DISPLAY: `:${this.#display}`,
        GDK_BACKEND: 'x11',
        LIBGL_ALWAYS_SOFTWARE: '1',
        NO_AT_BRIDGE: '1',
        LANG: 'C.UTF-8',
        HOME: home,
        XDG_CACHE_HOME: home,
        XDG_CONFIG_HOME: home,
        XDG_DATA_HOME: home,
      },
    );
    const page = new WebKitPage(driver, port);
    this.#pages.push(page);
    await page.begin(width, height);
    return page;
  }

  async close() {
    await Promise.all(this.#pages.map((page) => page.end()));
    await this.#screen?.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class WebKitPage extends Page {
  #driver;
  #base;

  constructor(driver, port) {
    super();
    this.#driver = driver;
    this.#base = `http://127.0.0.1:${port}/session`;
  }

  async begin(width, height) {
    const { sessionId } = await this.#firstAnswer();
    this.#base += `/${sessionId}`;
    await this.#send('/window/rect', { x: 0, y: 0, width, height });
    // The window has a bar of its own above the page.
    const inside = await this.evaluate(() => [innerWidth, innerHeight]);
    await this.#send('/window/rect', { x: 0, y: 0, width: 2 * width - inside[0], height: 2 * height - inside[1] });
  }

  /** The driver says nothing when it is ready: it is asked until it answers. */
  async #firstAnswer() {
    const end = Date.now() + ANSWER_MS;
    for (;;) {
      try {
        return await Promise.race([this.#driver.failed, this.#send('', { capabilities: {} })]);
      } catch (fault) {
        if (fault.cause?.code !== 'ECONNREFUSED' || Date.now() > end) throw fault;
        await new Promise((again) => {
          setTimeout(again, 50);
        });
      }
    }
  }

  /** One command: a POST if it has a body. */
  async #send(path, body, method = body ? 'POST' : 'GET') {
    const answer = await fetch(this.#base + path, {
      method,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  }

  async evaluate(fn, ...args) {
    return this.#send('/execute/sync', { script: `return (${fn}).apply(null, arguments)`, args });
  }

  async load(url) {
    await this.#send('/url', { url });
  }

  async press({ x, y }) {
    await this.#send('/actions', {
      actions: [
        {
          type: 'pointer',
          id: 'mouse',
          parameters: { pointerType: 'mouse' },
          actions: [
            { type: 'pointerMove', x, y, duration: 0 },
            { type: 'pointerDown', button: 0 },
            { type: 'pointerUp', button: 0 },
          ],
        },
      ],
    });
  }

  async type(text, selector) {
    const element = await this.#send('/element', { using: 'css selector', value: selector });
    await this.#send(`/element/${element[ELEMENT]}/value`, { text });
  }

  async picture() {
    return Buffer.from(await this.#send('/screenshot'), 'base64');
  }

  /** A driver that is stopped ends its browser; it is asked first, so that it can. */
  async end() {
    await this.#send('', undefined, 'DELETE').catch(() => {});
    await this.#driver.stop();
  }
}
