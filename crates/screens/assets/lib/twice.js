// A double tap is one press: the second never reaches what the first brought into its place, and never undoes the
// first.

/** Two presses on one button within this time are one press. */
const SAME_MS = 400;
/** So near in place and time, a press on another button was meant for the one before. */
const NEAR_MS = 350;
const NEAR_PX = 24;

/** @type {{button: Element, at: number, x: number, y: number}|null} */
let last = null;

/**
 * A form that was sent, and when; the same is sent again only by a press of its own.
 * @type {{form: EventTarget|null, at: number}|null}
 */
let sent = null;

/** On every screen: a form is not sent twice by a double tap, or by Enter that is pressed twice. */
export function sendFormsOnce() {
  addEventListener(
    'submit',
    (event) => {
      if (sent && sent.form === event.target && event.timeStamp - sent.at < SAME_MS) {
        event.preventDefault();
        event.stopImmediatePropagation();
      } else {
        sent = { form: event.target, at: event.timeStamp };
      }
    },
    true,
  );
  addEventListener(
    'input',
    () => {
      sent = null;
    },
    true,
  );
}

/**
 * From now on, on this page.
 * @param {{same?: boolean}} [how] `same`: also on one button; not where a button waits for its own answer
 */
export function takeDoubleTapsAsOne({ same = true } = {}) {
  addEventListener(
    'click',
    (event) => {
      const button = event.target instanceof Element ? event.target.closest('button, a.button, summary') : null;
      if (!button) return;
      const press = { button, at: event.timeStamp, x: event.clientX, y: event.clientY };
      if (last && isSecond(last, press, same, event.detail > 0)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      } else {
        last = press;
      }
    },
    true,
  );
  // Who typed in between presses anew.
  addEventListener(
    'input',
    () => {
      last = null;
    },
    true,
  );
}

/**
 * @param {NonNullable<typeof last>} first @param {NonNullable<typeof last>} next @param {boolean} same
 * @param {boolean} hasPlace what a keyboard presses has none
 */
function isSecond(first, next, same, hasPlace) {
  const passed = next.at - first.at;
  if (first.button === next.button) return same && passed < SAME_MS;
  return hasPlace && passed < NEAR_MS && Math.hypot(next.x - first.x, next.y - first.y) < NEAR_PX;
}
