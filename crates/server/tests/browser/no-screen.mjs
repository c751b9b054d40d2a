// What a page says when its screen does not come: the browser is too old, a file does not arrive, or scripts are off.

import assert from 'node:assert/strict';

const PAGES = ['/join', '/table/1', '/phone/1', '/wall/main', '/control', '/desk', '/ops', '/print'];
/** The page alone reveals its notice after five seconds; a script does so at once. */
const SOON_MS = 4_000;
const AFTER_A_WHILE_MS = 15_000;

const notice = (page) => page.locator('#no-screen');

/** Opens each page, spoiled in this way, and waits until it says that the screen does not open. */
async function says(hall, spoil, { paths = PAGES, within = SOON_MS, options = {} } = {}) {
  const device = await hall.device({ width: 768, height: 1024 }, 'nl-NL', options);
  await spoil(device);
  await Promise.all(
    paths.map(async (path) => {
      const page = await device.newPage();
      await page.goto(hall.base + path, { waitUntil: 'domcontentloaded' });
      await notice(page).waitFor({ timeout: within });
      const onTop = await page.evaluate(() =>
        Boolean(document.elementFromPoint(innerWidth / 2, 40)?.closest('#no-screen')),
      );
      if (options.javaScriptEnabled !== false) assert.ok(onTop, `${path}: it lies where people look`);
      const text = await notice(page).innerText();
      for (const part of ['Dit scherm opent niet', 'Safari', 'Chrome', 'This screen does not open'])
        assert.ok(text.includes(part), `${path}: ${text}`);
      const onPaper = text.includes('op papier') && text.includes('on paper');
      assert.equal(
        onPaper,
        ['/join', '/table/1', '/phone/1'].includes(path),
        `${path}: who hands in may do so on paper`,
      );
    }),
  );
  return device;
}

export async function noScreen(hall, sentence) {
  await sentence('a browser that has no modules shows on every page what it needs, and what to do now', async () => {
    const device = await says(hall, async (context) => {
      await context.addInitScript(() => {
        delete HTMLScriptElement.prototype.noModule;
      });
      await context.route(/\/assets\/screens\//, (route) => route.fulfill({ contentType: 'text/plain', body: '' }));
    });
    for (const page of device.pages()) await hall.shot(page, `no-screen-${new URL(page.url()).pathname.split('/')[1]}`);
    await device.close();
  });

  await sentence('a browser that cannot read a file of the screen shows it', async () => {
    for (const file of ['vendor/lit.js', 'vendor/fluent-bundle.js', 'lib/i18n.js']) {
      const device = await says(hall, (context) =>
        context.route(`**/assets/${file}`, (route) =>
          route.fulfill({ contentType: 'text/javascript', body: 'export const a = class { # };' }),
        ),
      );
      assert.ok((await notice(device.pages()[0]).innerText()).includes(file), 'for a technician: which file');
      await device.close();
    }
  });

  await sentence('a file that does not arrive is said', async () => {
    for (const file of ['vendor/lit.js', 'vendor/fluent-bundle.js', 'parts/language.js']) {
      await (await says(hall, (context) => context.route(`**/assets/${file}`, (route) => route.abort()))).close();
    }
  });

  await sentence('a browser without custom elements, and one in which a script fails at once, say so', async () => {
    await (
      await says(hall, (context) =>
        context.addInitScript(() => {
          delete globalThis.customElements;
        }),
      )
    ).close();
    await (
      await says(hall, (context) =>
        context.addInitScript(() => {
          globalThis.EventTarget = undefined;
        }),
      )
    ).close();
  });

  await sentence(
    'a page says it by itself when every script is blocked, and at once when scripts are off',
    async () => {
      await (
        await says(hall, (context) => context.route('**/*.js', (route) => route.abort()), { within: AFTER_A_WHILE_MS })
      ).close();
      await (await says(hall, async () => {}, { options: { javaScriptEnabled: false } })).close();
    },
  );

  await sentence(
    'a screen without its words says so instead of showing their names, and opens when they come',
    async () => {
      const device = await says(
        hall,
        (context) => context.route('**/*.ftl', (route) => route.fulfill({ status: 503, body: '' })),
        { paths: ['/join'], within: AFTER_A_WHILE_MS },
      );
      const [page] = device.pages();
      assert.equal(await page.locator('main').count(), 0);
      await device.unroute('**/*.ftl');
      await page.locator('#code').waitFor();
      await notice(page).waitFor({ state: 'hidden' });
      await device.close();
    },
  );

  await sentence('a screen that opens says nothing of the kind', async () => {
    const device = await hall.device();
    for (const path of PAGES) {
      const page = await device.newPage();
      await page.goto(hall.base + path);
      await page.locator('main, .wall').first().waitFor();
      assert.equal(await notice(page).isVisible(), false, path);
      assert.equal(await page.locator('#no-screen-why').textContent(), '', path);
    }
    await device.close();
  });
}
