// What people changed in themes, newest first, with undo.

import { html, nothing } from '../../vendor/lit.js';
import { clockTime, t } from '../../lib/i18n.js';
import { seatName } from '../../lib/seat-name.js';

/** How many steps are listed: people remember no further back. */
const LISTED = 12;

/** @param {import('./desk.js').Desk} host */
export function history(host) {
  const steps = host
    .list('desk', 'step')
    .sort(([a], [b]) => Number(b) - Number(a))
    .slice(0, LISTED);
  const last = steps.find(([, step]) => step.undoable);
  return html`<details class="panel history">
    <summary class="panel__title">${t('history-title')}</summary>
    ${
      steps.length
        ? html`<ol class="plain history__steps">
            ${steps.map(
              ([offset, step]) =>
                html`<li class="history__step">
                  <span
                    >${clockTime(step.at)}
                    ${t(`step-${step.does}`, { label: step.label ?? t('theme-none'), ideas: step.ideas })}
                    <span class="hint">${seatName(step.by)}</span></span
                  >
                  ${
                    step.undoable
                      ? html`<button class="button button--small" @click=${() => undo(host, offset)}>
                          ${t('step-undo')}
                        </button>`
                      : nothing
                  }
                </li>`,
            )}
          </ol>`
        : html`<p class="hint">${t('history-none')}</p>`
    }
    ${last ? html`<p class="hint">${t('history-hint')}</p>` : nothing}
  </details>`;
}

/** @param {import('./desk.js').Desk} host @param {string} offset */
function undo(host, offset) {
  return host.send({ theme: { undo: { step: Number(offset) } } });
}
