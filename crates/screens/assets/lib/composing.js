// Whether a key belongs to a word that is being composed (Chinese, Japanese, many on-screen keyboards): then no
// screen acts on it.

/** In every browser this code means that the input method handles the key. */
const TAKEN_BY_KEYBOARD = 229;
/** Safari ends the composition just before it sends the key that ended it. */
const JUST_ENDED_MS = 100;
/** Android ends a composition before it sends a separate key: that key is meant for the page. */
const ENDS_BEFORE_KEY = /Android/.test(navigator.userAgent);

let composes = false;
/** @type {number|null} */
let endedAt = null;
/** A composing Enter is held down: it sends no form. */
let enterHeld = false;

/** @param {KeyboardEvent} event */
export function isComposing(event) {
  if (event.isComposing || composes || event.keyCode === TAKEN_BY_KEYBOARD) return true;
  return !ENDS_BEFORE_KEY && endedAt !== null && event.timeStamp - endedAt < JUST_ENDED_MS;
}

addEventListener(
  'compositionstart',
  () => {
    composes = true;
  },
  true,
);
addEventListener(
  'compositionend',
  (event) => {
    composes = false;
    endedAt = event.timeStamp;
  },
  true,
);
addEventListener(
  'blur',
  () => {
    composes = false;
  },
  true,
);
addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Enter' || !isComposing(event)) return;
    enterHeld = true;
    // In a field of one line Enter sends the form by itself.
    if (event.target instanceof HTMLInputElement) event.preventDefault();
  },
  true,
);
addEventListener(
  'keyup',
  () => {
    enterHeld = false;
    endedAt = null;
  },
  true,
);
addEventListener(
  'pointerdown',
  () => {
    enterHeld = false;
  },
  true,
);
addEventListener(
  'submit',
  (event) => {
    if (!enterHeld) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
