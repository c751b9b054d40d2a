// What a screen holds of its documents.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Documents } from '../../../screens/assets/lib/documents.js';

const whole = (doc, to, set) => ({ doc, from: null, to, set });

test('a whole document replaces what was held', () => {
  const held = new Documents();
  assert.equal(held.apply(whole('desk', 4, { 'idea/a': 1, 'idea/b': 2 })), true);
  assert.equal(held.apply(whole('desk', 9, { 'idea/b': 3 })), true);
  assert.deepEqual([held.get('desk', 'idea/a'), held.get('desk', 'idea/b'), held.offset('desk')], [undefined, 3, 9]);
});

test('a delta sets and removes keys of its own document, and moves the offset', () => {
  const held = new Documents();
  held.apply(whole('desk', 4, { 'idea/a': 1, 'idea/b': 2 }));
  held.apply(whole('room', 4, { round: 'r1' }));
  assert.equal(held.apply({ doc: 'desk', from: 4, to: 7, set: { 'idea/c': 3 }, gone: ['idea/a'] }), true);
  assert.deepEqual(held.list('desk', 'idea'), [
    ['b', 2],
    ['c', 3],
  ]);
  assert.deepEqual([held.offset('desk'), held.offset('room'), held.get('room', 'round')], [7, 4, 'r1']);
});

test('a delta that does not follow on what is held changes nothing and is refused', () => {
  const held = new Documents();
  assert.equal(held.apply({ doc: 'desk', from: 1, to: 2, set: { a: 1 } }), false, 'nothing is held');
  held.apply(whole('desk', 4, { a: 1 }));
  assert.equal(held.apply({ doc: 'desk', from: 5, to: 6, set: { a: 2 } }), false, 'one is missing');
  assert.deepEqual([held.get('desk', 'a'), held.offset('desk')], [1, 4]);
});

test('a delta that overlaps what is held never moves the offset back', () => {
  const held = new Documents();
  held.apply(whole('desk', 9, { a: 1 }));
  assert.equal(held.apply({ doc: 'desk', from: 3, to: 6, set: { a: 2 } }), true);
  assert.equal(held.offset('desk'), 9);
});

test('without its offset a document is still shown, and asked for as a whole', () => {
  const held = new Documents();
  held.apply(whole('desk', 4, { a: 1 }));
  held.forgetOffsets();
  assert.deepEqual([held.get('desk', 'a'), held.offset('desk'), held.has('desk')], [1, null, true]);
  assert.equal(held.apply({ doc: 'desk', from: 4, to: 5, set: { a: 2 } }), false, 'a delta of another epoch');
  held.drop('desk');
  assert.deepEqual([held.get('desk', 'a'), held.has('desk')], [undefined, false]);
});

test('a kind lists its own keys alone', () => {
  const held = new Documents();
  held.apply(whole('desk', 1, { 'idea/a': 1, ideas: 2, idea: 3, 'theme/a': 4 }));
  assert.deepEqual(held.list('desk', 'idea'), [['a', 1]]);
  assert.deepEqual(held.list('wall/main', 'idea'), []);
});
