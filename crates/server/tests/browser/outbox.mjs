// What a tablet keeps, told by what its outbox does with each answer: the real module, in a page, on a line that is scripted.

import assert from 'node:assert/strict';

/** Hands in one idea, lets the server answer it so, and tells what the outbox sent and what it holds then. */
const answered = (page, refused) =>
  page.evaluate(async (refused) => {
    const { Outbox } = await import('/assets/lib/outbox.js');
    const sent = [];
    const line = Object.assign(new EventTarget(), {
      open: true,
      epoch: 'k1',
      send: (frame) => Boolean(sent.push(frame)),
    });
    const outbox = await new Outbox(`test/${refused.code}`).open();
    outbox.attach(line);
    const id = await outbox.add({ idea: { submit: { text: 'Meer bomen', round: 'r1' } } });
    line.dispatchEvent(new CustomEvent('reply', { detail: { id, refused } }));
    await new Promise((resolve) => {
      setTimeout(resolve, 400);
    });
    const again = await new Outbox(`test/${refused.code}`).open();
    return {
      sent: sent.length,
      state: outbox.entries[0].state,
      stored: again.entries[0].state,
      text: again.entries[0].command.idea.submit.text,
    };
  }, refused);

export async function outbox(hall, sentence) {
  const page = await (await hall.device()).newPage();
  await page.goto(`${hall.base}/join`);

  await sentence('what is refused for now waits on the tablet, and goes out again', async () => {
    for (const code of ['request.try_again', 'rate.ideas', 'storage.full', 'summit.read_only', 'node.not_ready']) {
      assert.deepEqual(
        await answered(page, { code, retry_ms: 50 }),
        { sent: 2, state: 'waiting', stored: 'waiting', text: 'Meer bomen' },
        code,
      );
    }
  });

  await sentence('what a tablet sent while it lost its seat waits until it has joined again', async () => {
    const { state, stored } = await answered(page, { code: 'token.revoked', retry_ms: null });
    assert.deepEqual([state, stored], ['waiting', 'waiting']);
  });

  await sentence('what is refused for good stays on the tablet with its text, and is not sent again', async () => {
    assert.deepEqual(await answered(page, { code: 'idea.round_closed', retry_ms: null }), {
      sent: 1,
      state: 'refused',
      stored: 'refused',
      text: 'Meer bomen',
    });
  });
}
