// What a seat hands in: in order, once, kept until it is answered, sent again when an epoch lost it.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { openPage } from './page.mjs';
import { Outbox } from '../../../screens/assets/lib/outbox.js';

/** A store in memory, which may fail. */
class MemoryStore extends EventTarget {
  rows = new Map();
  broken = false;

  #step() {
    if (this.broken) throw new Error('the disk is gone');
  }

  async all(seat) {
    this.#step();
    return [...this.rows.values()]
      .filter((it) => it.seat === seat)
      .sort((a, b) => a.seq - b.seq)
      .map((it) => ({ ...it }));
  }

  async put({ ofAnotherTab, retryAt, storing, inMemoryOnly, ...plain }) {
    this.#step();
    this.rows.set(plain.seq, { ...plain });
  }

  async remove(seq) {
    this.#step();
    this.rows.delete(seq);
  }
}

/** A connection that a test answers for. */
class FakeConnection extends EventTarget {
  open = true;
  epoch = 'e1';
  ended = null;
  sent = [];

  send(frame) {
    if (this.open) this.sent.push(structuredClone(frame));
    return this.open;
  }

  resumeFrom() {}

  get requests() {
    return this.sent.filter((it) => it.request).map((it) => it.request);
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

beforeEach(() => {
  openPage();
  globalThis.BroadcastChannel = class {
    postMessage() {}
  };
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.UTC(2026, 5, 1) });
});
afterEach(() => mock.timers.reset());

/** Lets every promise that is ready go on. */
const settled = async () => {
  for (let n = 0; n < 50; n += 1) await null;
};

async function opened(store = new MemoryStore(), connection = new FakeConnection()) {
  const outbox = new Outbox('table/7');
  outbox._store = store;
  await outbox.open();
  outbox.attach(connection);
  return { outbox, store, connection };
}

const idea = (text) => ({ idea: { submit: { text } } });
const texts = (requests) => requests.map((it) => it.command.idea.submit.text);

test('requests leave one at a time, in the order of pressing', async () => {
  const { outbox, connection } = await opened();
  for (const text of ['a', 'b', 'c']) await outbox.add(idea(text));
  assert.deepEqual(texts(connection.requests), ['a']);
  connection.tell('reply', { id: connection.requests[0].id, at: 5 });
  connection.tell('reply', { id: connection.requests[1].id, at: 6 });
  assert.deepEqual(texts(connection.requests), ['a', 'b', 'c']);
  assert.deepEqual(
    outbox.entries.map((it) => it.state),
    ['saved', 'saved', 'waiting'],
  );
});

test('the order holds when the clock is set back between two', async () => {
  const { outbox, store } = await opened();
  await outbox.add(idea('a'));
  mock.timers.setTime(Date.UTC(2020, 0, 1));
  await outbox.add(idea('b'));
  assert.deepEqual(
    (await store.all('table/7')).map((it) => it.command.idea.submit.text),
    ['a', 'b'],
  );
});

test('an unanswered request is sent again under the same id', async () => {
  const { outbox, connection } = await opened();
  await outbox.add(idea('a'));
  mock.timers.tick(8000);
  assert.equal(connection.requests.length, 2);
  assert.equal(connection.requests[0].id, connection.requests[1].id);
});

test('what was handed in without a line leaves with the next welcome, also after a reload', async () => {
  const { outbox, store, connection } = await opened();
  connection.open = false;
  await outbox.add(idea('a'));
  await outbox.add(idea('b'));
  assert.deepEqual(connection.requests, []);
  const again = await opened(store);
  again.connection.tell('welcome');
  await settled();
  assert.deepEqual(texts(again.connection.requests), ['a']);
  again.connection.tell('reply', { id: again.connection.requests[0].id, at: 1 });
  assert.deepEqual(texts(again.connection.requests), ['a', 'b']);
});

test('a refusal for now is tried again in its time, one for good keeps the text and lets the next go', async () => {
  const { outbox, connection } = await opened();
  await outbox.add(idea('a'));
  await outbox.add(idea('b'));
  const [{ id }] = connection.requests;
  connection.tell('reply', { id, refused: { code: 'rate.too_fast', retry_ms: 500 } });
  assert.equal(outbox.entries[0].state, 'waiting');
  assert.deepEqual(texts(connection.requests), ['a'], 'the next does not overtake');
  // Its time is measured by a clock that a test cannot move.
  outbox.entries[0].retryAt = 0;
  mock.timers.tick(1000);
  assert.deepEqual(texts(connection.requests), ['a', 'a']);
  connection.tell('reply', { id, refused: { code: 'idea.too_long', message: 'te lang' } });
  await settled();
  assert.deepEqual(texts(connection.requests), ['a', 'a', 'b']);
  assert.deepEqual(
    [outbox.entries[0].state, outbox.entries[0].refusal.code, outbox.entries[0].command.idea.submit.text],
    ['refused', 'idea.too_long', 'a'],
  );
});

test('a device that lost its seat keeps its requests for when it has joined again', async () => {
  const { outbox, connection } = await opened();
  await outbox.add(idea('a'));
  connection.tell('reply', { id: connection.requests[0].id, refused: { code: 'token.revoked' } });
  assert.equal(outbox.entries[0].state, 'waiting');
});

test('another epoch sends again what it lost, says what it was, and leaves alone what it has', async () => {
  const { outbox, connection } = await opened();
  for (const text of ['a', 'b']) await outbox.add(idea(text));
  connection.tell('reply', { id: connection.requests[0].id, at: 5 });
  connection.tell('reply', { id: connection.requests[1].id, at: 9 });
  connection.epoch = 'e2';
  connection.tell('epoch', { id: 'e2', durable: 6, previous: 'e1' });
  const again = connection.requests.slice(2);
  assert.deepEqual(texts(again), ['b']);
  assert.deepEqual(again[0].was, { epoch: 'e1', at: 9 });
  assert.equal(again[0].id, connection.requests[1].id);
  assert.deepEqual(
    outbox.entries.map((it) => [it.state, it.epoch]),
    [
      ['saved', 'e2'],
      ['waiting', 'e1'],
    ],
  );
});

test('where the store fails the request leaves from memory, and the server and the person are told', async () => {
  const store = new MemoryStore();
  store.broken = true;
  const { outbox, connection } = await opened(store);
  await outbox.add(idea('a'));
  assert.equal(outbox.keeps, false);
  assert.deepEqual(texts(connection.requests), ['a']);
  assert.deepEqual(
    outbox.atRisk.map((it) => it.command.idea.submit.text),
    ['a'],
  );
  connection.tell('welcome');
  assert.ok(connection.sent.some((it) => it.keeps === false));
});

test('a store that works again takes in what was only in memory', async () => {
  const store = new MemoryStore();
  const { outbox, connection } = await opened(store);
  store.broken = true;
  connection.open = false;
  await outbox.add(idea('a'));
  assert.deepEqual([outbox.keeps, outbox.atRisk.length], [false, 1]);
  store.broken = false;
  mock.timers.tick(10_000);
  await settled();
  assert.deepEqual([outbox.keeps, outbox.atRisk.length, store.rows.size], [true, 0, 1]);
});

test('the request that broke the line is kept and never sent again', async () => {
  const { outbox, connection } = await opened();
  await outbox.add(idea('a'));
  connection.tell('fault', 1009);
  connection.tell('welcome');
  mock.timers.tick(60_000);
  assert.deepEqual(
    [connection.requests.length, outbox.entries[0].state, outbox.entries[0].refusal.code],
    [1, 'refused', 'request.malformed'],
  );
});

test('a closed summit forgets what it saved and keeps what it did not take', async () => {
  const { outbox, store, connection } = await opened();
  for (const text of ['a', 'b']) await outbox.add(idea(text));
  connection.tell('reply', { id: connection.requests[0].id, at: 5 });
  connection.ended = 'closed';
  connection.tell('ended');
  await settled();
  assert.deepEqual(
    [...store.rows.values()].map((it) => [it.command.idea.submit.text, it.state]),
    [['b', 'refused']],
  );
});
