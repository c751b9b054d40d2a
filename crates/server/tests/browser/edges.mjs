// What happens at the edges of the screens: addresses that are not quite right, and who operations says is there.

import assert from 'node:assert/strict';

const PHONE = { width: 360, height: 740 };

export async function edges(hall, sentence) {
  await sentence('a fragment that is no code shows the page, with what can be read of it', async () => {
    const page = await (await hall.device(PHONE)).newPage();
    const faults = [];
    page.on('pageerror', (fault) => faults.push(fault.message));
    for (const [fragment, code] of [
      ['%', ''],
      ['%zz', 'ZZ'],
      ['%E0%A4%A', 'A'],
      ['%FF', ''],
      ['abcd-efgh', 'ABCD-EFGH'],
      ['ABCD%20EFGH', 'ABCD-EFGH'],
      ['abcdefgh', 'ABCD-EFGH'],
      ['ABCD%2DEFGH%', 'ABCD-EFGH'],
      ['ABCD-EFGH?utm_source=mail', 'ABCD-EFGH'],
      ['%F0%9F%98%80', ''],
    ]) {
      await page.goto('about:blank');
      await page.goto(`${hall.base}/join#${fragment}`);
      await page.locator('#code').waitFor();
      assert.equal(await page.locator('#code').inputValue(), code, fragment);
    }
    assert.deepEqual(faults, []);
  });

  await sentence('an address in capitals leads to the page, and the code in it stays', async () => {
    const page = await (await hall.device(PHONE)).newPage();
    for (const path of [
      '/Join#abcd-efgh',
      '/JOIN/#abcd-efgh',
      '/join/abcd-efgh',
      '/join%23abcd-efgh',
      '/TABLE/#abcd-efgh',
    ]) {
      await page.goto('about:blank');
      await page.goto(hall.base + path);
      await page.locator('#code').waitFor();
      assert.equal(await page.locator('#code').inputValue(), 'ABCD-EFGH', path);
    }
    await page.goto(`${hall.base}/WALL`);
    await page.waitForURL(`${hall.base}/wall/main`);
  });

  await sentence('an address that is none has a way back', async () => {
    for (const [name, size] of [
      ['phone', PHONE],
      ['small', { width: 320, height: 480 }],
      ['wall', { width: 1920, height: 1080 }],
    ]) {
      const page = await (await hall.device(size)).newPage();
      const answer = await page.goto(`${hall.base}/nope`);
      assert.equal(answer?.status(), 404);
      await hall.shot(page, `edges-nope-${name}`);
      await page.getByText('Go to Join').waitFor();
      await page.getByText('Naar Meedoen').click();
      await page.locator('#code').waitFor();
    }
  });

  await sentence('operations names three tables that come in while it is open', async () => {
    const ops = await hall.join(await hall.device(), 'operator');
    const list = ops.locator('.devices-panel');
    await list.getByText('Er is nog geen tablet aangemeld.').waitFor();
    const tables = [];
    for (const n of [0, 1, 2]) tables.push(await hall.join(await hall.device({ width: 1024, height: 768 }), 'host', n));
    // Well within the ten seconds after which it would look by itself.
    await list.getByText('Tafels (3)').waitFor({ timeout: 5_000 });
    await list.locator('.device .mark--saved').nth(2).waitFor();
    assert.ok(!(await list.textContent())?.includes('Er is nog geen'));
    await ops.locator('.figures', { hasText: '3 van 3' }).waitFor();
    await ops.locator('#devices-number').fill('9');
    await list.getByText('Er is geen apparaat met nummer 9 aangemeld.').waitFor();
    await ops.locator('#devices-number').fill('');
    await tables[1].close();
    await list.locator('.device .mark--waiting').first().waitFor();
    await ops.locator('.figures', { hasText: '2 van 3' }).waitFor();
    await hall.shot(ops, 'edges-ops');
    assert.deepEqual(ops.faults, []);
  });
}

/** A new link while the day runs, and what is said of cards that lead nowhere. */
export async function links(hall, sentence) {
  const size = { width: 1280, height: 900 };
  const ops = await hall.join(await hall.device(size), 'operator');

  await sentence('the operator makes a new link for control, which works once and then says so', async () => {
    await ops.locator('#link-control').click();
    const code = (await ops.locator('.new-link__code').textContent())?.trim();
    assert.match(code ?? '', /^(\w{4}-){2}\w{4}$/);
    assert.ok(await ops.locator('.new-link h3').evaluate((it) => it === document.activeElement));
    const { width } = /** @type {any} */ (await ops.locator('.new-link__qr').boundingBox());
    assert.ok(width >= 200, `a phone reads ${width} px from a hand away`);
    await hall.shot(ops, 'links-ops');
    for (const [n, seen] of [
      ['first', 'control'],
      ['second', 'used'],
    ]) {
      const page = await (await hall.device()).newPage();
      await page.goto(`${hall.base}/join#${code}`);
      await page.locator('form button[type=submit]').click();
      if (seen === 'control') await page.waitForURL(`${hall.base}/control`);
      else await page.getByText('Deze link is al gebruikt. Vraag Beheer om een nieuwe').waitFor();
      await hall.shot(page, `links-${n}`);
    }
    await ops.getByText('Verberg deze link').click();
    assert.equal(await ops.locator('.new-link').count(), 0);
  });

  await sentence(
    'cards for an address that other devices do not reach are warned of before they are printed',
    async () => {
      await ops.goto(`${hall.base}/print`);
      await ops.locator('.card-print').first().waitFor();
      assert.equal(await ops.locator('.problem').count(), 0);
      await ops.route('**/codes?**', async (route) => {
        // Only the browser knows the name of the hall.
        const answer = await route.fetch({ url: route.request().url().replace('hall.test', '127.0.0.1') });
        const sheet = await answer.json();
        const dead = [
          { of: 'tables', base: 'http://192.168.1.5:18250' },
          { of: 'badges', base: 'http://192.168.1.5:18250' },
        ];
        const base = 'http://localhost:8080';
        await route.fulfill({ response: answer, json: { ...sheet, base, bases: [base], dead } });
      });
      await ops.reload();
      await ops.getByText('werkt alleen op deze computer zelf').waitFor();
      await ops.getByText('http://192.168.1.5:18250: tafelkaarten, badges').waitFor();
      await hall.shot(ops, 'links-print');
      await ops.unroute('**/codes?**');
      await ops.setViewportSize({ width: 320, height: 700 });
      await ops.reload();
      await ops.locator('.card-print').first().waitFor();
      const noted = ops.waitForResponse((answer) => answer.url().endsWith('/codes/printed'));
      await ops.evaluate(() => dispatchEvent(new Event('beforeprint')));
      assert.equal((await noted).status(), 200);
      assert.deepEqual(ops.faults, []);
    },
  );
}

/** The same, while the computer plays the tables. */
export async function edgesRehearsing(hall, sentence) {
  await sentence('in a rehearsal operations tells tables of the computer from nobody', async () => {
    const ops = await hall.join(await hall.device(), 'operator');
    await ops.locator('.devices-panel').getByText('In deze oefening speelt de computer 3 tafels').waitFor();
    await ops.locator('.figures', { hasText: '3 van 3' }).waitFor();
  });
}
