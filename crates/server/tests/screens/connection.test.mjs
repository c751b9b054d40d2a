// The one connection of a page: how it begins, resumes, judges the line, and when it does not come back.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { WELCOME, openPage, socket, FakeSocket } from './page.mjs';
import { Connection } from '../../../screens/assets/lib/connection.js';

beforeEach(() => {
  openPage();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
});
afterEach(() => mock.timers.reset());

/** A connection that was welcomed, with its desk held up to offset 4. */
function welcomed() {
  const connection = new Connection({ token: 't', lang: 'nl', watch: ['room', 'desk'] });
  connection.start();
  socket().accept();
  socket().say({ welcome: WELCOME });
  socket().say({ sync: { doc: 'desk', from: null, to: 4, set: { a: 1 } } });
  return connection;
}

/** Lets the page run for so long, a second at a time, as its own timer does. */
function runs(seconds) {
  for (let n = 0; n < seconds; n += 1) mock.timers.tick(1000);
}

test('the first frame says who it is and asks for whole documents', () => {
  new Connection({ token: 't', lang: 'nl', watch: ['room', 'desk'] }).start();
  assert.equal(socket().url, 'ws://hall.test/ws');
  assert.equal(socket().protocol, 'burgertop.v1');
  socket().accept();
  assert.deepEqual(socket().sent, [{ hello: { token: 't', lang: 'nl', watch: { room: null, desk: null } } }]);
});

test('after a drop it resumes where it was, in the epoch it knew', () => {
  const connection = welcomed();
  socket().end(1006);
  assert.equal(connection.open, false);
  assert.notEqual(connection.staleSince, null);
  runs(2);
  assert.equal(FakeSocket.opened.length, 2);
  socket().accept();
  assert.deepEqual(socket().sent[0].hello.watch, { room: null, desk: 4 });
  assert.equal(socket().sent[0].hello.epoch, 'e1');
  assert.equal(connection.documents.get('desk', 'a'), 1, 'what was held is still shown');
});

test('a gap in a document makes it ask for the whole', () => {
  welcomed();
  socket().say({ sync: { doc: 'desk', from: 6, to: 7, set: { a: 2 } } });
  assert.deepEqual(socket().frames('watch'), [{ desk: null }]);
});

test('in another epoch every document is asked for as a whole, and is shown meanwhile', () => {
  const connection = welcomed();
  const told = [];
  connection.addEventListener('epoch', (event) => told.push(event.detail));
  socket().say({ epoch: { id: 'e2', durable: 3 } });
  assert.deepEqual(told, [{ id: 'e2', durable: 3, previous: 'e1' }]);
  assert.deepEqual([connection.documents.offset('desk'), connection.documents.get('desk', 'a')], [null, 1]);
});

test('nothing is sent on a line that is not welcomed', () => {
  const connection = new Connection({ token: 't', lang: 'nl', watch: [] });
  connection.start();
  socket().accept();
  assert.equal(connection.send({ request: {} }), false);
  assert.deepEqual(socket().frames('request'), []);
});

test('a step that is asked while there is no line fails at once, and one under way when it breaks', async () => {
  const connection = welcomed();
  const underWay = assert.rejects(connection.commands.send({ agenda: { pause: {} } }), { code: 'local.no_answer' });
  socket().end(1006);
  await underWay;
  await assert.rejects(connection.commands.send({ agenda: { pause: {} } }), { code: 'local.offline' });
});

test('a line that says nothing for 15 s of running time is dropped and opened anew', () => {
  const connection = welcomed();
  runs(12);
  assert.notEqual(connection.staleSince, null, 'no longer called live');
  assert.equal(FakeSocket.opened.length, 1);
  runs(6);
  assert.ok(FakeSocket.opened.length > 1, 'opened anew');
});

test('a server that speaks keeps the line', () => {
  const connection = welcomed();
  for (let n = 0; n < 40; n += 1) {
    runs(1);
    socket().say({ pong: { now: 1_000_000, sent: 0 } });
  }
  assert.equal(FakeSocket.opened.length, 1);
  assert.equal(connection.staleSince, null);
});

test('a page that stood still asks before it is called live', () => {
  const connection = welcomed();
  mock.timers.setTime(Date.now() + 60_000);
  runs(1);
  assert.equal(connection.doubted, true);
  assert.notEqual(connection.staleSince, null);
  socket().say({ pong: { now: 1_000_000, sent: connection._askedAt } });
  assert.equal(connection.doubted, false);
  assert.equal(connection.staleSince, null);
});

test('what the server says is stale is shown as stale until the next welcome', () => {
  const connection = welcomed();
  socket().say({ stale: { since: 999_000 } });
  assert.equal(connection.shownStaleSince, 999_000);
  socket().say({ stale: { since: null } });
  assert.equal(connection.staleSince, null);
});

for (const [code, why] of [
  [4501, 'join'],
  [4502, 'join'],
  [4503, 'join'],
  [4504, 'version'],
  [4505, 'closed'],
  [4506, 'version'],
  [4599, 'version'],
]) {
  test(`after close code ${code} it never comes back by itself`, () => {
    const connection = welcomed();
    socket().end(code);
    runs(60);
    assert.deepEqual([connection.ended, connection.endCode, FakeSocket.opened.length], [why, code, 1]);
  });
}

test('a server that says when to come back is believed', () => {
  welcomed();
  socket().say({ bye: { code: 4506, retry_ms: 5000 } });
  socket().end(4506);
  runs(4);
  assert.equal(FakeSocket.opened.length, 1);
  runs(2);
  assert.equal(FakeSocket.opened.length, 2);
});

test('who had to make room is told why', () => {
  const connection = welcomed();
  socket().say({ bye: { code: 4503, reason: 'token.displaced', retry_ms: null } });
  socket().end(4503);
  assert.deepEqual([connection.ended, connection.endReason], ['join', 'token.displaced']);
});

for (const code of [1002, 1003, 1007, 1009]) {
  test(`a page that is not understood each time (${code}) ends for good, and not at the first time`, () => {
    const connection = new Connection({ token: 't', lang: 'nl', watch: [] });
    connection.start();
    for (let n = 1; n <= 60 && !connection.ended; n += 1) {
      socket().accept();
      socket().say({ welcome: WELCOME });
      socket().end(code);
      if (n === 1) assert.equal(connection.ended, null);
      runs(10);
    }
    assert.deepEqual([connection.ended, FakeSocket.opened.length], ['version', 10]);
  });
}

test('faults that are far apart do not add up', () => {
  const connection = welcomed();
  for (let n = 0; n < 30; n += 1) {
    // By the clock that a test cannot set, it was welcomed a while ago.
    connection._welcomedAt -= 6_000;
    runs(1);
    socket().end(1007);
    runs(11);
    socket().accept();
    socket().say({ welcome: WELCOME });
  }
  assert.equal(connection.ended, null);
});

test('a frame that broke the line is told, so that it is not sent again', () => {
  const connection = welcomed();
  const faults = [];
  connection.addEventListener('fault', (event) => faults.push(event.detail));
  for (const code of [1002, 1007, 1009]) {
    connection._closed(code);
  }
  connection._closed(1006);
  assert.deepEqual(faults, [1002, 1007, 1009]);
});

test('what is worked on is told again after a drop', () => {
  const connection = welcomed();
  connection.focusOn('theme/a');
  socket().end(1006);
  runs(2);
  socket().accept();
  socket().say({ welcome: WELCOME });
  assert.deepEqual(socket().frames('focus'), ['theme/a']);
});
