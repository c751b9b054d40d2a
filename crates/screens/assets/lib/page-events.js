// Events of the page, for what also runs where there is no page.

/** @typedef {Record<string, (event: Event) => void>} Listeners by the name of the event */

/**
 * Listens to events of the window and of the document; in a program without a page it does nothing.
 * @param {Listeners} ofWindow @param {Listeners} ofDocument @returns {() => void} how to stop listening
 */
export function onPage(ofWindow, ofDocument) {
  if (typeof document === 'undefined') return () => {};
  for (const [name, listener] of Object.entries(ofWindow)) addEventListener(name, listener);
  for (const [name, listener] of Object.entries(ofDocument)) document.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(ofWindow)) removeEventListener(name, listener);
    for (const [name, listener] of Object.entries(ofDocument)) document.removeEventListener(name, listener);
  };
}
