// What people call a seat: "Tafel 7", "Deelnemer 81", "Gast 3", "Themateam 2"; never the server's own name for it.

import { t } from './i18n.js';

/** The first badge of a guest, who joined with the code of the hall: people count their guests from 1. */
export const FIRST_GUEST = 1_000_000;

/** The role that sits on a staff seat, by the first word of its name. @type {Record<string, string>} */
const ROLES = { control: 'facilitator', desk: 'theme_team', operator: 'operator', wall: 'projector' };

/** @param {string|number} badge */
export function badgeName(badge) {
  const guest = Number(badge) - FIRST_GUEST + 1;
  return guest > 0 ? t('guest-name', { number: guest }) : t('phone-name', { badge: String(badge) });
}

/** @param {string} wall its name in the programme; `main` unless there are several */
export function wallName(wall) {
  return wall === 'main' ? t('staff-main-wall') : t('staff-name', { role: t('role-projector'), number: wall });
}

/** @param {string} seat `table/7`, `badge/81`, `staff/desk-2`, `staff/wall-main`, `system` */
export function seatName(seat) {
  const [kind, id = ''] = seat.split('/');
  if (kind === 'table') return t('table-name', { table: id });
  if (kind === 'badge') return badgeName(id);
  const [, name, number] = /^([a-z]+)-(.+)$/.exec(id) ?? [];
  const role = ROLES[name];
  if (name === 'wall') return wallName(number);
  return role ? t('staff-name', { role: t(`role-${role}`), number }) : id || t('staff-computer');
}
