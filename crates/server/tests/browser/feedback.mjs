// The question at the end of the day: asked on control, answered on a tablet and a phone by touch and by keyboard, counted, closed.

import assert from 'node:assert/strict';
import { axeFinds, sideways, smallTargets } from './measure.mjs';

const QUESTION = 'Hoe was deze <b>dag</b> voor u?';
const form = (page) => page.locator('burgertop-feedback-form');
const panel = (control) => control.locator('section[aria-labelledby=feedback-title]');

/** The counts that control shows, from 1 to 5. */
const counts = (control) => panel(control).locator('.feedback__counts td').allInnerTexts();

async function nextPart(control, title) {
  await control.locator('.button--big[aria-disabled=false]').click();
  await control.locator('.now', { hasText: title }).waitFor();
}

/** Asks for what a page has wrong in both languages, at the size it has. */
async function fits(page) {
  for (const lang of ['en', 'nl']) {
    await page.evaluate((it) => document.querySelector(`.language__choice[lang=${it}]`).click(), lang);
    await page.waitForFunction((it) => document.documentElement.lang === it, lang);
    assert.deepEqual([await sideways(page), await smallTargets(page), await axeFinds(page)], [0, [], []], lang);
  }
}

export async function feedback(hall, sentence) {
  const control = await hall.join(await hall.device({ width: 1440, height: 900 }), 'facilitator');
  const table = await hall.join(await hall.device({ width: 1024, height: 768 }), 'host');
  const phone = await hall.join(
    await hall.device({ width: 360, height: 740 }),
    'participant',
    hall.links.filter((it) => it.role === 'participant').findIndex((it) => it.badge),
  );

  await sentence('the question can be asked in the closing part, and not before', async () => {
    await nextPart(control, 'Welkom');
    assert.equal(await panel(control).count(), 0);
    await nextPart(control, 'Afsluiting');
    await panel(control).waitFor();
    await hall.shot(control, 'feedback-control-before');
    await fits(control);
  });

  await sentence('asked on control, tablet and phone show it as it was typed', async () => {
    await panel(control).locator('#feedback-question').fill(QUESTION);
    await panel(control).getByRole('button', { name: 'Vraag stellen' }).click();
    for (const page of [table, phone]) {
      await form(page).locator('legend', { hasText: QUESTION }).waitFor();
      await fits(page);
    }
    await hall.shot(table, 'feedback-table');
    await hall.shot(phone, 'feedback-phone');
  });

  await sentence('without a score nothing is sent, and the form says why', async () => {
    await form(phone).locator('button[type=submit]').click();
    await form(phone).locator('.complaint', { hasText: 'Kies eerst een cijfer.' }).waitFor();
    await hall.shot(phone, 'feedback-phone-no-score');
    assert.deepEqual(await axeFinds(phone), []);
  });

  await sentence('a phone answers by touch, and control counts it', async () => {
    await form(phone).getByText('4, goed').click();
    await form(phone).locator('textarea').fill('Er werd <i>goed</i> geluisterd.');
    await form(phone).locator('button[type=submit]').click();
    await form(phone).locator('[role=status]', { hasText: 'U gaf een 4' }).waitFor();
    await panel(control).locator('[role=status]', { hasText: '1 ' }).waitFor();
    assert.deepEqual(await counts(control), ['0', '0', '0', '1', '0']);
    await panel(control).locator('summary').click();
    await panel(control).locator('li', { hasText: 'Er werd <i>goed</i> geluisterd.' }).waitFor();
    await hall.shot(phone, 'feedback-phone-answered');
  });

  await sentence('a tablet answers from the keyboard alone', async () => {
    await form(table).locator('input[type=radio]').first().focus();
    for (let n = 0; n < 4; n += 1) await table.keyboard.press('ArrowRight');
    await table.keyboard.press('Tab');
    await table.keyboard.type('Te kort.');
    await table.keyboard.press('Tab');
    await table.keyboard.press('Enter');
    await form(table).locator('[role=status]', { hasText: 'U gaf een 5' }).waitFor();
    await control.waitForFunction(
      () => [...document.querySelectorAll('.feedback__counts td')].map((it) => it.textContent).join() === '0,0,0,1,1',
    );
    await hall.shot(control, 'feedback-control-counts');
    await fits(control);
  });

  await sentence('an answer may be changed, and counts once', async () => {
    await form(phone).getByText('2, niet zo goed').click();
    await form(phone).locator('button[type=submit]').click();
    await form(phone).locator('[role=status]', { hasText: 'U gaf een 2' }).waitFor();
    await control.waitForFunction(
      () => [...document.querySelectorAll('.feedback__counts td')].map((it) => it.textContent).join() === '0,1,0,0,1',
    );
  });

  await sentence('after a reload the answer stands in the form', async () => {
    await phone.reload();
    await form(phone).locator('[role=status]', { hasText: 'U gaf een 2' }).waitFor();
    assert.equal(await form(phone).locator('input:checked').getAttribute('value'), '2');
  });

  await sentence('closed, nobody answers any more, and control keeps the counts', async () => {
    await panel(control).getByRole('button', { name: 'Geen antwoorden meer aannemen' }).click();
    for (const page of [table, phone]) {
      await page.getByText('De vraag is gesloten. Dank u wel voor uw antwoord.').waitFor();
      assert.equal(await form(page).count(), 0);
      assert.deepEqual(page.faults, []);
    }
    assert.deepEqual(await counts(control), ['0', '1', '0', '0', '1']);
    await hall.shot(phone, 'feedback-phone-closed');
    await hall.shot(control, 'feedback-control-closed');
  });
}
