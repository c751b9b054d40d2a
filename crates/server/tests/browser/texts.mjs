// What people write in all its signs and scripts, as it stands on their screens and on the wall.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { People } from './people.mjs';

const ANSWERS = [
  '🌳',
  'arbeidsongeschiktheidsverzekering',
  'C++',
  'C#',
  '.NET',
  '24/7',
  "'s avonds",
  '50+',
  '€',
  '#samen',
  '@school',
  '🇳🇱',
  '👨‍👩‍👧',
  '更多的公园和树',
  'المزيد من الأشجار',
  'kindercarnavalsoptochtvoorbereidingswerkzaamheden',
  'foto’s',
  "FOTO'S",
  'café',
  'cafe',
  'Straße',
  'STRASSE',
];

/** The samples by which the server's own mending is tested. */
const MENDED = JSON.parse(readFileSync(join(import.meta.dirname, '../../../text/tests/golden/mended.json'), 'utf8'));

export async function texts(hall, sentence) {
  const laptop = await hall.device({ width: 1440, height: 900 });
  const control = await hall.join(laptop, 'facilitator');
  const people = new People(hall);
  const wall = await hall.join(await hall.device({ width: 1920, height: 1080 }), 'projector');
  const badges = hall.links.filter((it) => it.role === 'participant' && it.badge);

  await sentence(
    'every answer of up to three words stands on the wall, in one piece, and is counted however it is written',
    async () => {
      await control.locator('.button--big').click();
      await control.locator('.button--big', { hasText: 'Ronde 1' }).click();
      await control.getByText('Open inleveren nu').click();
      for (const [n, text] of ANSWERS.entries())
        await people.ask(badges[1 + (n % (badges.length - 1))], { idea: { submit: { text, round: 'r1' } } });
      await control.getByRole('button', { name: 'Woorden', exact: true }).first().click();
      await wall.locator('.words__word').first().waitFor();
      const written = ANSWERS.filter((text) => !["FOTO'S", 'cafe', 'STRASSE'].includes(text));
      assert.deepEqual((await wall.locator('.words__word bdi').allTextContents()).sort(), [...written].sort());
      for (const [width, height] of [
        [1024, 768],
        [1920, 1080],
      ]) {
        await wall.setViewportSize({ width, height });
        const seen = await wall.locator('.words__word').evaluateAll((words) =>
          words.map((word) => {
            const box = word.getBoundingClientRect();
            return (
              box.left >= 0 &&
              box.right <= innerWidth &&
              box.bottom <= innerHeight &&
              word.scrollWidth <= word.clientWidth + 1
            );
          }),
        );
        assert.ok(seen.every(Boolean), `a word leaves the screen at ${width}x${height}`);
        await hall.shot(wall, `words-${width}`);
      }
    },
  );

  await sentence(
    'more words than fit come on the wall page by page, every one of them, and a held wall turns no page',
    async () => {
      const page = await (await hall.device({ width: 1920, height: 1080 })).newPage();
      await page.clock.install();
      await page.goto(`${hall.base}/join`);
      await page.locator('#code').waitFor();
      const all = Array.from({ length: 300 }, (_, n) => ({ word: `antwoord ${n + 1}`, count: Math.max(1, 12 - n) }));
      await page.evaluate(async (words) => {
        for (const name of ['tokens', 'base', 'wall'])
          document.head.append(
            Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `/assets/style/${name}.css` }),
          );
        await import('/assets/screens/wall/words-scene.js');
        const element = document.createElement('burgertop-words');
        const frame = Object.assign(document.createElement('div'), { className: 'wall-frame wall-frame--whole' });
        const wall = Object.assign(document.createElement('div'), { className: 'wall wall--words' });
        wall.append(element);
        frame.append(wall);
        document.documentElement.classList.add('theme-wall');
        document.body.replaceChildren(frame);
        globalThis.showWords = (more) =>
          Object.assign(element, { picture: { scene: 'words', words, item: null, frozenAt: null, ...more } });
        globalThis.showWords();
      }, all);
      const visible = () => page.locator('.words__word:not(.words__word--out) bdi').allTextContents();
      await page.locator('.words__page', { hasText: 'van 300' }).waitFor();
      const seen = new Set();
      const first = await visible();
      assert.ok(first.length > 5 && first.length <= 60, `${first.length} words on a page`);
      assert.equal(first[0], 'antwoord 1');
      await hall.shot(page, 'words-page-1');
      for (let turns = 0; seen.size < all.length && turns < 40; turns += 1) {
        for (const word of await visible()) seen.add(word);
        await page.clock.runFor(turns ? 8_000 : 15_000);
        if (turns === 1) await hall.shot(page, 'words-page-3');
      }
      assert.equal(seen.size, all.length, 'every answer was on the wall');
      assert.deepEqual(await visible(), first, 'and then the first come again');
      await page.evaluate(() => globalThis.showWords({ frozenAt: 1 }));
      await page.clock.runFor(60_000);
      assert.deepEqual(await visible(), first);
      await page.context().close();
    },
  );

  await sentence('who sends what the wall cannot show is told so, and the text is kept', async () => {
    const phone = await hall.join(
      await hall.device({ width: 320, height: 640 }),
      'participant',
      hall.links.filter((it) => it.role === 'participant').indexOf(badges[0]),
    );
    await phone.locator('#hand-in-text').fill('a'.repeat(300));
    await phone.locator('.hand-in__send').click();
    await phone.locator('.own__why', { hasText: 'te lang voor de woorden op het scherm' }).waitFor();
    await phone.locator('.mark--saved').waitFor();
    await hall.shot(phone, 'words-phone-told');
    await phone.context().close();
  });

  await sentence('the counter of a screen counts what the server keeps', async () => {
    const counted = await control.evaluate(async (samples) => {
      const { characters, mended } = await import('/assets/lib/written.js');
      return samples.map(({ raw }) => [mended(raw), characters(raw)]);
    }, MENDED);
    assert.deepEqual(
      counted,
      MENDED.map((it) => [it.mended, [...it.mended].length]),
    );
  });

  await sentence(
    'what is pasted with tabs, odd line ends and unseen signs is saved and not complained of',
    async () => {
      const tablet = await hall.join(await hall.device({ width: 1024, height: 768 }), 'host', 1);
      const pasted =
        '\ufeffMeer\tbomen,\u0007 minder\u000bauto\u2019s \u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}\ud83c';
      await tablet.locator('#hand-in-text').evaluate((field, text) => {
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }, pasted);
      await tablet.locator('.hand-in__send').click();
      await tablet.locator('.own__idea--saved .own__text', { hasText: 'Meer bomen, minder' }).waitFor();
      assert.equal(
        await tablet.locator('.own__idea--saved .own__text').textContent(),
        'Meer bomen, minder\nauto’s \u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
      );
      await tablet.context().close();
    },
  );

  await directions(hall, sentence, { control, wall, people, badges });
  await wall.context().close();
  await control.context().close();
}

const ARABIC = 'المزيد من الأشجار (C++)!';
const HEBREW = 'עוד עצים, בבקשה.';
const DUTCH = 'Meer bomen in de straat.';

/** The direction in which each of these texts is laid out, by the element that holds just that text. */
async function directionsOf(page, texts) {
  return page.evaluate((texts) => {
    const holders = [...document.querySelectorAll('body *')].filter((it) => it.checkVisibility?.() !== false);
    return texts.map((text) => {
      const holder = holders.find((it) =>
        [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim() === text),
      );
      return holder ? getComputedStyle(holder).direction : `no ${text}`;
    });
  }, texts);
}

async function directions(hall, sentence, { control, wall, people, badges }) {
  const tablet = await hall.join(await hall.device({ width: 1024, height: 768 }), 'host', 2);
  const hosts = hall.links.filter((it) => it.role === 'host');
  const list = [ARABIC, DUTCH, HEBREW];
  const each = ['rtl', 'ltr', 'rtl'];

  await sentence('each text of people is laid out in its own direction: tablet, phone, desk', async () => {
    const phone = await hall.join(
      await hall.device({ width: 360, height: 740 }),
      'participant',
      hall.links.filter((it) => it.role === 'participant').indexOf(badges[1]),
    );
    const desk = await hall.join(await hall.device({ width: 1440, height: 900 }), 'theme_team');
    for (const text of list) {
      for (const page of [tablet, phone]) {
        await page.locator('#hand-in-text').fill(text);
        const typing = await page.locator('#hand-in-text').evaluate((field) => getComputedStyle(field).direction);
        assert.equal(typing, each[list.indexOf(text)], 'while it is typed');
        await page.locator('.hand-in__send').click();
        await page.locator('.own__text', { hasText: text }).waitFor();
      }
    }
    for (const page of [tablet, phone]) assert.deepEqual(await directionsOf(page, list), each);
    await desk.locator('.idea__text', { hasText: HEBREW }).first().waitFor();
    assert.deepEqual(await directionsOf(desk, list), each);
    // A full stop stands where the sentence ends: at the left of Hebrew.
    const stop = await tablet.locator('.own__text', { hasText: HEBREW }).evaluate((held) => {
      const node = [...held.childNodes].find((it) => it.nodeType === 3);
      const at = (from) => {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, from + 1);
        return range.getBoundingClientRect().left;
      };
      return [at(node.data.indexOf('.')), at(node.data.indexOf('ע'))];
    });
    assert.ok(stop[0] < stop[1], `the full stop is at ${stop}`);
    await hall.shot(tablet, 'directions-tablet');
    await hall.shot(desk, 'directions-desk');
    await hall.shot(phone, 'directions-phone');
    for (const page of [phone, desk]) await page.context().close();
  });

  await sentence(
    'a notice and what a table asks for have their own direction on control, tablet and wall',
    async () => {
      await people.ask(hosts[0], { table: { help: { what: ARABIC } } });
      await control.locator('.board__asks q', { hasText: ARABIC }).waitFor();
      assert.deepEqual(await directionsOf(control, [ARABIC]), ['rtl']);
      await control.locator('#notice-text').fill(HEBREW);
      await control.getByRole('button', { name: 'Toon bericht' }).click();
      for (const page of [tablet, wall]) {
        await page.getByText(HEBREW).first().waitFor();
        assert.deepEqual(await directionsOf(page, [HEBREW]), ['rtl']);
      }
      await hall.shot(wall, 'directions-wall');
      await hall.shot(control, 'directions-control');
    },
  );

  await sentence(
    'tables are understood as people type them, and what is not understood is told and sends nothing',
    async () => {
      const understood = await control.evaluate(async () => {
        const { tableList } = await import('/assets/lib/table-list.js');
        const here = Array.from({ length: 40 }, (_, n) => n + 1);
        return ((texts) => texts.map((text) => tableList(text, here)))([
          '12–14',
          '12 t/m 14',
          '14-12',
          '12 - 14',
          '12—14',
          '12 tot 14',
          '12 tot en met 14',
          '12 to 14',
          '12 through 14',
          '１２－１４',
          'tafel 12 t/m tafel 14',
          '7,12-14;20 en 21',
          'Tafels 7 en 9',
          '7 9.',
          '39-41',
          '0',
          '12-',
          '7, abc',
          '12-14-16',
          'alle behalve 3',
          '7.5',
          '',
        ]);
      });
      const just = (...tables) => ({ tables, missing: [], odd: [] });
      assert.deepEqual(understood, [
        ...Array.from({ length: 11 }, () => just(12, 13, 14)),
        just(7, 12, 13, 14, 20, 21),
        just(7, 9),
        just(7, 9),
        { tables: [39, 40], missing: [[41, 41]], odd: [] },
        { tables: [], missing: [[0, 0]], odd: [] },
        { tables: [], missing: [], odd: ['12-'] },
        { tables: [7], missing: [], odd: ['abc'] },
        { tables: [], missing: [], odd: ['12-14-16'] },
        { tables: [], missing: [], odd: ['alle behalve 3'] },
        { tables: [], missing: [], odd: ['7.5'] },
        just(),
      ]);

      await control.getByLabel('Sommige tafels').check();
      await control.locator('#notice-text').fill('Kom even naar voren');
      await control.locator('#notice-tables').fill('3–2, abc, 9');
      await control.locator('#notice-read', { hasText: 'Tafels 2, 3 krijgen dit bericht' }).waitFor();
      await control.getByText('Dit begrijp ik niet: “abc”').waitFor();
      await control.getByText('Deze tafels zijn er niet: 9').waitFor();
      await control.getByRole('button', { name: 'Toon bericht' }).click();
      await control.getByText('Er is nog niets verstuurd').waitFor();
      assert.equal(await control.locator('#notice-tables').inputValue(), '3–2, abc, 9', 'what was typed stays');
      await hall.shot(control, 'notice-odd');
      await control.locator('#notice-tables').fill('3 t/m 2');
      await control.getByRole('button', { name: 'Toon bericht' }).click();
      await tablet.getByText('Kom even naar voren').waitFor();
    },
  );
  await tablet.context().close();
}
