// The types of documents are held against the documents that the server's own tests have written.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const ROOT = join(import.meta.dirname, '../../../..');
const GOLDEN = join(ROOT, 'crates/views/tests/golden');
const TYPES = join(import.meta.dirname, '../../../screens/assets/lib/types.d.ts');
const TSC = join(import.meta.dirname, 'node_modules/typescript/bin/tsc');

const folder = mkdtempSync(join(tmpdir(), 'burgertop-types-'));
after(() => rmSync(folder, { recursive: true }));

/** Every golden document; records and their tables are no documents. */
const goldens = readdirSync(GOLDEN)
  .filter((it) => !/^(export|rows)_/.test(it))
  .map((file) => ({ file, documents: JSON.parse(readFileSync(join(GOLDEN, file), 'utf8')) }));

/** What the compiler complains of if these are taken for documents. */
function complaints(all) {
  const lines = all.flatMap(({ file, documents }) =>
    Object.entries(documents).map(
      ([doc, entries]) =>
        `// ${file}\nexport const ${nextName()}: Partial<Documents[${JSON.stringify(doc)}]> = ${JSON.stringify(entries)};`,
    ),
  );
  const source = join(folder, 'golden.ts');
  writeFileSync(source, [`import type { Documents } from ${JSON.stringify(TYPES)};`, ...lines].join('\n'));
  const ran = spawnSync(process.execPath, [TSC, '--noEmit', '--strict', '--skipLibCheck', 'false', source], {
    encoding: 'utf8',
  });
  assert.equal(ran.error, undefined);
  return ran.stdout;
}

let made = 0;
function nextName() {
  made += 1;
  return `document${made}`;
}

test('what the server writes in its documents fits their types', () => {
  assert.ok(goldens.length >= 10, `${goldens.length} documents were found`);
  assert.equal(complaints(goldens), '');
});

test('a field that the types do not know, and one that is missing, are found', () => {
  const room = goldens.find(({ file }) => file === 'room.json').documents;
  const unknown = structuredClone(room);
  unknown.room.round.surprise = true;
  assert.match(complaints([{ file: 'unknown', documents: unknown }]), /"surprise"' does not exist/);
  const missing = structuredClone(room);
  delete missing.room.round.phase;
  assert.match(complaints([{ file: 'missing', documents: missing }]), /phase"?' is missing/);
});
