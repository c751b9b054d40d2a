// Requests a seat with a code, and names every failure.

import { language } from './i18n.js';
import { knownSeats, tokenOf } from './seat.js';
import { TooLate, within } from './within.js';

const TIMEOUT_MS = 10_000;
/** The most tokens that the server reads. */
const HELD_MAX = 16;

/**
 * @typedef {{screen: string, token: string}} Joined
 * @typedef {{code: string, message?: string, screen?: string}} Refused
 *   `screen`: of the seat that this device holds already
 */

/**
 * @param {string} code
 * @param {{takeOver: boolean, newSeat: boolean}} how `newSeat`: whatever seats this device holds
 * @returns {Promise<{joined: Joined}|{refused: Refused}>}
 */
export async function askSeat(code, { takeOver, newSeat }) {
  const holds = newSeat
    ? []
    : knownSeats()
        .map((path) => tokenOf(path))
        .slice(-HELD_MAX);
  try {
    return await within(TIMEOUT_MS, async () => {
      const answer = await fetch('/api/v1/join', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Language': language() },
        body: JSON.stringify({ code, take_over: takeOver, ...(holds.length ? { holds } : {}) }),
      });
      return read(answer.ok, answer.status, await answer.json().catch(() => null));
    });
  } catch (fault) {
    return { refused: { code: fault instanceof TooLate ? 'local.slow' : 'local.unreachable' } };
  }
}

/**
 * @param {boolean} ok
 * @param {number} status
 * @param {any} body null if it is no JSON
 * @returns {{joined: Joined}|{refused: Refused}}
 */
function read(ok, status, body) {
  if (ok && body && typeof body.token === 'string' && typeof body.screen === 'string') return { joined: body };
  if (!ok && body && typeof body.code === 'string') {
    return { refused: { code: body.code, message: body.detail, screen: body.screen } };
  }
  // Something between here and the server answered: a proxy without its server, or the page of a Wi-Fi that wants a
  // login.
  return { refused: { code: status >= 500 ? 'local.server_down' : 'local.not_ours' } };
}
