// The types of the wire are those of the contracts, which are those of the server.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { WIRE, wire } from './wire.mjs';

test('the types of the wire are in step with the contracts: `npm run wire`', async () => {
  assert.equal(readFileSync(WIRE, 'utf8'), await wire());
});
