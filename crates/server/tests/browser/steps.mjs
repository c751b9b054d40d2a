// One press is one step: on control nothing is skipped by a second press, whoever or whatever presses, and a remote works.

import assert from 'node:assert/strict';

const big = (page) => page.locator('.button--big');
const phase = (page, text) => page.locator('.now__state', { hasText: text }).waitFor();
/** The guard of the last step is over: the big button takes a press. */
const listens = (page) => page.locator('.button--big[aria-disabled=false]').waitFor();
const runs = (page) => page.locator('.now__item').innerText();

async function handsIn(tablet, text) {
  await tablet.locator('#hand-in-text').fill(text);
  await tablet.locator('.hand-in__send').click();
  await tablet.locator('.own__idea', { hasText: text }).locator('.mark--saved').waitFor();
}

/** Nothing has the focus, so that keys are those of the whole screen. */
const rest = (page) => page.evaluate(() => document.activeElement?.blur());

/** Takes the opening back, and waits until control listens again. */
async function undoOpening(page) {
  await page.getByRole('button', { name: /Ongedaan maken: inleveren openen/ }).click();
  await phase(page, 'in gesprek');
  await rest(page);
}

/** Presses a key twice, as a hurried hand does. */
async function twice(page, key) {
  await page.keyboard.press(key);
  await page.keyboard.press(key);
}

export async function steps(hall, sentence) {
  const laptop = () => hall.device({ width: 1440, height: 900 });
  const control = await hall.join(await laptop(), 'facilitator');
  const colleague = await hall.join(await laptop(), 'facilitator', 1);
  const wall = await hall.join(await hall.device({ width: 1280, height: 720 }), 'projector');
  const tablet = await hall.join(await hall.device({ width: 1024, height: 768 }), 'host');

  await sentence('space pressed twice starts the day once', async () => {
    await twice(control, ' ');
    await control.locator('.now__item', { hasText: 'Opening' }).waitFor();
    await listens(control);
    assert.equal(await runs(control), 'Opening');
  });

  await sentence('the button that took a step keeps the focus, and says why it waits', async () => {
    await big(control).focus();
    await control.keyboard.press('Enter');
    await control.locator('#next-why[role=status]', { hasText: /Even wachten|Net veranderd/ }).waitFor();
    await phase(control, 'in gesprek');
    await listens(control);
    assert.ok(await big(control).evaluate((it) => it === document.activeElement), 'the focus stays');
    await rest(control);
  });

  await sentence(
    'while tables talk the big step is to open handing in, and page up shows beforehand what the hall will see',
    async () => {
      assert.match(await big(control).innerText(), /Open inleveren nu/);
      await control.keyboard.press('PageUp');
      await control.locator('.mini--look .wall__phase', { hasText: 'inleveren' }).waitFor();
      await hall.shot(control, 'control-talk-look-ahead');
      assert.equal(await wall.locator('.wall__phase').innerText(), 'in gesprek');
      await control.keyboard.press('PageUp');
      await control.locator('.mini--look').waitFor({ state: 'detached' });
      await phase(control, 'in gesprek');
    },
  );

  await sentence('skipping the hand-in is asked for where it stands, and the same key does not say yes', async () => {
    const skip = control.getByRole('button', { name: 'Inleveren overslaan' });
    await skip.focus();
    await control.keyboard.press('Enter');
    await control.locator('#sure-yes').waitFor();
    assert.ok(await skip.evaluate((it) => it === document.activeElement), 'the question does not take the focus');
    await hall.shot(control, 'control-skip-asked');
    await control.keyboard.press('Enter');
    await control.locator('#sure-yes').waitFor({ state: 'detached' });
    await phase(control, 'in gesprek');
    await rest(control);
  });

  for (const key of [' ', 'PageDown', 'double click', 'two consoles', 'Enter that is held']) {
    await sentence(
      `while tables talk, ${key === ' ' ? 'space' : key}: handing in opens, and is not skipped or stopped`,
      async () => {
        await Promise.all([listens(control), listens(colleague)]);
        if (key === 'double click') await big(control).dblclick();
        else if (key === 'two consoles')
          await Promise.all([control.keyboard.press(' '), colleague.keyboard.press(' ')]);
        else if (key === 'Enter that is held') {
          await big(control).focus();
          // A key that is held repeats its keydown; the browser then clicks at each.
          for (let n = 0; n < 60; n += 1) await control.keyboard.down('Enter');
          await control.keyboard.up('Enter');
          await rest(control);
        } else await twice(control, key);
        await phase(control, 'inleveren');
        await Promise.all([listens(control), listens(colleague)]);
        assert.match(await control.locator('.now__state').innerText(), /, inleveren$/);
        await tablet.locator('.hand-in__send[aria-disabled=false]').waitFor();
        await undoOpening(control);
      },
    );
  }

  await sentence('a press that the clock overtook does nothing, and says so', async () => {
    await Promise.all([listens(control), listens(colleague)]);
    // The other console opens while this one is cut off from what happens, and then presses for what it still shows.
    await control.evaluate(() => {
      const { connection } = document.querySelector('burgertop-control');
      connection.documents.apply = () => true;
    });
    await colleague.keyboard.press(' ');
    await phase(colleague, 'inleveren');
    await control.keyboard.press(' ');
    await control.locator('.problem', { hasText: 'intussen verder' }).waitFor();
    assert.match(await colleague.locator('.now__state').innerText(), /, inleveren$/);
    await control.reload();
    await control.locator('.status--live').waitFor();
    await phase(control, 'inleveren');
  });

  await sentence('a hand-in that has only just opened is not stopped by space alone', async () => {
    await undoOpening(colleague);
    await phase(control, 'in gesprek');
    await listens(control);
    await control.keyboard.press(' ');
    await phase(control, 'inleveren');
    await listens(control);
    await control.keyboard.press(' ');
    await control.locator('#sure-text', { hasText: 'net open' }).waitFor();
    assert.ok(await control.evaluate(() => document.activeElement === document.body), 'the question takes no focus');
    await hall.shot(control, 'control-stop-asked');
    await twice(control, ' ');
    await phase(control, 'inleveren');
    await control.getByRole('button', { name: 'Nee, ga niet verder' }).click();
    await control.locator('#sure-text').waitFor({ state: 'detached' });
  });

  await sentence('once something has come in a remote stops handing in, and two presses begin one grace', async () => {
    await handsIn(tablet, 'Meer bomen');
    await control.locator('.now__progress', { hasText: '1 van 3' }).waitFor();
    await listens(control);
    await rest(control);
    await twice(control, 'PageDown');
    await phase(control, 'laatste inzendingen');
    await control.getByRole('button', { name: 'Sluit de ronde meteen' }).waitFor();
    await phase(control, 'laatste inzendingen');
  });

  await sentence('a button that goes away with its step leaves no key to the page', async () => {
    const close = control.locator('.button[aria-disabled=false]', { hasText: 'Sluit de ronde meteen' });
    await close.focus();
    await control.keyboard.press('Enter');
    await phase(control, 'klaar');
    await listens(control);
    assert.ok(await control.evaluate(() => document.querySelector('.now').contains(document.activeElement)));
    await control.keyboard.press('Enter');
    await phase(control, 'klaar');
  });

  await sentence('with the keys switched off neither space nor a remote does anything', async () => {
    const keys = control.getByLabel('Sneltoetsen');
    await keys.uncheck();
    await rest(control);
    for (const key of [' ', 'PageDown', 'PageUp', 'b', '.']) await control.keyboard.press(key);
    assert.equal(await control.locator('.mini--look').count(), 0);
    assert.equal(await wall.locator('.wall--black').count(), 0);
    assert.match(await runs(control), /Ronde 1/);
    await keys.check();
    await rest(control);
    await control.keyboard.press('.');
    await wall.locator('.wall--black').waitFor();
    await control.keyboard.press('.');
    await wall.locator('.wall--black').waitFor({ state: 'detached' });
  });

  await sentence('keys are silent while someone types', async () => {
    await control.locator('#notice-text').focus();
    await control.keyboard.press('PageDown');
    await control.keyboard.type(' b.z');
    assert.equal(await control.locator('#notice-text').inputValue(), ' b.z');
    assert.match(await runs(control), /Ronde 1/);
    await control.locator('#notice-text').fill('');
    await rest(control);
  });

  await sentence('a remote goes on to the next part, and one step back is named', async () => {
    await listens(control);
    await control.keyboard.press('PageDown');
    await control.locator('.now__item', { hasText: "Thema's" }).waitFor();
    await control.getByRole('button', { name: "Ongedaan maken: start van ‘Thema's’" }).waitFor();
  });

  await sentence('no screen threw an error on the way', async () => {
    assert.deepEqual(
      [control, colleague, wall, tablet].flatMap((page) => page.faults),
      [],
    );
  });
}
