// What the style sheets leave out while it is `:empty` has no white space in its template: the formatter would add some.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ASSETS = join(import.meta.dirname, '../../../screens/assets');
const read = (ending) =>
  readdirSync(ASSETS, { recursive: true })
    .filter((it) => it.endsWith(ending) && !it.startsWith('vendor'))
    .map((file) => ({ file, text: readFileSync(join(ASSETS, file), 'utf8') }));

/** Where the opening tag around this place ends; what is within `${…}` is no part of the tag. */
function endOfTag(text, from) {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text[at] === '}') depth -= 1;
    else if (text[at] === '>' && depth === 0) return at + 1;
  }
  throw new Error('a tag without an end');
}

/** The elements of this class in a script, each with what stands right after its opening tag. */
function elements({ file, text }, name) {
  return [...text.matchAll(new RegExp(`class="${name}"`, 'g'))].map(({ index }) => ({
    file,
    name,
    inside: text.slice(endOfTag(text, index)).split(/<\/\w+/)[0],
  }));
}

test('what is left out while it is empty is empty', () => {
  const names = read('.css').flatMap(({ text }) => [...text.matchAll(/\.([\w-]+):empty/g)].map(([, name]) => name));
  const found = read('.js').flatMap((script) => [...new Set(names)].flatMap((name) => elements(script, name)));
  assert.ok(found.length >= 5, `${found.length} such elements were found`);
  assert.deepEqual(
    found.filter(({ inside }) => /^\s|\s$/.test(inside)),
    [],
  );
});
