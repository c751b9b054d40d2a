// Whether every screen fits its place: sizes, fingers, keys, zoom, both languages; walls from a table's length to 4K, at 30 to 2,000 ideas.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Hall } from './hall.mjs';
import { axeFinds, cutLetters, cutOff, leastText, overlaps, sideways, smallTargets } from './measure.mjs';
import { People } from './people.mjs';

const binary = process.env.BURGERTOP_BIN;
const chrome = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!binary || !existsSync(binary)) throw new Error('BURGERTOP_BIN names no program');
if (!existsSync(chrome)) throw new Error(`no browser at ${chrome}: install chromium, or set CHROMIUM`);
const shots = process.env.SHOTS_DIR ?? join(import.meta.dirname, '../../../../target/screenshots/fit');

/** What people hold: the smallest phone that WCAG names, a tablet, a laptop, a 4K desk. */
const SIZES = { phone: [320, 568], tablet: [1024, 768], laptop: [1440, 900], desk4k: [3840, 2160] };
/** A projector of old, a beamer, a screen of 4K, and one that stands upright. */
const WALLS = { '4x3': [1024, 768], hd: [1280, 720], fullhd: [1920, 1080], '4k': [3840, 2160] };
/** 200 % on a screen of 1280 by 1024 leaves this (WCAG 1.4.4, 1.4.10). */
const ZOOMED = [640, 512];
const SCENES = ['title', 'question', 'progress', 'words', 'themes', 'forming', 'map', 'test', 'black'];
/** What must be read from the back: 1/25 of the height. */
const MAIN_TEXT =
  '.wall h1:not(.visually-hidden), .wall__subtitle, .wall__kicker, .wall__figure, .wall__notice, .card__label, .card__count, .words__word, .tables__sum, .countdown__time, .test__line--m';
const PIECES =
  '.wall h1:not(.visually-hidden), .wall__subtitle, .wall__kicker, .wall__figure, .wall__notice, .card, .words__word, .tables__table, .tables__sum, .countdown__time, .test__line--s';

let passed = 0;
let failed = 0;

async function sentence(text, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok      ${text}`);
  } catch (fault) {
    failed += 1;
    console.log(
      `FAILED  ${text}\n        ${String(fault?.stack ?? fault)
        .split('\n')
        .slice(0, 24)
        .join('\n        ')}`,
    );
  }
}

const live = (page) => page.locator('.status--live').waitFor({ timeout: 20_000 });
/** Two frames on: whatever watches sizes has seen the new one. */
const drawn = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(done));
      }),
  );
const at = (page, [width, height]) => page.setViewportSize({ width, height });

async function inEnglish(page, does) {
  await page.evaluate(() => document.querySelector('.language__choice[lang=en]').click());
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  await does();
  await page.evaluate(() => document.querySelector('.language__choice[lang=nl]').click());
  await page.waitForFunction(() => document.documentElement.lang === 'nl');
}

const hall = await Hall.open({ binary, shots, chrome, programme: 'fit.toml' });
const people = new People(hall);
/** The tablet on the screen is the last table; the others are people over HTTP. */
const hosts = hall.links.filter((it) => it.role === 'host').length;
const [second] = hall.links.filter((it) => it.role === 'facilitator').slice(1);
const leads = (command) => people.ask(second, command);

/** The screens of people: every page but the walls. */
async function fits(name, page) {
  const found = [];
  for (const [size, box] of [...Object.entries(SIZES), ['zoomed', ZOOMED]]) {
    await at(page, box);
    const over = await sideways(page);
    if (over > 0) found.push(`${size}: ${over} px sideways`);
    const small = await smallTargets(page);
    if (small.length) found.push(`${size}: ${small.slice(0, 4).join(' · ')}`);
    if (size === 'phone' || size === 'laptop') {
      for (const it of await axeFinds(page)) found.push(`${size}: ${it}`);
      await inEnglish(page, async () => {
        const wide = await sideways(page);
        if (wide > 0) found.push(`${size}, English: ${wide} px sideways`);
        for (const it of await axeFinds(page)) found.push(`${size}, English: ${it}`);
      });
    }
    if (size !== 'zoomed' && size !== 'desk4k') await page.screenshot({ path: join(shots, `${name}-${size}.png`) });
  }
  assert.deepEqual(found, [], name);
}

async function wallFits(wall, label) {
  const found = [];
  for (const scene of SCENES) {
    await leads({ wall: { show: { wall: 'main', scene } } });
    await wall.locator(`.wall--${scene}`).waitFor();
    for (const [size, box] of Object.entries(WALLS)) {
      await at(wall, box);
      await drawn(wall);
      const over = await sideways(wall);
      if (over > 0) found.push(`${scene} ${size}: ${over} px sideways`);
      const cut = await cutOff(wall, PIECES);
      if (cut.length) found.push(`${scene} ${size}: cut off ${cut.slice(0, 3).join(' · ')} (${cut.length})`);
      const letters = await cutLetters(wall, '.wall');
      if (letters.length)
        found.push(`${scene} ${size}: letters cut in ${letters.slice(0, 3).join(' · ')} (${letters.length})`);
      const least = await leastText(wall, MAIN_TEXT);
      if (scene !== 'black' && least < 1 / 25)
        found.push(`${scene} ${size}: text of 1/${(1 / least).toFixed(1)} of the height`);
      const over2 = await overlaps(wall, '.words__word, .card, .tables__table');
      if (over2.length) found.push(`${scene} ${size}: overlap ${over2.slice(0, 2).join(', ')}`);
      if (size !== 'hd') await wall.screenshot({ path: join(shots, `wall-${scene}-${label}-${size}.png`) });
    }
    await at(wall, WALLS.fullhd);
    for (const it of await axeFinds(wall)) found.push(`${scene}: ${it}`);
    await inEnglish(wall, async () => {
      for (const it of await axeFinds(wall)) found.push(`${scene}, English: ${it}`);
    });
  }
  assert.deepEqual(found, []);
}

try {
  const page = {};
  await sentence('every screen opens', async () => {
    for (const [name, role] of [
      ['control', 'facilitator'],
      ['desk', 'theme_team'],
      ['ops', 'operator'],
      ['wall', 'projector'],
    ]) {
      page[name] = await hall.join(await hall.device({ width: 1440, height: 900 }), role);
    }
    page.table = await hall.join(await hall.device({ width: 1024, height: 768 }), 'host', hosts - 1);
    page.phone = await hall.join(await hall.device({ width: 360, height: 740 }), 'participant', 3);
    page.print = await page.ops.context().newPage();
    await page.print.goto(`${hall.base}/print`);
    await page.print.locator('.qr').first().waitFor();
    page.join = await (await hall.device()).newPage();
    await page.join.goto(`${hall.base}/join`);
    await page.join.locator('#code').waitFor();
  });

  await sentence('before the day a tablet is tested, and says go', async () => {
    await page.table.locator('.check .button').first().click();
    await page.table.locator('.check__verdict--go').waitFor();
    await fits('table-test', page.table);
  });

  await sentence('once the day has begun a tested tablet reports that it is ready', async () => {
    await at(page.table, SIZES.tablet);
    await leads({ agenda: { next: {} } });
    await page.table.locator('.check [aria-pressed=false][aria-disabled=false]').click();
    await page.control.locator('.cell--ready').waitFor();
  });

  await leads({ agenda: { next: {} } });
  for (const name of ['join', 'table', 'phone', 'control', 'desk', 'ops', 'print']) {
    await sentence(`${name} fits from a small phone to 4K, for fingers, zoomed, and for axe in both languages`, () =>
      fits(name, page[name]),
    );
  }

  await sentence('with a long idea and high contrast they fit as well', async () => {
    const [width, height] = SIZES.phone;
    await page.phone.setViewportSize({ width, height });
    await page.phone.locator('.contrast').click();
    await page.phone.locator('#hand-in-text').fill(`Verantwoordelijkheidsbesef${'x'.repeat(120)}`);
    await page.phone.locator('.hand-in__send').click();
    await page.phone.locator('.mark--saved').waitFor();
    assert.deepEqual([await sideways(page.phone), await axeFinds(page.phone)], [0, []]);
    await hall.shot(page.phone, 'phone-contrast');
    await page.phone.locator('.contrast').click();
  });

  await sentence('keys alone hand in an idea, and open and send a call for help', async () => {
    const { table } = page;
    await at(table, SIZES.tablet);
    const focused = () => table.evaluate(() => document.activeElement?.id || document.activeElement?.className || '');
    const tabTo = async (wanted) => {
      for (let n = 0; n < 40; n += 1) {
        if ((await focused()).includes(wanted)) return;
        await table.keyboard.press('Tab');
      }
      throw new Error(`no key leads to ${wanted}`);
    };
    await tabTo('hand-in-text');
    await table.keyboard.type('Met toetsen alleen');
    await tabTo('hand-in__send');
    const ring = await table.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(ring, 'solid', 'the focus can be seen');
    await table.keyboard.press('Enter');
    await table.locator('.own__idea', { hasText: 'Met toetsen alleen' }).waitFor();
    await table.locator('.help button').focus();
    await table.keyboard.press('Enter');
    assert.equal(await focused(), 'help-what');
    await table.keyboard.type('de lader');
    await table.keyboard.press('Enter');
    await page.control.locator('.board__asks', { hasText: 'de lader' }).waitFor();
  });

  await sentence('help stands in the same place in every part of the day', async () => {
    const place = async () => {
      const box = await page.table.locator('.help').boundingBox();
      return [Math.round(box.x), box.y < 160];
    };
    const inRound = await place();
    await leads({ agenda: { back: {} } });
    await page.table.getByRole('heading', { name: 'Opening' }).waitFor();
    assert.deepEqual(await place(), inRound);
    await leads({ agenda: { next: {} } });
    await page.table.locator('.hand-in').waitFor();
  });

  await sentence('control steers each wall by itself, and looks before the hall does', async () => {
    const { control } = page;
    await at(control, SIZES.laptop);
    const side = await hall.join(await hall.device({ width: 1280, height: 720 }), 'projector', 1);
    await control.getByRole('button', { name: 'side', exact: true }).click();
    await control.getByLabel('Eerst bekijken').check();
    await control.locator('.scenes').getByRole('button', { name: 'Tafels' }).click();
    await control.locator('.mini .wall--map').waitFor();
    await hall.shot(control, 'control-look-first');
    assert.equal(await side.locator('.wall--map').count(), 0);
    await control.getByRole('button', { name: 'Toon in de zaal' }).click();
    await side.locator('.wall--map').waitFor();
    assert.equal(await page.wall.locator('.wall--map').count(), 0);
    await control.getByLabel('Eerst bekijken').uncheck();
    await control.getByRole('button', { name: 'main', exact: true }).click();
    await control.locator('.mini .wall--question').waitFor();
    await side.context().close();
  });

  await sentence('a frozen wall keeps its picture and its time, also over a reload', async () => {
    const { wall } = page;
    await leads({ wall: { show: { wall: 'main', scene: 'question' } } });
    await wall.locator('.wall--question .countdown__time').waitFor();
    await leads({ wall: { freeze: { wall: 'main', frozen: true } } });
    await page.control.locator('.button--warn').waitFor();
    await leads({ agenda: { extend: { seconds: 600 } } });
    await page.control
      .locator('.now__countdown')
      .getByText(/^1:0|^7\d:|^6[5-9]:|^1:/)
      .waitFor();
    const stands = await wall.locator('.countdown__time').innerText();
    await leads({ wall: { show: { wall: 'main', scene: 'map' } } });
    await wall.reload();
    await live(wall);
    await wall.locator('.wall--question').waitFor();
    assert.equal(await wall.locator('.countdown__time').innerText(), stands);
    await leads({ wall: { freeze: { wall: 'main', frozen: false } } });
    await wall.locator('.wall--map').waitFor();
  });

  let held = 0;
  for (const ideas of [30, 300, 2000]) {
    await sentence(`the wall can be read with ${ideas} ideas, from 4:3 to 4K`, async () => {
      await people.ideas(held, ideas);
      await people.words(Math.floor(held / 4), Math.floor(ideas / 4));
      held = ideas;
      await leads({ wall: { show: { wall: 'main', scene: 'progress' } } });
      await page.wall
        .getByText(`${Math.min(hosts - 1, ideas) + 1} van ${hosts}`, { exact: false })
        .first()
        .waitFor();
      await wallFits(page.wall, String(ideas));
    });
  }

  await sentence('with 2,000 ideas the desk and control still fit', async () => {
    for (const name of ['desk', 'control']) await fits(`${name}-2000`, page[name]);
  });

  await sentence('a notice leaves the scene under it in the frame', async () => {
    await leads({
      notice: {
        show: {
          text: 'Er is iemand onwel bij tafel 12. Houd het gangpad vrij voor de hulpverleners en blijf rustig zitten.',
        },
      },
    });
    const found = [];
    for (const scene of ['title', 'question', 'progress', 'words', 'themes', 'forming', 'map']) {
      await leads({ wall: { show: { wall: 'main', scene } } });
      await page.wall.locator(`.wall--${scene} .wall__notice`).waitFor();
      for (const box of Object.values(WALLS)) {
        await at(page.wall, box);
        await drawn(page.wall);
        for (const cut of await cutOff(page.wall, PIECES)) found.push(`${scene} ${box[0]}: ${cut}`);
      }
    }
    await at(page.wall, WALLS.fullhd);
    await hall.shot(page.wall, 'wall-map-notice');
    assert.deepEqual(found, []);
  });

  await sentence('no screen threw an error', async () => {
    assert.deepEqual(
      Object.values(page).flatMap((it) => it.faults ?? []),
      [],
    );
  });
} finally {
  await hall.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
