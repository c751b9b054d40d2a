// Which seat this page is (its path), and the token that this browser keeps for it.

const PREFIX = 'burgertop.token:';

/** The seat of the page that is open: "/table/7". */
export function seatPath() {
  return location.pathname.replace(/\/+$/, '') || '/';
}

/** @param {string} path @returns {string|null} */
export function tokenOf(path) {
  return read(PREFIX + path);
}

/** @param {string} path @param {string} token */
export function keepToken(path, token) {
  localStorage.setItem(PREFIX + path, token);
}

/** @param {string} path */
export function forgetToken(path) {
  localStorage.removeItem(PREFIX + path);
}

/** The seats for which this browser still holds a token that has not run out. @returns {string[]} */
export function knownSeats() {
  const seats = [];
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (key?.startsWith(PREFIX) && !hasExpired(read(key))) seats.push(key.slice(PREFIX.length));
    }
  } catch { /* storage is blocked: no seats are known */ }
  return seats.sort();
}

/**
 * Under this name drafts and requests are kept: the seat within its summit, so that a tablet that
 * is table 7 again at the next summit does not hand in what it held from the last one.
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

/** What a token says of itself; only the server can tell whether it is true. @param {string|null} token @returns {Record<string, any>} */
function claims(token) {
  try {
    const part = (token ?? '').split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    return JSON.parse(atob(part));
  } catch {
    return {};
  }
}

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
