// A wall that is held keeps its picture, but for what may not be seen any more.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openPage } from './page.mjs';
import { Frozen } from '../../../screens/assets/screens/wall/frozen.js';

beforeEach(openPage);

const fresh = (scene) => () => ({ scene, frozenAt: null });
const held = { frozen: true, frozen_by: 7 };
const free = { frozen: false };
const nothing = () => undefined;

test('a held picture stays, with the time at which it was held, also after a reload', () => {
  const wall = new Frozen('main');
  assert.deepEqual(wall.picture(free, 1, fresh('title'), nothing), { scene: 'title', frozenAt: null });
  assert.deepEqual(wall.picture(held, 2, fresh('themes'), nothing), { scene: 'themes', frozenAt: 2, frozenBy: 7 });
  assert.deepEqual(wall.picture(held, 3, fresh('black'), nothing), { scene: 'themes', frozenAt: 2, frozenBy: 7 });
  const reloaded = new Frozen('main');
  assert.deepEqual(
    reloaded.picture(undefined, 4, fresh('title'), nothing),
    { scene: 'themes', frozenAt: 2, frozenBy: 7 },
    'before the server has said so',
  );
  assert.deepEqual(reloaded.picture(free, 5, fresh('title'), nothing), { scene: 'title', frozenAt: null });
  assert.deepEqual(
    new Frozen('main').picture(undefined, 6, fresh('map'), nothing),
    { scene: 'map', frozenAt: null },
    'it is forgotten',
  );
});

test('each wall holds its own picture', () => {
  new Frozen('main').picture(held, 1, fresh('themes'), nothing);
  assert.equal(new Frozen('side').picture(undefined, 2, fresh('title'), nothing).scene, 'title');
});

test('a browser that stores nothing holds the picture all the same', () => {
  globalThis.sessionStorage = {
    getItem() {
      throw new Error('blocked');
    },
    setItem() {
      throw new Error('blocked');
    },
    removeItem() {
      throw new Error('blocked');
    },
  };
  const wall = new Frozen('main');
  wall.picture(held, 1, fresh('themes'), nothing);
  assert.equal(wall.picture(held, 2, fresh('title'), nothing).scene, 'themes');
  assert.equal(wall.picture(free, 3, fresh('title'), nothing).scene, 'title');
});

const themes = () => ({
  scene: 'themes',
  frozenAt: null,
  words: [{ word: 'zwanikken', count: 2 }],
  themes: [
    ['a', { label: 'Zwanikken', count: 2 }],
    ['b', { label: 'Groen', count: 3 }],
  ],
});

test('what was hidden leaves a held picture for good, and the rest stays', () => {
  const wall = new Frozen('main');
  wall.picture(held, 1, themes, nothing);
  const lost = { ...held, lost: ['theme/a', 'words'] };
  const entry = (key) => (key === 'theme/a' ? { label: 'Wethouder', count: 1 } : undefined);
  const less = wall.picture(lost, 2, themes, entry);
  assert.deepEqual(less.themes, [
    ['a', { label: 'Wethouder', count: 1 }],
    ['b', { label: 'Groen', count: 3 }],
  ]);
  assert.deepEqual([less.words, less.frozenAt], [[], 1]);
  assert.deepEqual(
    wall.picture(lost, 3, themes, nothing).themes.map(([id]) => id),
    ['b'],
    'its theme is gone',
  );
  const reloaded = new Frozen('main').picture(undefined, 4, themes, nothing);
  assert.ok(
    !JSON.stringify([reloaded, { ...sessionStorage }])
      .toLowerCase()
      .includes('zwanikken'),
    'nor is it kept for a reload',
  );
});

test('a picture that was let go of while this display was away is not shown again', () => {
  new Frozen('main').picture(held, 1, themes, nothing);
  const back = new Frozen('main');
  assert.equal(back.picture({ frozen: true, frozen_by: 9 }, 2, fresh('title'), nothing).scene, 'title');
});
