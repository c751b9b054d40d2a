// Firefox, driven by WebDriver BiDi: each device has a profile of its own (a user context).

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Commands } from './commands.mjs';
import { Page } from './page.mjs';
import { Started, installed } from './started.mjs';

/** Nothing is asked of the network, and nothing is offered to whoever sits here. */
const PREFERENCES = {
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.server': '',
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  'services.settings.server': 'data:,',
  'intl.accept_languages': 'nl,en',
};

export class Firefox {
  name = 'Firefox';
  #folder = mkdtempSync(join(tmpdir(), 'burgertop-firefox-'));
  #program;
  #commands;

  static async open() {
    const firefox = new Firefox();
    try {
      await firefox.#start();
    } catch (fault) {
      await firefox.close();
      throw fault;
    }
    return firefox;
  }

  async #start() {
    const file = installed('firefox-esr', 'firefox-esr');
    writeFileSync(
      join(this.#folder, 'user.js'),
      Object.entries(PREFERENCES)
        .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
        .join(''),
    );
    this.#program = new Started(
      file,
      ['--headless', '--no-remote', '--profile', this.#folder, '--remote-debugging-port', '0', 'about:blank'],
      { MOZ_CRASHREPORTER_DISABLE: '1' },
    );
    this.#commands = await Commands.open(`${await this.#program.says(/WebDriver BiDi listening on (ws:\S+)/)}/session`);
    await this.#commands.send('session.new', { capabilities: {} });
  }

  async device({ width, height }) {
    const { userContext } = await this.#commands.send('browser.createUserContext');
    const { context } = await this.#commands.send('browsingContext.create', { type: 'tab', userContext });
    await this.#commands.send('browsingContext.setViewport', { context, viewport: { width, height } });
    return new FirefoxPage(this.#commands, context);
  }

  async close() {
    this.#commands?.close();
    await this.#program?.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class FirefoxPage extends Page {
  #commands;
  #context;

  constructor(commands, context) {
    super();
    this.#commands = commands;
    this.#context = context;
  }

  async evaluate(fn, ...args) {
    const answer = await this.#commands.send('script.callFunction', {
      functionDeclaration: `(args) => JSON.stringify((${fn})(...JSON.parse(args)) ?? null)`,
      arguments: [{ type: 'string', value: JSON.stringify(args) }],
      target: { context: this.#context },
      awaitPromise: false,
      resultOwnership: 'none',
    });
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
    return JSON.parse(answer.result.value);
  }

  async load(url) {
    await this.#commands.send('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  async press({ x, y }) {
    await this.#perform({
      type: 'pointer',
      id: 'mouse',
      parameters: { pointerType: 'mouse' },
      actions: [
        { type: 'pointerMove', x, y },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ],
    });
  }

  async type(text) {
    await this.#perform({
      type: 'key',
      id: 'keys',
      actions: Array.from(text).flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ]),
    });
  }

  async #perform(source) {
    await this.#commands.send('input.performActions', { context: this.#context, actions: [source] });
  }

  /** A tab behind another one stands still: it is brought to the front, and its transitions end. */
  async picture() {
    await this.#commands.send('browsingContext.activate', { context: this.#context });
    await this.until('no transition', () => !document.getAnimations().some((it) => it.playState === 'running'));
    const { data } = await this.#commands.send('browsingContext.captureScreenshot', { context: this.#context });
    return Buffer.from(data, 'base64');
  }
}
