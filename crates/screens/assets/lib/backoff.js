// When to come back after a drop: exponential with full jitter, so that a hall does not return all at once.

const BASE_MS = 500;
const CAP_MS = 10_000;

/**
 * After these close codes a client does not come back by itself, and why.
 * @type {Record<number, 'join'|'version'|'closed'>}
 */
const FINAL = { 4501: 'join', 4502: 'join', 4503: 'join', 4504: 'version', 4505: 'closed' };

/**
 * Every code of this range is final, also one that this page does not know yet, unless the server says when to come
 * back.
 */
const FINAL_FROM = 4500;
const FINAL_BELOW = 4600;

/** These codes say that what was sent last was at fault. */
const OWN_FAULT = [1002, 1003, 1007, 1009];

/** @param {number} attempt 0 for the first */
export function retryDelay(attempt) {
  return Math.random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 10));
}

/** @param {number} code @param {number|null} [retryMs] what the server said */
export function finalReason(code, retryMs = null) {
  return FINAL[code] ?? (code >= FINAL_FROM && code < FINAL_BELOW && retryMs === null ? 'version' : null);
}

/** @param {number} code */
export function isOwnFault(code) {
  return OWN_FAULT.includes(code);
}
