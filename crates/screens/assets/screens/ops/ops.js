// The operator's screen: the state of the server, what to print, the record to download, and which devices hold a seat.

import { html, nothing } from '../../vendor/lit.js';
import { clockTime, t } from '../../lib/i18n.js';
import { keepToken } from '../../lib/seat.js';
import { wrongClocks } from '../../parts/clocks.js';
import '../../parts/device-list.js';
import { Screen } from '../../parts/screen.js';
import { ExportPanel } from './export-panel.js';
import { LinksPanel } from './links-panel.js';

export class Ops extends Screen {
  links = new LinksPanel(this);
  exports = new ExportPanel(this);

  get watch() {
    return ['room', 'control', 'presence', 'health'];
  }

  get heading() {
    return t('ops-name');
  }

  body() {
    if (this.connection?.denied.get('health')) {
      return html`${this.topBar(this.heading)}
        <main class="ops" id="main">
          <h1>${this.heading}</h1>
          <p class="lead">${t('refusal-access-denied')}</p>
        </main>`;
    }
    return html` ${this.topBar(this.heading)}
      <main class="ops" id="main">
        <h1 class="visually-hidden">${this.heading}</h1>
        <div class="ops__alerts">${this.#blocked()}${this.problemBar()}</div>
        <div class="ops__side">${this.#health()} ${this.#go()} ${this.links.render()} ${this.exports.render()}</div>
        <burgertop-device-list .screen=${this}></burgertop-device-list>
      </main>`;
  }

  /** Why nothing can be saved, also in the words of the store, for the person who repairs it. */
  #blocked() {
    const saving = this.doc('health', 'journal')?.saving;
    if (!saving || saving.possible) return nothing;
    return html`<div class="problem" role="alert">
      <p>${t('ops-blocked', { time: clockTime(saving.since, true) })} ${t(`health-why-${saving.why}`)}</p>
      <p><small lang="en" dir="ltr">${saving.sentence}</small></p>
    </div>`;
  }

  #health() {
    const disk = this.doc('health', 'disk');
    const journal = this.doc('health', 'journal');
    const saving = journal?.saving;
    const texts = this.doc('health', 'texts');
    const node = this.doc('health', 'node');
    const encoder = this.doc('health', 'encoder');
    const nodes = this.doc('health', 'nodes');
    const redis = this.doc('health', 'redis');
    const start = this.doc('health', 'start');
    const clock = this.doc('health', 'clock');
    const tray = this.doc('health', 'tray');
    const tables = this.list('control', 'table');
    const online = this.list('presence', 'table').filter(([, table]) => table.online).length;
    const stale = this.connection?.shownStaleSince ?? null;
    return html`<section class="panel" aria-labelledby="health-title">
      <h2 class="panel__title" id="health-title">${t('ops-health')}</h2>
      <dl class="figures">
        ${figure(
          t('ops-line'),
          stale === null ? t('status-live') : t('status-stale', { time: clockTime(stale, true) }),
          stale === null ? 'ok' : 'bad',
        )}
        ${figure(
          t('ops-disk'),
          disk?.free_bytes ? t('ops-disk-free', { gigabytes: Number((disk.free_bytes / 1e9).toFixed(1)) }) : '–',
          disk ? (disk.state === 'ok' ? 'ok' : 'bad') : '',
        )}
        ${figure(t('ops-journal'), journal ? storage(journal) : '–', journal ? (journal.durable ? 'ok' : 'bad') : '')}
        ${
          saving?.last?.at
            ? figure(
                t('ops-last-save'),
                t('ops-last-save-at', { time: clockTime(saving.last.at, true), offset: String(saving.last.offset) }),
              )
            : nothing
        }
        ${texts ? figure(t('ops-texts'), t('ops-texts-damaged', { count: texts.damaged }), 'bad') : nothing}
        ${start ? figure(t('ops-start'), t('ops-start-losses', { count: start.losses }), 'bad') : nothing}
        ${redis ? figure(t('ops-redis'), t('ops-redis-warnings', { count: redis.warnings }), 'low') : nothing}
        ${tray ? figure(t('ops-tray'), tray.count, 'bad') : nothing}
        ${
          clock?.skew_ms !== undefined
            ? figure(t('ops-clock'), t('ops-clock-apart', { seconds: (clock.skew_ms / 1e3).toFixed(1) }), 'bad')
            : nothing
        }
        ${wrongClocks(this).map((text) => figure(t('ops-clock'), text, 'low'))}
        ${nodes ? figure(t('ops-nodes'), nodes.count, 'ok') : nothing}
        ${figure(
          t('ops-encoder'),
          encoder ? t(encoder.state === 'ok' ? `ops-encoder-${encoder.asked}` : 'ops-encoder-away') : '–',
          encoder ? (encoder.state === 'ok' ? 'ok' : 'low') : '',
        )}
        ${figure(t('ops-connections'), node?.connections ?? '–')}
        ${figure(
          t('ops-tables'),
          t('ops-of', { count: online, of: tables.length }),
          tables.length && online < tables.length ? 'low' : 'ok',
        )}
        ${figure(t('ops-phones'), this.doc('presence', 'phones')?.online ?? 0)}
        ${figure(t('ops-staff'), this.doc('presence', 'staff')?.online ?? 0)}
        ${figure(t('ops-started'), clockTime(node?.started_at) || '–')}
      </dl>
    </section>`;
  }

  #go() {
    return html`<nav class="panel" aria-labelledby="go-title">
      <h2 class="panel__title" id="go-title">${t('ops-go')}</h2>
      <ul class="plain ops__links">
        <li><a class="button button--wide" href="/print">${t('ops-print')}</a></li>
        <li>
          <a class="button button--wide" href="/control" @click=${() => this.token && keepToken('/control', this.token)}
            >${t('ops-control')}</a
          >
        </li>
      </ul>
    </nav>`;
  }
}

/**
 * Whether something can be saved now, and if so in how many places.
 * @param {import('../../lib/types.js').JournalHealth} journal
 */
function storage({ saving, single_copy: alone }) {
  if (saving && !saving.possible) return t('ops-journal-blocked');
  return t(alone ? 'ops-journal-alone' : 'ops-journal-durable');
}

/**
 * @param {string} name
 * @param {string|number} value
 * @param {string} [kind] ok, low or bad, with a sign for people who do not see colour
 */
function figure(name, value, kind = '') {
  const sign = { ok: '✓', low: '!', bad: '✕' }[kind];
  return html`<div class="figures__figure figures__figure--${kind || 'plain'}">
    <dt>${name}</dt>
    <dd>${sign ? html`<span class="figures__sign" aria-hidden="true">${sign}</span> ` : nothing}${value}</dd>
  </div>`;
}

customElements.define('burgertop-ops', Ops);
