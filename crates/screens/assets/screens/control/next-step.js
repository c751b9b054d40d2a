// The current item and the one big next step, which says what it will do; beside it time, pause, back and undo.

import { html, nothing } from '../../vendor/lit.js';
import { deadlineOf } from '../../lib/deadline.js';
import { t, tOr, titleOf } from '../../lib/i18n.js';
import { coverageMeter } from '../../parts/coverage.js';

/** @param {import('./control.js').Control} host */
export function nextStep(host) {
  const { item, round } = host;
  return html`<section class="panel now" tabindex="-1" aria-labelledby="now-title">
    <h2 class="panel__title" id="now-title">${t('now-title')}</h2>
    ${
      item
        ? html` <p class="now__item" dir="auto">${titleOf(item)}</p>
            <p class="now__state">
              ${t('day-part', { number: item.number, of: item.of })},
              ${round && item.state === 'running' ? t(`phase-${round.phase}`) : t(`state-${item.state}`)}
            </p>
            ${onPaper(item.kind, item.state !== 'done')}
            <p class="now__countdown">${countdown(host)}</p>
            ${progress(host)} ${covered(host)}`
        : html`<p class="now__item">${t(host.connection?.actor ? 'day-not-begun' : 'day-connecting')}</p>`
    }
    ${next(host)} ${roundSteps(host)} ${timeSteps(host)} ${undoStep(host)}
  </section>`;
}

/** The time left of the part that runs, of its phase if it is a round. @param {import('./control.js').Control} host */
export function countdown(host) {
  const { endsAt, remainingMs } = deadlineOf(host.item, host.round);
  return html`<burgertop-countdown
    .endsAt=${endsAt}
    .remainingMs=${remainingMs}
    .clock=${host.connection?.clock}
  ></burgertop-countdown>`;
}

/**
 * What the facilitator does in a part that does not happen on the screens.
 * @param {string} kind
 * @param {boolean} runs
 */
function onPaper(kind, runs) {
  const text = runs ? tOr(`do-control-${kind}`, '') : '';
  return text ? html`<p class="now__paper">${text}</p>` : nothing;
}

/** @param {import('./control.js').Control} host */
function progress(host) {
  const progress = host.doc('control', 'progress');
  if (!host.round || !progress) return nothing;
  return html`<div class="now__progress">
    <label for="tables-in">${t('progress-tables', { in: progress.tables_in, of: progress.tables })}</label>
    <progress id="tables-in" max=${progress.tables || 1} .value=${progress.tables_in}></progress>
    <p>${t('progress-ideas', { ideas: progress.ideas, words: progress.words })}</p>
  </div>`;
}

/**
 * Who is represented in the published themes, while themes are made and once some are published.
 * @param {import('./control.js').Control} host
 */
function covered(host) {
  const coverage = host.doc('control', 'coverage');
  if (host.item?.kind !== 'theming' && !coverage?.published) return nothing;
  return html`<h3 class="now__part">${t('coverage-title')}</h3>
    ${coverageMeter(coverage)}`;
}

/** The big button, what it will do, and what it asks. @param {import('./control.js').Control} host */
function next(host) {
  const step = host.next;
  if (!step) return nothing;
  const nothingLeft = step.does === 'nothing';
  const does = nothingLeft && step.phase === 'grace' ? 'grace' : step.does;
  const label = tOr(`next-${does}`, titleOf(step) || step.does, { title: titleOf(step) });
  const { waits } = host.guard;
  const why =
    step.does === 'start'
      ? `${tOr(`next-shows-${step.kind}`, t('next-shows'))} ${tOr(`do-control-${step.kind}`, '')}`
      : tOr(`next-why-${does}`, '');
  return html`<button
      class="button button--primary button--big"
      aria-describedby="next-why"
      aria-disabled=${String(nothingLeft || Boolean(waits))}
      @click=${() => host.goOn()}
    >
      ${label}
    </button>
    <p class="hint" id="next-why" role="status">${waits ? t(`step-${waits}`) : why}</p>
    ${host.asking === 'stop' ? question(host, t('next-stop-sure'), t('next-stop-yes'), () => host.stop()) : nothing}`;
}

/**
 * A question below the button that asks it; what was pressed keeps the focus.
 * @param {import('./control.js').Control} host
 * @param {string} text
 * @param {string} yes
 * @param {() => void} does
 */
function question(host, text, yes, does) {
  return html`<div class="sure" role="group" aria-labelledby="sure-text">
    <p id="sure-text" role="alert"><strong>${text}</strong></p>
    <div class="row">
      <button
        class="button button--danger"
        id="sure-yes"
        aria-disabled=${String(Boolean(host.guard.waits))}
        @click=${does}
      >
        ${yes}
      </button>
      <button class="button" @click=${() => host.ask('')}>${t('next-ask-no')}</button>
    </div>
  </div>`;
}

/**
 * What else can be done with a round: leave it without its hand-in, or close it before the grace is over.
 * @param {import('./control.js').Control} host
 */
function roundSteps(host) {
  const { next: step, round } = host;
  if (step?.skips_to) {
    const { does } = step.skips_to;
    const title = titleOf(step.skips_to);
    const asks = host.asking === 'skip';
    return html`<button
        class="button button--small now__skip"
        aria-expanded=${String(asks)}
        @click=${() => host.ask(asks ? '' : 'skip')}
      >
        ${t('next-skip')}
      </button>
      ${
        asks
          ? question(
              host,
              t('next-skip-sure'),
              does === 'start' ? t('next-skip-yes', { title }) : t('next-skip-finish'),
              () => host.skip(),
            )
          : nothing
      }`;
  }
  if (round?.phase === 'grace') {
    return html`<button
      class="button button--wide"
      aria-disabled=${String(Boolean(host.guard.waits))}
      @click=${() => host.take({ round: { close: { round: round.id, phase: 'grace' } } })}
    >
      ${t('round-close-now')}
    </button>`;
  }
  return nothing;
}

/** @param {import('./control.js').Control} host */
function timeSteps(host) {
  const { item } = host;
  const state = item?.state;
  const waits = Boolean(host.guard.waits);
  const timed = (state === 'running' || state === 'paused') && host.round?.phase !== 'grace';
  const paused = state === 'paused';
  const first = !item || item.number <= 1;
  /** @param {boolean} may @param {() => void} does */
  const only = (may, does) => () => {
    if (may) does();
  };
  /** @param {number} minutes */
  const extend = (minutes) => only(timed, () => host.more(minutes));
  // Disabled buttons would lose the focus, and the next key would then be one of the whole screen.
  return html`<div class="row row--even" role="group" aria-label=${t('time-label')}>
    <button class="button" aria-disabled=${String(!timed)} @click=${extend(1)}>${t('time-more', { count: 1 })}</button>
    <button class="button" aria-disabled=${String(!timed)} @click=${extend(5)}>${t('time-more', { count: 5 })}</button>
    <button
      class="button ${paused ? 'button--primary' : ''}"
      aria-disabled=${String(!timed || waits)}
      @click=${only(timed, () => host.take({ agenda: paused ? { resume: {} } : { pause: {} } }))}
    >
      ${t(paused ? 'time-resume' : 'time-pause')}
    </button>
    <button class="button" aria-disabled=${String(first || waits)} @click=${only(!first, () => host.back())}>
      ${t('step-back')}
    </button>
  </div>`;
}

/** @param {import('./control.js').Control} host */
function undoStep(host) {
  const undo = host.doc('control', 'undo');
  const what = undo ? tOr(`undo-${undo.does}`, t('undo-other'), { title: titleOf(undo) }) : '';
  return html`<button
    class="button button--wide"
    aria-disabled=${String(!undo || Boolean(host.guard.waits))}
    @click=${() => host.undo()}
  >
    ${undo ? t('undo-label', { what }) : t('undo-nothing')}
  </button>`;
}
