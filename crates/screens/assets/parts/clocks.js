// Warnings about clocks: the server's clock was set, or this device's differs from the server's.

import { t } from '../lib/i18n.js';

/** How far a device's own clock may be off before a warning. */
const DEVICE_MS = 60_000;

/** 7,200,000 -> "2 uur", 90,000 -> "2 minuten". @param {number} ms */
export function span(ms) {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes < 1) return t('span-seconds', { count: Math.round(Math.abs(ms) / 1000) });
  const hours = Math.floor(minutes / 60);
  const parts = [
    hours ? t('span-hours', { count: hours }) : '',
    minutes % 60 ? t('span-minutes', { count: minutes % 60 }) : '',
  ];
  return parts.filter(Boolean).join(' ');
}

/**
 * What the people who run the day should know about the clocks.
 * @param {import('./screen.js').Screen} host
 * @returns {string[]}
 */
export function wrongClocks(host) {
  const said = [];
  const ahead = host.doc('health', 'clock')?.ahead_ms;
  if (ahead) said.push(t(ahead > 0 ? 'clock-was-ahead' : 'clock-was-behind', { span: span(ahead) }));
  const apart = host.connection?.open ? Date.now() - host.now() : 0;
  if (Math.abs(apart) > DEVICE_MS)
    said.push(t(apart > 0 ? 'clock-server-behind' : 'clock-server-ahead', { span: span(apart) }));
  return said;
}
