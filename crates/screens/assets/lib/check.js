// Whether this tablet is fit for the day: its connection, clock, storage and screen are each measured.

import { tryStayingOn } from './awake.js';
import { ServerClock } from './clock.js';
import { Store } from './outbox-store.js';
import { onDevice } from './storage.js';
import { within } from './within.js';

/** An answer within this time feels immediate (Miller, 1968: a second keeps the flow of thought). */
const SLOW_MS = 1000;
/** A clock further off than this was never set; the screen shows the server's time, but files get the device's. */
const FAR_S = 60;
const ROOM_LOW_BYTES = 20_000_000;
/** The narrowest screen on which the question and the ideas stand beside each other. */
const NARROW_PX = 760;
const TRIES = 3;
const TIMEOUT_MS = 5000;
/** Where the test writes: a seat and a key that no request has. */
const TRIAL_SEAT = 'check';
const TRIAL_PLACE = 0.5;

/**
 * @typedef {{name: 'line'|'clock'|'storage'|'screen'|'sleep', says: string, args?: Record<string, any>,
 *   go: boolean|null}} Finding `go`: null is advice
 */

/** @returns {Promise<Finding[]>} */
export async function checkTablet() {
  const line = await checkLine();
  return [
    line.finding,
    ...(line.offsetS === null ? [] : [checkClock(line.offsetS)]),
    await checkStorage(),
    checkScreen(),
    await checkSleep(),
  ];
}

async function checkLine() {
  const times = [];
  /** @type {number|null} */
  let offsetS = null;
  try {
    for (let n = 0; n < TRIES; n += 1) {
      const sent = ServerClock.local();
      const answer = await within(TIMEOUT_MS, () => fetch(`/health/live?${sent}`, { cache: 'no-store' }));
      if (!answer.ok) throw new Error(String(answer.status));
      times.push(ServerClock.local() - sent);
      const date = Date.parse(answer.headers.get('date') ?? '');
      // The header has whole seconds: on average half a second has passed since.
      if (!Number.isNaN(date)) offsetS = Math.round((Date.now() - date - 500) / 1000);
    }
  } catch {
    return { finding: /** @type {Finding} */ ({ name: 'line', says: 'check-line-off', go: false }), offsetS };
  }
  times.sort((a, b) => a - b);
  const ms = Math.round(times[Math.floor(TRIES / 2)]);
  return {
    finding: /** @type {Finding} */ ({
      name: 'line',
      says: ms < SLOW_MS ? 'check-line-ok' : 'check-line-slow',
      args: { ms },
      go: ms < SLOW_MS,
    }),
    offsetS,
  };
}

/** @param {number} offsetS @returns {Finding} */
function checkClock(offsetS) {
  const seconds = Math.abs(offsetS);
  return {
    name: 'clock',
    says: seconds <= FAR_S ? 'check-clock-ok' : 'check-clock-far',
    args: { seconds },
    go: seconds <= FAR_S,
  };
}

/** Writes as the outbox does, and reads it back. @returns {Promise<Finding>} */
async function checkStorage() {
  try {
    if (!onDevice.works() || !(await roundTrip())) throw new Error('not kept');
    const room = await roomLeft();
    if (room < ROOM_LOW_BYTES) return { name: 'storage', says: 'check-storage-low', go: false };
    return { name: 'storage', says: 'check-storage-ok', go: true };
  } catch {
    return { name: 'storage', says: 'check-storage-off', go: false };
  }
}

/** In the outbox's own store, under a seat that nobody has. @returns {Promise<boolean>} */
async function roundTrip() {
  const store = new Store();
  const id = String(Math.random());
  await store.put({ seq: TRIAL_PLACE, seat: TRIAL_SEAT, id, command: {}, made: Date.now(), state: 'saved' });
  const same = (await store.all(TRIAL_SEAT)).some((entry) => entry.id === id);
  await store.remove(TRIAL_PLACE);
  return same;
}

/** As the browser reports it; where it does not, there is room. */
async function roomLeft() {
  try {
    return await within(TIMEOUT_MS, async () => {
      // Where the browser lets a page ask, what is kept is not thrown away when room is short.
      await navigator.storage?.persist?.();
      const estimate = await navigator.storage?.estimate?.();
      return estimate?.quota === undefined ? Infinity : estimate.quota - (estimate.usage ?? 0);
    });
  } catch {
    return Infinity;
  }
}

/** @returns {Finding} */
function checkScreen() {
  const go = innerWidth >= NARROW_PX && innerHeight >= 480;
  return { name: 'screen', says: go ? 'check-screen-ok' : 'check-screen-small', go: go ? true : null };
}

/**
 * A wake lock needs HTTPS; elsewhere a silent video keeps the screen on, or people change a setting themselves.
 * @returns {Promise<Finding>}
 */
async function checkSleep() {
  const by = await tryStayingOn();
  if (by === 'lock') return { name: 'sleep', says: 'check-sleep-awake', go: true };
  return by === 'film'
    ? { name: 'sleep', says: 'check-sleep-film', go: true }
    : { name: 'sleep', says: 'check-sleep-hint', go: null };
}
