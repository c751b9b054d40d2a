// What people write in all its signs and scripts, as it stands on their screens and on the wall.

import assert from 'node:assert/strict';
import { People } from './people.mjs';

const ANSWERS = [
  '🌳', 'arbeidsongeschiktheidsverzekering', 'C++', 'C#', '.NET', '24/7', "'s avonds", '50+', '€', '#samen', '@school',
  '🇳🇱', '👨‍👩‍👧', '更多的公园和树', 'المزيد من الأشجار', 'kindercarnavalsoptochtvoorbereidingswerkzaamheden',
  'foto’s', 'FOTO\'S', 'café', 'cafe', 'Straße', 'STRASSE',
];

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

  await control.context().close();
}
