// What browsers do to a device in a hall, told by what people see: stores that die, links used twice, taps that double, sleep.

import assert from 'node:assert/strict';

const TABLET = { width: 1024, height: 768 };
const PHONE = { width: 390, height: 844 };

const text = (page, words) => page.getByText(words, { exact: false }).first().waitFor({ timeout: 15_000 });
const gone = (page, selector) => page.locator(selector).first().waitFor({ state: 'detached', timeout: 30_000 });
const mark = (page, words) =>
  page.locator('.own__idea', { hasText: words }).locator('.mark--saved').waitFor({ timeout: 20_000 });
const links = (hall, role) => hall.links.filter((it) => it.role === role);
const poster = (hall) => hall.links.find((it) => it.role === 'participant' && !it.badge);

async function handIn(page, words) {
  await page.locator('#hand-in-text').fill(words);
  await page.locator('.hand-in__send[aria-disabled=false]').click();
}

/** A device on which this runs before every page. */
async function deviceWith(hall, script, size = TABLET) {
  const device = await hall.device(size);
  await device.addInitScript(script);
  return device;
}

/** Opens the join page with a code, and tells how often the server is asked for a seat. */
async function opens(device, hall, link) {
  const page = await device.newPage();
  page.asked = 0;
  page.faults = [];
  page.on('pageerror', (fault) => page.faults.push(fault.message));
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/join')) page.asked += 1;
  });
  await page.goto(`${hall.base}/join#${link.code}`);
  await page.locator('form button[type=submit]').waitFor();
  return page;
}

/** Sits down at the nth table, in the place of whoever sat there. */
export async function sits(device, hall, n) {
  const page = await opens(device, hall, links(hall, 'host')[n]);
  await page.locator('form button[type=submit]').click();
  await page.locator('.status, .take-over').first().waitFor();
  if (await page.locator('.take-over').count())
    await page.getByRole('button', { name: 'Ja, neem de tafel over' }).click();
  await live(page);
  return page;
}

const live = (page) => page.locator('.status--live').waitFor({ timeout: 20_000 });
const board = (control, table) =>
  control.locator('.cell', { has: control.locator('.cell__number', { hasText: new RegExp(`^${table}$`) }) });

// Faults of browsers, as scripts that run before the page.

const opensNever = () => {
  IDBFactory.prototype.open = () => ({});
};

const opensOnlyBlocked = () => {
  IDBFactory.prototype.open = () => {
    const request = {};
    setTimeout(() => request.onblocked?.(new Event('blocked')), 10);
    return request;
  };
};

/** From `storeDies` on, every step throws as Safari does after sleep. */
const throwsOnceDead = () => {
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function dying(...rest) {
    if (globalThis.storeDies) throw new DOMException('Connection is closed', 'InvalidStateError');
    return transaction.apply(this, rest);
  };
};

/** From `storeDies` on, what is written never ends: no success, no error, no abort. */
const writesNever = () => {
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function hanging(...rest) {
    if (!globalThis.storeDies) return transaction.apply(this, rest);
    const request = () => ({});
    return { objectStore: () => ({ put: request, delete: request, index: () => ({ getAll: request }) }), abort() {} };
  };
};

/** From `storeDies` on, what is written is aborted, and no error is told. */
const abortsSilently = () => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function aborting(...rest) {
    const request = put.apply(this, rest);
    if (globalThis.storeDies) this.transaction.abort();
    return request;
  };
};

/** As Safari with cookies blocked: the very look at a store throws. */
const storesThrow = () => {
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
    Object.defineProperty(globalThis, name, {
      get() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    });
  }
  globalThis.BroadcastChannel = class {
    constructor() {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    }
  };
};

/** As a full one: what is there can be read, nothing can be written. */
const storesFull = () => {
  Storage.prototype.setItem = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
};

export async function devices(hall, sentence) {
  const control = await hall.join(await hall.device({ width: 1440, height: 900 }), 'facilitator');
  const desk = await hall.join(await hall.device({ width: 1440, height: 900 }), 'theme_team');
  await control.locator('.button--big').click();
  await control.locator('.button--big', { hasText: 'Ronde 1' }).click();
  await control.getByText('Open inleveren nu').click();
  const faults = [];

  for (const [name, script] of [
    ['never answers', opensNever],
    ['is blocked by another tab', opensOnlyBlocked],
  ]) {
    await sentence(`a tablet whose store ${name} is live, hands in, and says that it keeps nothing`, async () => {
      const device = await deviceWith(hall, script);
      const tablet = await sits(device, hall, 0);
      await text(tablet, 'Dit apparaat bewaart niets');
      await handIn(tablet, `Uit het geheugen: ${name}`);
      await mark(tablet, `Uit het geheugen: ${name}`);
      await text(desk, `Uit het geheugen: ${name}`);
      await board(control, 1).getByText('bewaart niets').waitFor();
      await control.getByText('De tablet van tafel 1 bewaart niets').scrollIntoViewIfNeeded();
      await hall.shot(tablet, 'table-keeps-nothing');
      await hall.shot(control, 'control-keeps-nothing');
      faults.push(...tablet.faults);
      await device.close();
    });
  }

  const dying = [
    ['throws after sleep', throwsOnceDead],
    ['never ends a write', writesNever],
    ['aborts without a word', abortsSilently],
  ];
  for (const [n, [name, script]] of dying.entries()) {
    await sentence(
      `a store that ${name} loses nothing: off line it is said, on line it is sent once, and kept again once it can be`,
      async () => {
        const device = await deviceWith(hall, script);
        const tablet = await sits(device, hall, n);
        await handIn(tablet, `Voordat hij ${name}`);
        await mark(tablet, `Voordat hij ${name}`);
        assert.equal(await tablet.locator('.keeps').count(), 0);
        await tablet.evaluate(() => {
          globalThis.storeDies = true;
        });
        await device.setOffline(true);
        await handIn(tablet, `Zonder bewaren 1: ${name}`);
        await handIn(tablet, `Zonder bewaren 2: ${name}`);
        await tablet
          .locator('.own__idea', { hasText: `Zonder bewaren 2: ${name}` })
          .getByText('laat dit scherm open')
          .waitFor();
        await text(tablet, 'Dit apparaat bewaart niets');
        await text(tablet, '2 berichten zijn nog niet verstuurd');
        await hall.shot(tablet, `table-store-${n}`);
        await device.setOffline(false);
        await mark(tablet, `Zonder bewaren 2: ${name}`);
        await board(control, n + 1)
          .getByText('bewaart niets')
          .waitFor();
        await tablet.evaluate(() => {
          globalThis.storeDies = false;
          document.dispatchEvent(new Event('visibilitychange'));
        });
        await gone(tablet, '.keeps');
        await board(control, n + 1)
          .getByText('bewaart niets')
          .waitFor({ state: 'detached' });
        const kept = await tablet.evaluate(
          () =>
            new Promise((resolve) => {
              const opening = indexedDB.open('burgertop');
              opening.onsuccess = () => {
                const asking = opening.result.transaction('outbox').objectStore('outbox').getAll();
                asking.onsuccess = () => resolve(asking.result.map((it) => [it.state, it.command.idea?.submit.text]));
              };
            }),
        );
        assert.deepEqual(
          kept,
          [
            ['saved', `Voordat hij ${name}`],
            ['saved', `Zonder bewaren 1: ${name}`],
            ['saved', `Zonder bewaren 2: ${name}`],
          ],
          'in order of pressing',
        );
        for (const i of [1, 2])
          assert.equal(
            await desk.locator('.idea__text', { hasText: `Zonder bewaren ${i}: ${name}` }).count(),
            1,
            'once',
          );
        faults.push(...tablet.faults);
        await device.close();
      },
    );
  }

  await sentence('the test of a tablet says within its time that its store never answers', async () => {
    const device = await deviceWith(hall, opensNever);
    const page = await device.newPage();
    await page.goto(`${hall.base}/join`);
    const found = await page.evaluate(async () => (await import('/assets/lib/check.js')).checkTablet());
    assert.deepEqual(
      found.filter((it) => it.go === false).map((it) => it.says),
      ['check-storage-off'],
    );
    await device.close();
  });

  await sentence('what is handed in before a slow store has opened is sent, and kept after what it held', async () => {
    const device = await deviceWith(hall, () => {
      const { open } = IDBFactory.prototype;
      IDBFactory.prototype.open = function slow(...rest) {
        if (!globalThis.name.includes('slow')) return open.apply(this, rest);
        const request = {};
        globalThis.opensNow = () => {
          const real = open.apply(this, rest);
          real.onupgradeneeded = () => {
            request.result = real.result;
            request.onupgradeneeded?.();
          };
          real.onsuccess = () => {
            request.result = real.result;
            request.onsuccess?.();
          };
        };
        return request;
      };
    });
    const page = await sits(device, hall, 2);
    await handIn(page, 'Al bewaard');
    await mark(page, 'Al bewaard');
    await page.evaluate(() => {
      globalThis.name = 'slow';
    });
    await page.reload();
    await live(page);
    await handIn(page, 'Voordat de opslag open is');
    await mark(page, 'Voordat de opslag open is');
    await text(page, 'Dit apparaat bewaart niets');
    await page.evaluate(() => globalThis.opensNow());
    await gone(page, '.keeps');
    const kept = await page.evaluate(() =>
      document.querySelector('burgertop-table').outbox.entries.map((it) => it.command.idea?.submit.text),
    );
    assert.deepEqual(kept, ['Al bewaard', 'Voordat de opslag open is']);
    faults.push(...page.faults);
    await device.close();
  });

  for (const [n, [name, script]] of [
    ['throw when looked at', storesThrow],
    ['are full', storesFull],
  ].entries()) {
    await sentence(
      `where the stores ${name}, no code is used before the person chose to go on in this tab`,
      async () => {
        const device = await deviceWith(hall, script, PHONE);
        const page = await opens(device, hall, n ? links(hall, 'operator')[0] : links(hall, 'facilitator')[1]);
        await page.locator('form button[type=submit]').click();
        await text(page, 'Dit apparaat kan uw aanmelding niet bewaren');
        assert.equal(page.asked, 0, 'the code is not used');
        await hall.shot(page, 'join-no-store');
        await page.getByRole('button', { name: 'Doe mee in dit tabblad' }).click();
        await live(page);
        await page.reload();
        await live(page);
        assert.deepEqual(page.faults, []);
        await device.close();
      },
    );
  }

  await sentence('a phone that joined in its tab alone says so, and hands in', async () => {
    const device = await deviceWith(hall, storesThrow, PHONE);
    const page = await opens(device, hall, links(hall, 'participant')[4]);
    await page.locator('form button[type=submit]').click();
    await page.getByRole('button', { name: 'Doe mee in dit tabblad' }).click();
    await text(page, 'Dit apparaat bewaart niets');
    await handIn(page, 'veilig');
    await mark(page, 'veilig');
    await hall.shot(page, 'phone-keeps-nothing');
    assert.deepEqual(page.faults, []);
    await device.close();
  });

  await sentence('a double tap on join takes no table over', async () => {
    const device = await hall.device(TABLET);
    const page = await opens(device, hall, links(hall, 'host')[0]);
    await page.locator('form button[type=submit]').dblclick();
    await page.locator('.take-over').waitFor();
    assert.equal(page.asked, 1);
    await device.close();
  });

  await sentence('each failure to join says what it was, and none of them uses the code', async () => {
    const device = await hall.device(PHONE);
    const page = await opens(device, hall, links(hall, 'participant')[5]);
    const answers = [
      ['niet bereikbaar', (route) => route.abort('connectionrefused')],
      [
        'nu niet beschikbaar',
        (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
      ],
      [
        'iets anders dan deze bijeenkomst',
        (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Wifi login</h1>' }),
      ],
    ];
    for (const [says, answer] of answers) {
      await page.route('**/api/v1/join', answer);
      await page.locator('form button[type=submit]').focus();
      await page.keyboard.press('Enter');
      await page.locator('.complaint', { hasText: says }).waitFor();
      await page.unroute('**/api/v1/join');
    }
    await page.locator('form button[type=submit]').focus();
    await page.keyboard.press('Enter');
    await live(page);
    await device.close();
  });

  await sentence(
    'a phone that scans the poster twice is led back to its own badge, and makes another only for someone else',
    async () => {
      const device = await hall.device(PHONE);
      const first = await opens(device, hall, poster(hall));
      await first.locator('form button[type=submit]').click();
      await live(first);
      const path = new URL(first.url()).pathname;
      await handIn(first, 'hondenpoep');
      await mark(first, 'hondenpoep');
      const again = await opens(device, hall, poster(hall));
      await again.locator(`.join__known a[href="${path}"]`).waitFor();
      await again.locator('form button[type=submit]').click();
      await text(again, 'Dit apparaat doet al mee');
      await hall.shot(again, 'join-held');
      await again.locator(`.take-over a[href="${path}"]`).click();
      await live(again);
      assert.equal(new URL(again.url()).pathname, path);
      await mark(again, 'hondenpoep');
      const other = await opens(device, hall, poster(hall));
      await other.locator('form button[type=submit]').click();
      await other.getByRole('button', { name: 'Iemand anders doet mee' }).click();
      await live(other);
      assert.notEqual(new URL(other.url()).pathname, path);
      assert.equal(await other.locator('.own__idea').count(), 0);
      await device.close();
    },
  );

  await sentence(
    'a tablet that sits at a table is asked before it becomes another, and a console keeps its link',
    async () => {
      const device = await hall.device(TABLET);
      await sits(device, hall, 2);
      const card = await opens(device, hall, links(hall, 'host')[0]);
      await card.locator('form button[type=submit]').click();
      await card.locator('.take-over a[href="/table/3"]').waitFor();
      const link = await opens(control.context(), hall, links(hall, 'facilitator')[0]);
      await link.locator('form button[type=submit]').click();
      await link.locator('.take-over a[href="/control"]').click();
      await live(link);
      await link.close();
      await device.close();
    },
  );

  await sentence(
    'a double tap hands in once and complains of nothing, says ready once, and asks help once',
    async () => {
      const device = await hall.device(TABLET);
      const page = await sits(device, hall, 1);
      await page.locator('#hand-in-text').fill('Dubbel getikt');
      await page.locator('.hand-in__send[aria-disabled=false]').dblclick();
      await mark(page, 'Dubbel getikt');
      assert.equal(await page.locator('#hand-in-complaint').innerText(), '');
      await page.locator('.hand-in__send').click({ delay: 0 });
      assert.equal(await page.locator('#hand-in-complaint').innerText(), '', 'nor after a slow one');
      await page.locator('#hand-in-text').fill('Twee keer Enter');
      await page.locator('#hand-in-text').press('Control+Enter');
      await page.locator('#hand-in-text').press('Control+Enter');
      await mark(page, 'Twee keer Enter');
      assert.equal(await page.locator('#hand-in-complaint').innerText(), '');
      assert.equal(await desk.locator('.idea__text', { hasText: 'Dubbel getikt' }).count(), 1);
      await page.locator('.ready button').dblclick();
      await board(control, 2).getByText('klaar').waitFor();
      await page.locator('.ready button[aria-pressed=true]').waitFor();
      await page.getByRole('button', { name: 'Vraag hulp' }).dblclick();
      await page.locator('#help-what').fill('stoel');
      await page.locator('.help [type=submit]').dblclick();
      await board(control, 2).getByText('hulp').waitFor();
      await text(page, 'Er komt iemand naar uw tafel');
      await device.close();
    },
  );

  await sentence('Enter that ends a word in Japanese hands in nothing; the next one does', async () => {
    const device = await hall.device(PHONE);
    const page = await hall.join(device, 'participant', 6);
    const keyboard = await device.newCDPSession(page);
    const field = page.locator('#hand-in-text');
    await page.locator('.hand-in__send[aria-disabled=false]').waitFor();
    await field.focus();
    await keyboard.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', ...enter });
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
    assert.equal(await page.locator('.own__idea').count(), 0, 'while it is composed');
    await field.fill('日本');
    // As Safari tells it: the composition has ended, and then comes the key that ended it.
    await field.evaluate((it) => {
      it.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
      it.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '日本' }));
      it.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13, bubbles: true, cancelable: true }));
      it.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter', keyCode: 13, bubbles: true }));
      it.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }));
      it.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter', keyCode: 229, bubbles: true }));
    });
    assert.equal(await page.locator('.own__idea').count(), 0, 'nor when it has just ended');
    await field.press('Enter');
    await mark(page, '日本');
    await device.close();
  });

  await sentence('a composed code or theme name is not sent by the Enter that ends the word', async () => {
    const device = await hall.device(PHONE);
    const page = await opens(device, hall, poster(hall));
    const keyboard = await device.newCDPSession(page);
    await page.locator('#code').focus();
    await keyboard.send('Input.imeSetComposition', { text: 'か', selectionStart: 1, selectionEnd: 1 });
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', ...enter });
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
    assert.deepEqual([page.asked, await page.locator('.complaint').innerText()], [0, '']);
    await device.close();
  });

  assert.deepEqual(faults, []);
}
