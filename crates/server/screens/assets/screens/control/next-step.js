// What goes on now and the one big next step, which says what it will do; beside it time, pause, back and undo.

import { html, nothing } from '../../vendor/lit.js';
import { t, tOr, titleOf } from '../../lib/i18n.js';
import { coverageMeter } from '../../parts/coverage.js';

/** @param {import('./control.js').Control} host */
export function nextStep(host) {
  const { item, round } = host;
  return html`<section class="panel now" aria-labelledby="now-title">
    <h2 class="panel__title" id="now-title">${t('now-title')}</h2>
    ${item ? html`
      <p class="now__item" dir="auto">${titleOf(item)}</p>
      <p class="now__state">${t('day-part', { number: item.number, of: item.of })}, ${round && item.state === 'running' ? t(`phase-${round.phase}`) : t(`state-${item.state}`)}</p>
      <p class="now__countdown">${countdown(host)}</p>
      ${progress(host)}
      ${covered(host)}` : html`<p class="now__item">${t(host.connection?.actor ? 'day-not-begun' : 'day-connecting')}</p>`}
    ${next(host)}
    ${roundSteps(host)}
    ${timeSteps(host)}
    ${undoStep(host)}
  </section>`;
}

/** The time left of the part that runs, of its phase if it is a round. @param {import('./control.js').Control} host */
export function countdown(host) {
  const { item, round } = host;
  const paused = item?.state === 'paused';
  const endsAt = paused ? null : round?.phase === 'grace' ? round.grace_until ?? round.ends_at : round?.ends_at ?? item?.ends_at;
  return html`<burgertop-countdown .endsAt=${endsAt ?? null} .remainingMs=${paused ? item?.remaining_ms : null} .clock=${host.connection?.clock}></burgertop-countdown>`;
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

/** Whom the published themes represent, while themes are made and from when there are some. @param {import('./control.js').Control} host */
function covered(host) {
  const coverage = host.doc('control', 'coverage');
  if (host.item?.kind !== 'theming' && !coverage?.published) return nothing;
  return html`<h3 class="now__part">${t('coverage-title')}</h3>${coverageMeter(coverage)}`;
}

/** @param {import('./control.js').Control} host */
function next(host) {
  const step = host.doc('control', 'next');
  if (!step) return nothing;
  const nothingLeft = step.does === 'nothing';
  const does = nothingLeft && host.round?.phase === 'grace' ? 'grace' : step.does;
  const label = tOr(`next-${does}`, titleOf(step) || step.does, { title: titleOf(step) });
  if (host.sure && host.skipsHandIn) {
    return html`<div class="sure" role="group" aria-labelledby="sure-text">
      <p id="sure-text"><strong>${t('next-skips-hand-in')}</strong></p>
      <div class="row">
        <button class="button button--danger" id="sure-yes" @click=${() => host.goOn()}>${t('next-skip-yes', { title: titleOf(step) })}</button>
        <button class="button" @click=${() => host.notSure()}>${t('next-skip-no')}</button>
      </div>
    </div>`;
  }
  return html`<button class="button ${host.skipsHandIn ? '' : 'button--primary'} button--big" aria-describedby="next-why"
      aria-disabled=${String(nothingLeft || host.busy)} @click=${() => host.goOn()}>${label}</button>
    <p class="hint" id="next-why">${host.skipsHandIn ? t('next-skips-hand-in') : step.does === 'start' ? tOr(`next-shows-${step.kind}`, t('next-shows')) : tOr(`next-why-${does}`, '')}</p>`;
}

/** @param {import('./control.js').Control} host */
function roundSteps(host) {
  const { round } = host;
  if (!round) return nothing;
  if (round.phase === 'talk') {
    return html`<button class="button button--primary button--wide" @click=${() => host.take({ round: { open: {} } })}>${t('round-open-now')}</button>`;
  }
  if (round.phase === 'grace') {
    return html`<button class="button button--wide" @click=${() => host.take({ round: { close: { round: round.id } } })}>${t('round-close-now')}</button>`;
  }
  return nothing;
}

/** @param {import('./control.js').Control} host */
function timeSteps(host) {
  const state = host.item?.state;
  const timed = (state === 'running' || state === 'paused') && host.round?.phase !== 'grace';
  /** @param {number} minutes */
  const extend = (minutes) => host.take({ agenda: { extend: { seconds: minutes * 60 } } });
  return html`<div class="row row--even" role="group" aria-label=${t('time-label')}>
    <button class="button" ?disabled=${!timed} @click=${() => extend(1)}>${t('time-more', { count: 1 })}</button>
    <button class="button" ?disabled=${!timed} @click=${() => extend(5)}>${t('time-more', { count: 5 })}</button>
    ${state === 'paused'
      ? html`<button class="button button--primary" @click=${() => host.take({ agenda: { resume: {} } })}>${t('time-resume')}</button>`
      : html`<button class="button" ?disabled=${!timed} @click=${() => host.take({ agenda: { pause: {} } })}>${t('time-pause')}</button>`}
    <button class="button" ?disabled=${!host.item || host.item.number <= 1} @click=${() => host.take({ agenda: { back: { from: host.item?.id } } })}>${t('step-back')}</button>
  </div>`;
}

/** @param {import('./control.js').Control} host */
function undoStep(host) {
  const undo = host.doc('control', 'undo');
  if (!undo) return html`<p class="hint">${t('undo-nothing')}</p>`;
  const what = tOr(`undo-${undo.does}`, t('undo-other'), { title: titleOf(undo) });
  return html`<button class="button button--wide" @click=${() => host.undo()}>${t('undo-label', { what })}</button>`;
}
