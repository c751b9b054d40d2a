// A timeout for what a browser may never answer.

/** The answer did not come in time. */
export class TooLate extends Error {}

/**
 * The result of `start`, or a failure if it throws or takes longer than this.
 * @template T @param {number} ms @param {() => T|Promise<T>} start @returns {Promise<T>}
 */
export function within(ms, start) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooLate(`nothing within ${ms} ms`)), ms);
    /** @param {(value: any) => void} settle */
    const end = (settle) => (/** @type {any} */ value) => {
      clearTimeout(timer);
      settle(value);
    };
    Promise.resolve().then(start).then(end(resolve), end(reject));
  });
}
