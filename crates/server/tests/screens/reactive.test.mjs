// State is reactive: the bases alone ask Lit for an update, and no class field hides the accessor of a reactive field.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ASSETS = join(import.meta.dirname, '../../../screens/assets');
const BASES = ['parts/part.js', 'parts/panel.js'];

const scripts = readdirSync(ASSETS, { recursive: true })
  .filter((it) => it.endsWith('.js') && !it.startsWith('vendor'))
  .map((script) => ({ script, text: readFileSync(join(ASSETS, script), 'utf8') }));

/** The names that a script lists in `properties`. */
function reactiveFields(text) {
  const [, listed = ''] = /static (?:get )?properties(?: = |\(\) \{\s*return )\{([\s\S]*?)\n? *\};/.exec(text) ?? [];
  return [...listed.matchAll(/(\w+): \{/g)].map(([, name]) => name);
}

test('only the bases ask for an update', () => {
  const asking = scripts.filter(({ text }) => text.includes('requestUpdate')).map(({ script }) => script);
  assert.deepEqual(asking.sort(), [...BASES].sort());
});

test('no class field has the name of a reactive field', () => {
  const found = scripts.flatMap(({ script, text }) =>
    reactiveFields(text).map((name) => ({ script, name, hidden: new RegExp(`^  ${name}(?: =|;)`, 'm').test(text) })),
  );
  assert.ok(found.length > 20, `${found.length} reactive fields were found`);
  assert.deepEqual(
    found.filter(({ hidden }) => hidden),
    [],
  );
});
