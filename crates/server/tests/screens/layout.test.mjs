// The layout of the scripts, as far as prettier does not check it: it breaks neither comments nor texts.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ASSETS = join(import.meta.dirname, '../../../screens/assets');
const LONGEST = 120;

test('no line of a script is longer than 120 characters', () => {
  const scripts = readdirSync(ASSETS, { recursive: true }).filter(
    (it) => it.endsWith('.js') && !it.startsWith('vendor'),
  );
  const long = scripts.flatMap((script) => {
    const lines = readFileSync(join(ASSETS, script), 'utf8').split('\n');
    return lines.flatMap((line, at) => ([...line].length > LONGEST ? [`${script}:${at + 1}`] : []));
  });
  assert.ok(scripts.length > 0, 'there are scripts');
  assert.deepEqual(long, []);
});
