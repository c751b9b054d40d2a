// A rehearsal with twenty simulated tables, told by what people see on their screens.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  assert.deepEqual(
    violations.map((it) => `${it.id}: ${it.nodes[0]?.html}`),
    [],
  );
}

/** Waits until at least this many are there. */
const count = (page, selector, atLeast, timeout = 15_000) =>
  page.waitForFunction(
    ([selector, atLeast]) => document.querySelectorAll(selector).length >= atLeast,
    [selector, atLeast],
    { timeout },
  );

/** Waits until none is there. */
const gone = (page, selector) =>
  page.waitForFunction((selector) => !document.querySelector(selector), selector, { timeout: 15_000 });

export async function rehearsal(hall, sentence) {
  const screens = {};
  await sentence('a server started with --rehearse says on every screen that nothing counts', async () => {
    screens.wall = await hall.join(await hall.device({ width: 1920, height: 1080 }), 'projector');
    screens.tablet = await hall.join(await hall.device({ width: 1024, height: 768 }), 'host', 4);
    screens.control = await hall.join(await hall.device({ width: 1440, height: 900 }), 'facilitator');
    screens.desk = await hall.join(await hall.device({ width: 1440, height: 900 }), 'theme_team');
    const badge = hall.links.filter((it) => it.role === 'participant').findIndex((it) => it.badge === 19);
    screens.phone = await hall.join(await hall.device({ width: 360, height: 740 }), 'participant', badge);
    for (const page of Object.values(screens)) await page.locator('[role=status] .rehearsal-mark').waitFor();
  });
  const { wall, control, desk, tablet, phone } = screens;
  const everyone = Object.values(screens);

  await sentence('a real tablet takes part, and its simulated table makes room', async () => {
    await tablet.locator('#hand-in-text').fill('Echt geoefend aan tafel vijf');
    await tablet.locator('.hand-in__send[aria-disabled=false]').click();
    await tablet.locator('.own__idea', { hasText: 'Echt geoefend' }).locator('.mark--saved').waitFor();
    await desk.getByText('Echt geoefend aan tafel vijf').first().waitFor();
  });

  await sentence('the wall fills with themes', async () => {
    await count(wall, '.card', 4, 120_000);
    await hall.shot(wall, 'rehearsal-wall');
    await accessible(wall);
  });

  await sentence('control shows the simulated tables as on line', async () => {
    await control.locator('#rehearsal-end').waitFor();
    await count(control, '.cell:not(.cell--offline)', 15);
    await hall.shot(control, 'rehearsal-control');
    await hall.shot(tablet, 'rehearsal-table');
    await hall.shot(phone, 'rehearsal-phone');
    await accessible(control);
  });

  await sentence('control tells the simulated tables from the one with a real device', async () => {
    await count(control, '.cell--simulated', 19);
    await control.getByText('19 tafels van de computer, 1 met een echt apparaat').waitFor();
    const real = control.locator('.cell', { hasText: 'echt apparaat' });
    assert.equal(await real.locator('.cell__number').textContent(), '5');
    await control.locator('.board').scrollIntoViewIfNeeded();
    await hall.shot(control, 'rehearsal-board');
  });

  await sentence('the end says what it does, and then everything is as it was', async () => {
    await control.locator('#rehearsal-end').click();
    await control.getByText('Alles komt terug zoals het was').scrollIntoViewIfNeeded();
    await hall.shot(control, 'rehearsal-end');
    await control.locator('#rehearsal-end-yes').click();
    for (const page of everyone) await gone(page, '.rehearsal-mark');
    await gone(wall, '.card');
    await gone(desk, '.idea');
    await gone(tablet, '.own__idea');
    assert.equal(await control.locator('#rehearsal-tables').inputValue(), '20');
    await count(control, '.cell--offline', 19);
  });

  await sentence('control starts a rehearsal, and goes through the day in it', async () => {
    await control.locator('#rehearsal-tables').fill('3');
    await control.getByText('Begin de oefening').click();
    await wall.locator('.rehearsal-mark').waitFor();
    await control.getByText('met 3 tafels van de computer').waitFor();
    await control.locator('.button--big[aria-disabled=false]').click();
    await wall.getByText('Opening').first().waitFor();
  });

  await sentence('in a rehearsal no script of a page fails', async () => {
    assert.deepEqual(
      everyone.flatMap((page) => page.faults),
      [],
    );
  });
}
