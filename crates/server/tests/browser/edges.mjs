// What happens at the edges of the screens: addresses that are not quite right, and who operations says is there.

import assert from 'node:assert/strict';

const PHONE = { width: 360, height: 740 };

export async function edges(hall, sentence) {
  await sentence('a fragment that is no code shows the page, with what can be read of it', async () => {
    const page = await (await hall.device(PHONE)).newPage();
    const faults = [];
    page.on('pageerror', (fault) => faults.push(fault.message));
    for (const [fragment, code] of [
      ['%', ''], ['%zz', 'ZZ'], ['%E0%A4%A', 'A'], ['%FF', ''], ['abcd-efgh', 'ABCD-EFGH'], ['ABCD%20EFGH', 'ABCD-EFGH'],
      ['abcdefgh', 'ABCD-EFGH'], ['ABCD%2DEFGH%', 'ABCD-EFGH'], ['ABCD-EFGH?utm_source=mail', 'ABCD-EFGH'], ['%F0%9F%98%80', ''],
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
    for (const path of ['/Join#abcd-efgh', '/JOIN/#abcd-efgh', '/join/abcd-efgh', '/join%23abcd-efgh', '/TABLE/#abcd-efgh']) {
      await page.goto('about:blank');
      await page.goto(hall.base + path);
      await page.locator('#code').waitFor();
      assert.equal(await page.locator('#code').inputValue(), 'ABCD-EFGH', path);
    }
    await page.goto(`${hall.base}/WALL`);
    await page.waitForURL(`${hall.base}/wall/main`);
  });

  await sentence('an address that is none has a way back', async () => {
    for (const [name, size] of [['phone', PHONE], ['small', { width: 320, height: 480 }], ['wall', { width: 1920, height: 1080 }]]) {
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

/** The same, while the computer plays the tables. */
export async function edgesRehearsing(hall, sentence) {
  await sentence('in a rehearsal operations tells tables of the computer from nobody', async () => {
    const ops = await hall.join(await hall.device(), 'operator');
    await ops.locator('.devices-panel').getByText('In deze oefening speelt de computer 3 tafels').waitFor();
    await ops.locator('.figures', { hasText: '3 van 3' }).waitFor();
  });
}
