// Every kind of part of the day: tablet, phone and wall say who does what, and where, and never contradict the prompt.

import assert from 'node:assert/strict';

/** The parts of kinds.toml, in order, and where people act in them. */
const PARTS = [
  ['plenary', /gespreksleider zegt in de zaal/],
  ['plenary-bare', /gespreksleider zegt in de zaal/],
  ['seating', /begeleider.*lijst in de zaal/],
  ['seating-bare', /begeleider.*lijst in de zaal/],
  ['talk', /aan tafel/],
  ['theming', /themateam/],
  ['choice', /op papier of met uw hand omhoog/],
  ['choice-bare', /op papier of met uw hand omhoog/],
  ['draft', /aan tafel, op papier/],
  ['gallery', /in de zaal, op papier/],
  ['ballot', /op papier of met uw hand omhoog/],
  ['pause', /Om \d\d:\d\d gaan we verder/],
  ['closing', /sluiten samen af/],
];
const ON_THE_WALL = ['seating', 'seating-bare', 'choice', 'choice-bare', 'draft', 'gallery', 'ballot', 'closing'];
/** Below a question that asks for something, this is nonsense. */
const NOTHING_TO_DO = /niets te doen|nothing to do/i;

const says = (page) => page.locator('.what-to-do').innerText();

async function inEnglish(page) {
  await page.evaluate(() => document.querySelector('.language__choice[lang=en]').click());
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  const said = await says(page);
  await page.evaluate(() => document.querySelector('.language__choice[lang=nl]').click());
  await page.waitForFunction(() => document.documentElement.lang === 'nl');
  return said;
}

export async function kinds(hall, sentence) {
  const control = await hall.join(await hall.device({ width: 1440, height: 900 }), 'facilitator');
  const table = await hall.join(await hall.device({ width: 1024, height: 768 }), 'host');
  const phone = await hall.join(
    await hall.device({ width: 360, height: 740 }),
    'participant',
    hall.links.filter((it) => it.role === 'participant').findIndex((it) => it.badge),
  );
  const wall = await hall.join(await hall.device({ width: 1280, height: 720 }), 'projector');

  for (const [n, [part, act]] of PARTS.entries()) {
    await sentence(`in ${part} tablet and phone say what is to be done, and where`, async () => {
      await control.locator('.button--big[aria-disabled=false]').click();
      await control.locator('.now__state', { hasText: `Onderdeel ${n + 1} van ${PARTS.length}` }).waitFor();
      const english = [];
      for (const page of [table, phone]) {
        await page.waitForFunction(
          (id) => document.querySelector('burgertop-table, burgertop-phone').item?.id === id,
          part,
        );
        await page.locator('.what-to-do', { hasText: act }).waitFor();
        assert.doesNotMatch(await page.locator('#main').innerText(), NOTHING_TO_DO);
        const said = await inEnglish(page);
        assert.notEqual(said, await says(page), 'in English too');
        assert.doesNotMatch(said, NOTHING_TO_DO);
        english.push(said);
      }
      if (part.startsWith('seating')) assert.match(await says(table), /tafel 1\./, 'the tablet stays at its table');
      await wall.waitForFunction(
        (id) => document.querySelector('burgertop-wall').doc('room', 'agenda/current')?.id === id,
        part,
      );
      assert.equal(await wall.locator('.wall__do').count(), ON_THE_WALL.includes(part) ? 1 : 0);
      if (ON_THE_WALL.includes(part)) assert.match(await wall.locator('.wall__do').innerText(), act);
      for (const [name, page] of Object.entries({ table, phone, wall })) await hall.shot(page, `kind-${part}-${name}`);
    });
  }

  await sentence('after the last part the screens say that the programme is finished', async () => {
    await control.locator('.button--big[aria-disabled=false]').click();
    for (const page of [table, phone])
      await page.locator('.what-to-do', { hasText: 'Het programma is klaar' }).waitFor();
  });
}
