// Chrome 80, the oldest that is supported: a real one, from npm, driven by its own protocol. Each device has a profile of its own.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { Commands } from './commands.mjs';
import { Page } from './page.mjs';
import { Started } from './started.mjs';

const UNPACKED = join(import.meta.dirname, '../../../../../target/tools/chrome-80');

/** Unpacks the browser once, beside what is built. */
function unpacked() {
  if (existsSync(UNPACKED)) return UNPACKED;
  const packed = join(
    dirname(createRequire(import.meta.url).resolve('chrome-aws-lambda/package.json')),
    'bin/chromium.br',
  );
  mkdirSync(dirname(UNPACKED), { recursive: true });
  const part = `${UNPACKED}.${process.pid}`;
  writeFileSync(part, brotliDecompressSync(readFileSync(packed)), { mode: 0o755 });
  renameSync(part, UNPACKED);
  return UNPACKED;
}

export class Chrome80 {
  name = 'Chrome80';
  #folder = mkdtempSync(join(tmpdir(), 'burgertop-chrome80-'));
  #program;
  #commands;

  static async open() {
    const chrome = new Chrome80();
    try {
      chrome.#program = new Started(unpacked(), [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--hide-scrollbars',
        `--user-data-dir=${chrome.#folder}`,
        '--remote-debugging-port=0',
        '--lang=nl',
        'about:blank',
      ]);
      chrome.#commands = await Commands.open(await chrome.#program.says(/DevTools listening on (ws:\S+)/));
    } catch (fault) {
      await chrome.close();
      throw fault;
    }
    return chrome;
  }

  async device({ width, height }) {
    const { browserContextId } = await this.#commands.send('Target.createBrowserContext');
    const { targetId } = await this.#commands.send('Target.createTarget', {
      url: 'about:blank',
      browserContextId,
      width,
      height,
    });
    const { sessionId } = await this.#commands.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Chrome80Page(this.#commands, sessionId);
    await page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    return page;
  }

  async close() {
    this.#commands?.close();
    await this.#program?.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Chrome80Page extends Page {
  #commands;
  #sessionId;

  constructor(commands, sessionId) {
    super();
    this.#commands = commands;
    this.#sessionId = sessionId;
  }

  send(method, params) {
    return this.#commands.send(method, params, { sessionId: this.#sessionId });
  }

  async evaluate(fn, ...args) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression: `(${fn})(...${JSON.stringify(args)})`,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async load(url) {
    // A page that differs by its fragment alone is not loaded anew.
    await this.send('Page.navigate', { url: 'about:blank' });
    await this.until('an empty page', () => location.href === 'about:blank');
    await this.send('Page.navigate', { url });
    await this.until('the page', () => location.href !== 'about:blank' && document.readyState === 'complete');
  }

  async press(place) {
    for (const type of ['mousePressed', 'mouseReleased'])
      await this.send('Input.dispatchMouseEvent', { type, ...place, button: 'left', clickCount: 1 });
  }

  async type(text) {
    await this.send('Input.insertText', { text });
  }

  async picture() {
    const { data } = await this.send('Page.captureScreenshot');
    return Buffer.from(data, 'base64');
  }
}
