// The time of day on every screen: that of the event, wherever a device thinks it is.

import assert from 'node:assert/strict';

const ZONE = 'Europe/Amsterdam';

/** As every screen writes it. @param {number} ms @param {string} timeZone */
const clock = (ms, timeZone = ZONE) =>
  new Intl.DateTimeFormat('nl-NL', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(ms);

/** An entry of a document that a screen holds. */
const entry = (page, screen, doc, key) =>
  page
    .waitForFunction(
      ([screen, doc, key]) => document.querySelector(`burgertop-${screen}`)?.doc(doc, key),
      [screen, doc, key],
    )
    .then((held) => held.jsonValue());

export async function clocks(hall, sentence) {
  const away = (timezoneId, size) => hall.device(size, 'nl-NL', { timezoneId });
  const control = await hall.join(await away('America/New_York'), 'facilitator');
  const wall = await hall.join(await away('Asia/Shanghai', { width: 1920, height: 1080 }), 'projector');
  const tablet = await hall.join(await away('Asia/Shanghai'), 'host');
  const ops = await hall.join(await away('Asia/Shanghai'), 'operator');

  await sentence('a wall set to Shanghai says in the time of the event when the day goes on', async () => {
    await control.locator('.button--big').click();
    await wall.getByText('Opening').first().waitFor();
    await control.locator('.button--big').click();
    await wall.locator('.wall__figure').waitFor();
    const { ends_at: ends } = await entry(wall, 'wall', 'room', 'agenda/current');
    const said = await wall.locator('.wall__figure').textContent();
    assert.ok(said?.includes(clock(ends)), `${said} should name ${clock(ends)}`);
    assert.ok(!said?.includes(clock(ends, 'Asia/Shanghai')), said ?? '');
    await hall.shot(wall, 'clocks-wall');
  });

  await sentence('the run sheet shows planned and real times in one zone', async () => {
    const { started_at: started } = await entry(control, 'control', 'control', 'agenda/1');
    const row = control.locator('.sheet__row', { hasText: 'Opening' });
    assert.equal(await row.locator('td').nth(0).textContent(), '09:00');
    assert.equal(await row.locator('td').nth(1).textContent(), clock(started));
    await hall.shot(control, 'clocks-control');
  });

  await sentence('a notice on a tablet, and the list of devices, show the time of the event', async () => {
    await control.evaluate(() => {
      const screen = /** @type {any} */ (document.querySelector('burgertop-control'));
      return screen.send({ notice: { show: { text: 'De koffie staat klaar' } } });
    });
    await tablet.getByText('De koffie staat klaar').waitFor();
    const { since } = await entry(tablet, 'table', 'room', 'notice');
    assert.ok((await tablet.locator('.notice__since').textContent())?.includes(clock(since)));
    const { started_at: began } = await entry(ops, 'ops', 'health', 'node');
    const figures = await ops.locator('.figures').textContent();
    assert.ok(figures?.includes(clock(began)), figures ?? '');
    await hall.shot(ops, 'clocks-ops');
  });

  await sentence('a screen that has not heard from the server yet remembers the zone', async () => {
    const zone = await tablet.evaluate(() => localStorage.getItem('burgertop.zone'));
    assert.equal(zone, ZONE);
    const shown = await tablet.evaluate(
      async (ms) => {
        const words = await import('/assets/lib/i18n.js?anew');
        return words.clockTime(ms);
      },
      Date.UTC(2026, 6, 1, 12, 0),
    );
    assert.equal(shown, '14:00');
  });

  await sentence('a browser that does not know the zone still shows a time', async () => {
    const shown = await tablet.evaluate(
      async (ms) => {
        const words = await import('/assets/lib/i18n.js?elsewhere');
        words.useTimeZone('Europe/Nergens');
        return words.clockTime(ms);
      },
      Date.UTC(2026, 6, 1, 12, 0),
    );
    assert.equal(shown, '20:00');
  });
}
