// Has the contracts in docs/ read by the checkers that others use. Ends with `N passed, N failed`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import Ajv from 'ajv';

const docs = join(import.meta.dirname, '../../../../docs');
const read = (name) => readFileSync(join(docs, name), 'utf8');
const openapi = read('openapi.json');
const asyncapi = read('asyncapi.json');

/** What the OpenAPI checker says of a document: its structure, its references, its examples. */
async function openapiFaults(source) {
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      // Addresses that are relative on purpose, and answers that nobody can refuse.
      'no-empty-servers': 'off',
      'no-server-example.com': 'off',
      'operation-4xx-response': 'off',
      'info-license': 'error',
      'no-invalid-media-type-examples': 'error',
      'no-unused-components': 'error',
    },
  });
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  return problems.map(({ message, location }) => `${location[0]?.pointer}: ${message}`);
}

/** What the AsyncAPI checker says, warnings too; and its examples, which it does not look at in version 3. */
async function asyncapiFaults(source) {
  const { document, diagnostics } = await new Parser().parse(source);
  const faults = diagnostics
    .filter(({ severity }) => severity <= 2)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!document) return [...faults, 'no document'];
  const ajv = new Ajv({ strict: false, validateFormats: false });
  let examples = 0;
  for (const message of document.components().messages().all()) {
    const fits = ajv.compile(message.payload().json());
    for (const example of message.examples().all()) {
      examples += 1;
      if (!fits(example.payload())) faults.push(`${example.name()}: ${ajv.errorsText(fits.errors)}`);
    }
  }
  return examples ? faults : [...faults, 'no examples'];
}

let passed = 0;
let failed = 0;

/** One sentence; its faults are told. */
function judge(text, faults) {
  if (faults.length) failed += 1;
  else passed += 1;
  console.log(`${faults.length ? 'FAILED ' : 'ok     '} ${text}`);
  for (const fault of faults.slice(0, 20)) console.log(`        ${fault}`);
}

judge('openapi.json is an OpenAPI 3.1 document whose examples fit', await openapiFaults(openapi));
judge('asyncapi.json is an AsyncAPI 3 document whose examples fit', await asyncapiFaults(asyncapi));

/** The checkers must see what is wrong: an example of the wrong form, and a reference to nothing. */
const spoilt = (source, from, to) => {
  if (!source.includes(from)) throw new Error(`nothing to spoil: ${from}`);
  return source.replace(from, to);
};
const seen = (faults) => (faults.length ? [] : ['it was not seen']);
judge('an OpenAPI example of the wrong form is seen', seen(await openapiFaults(spoilt(openapi, '"screen": "/table/7"', '"screen": 7'))));
judge('an OpenAPI reference to nothing is seen', seen(await openapiFaults(spoilt(openapi, 'schemas/JoinWish', 'schemas/Nothing'))));
judge('an AsyncAPI example of the wrong form is seen', seen(await asyncapiFaults(spoilt(asyncapi, '"sent": 1795412345678.5', '"sent": "now"'))));
judge('an AsyncAPI reference to nothing is seen', seen(await asyncapiFaults(spoilt(asyncapi, 'schemas/Hello', 'schemas/Nothing'))));

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
