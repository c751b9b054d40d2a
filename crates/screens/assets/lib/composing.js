// Whether a key belongs to a word that is being composed (Chinese, Japanese, many keyboards on glass): then no screen
// takes it.

/** This code says, in every browser, that the keyboard took the key for itself. */
const TAKEN_BY_KEYBOARD = 229;
/** Safari ends the composition just before it tells of the key that ended it. */
const JUST_ENDED_MS = 100;
/** Keyboards on Android end a composition before they send a key of its own: there the key after the end is meant. */
const ENDS_BEFORE_KEY = /Android/.test(navigator.userAgent);

let composes = false;
/** @type {number|null} */
let endedAt = null;
/** Between the press of a composing Enter and its release, a form is not sent by it. */
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
