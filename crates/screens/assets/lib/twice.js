// A double tap is one press: the second neither reaches what the first put in that place, nor undoes the first.

/** Two presses on one button within this time are one press. */
const SAME_MS = 400;
/** A press on another button this close in place and time was meant for the button before. */
const NEAR_MS = 350;
const NEAR_PX = 24;

/** @type {{button: Element, at: number, x: number, y: number}|null} */
let last = null;

/**
 * The form that was sent last, and when; sending it again takes a separate press.
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
  // After typing, a press is a new one.
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
