// When what runs now ends: the phase of a round where there is one, else the agenda item.

/** @typedef {import('./types.js').CurrentItem} CurrentItem */
/** @typedef {import('./types.js').Round} Round */

/**
 * @param {CurrentItem|undefined} item @param {Round|undefined} round
 * @returns {{endsAt: number|null, remainingMs: number|null}} `remainingMs`: what is left while it is paused
 */
export function deadlineOf(item, round) {
  if (item?.state === 'paused') return { endsAt: null, remainingMs: item.remaining_ms };
  return { endsAt: round?.grace_until ?? round?.ends_at ?? item?.ends_at ?? null, remainingMs: null };
}
