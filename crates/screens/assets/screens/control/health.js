// Alarms about the server: nothing can be saved, a full disk, a journal with a single copy, a wrong clock, answers that
// are not in the log any more, a backup that is not written.

import { html, nothing } from '../../vendor/lit.js';
import { clockTime, t } from '../../lib/i18n.js';
import { wrongClocks } from '../../parts/clocks.js';

/** @param {import('./control.js').Control} host */
export function health(host) {
  const disk = host.doc('health', 'disk');
  const journal = host.doc('health', 'journal');
  const backup = host.doc('health', 'backup');
  const alarms = [];
  const saving = journal?.saving;
  if (saving && !saving.possible)
    alarms.push(`${t('health-blocked', { time: clockTime(saving.since, true) })} ${t(`health-why-${saving.why}`)}`);
  const texts = host.doc('health', 'texts');
  if (texts) alarms.push(t('health-texts', { count: texts.damaged }));
  if (disk && disk.state !== 'ok' && saving?.why !== 'full') alarms.push(t(`health-disk-${disk.state}`));
  const held = host.doc('health', 'held');
  if (held) alarms.push(t('health-held', { time: clockTime(held.until, true) }));
  if (journal?.single_copy) alarms.push(t('health-not-durable'));
  const clock = host.doc('health', 'clock');
  if (clock?.skew_ms !== undefined) alarms.push(t('health-clock'));
  for (const text of wrongClocks(host)) alarms.push(text);
  const tray = host.doc('health', 'tray');
  if (tray) alarms.push(t('health-tray', { count: tray.count }));
  if (backup && backup.state !== 'ok') alarms.push(t('health-backup-away'));
  return alarms.length
    ? html`<div class="problem" role="alert">${alarms.map((alarm) => html`<p>${alarm}</p>`)}</div>`
    : nothing;
}
