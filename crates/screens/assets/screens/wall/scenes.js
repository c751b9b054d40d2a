// Every scene of a wall, drawn from one picture: the same on a display of the hall and, small, in control.

import { html, nothing } from '../../vendor/lit.js';
import { deadlineOf } from '../../lib/deadline.js';
import { clockTime, t, titleOf } from '../../lib/i18n.js';
import { wallSaysWhatToDo } from '../../parts/what-to-do.js';
import { mapScene } from './map-scene.js';
import { progressScene } from './progress-scene.js';
import { testScene } from './test-scene.js';
import { MOST_CARDS, themesScene } from './themes-scene.js';
import './words-scene.js';

/** In the order in which control offers them. @type {import('../../lib/types.js').Scene[]} */
export const SCENES = ['title', 'question', 'progress', 'words', 'themes', 'forming', 'map', 'test', 'black'];

/** @typedef {import('../../lib/types.js').Picture} Picture */
/** @typedef {import('../../lib/clock.js').ServerClock|undefined} Clock */

/**
 * @param {string} wall
 * @param {import('../../lib/types.js').Scene} scene
 * @param {import('../../lib/types.js').WallSource} source
 * @param {import('./first-seen.js').FirstSeen} seen
 * @returns {Picture}
 */
export function pictureOf(wall, scene, source, seen) {
  const summit = source.room('summit');
  const themes = seen.order(
    summit?.id ?? '',
    source.list('theme').filter(([, theme]) => theme.state !== 'closed'),
  );
  return {
    scene,
    wall,
    summit,
    item: source.room('agenda/current'),
    round: source.room('round'),
    notice: source.room('notice'),
    progress: source.entry('progress'),
    words: source.entry('words') ?? [],
    tables: source.list('table').map(([id, table]) => [id, { ...table, online: source.online(id) }]),
    themes,
    cards: seen.pick(themes, MOST_CARDS),
    frozenAt: null,
  };
}

/** @param {Picture} picture @param {Clock} clock */
export function draw(picture, clock) {
  return html`<div class="wall wall--${picture.scene}">
    ${
      picture.notice?.text && picture.scene !== 'black' && picture.scene !== 'test'
        ? html`<p class="wall__notice" dir="auto">${picture.notice.text}</p>`
        : nothing
    }
    ${scene(picture, clock)}
  </div>`;
}

/** @param {Picture} picture @param {Clock} clock */
function scene(picture, clock) {
  switch (picture.scene) {
    case 'black':
      return html`<h1 class="visually-hidden">${t('scene-black')}</h1>`;
    case 'question':
      return question(picture, clock);
    case 'progress':
      return progressScene(picture, countdown(picture, clock));
    case 'themes':
    case 'forming':
      return themesScene(picture);
    case 'words':
      return html`<burgertop-words .picture=${picture}></burgertop-words>`;
    case 'map':
      return mapScene(picture);
    case 'test':
      return testScene(picture);
    default:
      return title(picture);
  }
}

/** @param {Picture} picture @param {Clock} clock */
function countdown({ item, round, frozenAt }, clock) {
  if (!item) return nothing;
  const { endsAt, remainingMs } = deadlineOf(item, round);
  return html`<burgertop-countdown
    class="wall__countdown"
    .endsAt=${endsAt}
    .remainingMs=${remainingMs}
    .at=${frozenAt}
    .clock=${clock}
  ></burgertop-countdown>`;
}

/** @param {Picture} picture */
function title({ summit, item }) {
  return html`<div class="wall__middle">
    <h1 class="wall__title" dir="auto">${titleOf(summit) || t('wall-name')}</h1>
    ${item ? html`<p class="wall__subtitle" dir="auto">${titleOf(item)}</p>` : nothing}
    ${
      item?.kind === 'pause' && item.ends_at
        ? html`<p class="wall__figure">${t('wall-resumes', { time: clockTime(item.ends_at) })}</p>`
        : nothing
    }
    ${wallSaysWhatToDo(item)}
  </div>`;
}

/** @param {number} letters */
function sizeOfQuestion(letters) {
  if (letters > 380) return 'wall__question--longest';
  return letters > 220 ? 'wall__question--longer' : letters > 110 ? 'wall__question--long' : '';
}

/** @param {Picture} picture @param {Clock} clock */
function question(picture, clock) {
  const { item, round } = picture;
  const prompt = titleOf(item, 'prompt');
  const shown = prompt || titleOf(item) || titleOf(picture.summit) || t('wall-name');
  return html`<div class="wall__middle">
    <p class="wall__kicker">
      ${prompt ? html`<bdi>${titleOf(item)}</bdi>` : ''}${
        round ? html` <span class="wall__phase">${t(`phase-${round.phase}`)}</span>` : nothing
      }
    </p>
    <h1 class="wall__question ${sizeOfQuestion(shown.length)}" dir="auto">${shown}</h1>
    ${wallSaysWhatToDo(item)} ${countdown(picture, clock)}
  </div>`;
}
