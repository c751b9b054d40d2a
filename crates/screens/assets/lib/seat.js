// Which seat this page is (its path), and the token for it: kept on the device, or else for as long as the tab is open.

import { inTab, onDevice } from './storage.js';

const PREFIX = 'burgertop.token:';
/** Under this name a token travels with the tab to the next page, where the browser stores nothing at all. */
const HANDED = 'burgertop.handed:';

/**
 * Tokens handed over by the page before, in a browser that stores nothing; the tab's history keeps them for a reload.
 * @type {Record<string, string>}
 */
const handed = takeHanded();

/** The seat of the page that is open: "/table/7". */
export function seatPath() {
  return location.pathname.replace(/\/+$/, '') || '/';
}

/** @param {string} path @returns {string|null} */
export function tokenOf(path) {
  return onDevice.get(PREFIX + path) || inTab.get(PREFIX + path) || handed[path] || null;
}

/** Whether this browser can keep a token on the device. */
export function canKeepTokens() {
  return onDevice.works();
}

/** Whether the token of this seat is gone once the tab is closed. @param {string} path */
export function isOfThisTab(path) {
  return tokenOf(path) !== null && onDevice.get(PREFIX + path) === null;
}

/**
 * Stores a token wherever this browser can; open the page of the seat next, in this tab.
 * @param {string} path
 * @param {string} token
 */
export function keepToken(path, token) {
  if (onDevice.set(PREFIX + path, token)) return;
  if (inTab.set(PREFIX + path, token)) return;
  handed[path] = token;
  window.name = HANDED + JSON.stringify(handed);
}

/** @param {string} path */
export function forgetToken(path) {
  onDevice.remove(PREFIX + path);
  inTab.remove(PREFIX + path);
  delete handed[path];
}

/** The seats for which this browser still holds a token that has not run out. @returns {string[]} */
export function knownSeats() {
  const keys = [...onDevice.keys(PREFIX), ...inTab.keys(PREFIX)].map((key) => key.slice(PREFIX.length));
  const paths = new Set([...keys, ...Object.keys(handed)]);
  return [...paths].filter((path) => !hasExpired(tokenOf(path))).sort();
}

/**
 * The key of drafts and requests: the seat within its summit, so that a tablet that is table 7 again at the next summit
 * does not hand in what it stored at the last one.
 * @param {string} path @param {string|null} token
 */
export function seatKey(path, token) {
  return `${claims(token).summit ?? ''}${path}`;
}

/** Which summit a token is for. @param {string|null} token @returns {string} */
export function summitOf(token) {
  return claims(token).summit ?? '';
}

/** @param {string|null} token */
function hasExpired(token) {
  const { exp } = claims(token);
  return !token || (typeof exp === 'number' && exp * 1000 < Date.now());
}

/**
 * The claims of a token, unverified: only the server can verify them.
 * @param {string|null} token
 * @returns {Record<string, any>}
 */
function claims(token) {
  try {
    const part = (token ?? '').split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    return JSON.parse(atob(part));
  } catch {
    return {};
  }
}

/** @returns {Record<string, string>} */
function takeHanded() {
  try {
    if (window.name.startsWith(HANDED)) {
      const seats = JSON.parse(window.name.slice(HANDED.length));
      // Pages of others that are opened in this tab later must not read it.
      window.name = '';
      history.replaceState({ ...history.state, seats }, '');
      return seats;
    }
    return history.state?.seats ?? {};
  } catch {
    return {};
  }
}
