// What a tablet and a phone show is chosen by the kind of the agenda item: one row and one file a kind.

import { feedback } from './feedback.js';
import { instructions } from './instructions.js';
import { round } from './round.js';

/** @typedef {import('../seat-screen.js').SeatScreen} SeatScreen */
/** @typedef {import('../table.js').Table} Table */
/** @typedef {import('../phone.js').Phone} Phone */

/**
 * What people do at their seats in one kind of agenda item.
 * @typedef {object} SeatPart
 * @property {(table: Table) => unknown} table in the main column of a tablet
 * @property {(phone: Phone) => unknown} phone below the question on a phone
 * @property {(seat: SeatScreen, device: 'table'|'phone') => string} draft the draft whose form is shown, '' for none
 * @property {(phone: Phone) => boolean} keepsPhoneOn there is something to do on the phone
 */

/**
 * A kind that people act in on their screens has a part of its own. In the others they listen, or act in the hall or on
 * paper, and the screen says so.
 * @type {Record<string, SeatPart>}
 */
const PARTS = {
  round,
  choice: instructions,
  draft: instructions,
  gallery: instructions,
  ballot: instructions,
  closing: feedback,
};

/** @param {import('../../lib/types.js').CurrentItem|undefined} item @returns {SeatPart} */
export function partOf(item) {
  return PARTS[item?.kind ?? ''] ?? instructions;
}
