// The layout of scripts and style sheets, as far as prettier does not check it: it breaks neither comments nor texts.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ASSETS = join(import.meta.dirname, '../../../screens/assets');
const LONGEST = 120;

test('no line of a script or a style sheet is longer than 120 characters', () => {
  const files = readdirSync(ASSETS, { recursive: true }).filter(
    (it) => /\.(js|css)$/.test(it) && !it.startsWith('vendor'),
  );
  const long = files.flatMap((file) => {
    const lines = readFileSync(join(ASSETS, file), 'utf8').split('\n');
    return lines.flatMap((line, at) => ([...line].length > LONGEST ? [`${file}:${at + 1}`] : []));
  });
  assert.ok(files.length > 0, 'there are files');
  assert.deepEqual(long, []);
});
