// What walls show of people's words: only what the theme team read, told by the desk, control and two walls.

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

/** Waits until exactly this many are there. */
const exactly = (page, selector, count) =>
  page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length === count, [selector, count], {
    timeout: 30_000,
  });

const SIZES = [
  [1024, 768],
  [1920, 1080],
  [3840, 2160],
];

/** The wall as projectors of these sizes show it. */
async function shots(hall, wall, name) {
  for (const [width, height] of SIZES) {
    await wall.setViewportSize({ width, height });
    await hall.shot(wall, `${name}-${width}`);
  }
}

/** A hall with simulated tables: the themes are those that the machine makes. */
export async function themesOnTheWall(hall, sentence) {
  const wall = await hall.join(await hall.device({ width: 1920, height: 1080 }), 'projector');
  const control = await hall.join(await hall.device({ width: 1440, height: 900 }), 'facilitator');
  const desk = await hall.join(await hall.device({ width: 1280, height: 800 }), 'theme_team');
  const scene = (name) => control.getByRole('button', { name, exact: true }).click();

  await sentence('a wall with themes as they form says that nobody has read them', async () => {
    await wall.waitForFunction(() => document.querySelectorAll('.card').length >= 4, null, { timeout: 120_000 });
    await wall.getByText('Nog niemand heeft dit nagelezen').waitFor();
    await control.getByText('namen en voorbeelden die niemand heeft gelezen').waitFor();
    await accessible(wall);
    await shots(hall, wall, 'wall-forming');
  });

  await sentence('the wall of themes is empty until the theme team published, and says what happens now', async () => {
    await scene("Thema's");
    await wall.getByText('Het themateam leest alle ideeën').waitFor();
    await exactly(wall, '.card', 0);
    await accessible(wall);
    await shots(hall, wall, 'wall-themes-none');
  });

  await sentence('a struck example gives way to another, and the desk shows what the wall will show', async () => {
    const first = desk.locator('.theme').first();
    const struck = await first.locator('.theme__example q').textContent();
    await first.getByRole('button', { name: 'Niet als voorbeeld' }).click();
    await desk.waitForFunction(
      (struck) => ![...document.querySelectorAll('.theme__example q')].some((it) => it.textContent === struck),
      struck,
    );
    for (let chosen = 1; chosen <= 3; chosen += 1) {
      await desk.locator('.theme__choose input:not(:checked)').first().click();
      await exactly(desk, '.preview__theme', chosen);
    }
    await desk.locator('.preview').scrollIntoViewIfNeeded();
    await hall.shot(desk, 'desk-preview');
    await accessible(desk);
  });

  await sentence(
    'what is published is on the wall by the names that stood in the preview, and nothing else',
    async () => {
      const read = await desk.locator('.preview__theme strong').allTextContents();
      await desk.getByRole('button', { name: 'Publiceer 3 thema' }).click();
      await exactly(wall, '.card', 3);
      // A long word may break at soft hyphens on the wall.
      const shown = await wall.locator('.card__label').allTextContents();
      const labels = shown.map((label) => label.replaceAll('\u00ad', ''));
      for (const label of read)
        assert.ok(
          labels.some((it) => it.includes(label)),
          `${label} in ${labels}`,
        );
      await accessible(wall);
      await shots(hall, wall, 'wall-themes');
    },
  );

  await sentence('a published theme is taken off the wall again', async () => {
    const theme = desk
      .locator('.theme')
      .filter({ has: desk.locator('input:disabled') })
      .first();
    await theme.getByRole('button', { name: /^Bewerk/ }).click();
    await theme.getByRole('button', { name: 'Haal van het scherm' }).click();
    await exactly(wall, '.card', 2);
  });

  await sentence('while themes are published no script of a page fails', async () => {
    assert.deepEqual(
      [wall, control, desk].flatMap((page) => page.faults),
      [],
    );
  });
}

/** A hall whose programme shows words of phones once the theme team nodded. */
export async function wordsOnTheWall(hall, sentence) {
  const wall = await hall.join(await hall.device({ width: 1920, height: 1080 }), 'projector');
  const control = await hall.join(await hall.device({ width: 1440, height: 900 }), 'facilitator');
  const desk = await hall.join(await hall.device({ width: 1280, height: 800 }), 'theme_team');
  const badge = hall.links.filter((it) => it.role === 'participant').findIndex((it) => it.badge);
  const phones = [];
  for (let n = 0; n < 5; n += 1)
    phones.push(await hall.join(await hall.device({ width: 360, height: 740 }), 'participant', badge + n));
  const texts = ["Foto's", 'foto’s', 'Meer bankjes', 'kut gemeente', 'Groen'];
  const shown = () => wall.locator('.words__word').allInnerTexts();

  await sentence('words of phones wait on the desk, what says the same together, and the wall says so', async () => {
    await control.locator('.button--big').click();
    for (const [n, phone] of phones.entries()) {
      await phone.locator('#hand-in-text').fill(texts[n]);
      await phone.locator('.hand-in__send[aria-disabled=false]').click();
    }
    await desk.getByText('Woorden van telefoons (4)').waitFor();
    await desk.locator('.queue__text', { hasText: 'oto' }).getByText('2 keer').waitFor();
    await wall.getByText('Hier komen de woorden van uw telefoons').waitFor();
    await control.getByText('4 woorden wachten').waitFor();
    await accessible(desk);
    await hall.shot(desk, 'desk-queue-1280');
    await desk.setViewportSize({ width: 768, height: 1024 });
    await desk.locator('.queue').scrollIntoViewIfNeeded();
    await hall.shot(desk, 'desk-queue-768');
    await desk.setViewportSize({ width: 1280, height: 800 });
    await shots(hall, wall, 'wall-words-none');
  });

  await sentence('the queue is worked by keyboard: shown, held back, taken back', async () => {
    // Past all ideas, by keyboard alone.
    await desk.locator('.skip').focus();
    await desk
      .getByRole('button', { name: 'Ga naar wat telefoons stuurden (4)' })
      .and(desk.locator(':focus'))
      .waitFor();
    await hall.shot(desk, 'desk-queue-skip');
    await desk.keyboard.press('Enter');
    await desk.locator('#queue-accept:focus').waitFor();
    await desk.keyboard.press('Enter');
    await exactly(wall, '.words__word', 1);
    assert.match((await shown()).join(), /oto.s/);
    while (!(await desk.locator('.queue__text').innerText()).includes('kut')) {
      const text = await desk.locator('.queue__text').innerText();
      await desk.keyboard.press('a');
      await desk.waitForFunction((text) => document.querySelector('.queue__text')?.innerText !== text, text);
    }
    await desk.getByText('bevat een woord van de lijst').waitFor();
    await desk.keyboard.press('x');
    await desk.waitForFunction(
      () => ![...document.querySelectorAll('.queue__text')].some((it) => it.innerText.includes('kut')),
    );
    await desk.keyboard.press('z');
    await desk.locator('.queue__text', { hasText: 'kut' }).waitFor();
    assert.ok(!(await shown()).join().includes('kut'));
    await accessible(desk);
  });

  await sentence('what was accepted counts at once for whoever sends it later', async () => {
    const phone = phones[4];
    await phone.locator('#hand-in-text').fill('FOTO’S');
    await phone.locator('.hand-in__send[aria-disabled=false]').click();
    await wall.locator('.words__word', { hasText: 'oto' }).locator('.words__count', { hasText: '3' }).waitFor();
    await shots(hall, wall, 'wall-words');
    assert.deepEqual(
      [wall, control, desk, ...phones].flatMap((page) => page.faults),
      [],
    );
  });
}
