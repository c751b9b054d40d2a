// Keeps the screen on while people look at it: by the browser's wake lock, or without one (plain http) by a
// silent video.

import { within } from './within.js';

/** A browser that does not answer within this time gives no lock. */
const ASK_MS = 3000;
/** How long after a lock was refused, or revoked on a visible page, it is requested again. */
const AGAIN_MS = 20_000;
const FILM = '/assets/media/awake.mp4';
/** The video seeks back before its end: a looping one does not keep every browser awake. */
const BACK_S = 2;

let wanted = false;
/** @type {any} */
let lock = null;
/** One request at a time: callers meanwhile wait for it. @type {Promise<void>|null} */
let asking = null;
/** @type {HTMLVideoElement|null} */
let film = null;

/** What keeps this screen on now. @returns {'lock'|'film'|null} */
export function keptOnBy() {
  if (lock && !lock.released) return 'lock';
  return film && !film.paused && film.readyState >= 2 ? 'film' : null;
}

/** @param {boolean} on whether the screen is to stay on while the page is seen */
export function stayOn(on) {
  if (on === wanted) return;
  wanted = on;
  if (on) renew();
  else letGo();
}

/** Requests it again, and returns what keeps the screen on. */
export async function tryStayingOn() {
  wanted = true;
  await renew();
  return keptOnBy();
}

/**
 * A lock ends whenever the page is hidden: it is requested again each time the page becomes visible.
 * @returns {Promise<void>}
 */
function renew() {
  if (!wanted || document.hidden) return Promise.resolve();
  if (!asking) {
    asking = askLock()
      .then((given) => (given ? undefined : play()))
      .then(() => {
        asking = null;
      });
  }
  return asking;
}

async function askLock() {
  try {
    const { wakeLock } = /** @type {any} */ (navigator);
    if (!wakeLock) return false;
    const before = lock;
    const taken = await within(ASK_MS, () => wakeLock.request('screen'));
    if (taken === before) return true;
    lock = taken;
    taken.addEventListener?.('release', () => {
      if (lock === taken) lock = null;
    });
    if (before && !before.released) before.release().catch(() => {});
    if (!wanted) letGo();
    if (film) film.pause();
    return true;
  } catch {
    // not allowed, or not now: the battery is low
    return false;
  }
}

async function play() {
  try {
    film = film ?? (await makeFilm());
    await within(ASK_MS, () => /** @type {HTMLVideoElement} */ (film).play());
  } catch {
    /* it waits for the first touch of the screen */
  }
}

async function makeFilm() {
  const bytes = new Uint8Array(await (await fetch(FILM)).arrayBuffer());
  const video = document.createElement('video');
  // Muted it starts by itself; the first touch turns on the sound, in which there is nothing to hear.
  video.muted = true;
  video.setAttribute('muted', '');
  video.setAttribute('playsinline', '');
  video.setAttribute('disableremoteplayback', '');
  video.setAttribute('aria-hidden', 'true');
  video.tabIndex = -1;
  video.className = 'awake';
  // As large as the page, for browsers ignore small ones; behind everything, and invisible.
  Object.assign(video.style, {
    position: 'fixed',
    top: '0',
    left: '0',
    width: '100%',
    height: '100%',
    opacity: '0',
    zIndex: '-1',
    pointerEvents: 'none',
  });
  video.addEventListener('timeupdate', () => {
    if (video.currentTime > BACK_S) video.currentTime = 0;
  });
  video.addEventListener('ended', () => {
    renew();
  });
  video.src = `data:video/mp4;base64,${btoa(String.fromCharCode(...bytes))}`;
  document.body.append(video);
  return video;
}

function letGo() {
  if (lock && !lock.released) lock.release().catch(() => {});
  lock = null;
  if (film) film.pause();
}

/** Sound, and in some browsers any video, needs a touch first. */
function touched() {
  const by = keptOnBy();
  if (!wanted || by === 'lock' || (by === 'film' && !film?.muted)) return;
  if (film) film.muted = false;
  renew();
}

document.addEventListener('visibilitychange', () => {
  renew();
});
addEventListener('pageshow', () => {
  renew();
});
for (const kind of ['pointerup', 'keydown']) addEventListener(kind, touched, { passive: true });
setInterval(() => {
  if (!keptOnBy()) renew();
}, AGAIN_MS);
