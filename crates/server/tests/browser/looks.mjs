// How the wall looks: no letter and no word is cut, themes stand in order with a unit, the test picture reaches the corners, a held picture says so.

import assert from 'node:assert/strict';
import { cutLetters, leastText, sideways } from './measure.mjs';

const SIZES = [
  [1024, 768],
  [1280, 720],
  [1366, 768],
  [1920, 1080],
  [3840, 2160],
];
const LABELS = [
  'Arbeidsongeschiktheidsverzekering',
  'Begrijpelijke brieven en persoonlijk contact met de gemeente, ook voor jongeren',
  'Groen dichtbij',
  'Veilig spelen en fietsen in de buurt',
  'Betaalbare gezinswoningen',
  'Zorg',
  'Gemeenschapsaccommodaties',
  'Openbaar vervoer dat ook in de avond en in het weekend rijdt',
  'Jongeren',
  'Eenzaamheid bij ouderen tegengaan',
  'Opgroeien en bijleren',
  'Verkeersveiligheid rond scholen',
];
const EXAMPLE =
  'Wij willen graag dat jongeren een plek krijgen waar ze elkaar ook op een regenachtige woensdagmiddag kunnen ontmoeten, zonder dat het geld kost.';
const COUNTS = [1234, 999, 87, 87, 64, 41, 33, 12, 9, 4, 2, 1];
const TEXT = '.card__label, .card__count, .wall h1:not(.visually-hidden), .wall__notice';

const drawn = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(done));
      }),
  );

async function speaks(wall, lang) {
  await wall.evaluate((lang) => document.querySelector(`.language__choice[lang=${lang}]`).click(), lang);
  await wall.waitForFunction((lang) => document.documentElement.lang === lang, lang);
}

/** Has the wall draw these themes, as if the server had sent them. */
async function shows(wall, scene, themes, notice) {
  await wall.evaluate(
    ([scene, themes, notice]) => {
      const screen = document.querySelector('burgertop-wall');
      const { doc, list } = Object.getPrototypeOf(Object.getPrototypeOf(screen));
      screen.doc = (name, key) =>
        name.startsWith('wall/') && key === 'scene'
          ? { name: scene, frozen: false }
          : key === 'notice'
            ? notice && { text: notice }
            : doc.call(screen, name, key);
      screen.list = (name, kind) => (kind === 'theme' ? themes : list.call(screen, name, kind));
      screen.requestUpdate();
    },
    [scene, themes, notice ?? null],
  );
  await wall.locator(`.wall--${scene}`).waitFor();
  await drawn(wall);
}

const themesOf = (count) =>
  LABELS.slice(0, count).map((label, n) => [
    `t${(n * 7) % 12}`,
    { label, count: COUNTS[n], state: 'published', example: EXAMPLE },
  ]);

/** The themes as they are read: from left to right, and from top to bottom. */
const asRead = (wall) =>
  wall.locator('.card').evaluateAll((cards) =>
    cards
      .map((card) => [card.getBoundingClientRect(), Number.parseInt(card.querySelector('.card__count').innerText, 10)])
      .sort(([a], [b]) => Math.round(a.top - b.top) || a.left - b.left)
      .map(([, count]) => count),
  );

/** Names and examples that end in the middle of a word. */
const cutWords = (wall, themes) =>
  wall.locator('.card').evaluateAll(
    (cards, themes) =>
      cards.flatMap((card) => {
        const label = card.querySelector('.card__label').getAttribute('aria-label');
        const [, theme] = themes.find(([, it]) => it.label === label);
        return [
          ['.card__name', theme.label],
          ['.card__example', theme.example],
        ].flatMap(([selector, whole]) => {
          const text = card.querySelector(selector).textContent.replaceAll('\u00AD', '');
          if (!text || text === whole) return [];
          const kept = text.replace(/ …$/, '');
          return text.endsWith(' …') && whole.startsWith(kept) && /^[\s,.;:–-]/.test(whole.slice(kept.length))
            ? []
            : [text];
        });
      }),
    themes,
  );

export async function looks(hall, sentence) {
  const wall = await hall.join(await hall.device({ width: 1280, height: 720 }), 'projector');

  for (const count of [1, 2, 5, 8, 12]) {
    await sentence(`${count} themes stand in order, whole and with a unit, from 4:3 to 4K`, async () => {
      const found = [];
      const themes = themesOf(count);
      for (const lang of ['nl', 'en']) {
        await speaks(wall, lang);
        for (const [width, height] of SIZES) {
          await wall.setViewportSize({ width, height });
          await shows(wall, 'themes', themes);
          assert.deepEqual(await asRead(wall), COUNTS.slice(0, count), 'the largest first');
          const where = `${lang} ${width}x${height}`;
          for (const it of await cutLetters(wall, '.wall')) found.push(`${where}: letters cut in ${it}`);
          for (const it of await cutWords(wall, themes)) found.push(`${where}: cut in a word: ${it}`);
          if (await sideways(wall)) found.push(`${where}: wider than the screen`);
          if ((await leastText(wall, TEXT)) < 1 / 25) found.push(`${where}: text too small`);
          const units = await wall.locator('.card__unit').allInnerTexts();
          for (const [n, unit] of units.entries())
            if (!(lang === 'nl' ? /^idee(ën)?$/ : /^ideas?$/).test(unit)) found.push(`${where}: ${COUNTS[n]} ${unit}`);
          await hall.shot(wall, `looks-${count}-${lang}-${width}x${height}`);
        }
      }
      assert.deepEqual(found, []);
    });
  }

  await sentence('a long question is whole, or ends after a word, on the scenes that show it', async () => {
    const found = [];
    const word = 'gemeentebreed en begrijpelijk ';
    for (const length of [120, 230, 480]) {
      const prompt = `Hoe maken we ${word.repeat(20)}`.slice(0, length).trim();
      await wall.evaluate((prompt) => {
        const screen = document.querySelector('burgertop-wall');
        const item = {
          id: 'r',
          kind: 'round',
          title: 'Jongeren en groen',
          prompt,
          state: 'running',
          ends_at: Date.now() + 600_000,
          number: 1,
          of: 2,
        };
        screen.doc = (name, key) =>
          name === 'room' && key === 'agenda/current'
            ? item
            : name.startsWith('wall/') && key === 'scene'
              ? { name: screen.scene, frozen: false }
              : null;
      }, prompt);
      for (const scene of ['question', 'words']) {
        for (const [width, height] of SIZES) {
          await wall.setViewportSize({ width, height });
          await wall.evaluate((scene) => {
            const screen = document.querySelector('burgertop-wall');
            screen.scene = scene;
            screen.requestUpdate();
          }, scene);
          await wall.locator(`.wall--${scene}`).waitFor();
          await drawn(wall);
          const where = `${scene} ${length} ${width}x${height}`;
          for (const it of await cutLetters(wall, '.wall')) found.push(`${where}: letters cut in ${it}`);
          const said = await wall.locator('.wall h1').innerText();
          const kept = said.replace(/ …$/, '');
          if (said !== prompt && !(said.endsWith(' …') && prompt[kept.length] === ' '))
            found.push(`${where}: cut in a word: ${said}`);
          if ((await leastText(wall, TEXT)) < 1 / 25) found.push(`${where}: text too small`);
          if (width === 1024) await hall.shot(wall, `looks-prompt-${scene}-${length}`);
        }
      }
    }
    assert.deepEqual(found, []);
  });

  await sentence('a theme that overtakes another takes its place after a while, and not at once', async () => {
    await wall.setViewportSize({ width: 1280, height: 720 });
    await shows(wall, 'themes', themesOf(3));
    const overtaken = themesOf(3);
    overtaken[1][1].count = 2000;
    await shows(wall, 'themes', overtaken);
    assert.deepEqual(await asRead(wall), [1234, 2000, 87], 'at first all stay where they are');
    await wall.waitForFunction(() => document.querySelector('.card__count').innerText.startsWith('2000'), null, {
      timeout: 20_000,
    });
  });

  await sentence('a notice lies against the upper edge, over the whole width, and cuts nothing below it', async () => {
    const found = [];
    for (const [width, height] of SIZES) {
      await wall.setViewportSize({ width, height });
      for (const scene of ['title', 'question', 'themes', 'words', 'progress', 'map']) {
        await shows(wall, scene, themesOf(8), 'De lunch staat klaar. Breng uw gejatte pen graag terug.');
        const box = await wall.locator('.wall__notice').boundingBox();
        if (Math.abs(box.x) > 1 || Math.abs(box.y) > 1 || Math.abs(box.width - width) > 1)
          found.push(`${scene} ${width}x${height}: ${JSON.stringify(box)}`);
        for (const it of await cutLetters(wall, '.wall'))
          found.push(`${scene} ${width}x${height}: letters cut in ${it}`);
        if (width < 1300) await hall.shot(wall, `looks-notice-${scene}-${width}x${height}`);
      }
    }
    assert.deepEqual(found, []);
  });

  await sentence(
    'the corners of the test picture are the corners of the screen, and black is black to the edge',
    async () => {
      for (const [width, height] of SIZES) {
        await wall.setViewportSize({ width, height });
        await shows(wall, 'test', []);
        const boxes = await wall
          .locator('.test__corner')
          .evaluateAll((all) =>
            all
              .map((it) => it.getBoundingClientRect())
              .map(({ left, top, right, bottom }) => [left, top, right, bottom].map(Math.round)),
          );
        const edges = boxes.map(([left, top, right, bottom], n) => [n % 2 ? right : left, n < 2 ? top : bottom]);
        assert.deepEqual(edges, [
          [0, 0],
          [width, 0],
          [0, height],
          [width, height],
        ]);
        await hall.shot(wall, `looks-test-${width}x${height}`);
        await shows(wall, 'black', []);
        const black = await wall.locator('.wall--black').boundingBox();
        assert.deepEqual([black.x, black.y, black.width, black.height].map(Math.round), [0, 0, width, height]);
        assert.equal(await wall.locator('.status--live').isVisible(), false, 'nothing shines on a black wall');
      }
    },
  );

  await sentence('a held picture says so, on the wall and on control, and its clock says that it stands', async () => {
    await wall.reload();
    await wall.locator('.status--live').waitFor();
    await speaks(wall, 'nl');
    await wall.setViewportSize({ width: 1280, height: 720 });
    const control = await hall.join(await hall.device({ width: 1440, height: 900 }), 'facilitator');
    await control.locator('.button--big').click();
    await control.locator('.now__item', { hasText: 'Opening' }).waitFor();
    await control.getByRole('button', { name: 'Vraag', exact: true }).click();
    await wall.locator('.wall--question .countdown__time').waitFor();
    assert.equal(await wall.locator('.wall__held').count(), 0);
    await control.getByRole('button', { name: 'Bevries' }).click();
    await wall.locator('.wall__held', { hasText: /stilgezet om \d\d:\d\d/ }).waitFor();
    await wall.locator('.countdown__note', { hasText: /stilgezet om \d\d:\d\d/ }).waitFor();
    await control.locator('.mini__name', { hasText: /stilgezet om \d\d:\d\d/ }).waitFor();
    await hall.shot(wall, 'looks-held');
    await hall.shot(control, 'looks-held-control');
    const stands = await wall.locator('.countdown__time').innerText();
    await control.getByRole('button', { name: 'Bevries' }).click();
    await wall.locator('.wall__held').waitFor({ state: 'detached' });
    await wall.waitForFunction((stands) => document.querySelector('.countdown__time').innerText !== stands, stands);
    assert.equal(await wall.locator('.countdown__note').count(), 0);
  });

  await sentence('no screen threw an error while it was looked at', async () => assert.deepEqual(wall.faults, []));
}
