// One round in the engines that tablets have: WebKit (every iPad), Firefox, and the oldest Chrome, told once for all.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Chrome80 } from './engines/chrome80.mjs';
import { Firefox } from './engines/firefox.mjs';
import { WebKit } from './engines/webkit.mjs';
import { sideways, smallTargets } from './measure.mjs';

const TABLET = { width: 1024, height: 768 };
/** The window of WebKit's browser is never narrower than 447 px. */
const PHONE = { width: 390, height: 740 };
const LAPTOP = { width: 1280, height: 800 };

/** A device of its own joins by its link, and is live. */
async function joins(hall, engine, size, role, n = 0) {
  const page = await engine.device(size);
  await page.load(hall.link(role, n));
  await page.click('form button[type=submit]');
  await page.there('.status--live');
  return page;
}

async function handsIn(page, text) {
  await page.fill('#hand-in-text', text);
  await page.click('.hand-in__send');
}

/** While the server is away; it is back afterwards, also after a failure. */
async function withoutServer(hall, body) {
  await hall.pullThePlug();
  try {
    await body();
  } finally {
    await hall.start();
  }
}

const ideas = (page) =>
  page.evaluate(() => Array.from(document.querySelectorAll('.own__text'), (it) => it.textContent));

export const webkit = (hall, sentence) => inEngine(hall, sentence, WebKit);
export const firefox = (hall, sentence) => inEngine(hall, sentence, Firefox);
/** Who hands in has the oldest browser that is supported; control, desk and wall need a newer one. */
export async function chrome80(hall, sentence) {
  // Nobody made one for other machines.
  if (process.platform !== 'linux' || process.arch !== 'x64')
    console.log(`Chrome80: left out on ${process.platform} ${process.arch}`);
  else await inEngine(hall, sentence, Chrome80, Firefox);
}

async function inEngine(hall, told, Engine, Staff = Engine) {
  const started = [];
  const start = async (Kind) => {
    const engine = await Kind.open();
    started.push(engine);
    return engine;
  };
  try {
    let engine;
    let staff;
    await told(`${Engine.name}: it starts`, async () => {
      engine = await start(Engine);
      staff = Staff === Engine ? engine : await start(Staff);
    });
    if (!staff) return;
    const sentence = (text, body) => told(`${Engine.name}: ${text}`, body);
    await round(hall, sentence, engine, staff);
    if (staff !== engine) await tooOld(hall, sentence, engine);
  } finally {
    for (const engine of started) await engine.close();
  }
}

async function tooOld(hall, sentence, engine) {
  await sentence('where it is too old for control, desk or wall, the page says which browser is needed', async () => {
    for (const path of ['/control', '/desk', '/wall/main']) {
      const page = await engine.device(LAPTOP);
      await page.load(hall.base + path);
      await page.until(
        `a notice at ${path}`,
        () => getComputedStyle(document.getElementById('no-screen')).visibility === 'visible',
      );
      await page.sees('Chrome 105');
      await page.shot(join(hall.shots, `${engine.name.toLowerCase()}-too-old-${path.split('/')[1]}.png`));
    }
  });
}

async function round(hall, sentence, engine, staff) {
  const screens = {};
  const shot = (page, name) => page.shot(join(hall.shots, `${engine.name.toLowerCase()}-${name}.png`));

  await sentence('control, desk, wall, two tablets and a phone join by their links', async () => {
    const badge = hall.links.filter((it) => it.role === 'participant').findIndex((it) => it.badge);
    const first = await engine.device(PHONE);
    await first.load(`${hall.base}/join`);
    await first.there('#code');
    await shot(first, 'join');
    screens.control = await joins(hall, staff, LAPTOP, 'facilitator');
    screens.desk = await joins(hall, staff, LAPTOP, 'theme_team');
    screens.wall = await joins(hall, staff, { width: 1280, height: 720 }, 'projector');
    screens.tablet = await joins(hall, engine, TABLET, 'host', 0);
    screens.other = await joins(hall, engine, TABLET, 'host', 1);
    screens.phone = await joins(hall, engine, PHONE, 'participant', badge);
  });
  const { control, desk, wall, tablet, other, phone } = screens;

  await sentence('the facilitator opens the round, and every screen follows', async () => {
    await control.click('.button--big');
    await wall.sees('Opening');
    await control.click('.button--big', 'Ronde 1');
    for (const page of [wall, tablet, other, phone]) await page.sees('Wat maakt onze wijk');
    await control.click('button', 'Open inleveren');
    for (const page of [tablet, other, phone]) await page.there('.hand-in__send[aria-disabled=false]');
  });

  await sentence('what is handed in is marked as saved, stands on the desk, and the wall shows it', async () => {
    await handsIn(tablet, 'Meer bomen in de straat – één per huis');
    await handsIn(other, 'Een veilige fietsroute naar school');
    await handsIn(phone, 'samen');
    for (const page of [tablet, other, phone]) await page.count('.mark--saved', 1);
    for (const text of ['één per huis', 'fietsroute', 'samen']) await desk.sees(text);
    await control.click('.scenes button', 'Voortgang');
    await wall.until('two tables on the wall', () => /2\D+3/.test(document.querySelector('.wall').innerText));
  });

  await sentence(
    'tablet and phone fit their place: nothing beside the page, everything as large as a finger',
    async () => {
      for (const [name, page] of Object.entries({ table: tablet, phone, control, desk, wall })) {
        await shot(page, name);
        assert.ok((await sideways(page)) <= 0, `${name} can be scrolled sideways`);
        if (page === tablet || page === phone) assert.deepEqual(await smallTargets(page), [], name);
      }
    },
  );

  await sentence(
    'while the server is away a tablet keeps what is handed in, and sends it once, in order, when it is back',
    async () => {
      await withoutServer(hall, async () => {
        await handsIn(tablet, 'Eerste zonder server');
        await handsIn(tablet, 'Tweede zonder server');
        await tablet.count('.mark--waiting', 2);
        await tablet.there('.status--stale');
        await shot(tablet, 'table-off-line');
        await tablet.fill('#hand-in-text', 'half getypt');
      });
      await tablet.count('.mark--saved', 3);
      await desk.sees('Tweede zonder server');
      const seen = await desk.evaluate(() =>
        Array.from(document.querySelectorAll('.idea'), (it) => it.textContent).filter((it) =>
          it.includes('zonder server'),
        ),
      );
      assert.equal(seen.length, 2, 'each once');
      assert.ok(seen[0].includes('Tweede'), 'newest first, so in order');
    },
  );

  await sentence('a reload keeps the ideas, and what was half typed', async () => {
    await tablet.reload();
    await tablet.there('.status--live');
    await tablet.count('.mark--saved', 3);
    assert.equal(await tablet.evaluate(() => document.querySelector('#hand-in-text').value), 'half getypt');
    assert.equal((await ideas(tablet)).length, 3);
  });

  await sentence('what is handed in off line outlives a reload before it is sent', async () => {
    await withoutServer(hall, async () => {
      await handsIn(other, 'Geschreven in het donker');
      await other.count('.mark--waiting', 1);
    });
    await other.reload();
    await other.count('.mark--saved', 2);
    await desk.sees('Geschreven in het donker');
  });

  await sentence('English stands beside Dutch, also after a reload', async () => {
    await phone.click('.language__choice', 'EN');
    await phone.sees('Round 1');
    await phone.reload();
    await phone.sees('Round 1');
    await shot(phone, 'phone-english');
  });

  await sentence('no script failed', async () => {
    for (const [name, page] of Object.entries(screens)) assert.equal(await page.faults(), '', name);
  });
}
