// One round, told by what people see on their screens.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HOSTILE = '<img src=x onerror="document.title=\'gehackt\'"> & meer';
const IDEAS = {
  1: ['Meer bomen en groen in de straat', 'Groen op elk schoolplein, meer bomen'],
  2: ['Bomen planten langs de singel', 'Veilige fietsroute naar school'],
  3: ['Fietspaden breder maken', HOSTILE],
};

/** Waits until a text is on the screen. */
const sees = (page, text) => page.getByText(text, { exact: false }).first().waitFor({ timeout: 10_000 });

async function handIn(page, text) {
  await page.locator('#hand-in-text').fill(text);
  await page.locator('.hand-in__send').click();
}

/** As many ideas stand there, each with this mark. */
async function marked(page, mark, count) {
  await page.waitForFunction(
    ([mark, count]) => document.querySelectorAll(`.mark--${mark}`).length === count,
    [mark, count],
    { timeout: 15_000 },
  );
}

const live = (page) => page.locator('.status--live').waitFor({ timeout: 20_000 });

async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  assert.deepEqual(
    violations.map((it) => `${it.id}: ${it.nodes[0]?.html}`),
    [],
  );
}

export async function round(hall, sentence) {
  const laptop = await hall.device({ width: 1440, height: 900 });
  const screens = {};
  const tablets = [];
  const phones = [];

  await sentence('a seat is taken by its link: control, desk, wall, three tablets, two phones', async () => {
    screens.control = await hall.join(laptop, 'facilitator');
    screens.desk = await hall.join(await hall.device({ width: 1440, height: 900 }), 'theme_team');
    screens.wall = await hall.join(await hall.device({ width: 1920, height: 1080 }), 'projector');
    for (let n = 0; n < 3; n += 1)
      tablets.push(await hall.join(await hall.device({ width: 1024, height: 768 }), 'host', n));
    const participants = hall.links.filter((it) => it.role === 'participant' && it.badge).length;
    assert.equal(participants, 12, 'a badge for every seat');
    const badge = hall.links.filter((it) => it.role === 'participant').findIndex((it) => it.badge);
    for (let n = 0; n < 2; n += 1)
      phones.push(await hall.join(await hall.device({ width: 360, height: 740 }), 'participant', badge + n));
  });
  const { control, desk, wall } = screens;
  const everyone = [control, desk, wall, ...tablets, ...phones];

  await sentence('the join screen reads well', async () => {
    const page = await (await hall.device({ width: 390, height: 844 })).newPage();
    await page.goto(`${hall.base}/join`);
    await page.locator('#code').waitFor();
    await accessible(page);
    await hall.shot(page, 'join');
    await page.context().close();
  });

  await sentence('a second tablet that takes the same seat is asked first', async () => {
    const other = await hall.device({ width: 1024, height: 768 });
    const page = await other.newPage();
    const link = hall.links.find((it) => it.role === 'host');
    await page.goto(`${hall.base}/join#${link.code}`);
    await page.locator('form button[type=submit]').click();
    await page.locator('.take-over').waitFor();
    await other.close();
  });

  await sentence('the facilitator starts the day and the round, and every screen follows', async () => {
    await control.locator('.button--big').click();
    await sees(wall, 'Opening');
    await control.locator('.button--big', { hasText: 'Ronde 1' }).click();
    await Promise.all([wall, ...tablets, ...phones].map((page) => sees(page, 'Wat maakt onze wijk')));
    await control.getByText('Open inleveren nu').click();
    await Promise.all(
      [...tablets, ...phones].map((page) => page.locator('.hand-in__send[aria-disabled=false]').waitFor()),
    );
  });

  await sentence('what tables and phones hand in is marked as saved, and shows on the desk', async () => {
    for (const [n, texts] of Object.entries(IDEAS)) {
      for (const [i, text] of texts.entries()) {
        await handIn(tablets[n - 1], text);
        await marked(tablets[n - 1], 'saved', i + 1);
      }
    }
    await handIn(phones[0], 'samen');
    await handIn(phones[1], 'rustig wonen');
    await Promise.all(phones.map((page) => marked(page, 'saved', 1)));
    for (const text of [...Object.values(IDEAS).flat(), 'samen', 'rustig wonen']) await sees(desk, text);
    await hall.shot(tablets[0], 'table');
    await hall.shot(phones[0], 'phone');
  });

  await sentence('a text is shown as text', async () => {
    for (const page of [desk, tablets[2]]) {
      assert.equal(await page.locator('img[src=x]').count(), 0);
      assert.notEqual(await page.title(), 'gehackt');
    }
  });

  await sentence('an idea can be changed while the round is open', async () => {
    const idea = tablets[0].locator('.own__idea', { hasText: 'Meer bomen en groen' });
    await idea.getByText('Wijzigen').click();
    await tablets[0].locator('.own__editor textarea').fill('Meer bomen en groen in elke straat');
    await tablets[0].locator('.own__editor [type=submit]').click();
    await sees(desk, 'in elke straat');
  });

  await sentence('help is asked, seen and given', async () => {
    await tablets[1].getByText('Vraag hulp').click();
    await tablets[1].locator('#help-what').fill('stopcontact');
    await tablets[1].locator('.help [type=submit]').click();
    await sees(control, 'stopcontact');
    await hall.shot(control, 'control');
    await control.locator('.board__asks button').click();
    await tablets[1].getByText('Vraag hulp').waitFor();
  });

  await sentence(
    'a tablet off line keeps what is handed in, also over a reload, and sends it once, in order',
    async () => {
      const [tablet] = tablets;
      await tablet.context().setOffline(true);
      await handIn(tablet, 'Eerste zonder Wi-Fi');
      await handIn(tablet, 'Tweede zonder Wi-Fi');
      await marked(tablet, 'waiting', 2);
      await tablet.locator('#hand-in-text').fill('half getypt');
      await tablet.locator('.status--stale').waitFor({ timeout: 25_000 });
      await hall.shot(tablet, 'table-off-line');
      await tablet.context().setOffline(false);
      await tablet.reload();
      await live(tablet);
      await marked(tablet, 'saved', 4);
      assert.equal(await tablet.locator('#hand-in-text').inputValue(), 'half getypt');
      await sees(desk, 'Tweede zonder Wi-Fi');
      const list = await desk.locator('.idea').allInnerTexts();
      const place = (text) => list.flatMap((it, n) => (it.includes(text) ? [n] : []));
      const [first, second] = [place('Eerste zonder Wi-Fi'), place('Tweede zonder Wi-Fi')];
      assert.deepEqual([first.length, second.length], [1, 1], 'once');
      assert.ok(second[0] < first[0], 'newest first, so in order');
    },
  );

  await sentence(
    'the plug is pulled while a tablet hands in: nothing is lost, every screen goes on by itself',
    async () => {
      const before = await desk.locator('.idea').count();
      await hall.pullThePlug();
      await handIn(tablets[1], 'Geschreven tijdens de stroomstoring');
      await marked(tablets[1], 'waiting', 1);
      await hall.start();
      await Promise.all(everyone.map(live));
      await marked(tablets[1], 'saved', 3);
      await sees(desk, 'tijdens de stroomstoring');
      assert.equal(await desk.locator('.idea').count(), before + 1);
    },
  );

  await sentence('the theme team makes a theme, moves ideas into it, and the wall shows it', async () => {
    await desk.locator('#theme-new').fill('Groen in de wijk');
    await desk.locator('#theme-new').press('Enter');
    await desk.locator('.theme', { hasText: 'Groen in de wijk' }).waitFor();
    for (const text of ['in elke straat', 'langs de singel']) {
      await desk.locator('.idea', { hasText: text }).locator('input').check();
    }
    const option = desk.locator('#move-to option', { hasText: 'Groen in de wijk' });
    await desk.locator('#move-to').selectOption(await option.getAttribute('value'));
    await desk.getByText('Verplaats', { exact: true }).click();
    await desk.locator('.theme', { hasText: 'Groen in de wijk' }).locator('.theme__count', { hasText: '2' }).waitFor();
    await hall.shot(desk, 'desk');
    await control.getByRole('button', { name: 'Thema' }).first().click();
    await sees(wall, 'Het themateam leest alle ideeën');
    await desk.locator('.theme', { hasText: 'Groen in de wijk' }).locator('.theme__choose input').check();
    await desk.getByText('Publiceer 1 thema').click();
    await sees(wall, 'Groen in de wijk');
    await hall.shot(wall, 'wall-themes');
  });

  await sentence('a hidden idea leaves every screen but the desk', async () => {
    await desk.locator('.idea', { hasText: 'langs de singel' }).locator('input').check();
    await desk.getByText('Verberg', { exact: false }).first().click();
    await desk.locator('#hide-reason').fill('dubbel');
    await desk.locator('.selection [type=submit]').click();
    await wall.locator('.card', { hasText: 'Groen in de wijk' }).locator('.card__count', { hasText: '1' }).waitFor();
    assert.equal(await wall.getByText('langs de singel').count(), 0);
    await sees(tablets[1], 'Niet getoond door het themateam');
    await sees(tablets[1], 'Idee van ');
    assert.equal(await tablets[1].getByText('langs de singel').count(), 0);
    await hall.shot(tablets[1], 'table-hidden');
  });

  await sentence('the facilitator ends the round; who comes late is late, and not lost', async () => {
    await control.locator('.button--big').click();
    await Promise.all(tablets.map((page) => sees(page, 'laatste inzendingen')));
    await tablets[2].context().setOffline(true);
    await handIn(tablets[2], 'Na de bel');
    await marked(tablets[2], 'waiting', 1);
    await control.getByText('Sluit de ronde meteen').click();
    await sees(tablets[0], 'gesloten');
    await tablets[2].context().setOffline(false);
    await marked(tablets[2], 'saved', 3);
    await sees(tablets[2], 'Te laat ingeleverd, telt wel mee');
  });

  await sentence('a mistaken step is undone', async () => {
    await control.locator('.button--big', { hasText: "Thema's" }).click();
    await control.locator('.now__item', { hasText: "Thema's" }).waitFor();
    // The room hears of a step at once, control up to 100 ms later: undo the new one, not the one before.
    await control.getByText('Ongedaan maken: start van').click();
    await control.locator('.now__item', { hasText: 'Ronde 1' }).waitFor();
  });

  await sentence('the wall shows the question and its black, and stays when frozen', async () => {
    await control.getByRole('button', { name: 'Vraag' }).first().click();
    await sees(wall, 'Wat maakt onze wijk');
    await hall.shot(wall, 'wall-question');
    await control.getByRole('button', { name: 'Bevries' }).first().click();
    await control.getByRole('button', { name: 'Zwart' }).first().click();
    await sees(wall, 'Wat maakt onze wijk');
    await control.getByRole('button', { name: 'Bevries' }).first().click();
    await wall.locator('.wall--black').waitFor();
  });

  await sentence('control signs a lost tablet out, with the keyboard, and another takes its place', async () => {
    const toggle = control.getByRole('button', { name: 'Toon de apparaten' });
    await toggle.focus();
    await control.keyboard.press('Enter');
    await control.locator('#devices-number').fill('3');
    const out = control.getByRole('button', { name: 'Meld af: Tafel 3' });
    await out.focus();
    await control.keyboard.press('Enter');
    await control.locator('.device .button--danger:focus').waitFor();
    await control.locator('.devices-panel').scrollIntoViewIfNeeded();
    await hall.shot(control, 'control-devices');
    await accessible(control);
    await control.getByRole('button', { name: 'Nee', exact: true }).click();
    await out.and(control.locator(':focus')).waitFor();
    assert.equal(await tablets[2].locator('.status--live').count(), 1, 'nothing happened yet');
    await control.keyboard.press('Enter');
    await control.keyboard.press('Enter');
    await control.locator('.devices__done', { hasText: 'Tafel 3 is afgemeld' }).waitFor();
    await sees(tablets[2], 'Dit scherm is afgemeld');
    await hall.join(await hall.device({ width: 1024, height: 768 }), 'host', 2);
    await out.waitFor();
  });

  await sentence('English stands beside Dutch', async () => {
    const page = await hall.join(await hall.device({ width: 360, height: 740 }, 'en-GB'), 'participant', 5);
    const toEnglish = page.getByRole('button', { name: /English/i });
    if (await toEnglish.count()) await toEnglish.first().click();
    await sees(page, 'Round 1');
    await hall.shot(page, 'phone-english');
  });

  await sentence('every screen passes axe', async () => {
    for (const page of [control, desk, wall, tablets[0], phones[0]]) await accessible(page);
  });

  await sentence('no screen threw an error', async () => {
    assert.deepEqual(
      everyone.flatMap((page) => page.faults),
      [],
    );
  });
}
