// A wall that is held keeps its picture.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openPage } from './page.mjs';
import { Frozen } from '../../screens/assets/screens/wall/frozen.js';

beforeEach(openPage);

const fresh = (scene) => () => ({ scene, frozenAt: null });

test('a held picture stays, with the time at which it was held, also after a reload', () => {
  const wall = new Frozen('main');
  assert.deepEqual(wall.picture(false, 1, fresh('title')), { scene: 'title', frozenAt: null });
  assert.deepEqual(wall.picture(true, 2, fresh('themes')), { scene: 'themes', frozenAt: 2 });
  assert.deepEqual(wall.picture(true, 3, fresh('black')), { scene: 'themes', frozenAt: 2 });
  const reloaded = new Frozen('main');
  assert.deepEqual(reloaded.picture(undefined, 4, fresh('title')), { scene: 'themes', frozenAt: 2 }, 'before the server has said so');
  assert.deepEqual(reloaded.picture(false, 5, fresh('title')), { scene: 'title', frozenAt: null });
  assert.deepEqual(new Frozen('main').picture(undefined, 6, fresh('map')), { scene: 'map', frozenAt: null }, 'it is forgotten');
});

test('each wall holds its own picture', () => {
  new Frozen('main').picture(true, 1, fresh('themes'));
  assert.equal(new Frozen('side').picture(undefined, 2, fresh('title')).scene, 'title');
});

test('a browser that stores nothing holds the picture all the same', () => {
  globalThis.sessionStorage = { getItem() { throw new Error('blocked'); }, setItem() { throw new Error('blocked'); }, removeItem() { throw new Error('blocked'); } };
  const wall = new Frozen('main');
  wall.picture(true, 1, fresh('themes'));
  assert.equal(wall.picture(true, 2, fresh('title')).scene, 'themes');
  assert.equal(wall.picture(false, 3, fresh('title')).scene, 'title');
});
