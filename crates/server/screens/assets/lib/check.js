// Whether this tablet is fit for the day: its line, clock, storage and screen, each measured and none assumed.

import { ServerClock } from './clock.js';
import { timeLimit } from './time-limit.js';

/** An answer within this time feels at once (Miller, 1968: a second keeps the flow of thought). */
const SLOW_MS = 1000;
/** A clock further off than this has not been set; times on the screen come from the server, files do not. */
const FAR_S = 60;
const ROOM_LOW_BYTES = 20_000_000;
/** The narrowest screen on which the question and the ideas stand beside each other. */
const NARROW_PX = 760;
const TRIES = 3;
const TIMEOUT_MS = 5000;

/** @typedef {{name: 'line'|'clock'|'storage'|'screen'|'sleep', says: string, args?: Record<string, any>, go: boolean|null}} Finding go: null is advice */

/** @returns {Promise<Finding[]>} */
export async function checkTablet() {
  const line = await checkLine();
  return [line.finding, ...(line.offsetS === null ? [] : [checkClock(line.offsetS)]), await checkStorage(), checkScreen(), await checkSleep()];
}

async function checkLine() {
  const times = [];
  /** @type {number|null} */
  let offsetS = null;
  try {
    for (let n = 0; n < TRIES; n += 1) {
      const sent = ServerClock.local();
      const answer = await fetch(`/health/live?${sent}`, { cache: 'no-store', signal: timeLimit(TIMEOUT_MS) });
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
  return { finding: /** @type {Finding} */ ({ name: 'line', says: ms < SLOW_MS ? 'check-line-ok' : 'check-line-slow', args: { ms }, go: ms < SLOW_MS }), offsetS };
}

/** @param {number} offsetS @returns {Finding} */
function checkClock(offsetS) {
  const seconds = Math.abs(offsetS);
  return { name: 'clock', says: seconds <= FAR_S ? 'check-clock-ok' : 'check-clock-far', args: { seconds }, go: seconds <= FAR_S };
}

/** Writes as the outbox does, and reads it back. @returns {Promise<Finding>} */
async function checkStorage() {
  try {
    const mark = String(Math.random());
    localStorage.setItem('burgertop.check', mark);
    const same = localStorage.getItem('burgertop.check') === mark;
    localStorage.removeItem('burgertop.check');
    if (!same || !(await roundTrip(mark))) throw new Error('not kept');
    // Where the browser lets a page ask, what is kept is not thrown away when room is short.
    await navigator.storage?.persist?.();
    const estimate = await navigator.storage?.estimate?.();
    const room = estimate?.quota === undefined ? Infinity : estimate.quota - (estimate.usage ?? 0);
    if (room < ROOM_LOW_BYTES) return { name: 'storage', says: 'check-storage-low', go: false };
    return { name: 'storage', says: 'check-storage-ok', go: true };
  } catch {
    return { name: 'storage', says: 'check-storage-off', go: false };
  }
}

/** @param {string} mark @returns {Promise<boolean>} */
function roundTrip(mark) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('burgertop-check', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('marks');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const writing = database.transaction('marks', 'readwrite');
      writing.objectStore('marks').put(mark, 'mark');
      writing.onabort = writing.onerror = () => reject(writing.error);
      writing.oncomplete = () => {
        const reading = database.transaction('marks').objectStore('marks').get('mark');
        reading.onerror = () => reject(reading.error);
        reading.onsuccess = () => { database.close(); resolve(reading.result === mark); };
      };
    };
  });
}

/** @returns {Finding} */
function checkScreen() {
  const go = innerWidth >= NARROW_PX && innerHeight >= 480;
  return { name: 'screen', says: go ? 'check-screen-ok' : 'check-screen-small', go: go ? true : null };
}

/** @type {any} */
let awake = null;

/** Only over HTTPS may a page keep the screen on; elsewhere people must set it themselves. @returns {Promise<Finding>} */
async function checkSleep() {
  try {
    if ((!awake || awake.released) && 'wakeLock' in navigator) awake = await /** @type {any} */ (navigator).wakeLock.request('screen');
  } catch { /* not allowed: advice */ }
  return awake && !awake.released ? { name: 'sleep', says: 'check-sleep-awake', go: true } : { name: 'sleep', says: 'check-sleep-hint', go: null };
}
