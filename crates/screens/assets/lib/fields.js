// What a person typed or chose, read from the event of the field.

/** @param {Event} event of an input, a select or a text area @returns {string} */
export function valueOf(event) {
  return /** @type {HTMLInputElement} */ (event.target).value;
}

/** @param {Event} event of a checkbox @returns {boolean} */
export function isChecked(event) {
  return /** @type {HTMLInputElement} */ (event.target).checked;
}
