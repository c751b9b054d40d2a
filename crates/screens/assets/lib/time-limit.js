// A timeout for requests, also in browsers without AbortSignal.timeout (Safari before 16, Chrome before 103).

/** @param {number} ms @returns {AbortSignal} */
export function timeLimit(ms) {
  if (typeof AbortSignal.timeout === 'function') return AbortSignal.timeout(ms);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}
