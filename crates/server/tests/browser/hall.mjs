// The hall of a browser test: the real server on a port of its own, and a browser that reaches it by a LAN name.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const NAME = 'hall.test';
const HERE = import.meta.dirname;

/** A port that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** An address of this machine as tablets of a hall reach it: a page there is no secure context, as in the hall. */
export function lanAddress() {
  const addresses = Object.values(networkInterfaces())
    .flat()
    .filter((it) => it.family === 'IPv4' && !it.internal);
  return addresses[0]?.address ?? '127.0.0.1';
}

export class Hall {
  #server;
  #browser;
  #host = '127.0.0.1';

  /** With an `address` instead of a `chrome`, the browsers are the caller's. */
  static async open({ binary, shots, chrome, address, programme = 'programme.toml', flags = [] }) {
    const hall = new Hall();
    if (address) hall.#host = address;
    hall.binary = binary;
    hall.programme = programme;
    hall.shots = shots;
    hall.flags = flags;
    mkdirSync(shots, { recursive: true });
    hall.folder = mkdtempSync(join(tmpdir(), 'burgertop-browser-'));
    hall.port = await freePort();
    hall.base = `http://${address ?? NAME}:${hall.port}`;
    await hall.start();
    hall.links = JSON.parse(readFileSync(join(hall.folder, 'links.json'), 'utf8'));
    if (chrome)
      hall.#browser = await chromium.launch({
        executablePath: chrome,
        args: [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          `--host-resolver-rules=MAP ${NAME} 127.0.0.1`,
        ],
      });
    return hall;
  }

  /** Starts the server, and waits until it is ready. */
  async start() {
    const links = join(this.folder, 'links.json');
    rmSync(links, { force: true });
    this.#server = spawn(
      this.binary,
      [
        '--data-dir',
        join(this.folder, 'data'),
        '--host',
        this.#host,
        '--port',
        String(this.port),
        '--programme',
        join(HERE, this.programme),
        '--links',
        links,
        ...this.flags,
      ],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          BURGERTOP__SERVER__PUBLIC_URL: this.base,
          BURGERTOP__DATA__STOP_FREE_MB: '0',
          BURGERTOP__LOG__LEVEL: 'warn',
        },
        cwd: this.folder,
      },
    );
    // The screenful is printed when it is ready.
    const [said] = await Promise.race([
      once(this.#server.stdout, 'data'),
      once(this.#server, 'exit').then(([code]) => {
        throw new Error(`the server ended with ${code}`);
      }),
    ]);
    this.#server.stdout.resume();
    if (!existsSync(links)) throw new Error(`no links were written:\n${said}`);
  }

  /** Pulls the plug. */
  async pullThePlug() {
    this.#server.kill('SIGKILL');
    await once(this.#server, 'exit');
  }

  /** A device of its own, in Dutch unless said otherwise. */
  async device(size = { width: 1280, height: 800 }, locale = 'nl-NL', options = {}) {
    return this.#browser.newContext({ viewport: size, locale, ...options });
  }

  /** Joins by the link of the nth seat with this role, and waits until the screen is live. */
  async join(device, role, n = 0) {
    const page = await device.newPage();
    page.faults = [];
    page.on('pageerror', (fault) => page.faults.push(fault.message));
    await page.goto(this.link(role, n));
    await page.locator('form button[type=submit]').click();
    await page.locator('.status--live').waitFor();
    return page;
  }

  /** The link of the nth seat with this role. */
  link(role, n = 0) {
    const link = this.links.filter((it) => it.role === role)[n];
    if (!link) throw new Error(`no link for ${role} ${n}`);
    return `${this.base}/join#${link.code}`;
  }

  async shot(page, name) {
    await page.screenshot({ path: join(this.shots, `${name}.png`) });
  }

  /**
   * What every open page shows, for a sentence that failed: its address, its state, and what it complains of.
   * @param {string} name of the screenshots @returns {Promise<string[]>} a line for each page
   */
  async describe(name) {
    const pages = this.#browser?.contexts().flatMap((it) => it.pages()) ?? [];
    return Promise.all(
      pages.map(async (page, n) => {
        try {
          await page.screenshot({ path: join(this.shots, `${name}-${n}.png`), timeout: 5000 });
          const shown = await page.evaluate(() =>
            ['.status', '.problem', '[role=alert]', 'dialog[open]', '.now', '.wall-frame'].flatMap((part) =>
              [...document.querySelectorAll(part)]
                .filter((it) => it.getClientRects().length && it.textContent.trim())
                .map(
                  (it) =>
                    `${part}${it.className ? ` (${it.className})` : ''}: ${it.textContent.replace(/\s+/g, ' ').trim().slice(0, 200)}`,
                ),
            ),
          );
          return `page ${n} ${new URL(page.url()).pathname} | ${[...shown, ...(page.faults ?? [])].join(' | ')}`;
        } catch (fault) {
          return `page ${n} could not be read: ${String(fault).split('\n')[0]}`;
        }
      }),
    );
  }

  async close() {
    await this.#browser?.close();
    if (this.#server && this.#server.exitCode === null) {
      this.#server.kill('SIGTERM');
      await once(this.#server, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
