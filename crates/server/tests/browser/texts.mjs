// What people write in all its signs and scripts, as it stands on their screens and on the wall.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { People } from './people.mjs';

const ANSWERS = [
  '🌳', 'arbeidsongeschiktheidsverzekering', 'C++', 'C#', '.NET', '24/7', "'s avonds", '50+', '€', '#samen', '@school',
  '🇳🇱', '👨‍👩‍👧', '更多的公园和树', 'المزيد من الأشجار', 'kindercarnavalsoptochtvoorbereidingswerkzaamheden',
  'foto’s', 'FOTO\'S', 'café', 'cafe', 'Straße', 'STRASSE',
];

/** The samples by which the server's own mending is tested. */
const MENDED = JSON.parse(readFileSync(join(import.meta.dirname, '../../../text/tests/golden/mended.json'), 'utf8'));

export async function texts(hall, sentence) {
  const laptop = await hall.device({ width: 1440, height: 900 });
  const control = await hall.join(laptop, 'facilitator');
  const people = new People(hall);
  const badges = hall.links.filter((it) => it.role === 'participant' && it.badge);

  await sentence('every answer of up to three words stands on the wall, in one piece, and is counted however it is written', async () => {
    await control.locator('.button--big').click();
    await control.locator('.button--big', { hasText: 'Ronde 1' }).click();
    await control.getByText('Open inleveren nu').click();
    for (const [n, text] of ANSWERS.entries()) await people.ask(badges[1 + (n % (badges.length - 1))], { idea: { submit: { text, round: 'r1' } } });
    await control.getByRole('button', { name: 'Woorden', exact: true }).first().click();
    const wall = await hall.join(await hall.device({ width: 1920, height: 1080 }), 'projector');
    await wall.locator('.words__word').first().waitFor();
    const written = ANSWERS.filter((text) => !["FOTO'S", 'cafe', 'STRASSE'].includes(text));
    assert.deepEqual((await wall.locator('.words__word bdi').allTextContents()).sort(), [...written].sort());
    for (const [width, height] of [[1024, 768], [1920, 1080]]) {
      await wall.setViewportSize({ width, height });
      const seen = await wall.locator('.words__word').evaluateAll((words) => words.map((word) => {
        const box = word.getBoundingClientRect();
        return box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight && word.scrollWidth <= word.clientWidth + 1;
      }));
      assert.ok(seen.every(Boolean), `a word leaves the screen at ${width}x${height}`);
      await hall.shot(wall, `words-${width}`);
    }
    await wall.context().close();
  });

  await sentence('who sends what the wall cannot show is told so, and the text is kept', async () => {
    const phone = await hall.join(await hall.device({ width: 320, height: 640 }), 'participant',
      hall.links.filter((it) => it.role === 'participant').indexOf(badges[0]));
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
    assert.deepEqual(counted, MENDED.map((it) => [it.mended, [...it.mended].length]));
  });

  await sentence('what is pasted with tabs, odd line ends and unseen signs is saved and not complained of', async () => {
    const tablet = await hall.join(await hall.device({ width: 1024, height: 768 }), 'host', 1);
    const pasted = '\ufeffMeer\tbomen,\u0007 minder\u000bauto\u2019s \u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}\ud83c';
    await tablet.locator('#hand-in-text').evaluate((field, text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }, pasted);
    await tablet.locator('.hand-in__send').click();
    await tablet.locator('.own__idea--saved .own__text', { hasText: 'Meer bomen, minder' }).waitFor();
    assert.equal(await tablet.locator('.own__idea--saved .own__text').textContent(),
      'Meer bomen, minder\nauto’s \u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}');
    await tablet.context().close();
  });

  await control.context().close();
}
