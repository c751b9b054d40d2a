// Which moment a countdown counts to: the phase of a round before the agenda item, and nothing while it is paused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadlineOf } from '../../../screens/assets/lib/deadline.js';

const item = { state: 'running', ends_at: 9000, remaining_ms: null };

test('a part without a round ends with its agenda item', () => {
  assert.deepEqual(deadlineOf(item, undefined), { endsAt: 9000, remainingMs: null });
});

test('a round ends with its phase, and in its grace with the grace', () => {
  assert.equal(deadlineOf(item, { phase: 'talk', ends_at: 5000, grace_until: null }).endsAt, 5000);
  assert.equal(deadlineOf(item, { phase: 'grace', ends_at: 5000, grace_until: 5045 }).endsAt, 5045);
});

test('what is paused has time left, and no end', () => {
  const paused = { state: 'paused', ends_at: null, remaining_ms: 75_000 };
  assert.deepEqual(deadlineOf(paused, { phase: 'talk', ends_at: 5000, grace_until: null }), {
    endsAt: null,
    remainingMs: 75_000,
  });
});

test('before the day, and without a planned end, there is none', () => {
  assert.deepEqual(deadlineOf(undefined, undefined), { endsAt: null, remainingMs: null });
  assert.equal(deadlineOf({ state: 'running', ends_at: null, remaining_ms: null }, undefined).endsAt, null);
});
