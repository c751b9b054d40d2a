// The client without the screens: the example of its README runs against a real socket, also over a drop.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { WebSocketServer } from 'ws';

const LIB = join(import.meta.dirname, '../../../screens/assets/lib');
const ROUND = {
  id: 'r1',
  phase: 'hand_in',
  open: true,
  ends_at: null,
  grace_until: null,
  phone: 'word',
  table: 'ideas',
};

/** The program of the README, with its imports led to the files beside it. */
function example() {
  const [, program] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(LIB, 'README.md'), 'utf8'));
  return program.replace(/from '\.\/([\w-]+\.js)'/g, (_, file) => `from '${pathToFileURL(join(LIB, file))}'`);
}

/** A server of one table with an open round; `answer` says what becomes of a request. */
async function serving(answer) {
  const server = new WebSocketServer({ port: 0, handleProtocols: () => 'burgertop.v1' });
  const heard = { hellos: [], requests: [] };
  server.on('connection', (socket) => {
    const say = (frame) => socket.send(JSON.stringify(frame));
    socket.on('message', (bytes) => {
      const frame = JSON.parse(bytes);
      if (frame.hello) {
        heard.hellos.push(frame.hello);
        const actor = { role: 'host', table: 7 };
        say({ welcome: { session: 's1', epoch: 'e1', now: Date.now(), heartbeat_ms: 5000, actor } });
        say({ sync: { doc: 'room', from: null, to: 3, set: { round: ROUND }, gone: [] } });
      } else if (frame.request) {
        heard.requests.push(frame.request);
        answer(frame.request, { say, drop: () => socket.terminate(), nth: heard.requests.length });
      }
    });
  });
  await once(server, 'listening');
  return { server, heard, address: `http://127.0.0.1:${server.address().port}` };
}

/** Runs the example against such a server until it ends, and answers what it printed and what the server heard. */
async function run(answer) {
  const folder = mkdtempSync(join(tmpdir(), 'burgertop-client-'));
  const { server, heard, address } = await serving(answer);
  try {
    const program = join(folder, 'example.mjs');
    writeFileSync(program, example());
    const node = spawn(process.execPath, ['--import', join(import.meta.dirname, 'websocket.mjs'), program], {
      env: { ...process.env, ADDRESS: address, TOKEN: 't' },
    });
    let out = '';
    let err = '';
    node.stdout.on('data', (bytes) => (out += bytes));
    node.stderr.on('data', (bytes) => (err += bytes));
    const [code] = await once(node, 'close');
    assert.equal(code, 0, err);
    return { out, heard };
  } finally {
    for (const socket of server.clients) socket.terminate();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

test('the example of the README hands in an idea, and ends once it is saved', async () => {
  const { out, heard } = await run(({ id }, { say }) => say({ reply: { id, at: 12 } }));
  assert.equal(out, 'saved at 12\n');
  assert.deepEqual(heard.hellos[0], { token: 't', lang: 'nl', watch: { room: null, 'table/7': null } });
  assert.deepEqual(
    heard.requests.map(({ command }) => command),
    [{ idea: { submit: { text: 'Een bankje bij elke halte', round: 'r1' } } }],
  );
});

test('a refusal is told by its code', async () => {
  const refused = { code: 'idea.round_closed', message: 'Te laat.', field: null, retry_ms: null };
  const { out } = await run(({ id }, { say }) => say({ reply: { id, refused } }));
  assert.equal(out, 'refused: idea.round_closed\n');
});

test('what the connection broke under is sent again under the same id', async () => {
  const { out, heard } = await run(({ id }, { say, drop, nth }) =>
    nth === 1 ? drop() : say({ reply: { id, at: 12 } }),
  );
  assert.equal(out, 'saved at 12\n');
  assert.equal(heard.hellos.length, 2);
  assert.equal(heard.requests.length, 2);
  assert.equal(heard.requests[0].id, heard.requests[1].id);
});
