// The words on the screens: Fluent messages in the chosen language, Dutch first; shared with the server.

import { FluentBundle, FluentResource } from '../vendor/fluent-bundle.js';
import { RIGHT_TO_LEFT } from './written.js';

export const LANGUAGES = ['nl', 'en'];
const FIRST = 'nl';
const KEY = 'burgertop.lang';
const ZONE_KEY = 'burgertop.zone';
/**
 * How often the chosen language is fetched before the first one is used instead; the first one is fetched until it
 * comes.
 */
const TRIES = 5;
const RETRY_MS = 700;

/** @type {Map<string, any>} */
const bundles = new Map();
let current = FIRST;
/** The event's time zone, as the server last said it. @type {string|null} */
let zone = remembered(ZONE_KEY);
/** With and without seconds. @type {Map<boolean, Intl.DateTimeFormat>} */
const formatters = new Map();
const changes = new EventTarget();

/** Fetches the words; call once, before the first render. */
export async function loadWords() {
  const wanted = remembered(KEY) ?? FIRST;
  await Promise.all([...new Set([FIRST, wanted])].map(load));
  current = bundles.has(wanted) ? wanted : FIRST;
  document.documentElement.lang = current;
}

export function language() {
  return current;
}

/** @param {string} lang */
export async function chooseLanguage(lang) {
  await load(lang);
  if (!bundles.has(lang)) return;
  current = lang;
  try {
    localStorage.setItem(KEY, lang);
  } catch {
    /* not remembered, but chosen */
  }
  document.documentElement.lang = lang;
  changes.dispatchEvent(new Event('change'));
}

/** @param {() => void} listener @returns {() => void} how to stop listening */
export function onLanguage(listener) {
  changes.addEventListener('change', listener);
  return () => changes.removeEventListener('change', listener);
}

/** One message. @param {string} id @param {Record<string, any>} [args] */
export function t(id, args) {
  return find(id, args) ?? id;
}

/**
 * A message, or `other` if there is none of that name.
 * @param {string} id
 * @param {string} other
 * @param {Record<string, any>} [args]
 */
export function tOr(id, other, args) {
  return find(id, args) ?? other;
}

/**
 * What people read about a refusal or a failure.
 * @param {import('./types.js').Problem} refusal
 */
export function reason({ code = '', message = '', detail = '' }) {
  return tOr(`refusal-${code.replace(/\./g, '-')}`, detail || message || t('problem-unknown', { code }));
}

/**
 * A title or prompt in the language of the screen, if there is one.
 * @param {any} thing something with `title` and `titles`, or `prompt` and `prompts` @param {'title'|'prompt'} [which]
 * @returns {string}
 */
export function titleOf(thing, which = 'title') {
  return thing?.[`${which}s`]?.[current] ?? thing?.[which] ?? '';
}

/** @param {number|null|undefined} ms @param {boolean} [seconds] */
export function clockTime(ms, seconds = false) {
  if (ms === null || ms === undefined) return '';
  return formatter(seconds).format(ms);
}

/**
 * The zone in which all times of day are shown: that of the event, not that of the device. It is remembered, for a
 * device may show times before it hears from the server again.
 * @param {string|null|undefined} name
 */
export function useTimeZone(name) {
  if (!name || name === zone) return;
  zone = name;
  formatters.clear();
  try {
    localStorage.setItem(ZONE_KEY, name);
  } catch {
    /* not remembered, but used */
  }
}

/** @param {boolean} seconds */
function formatter(seconds) {
  const known = formatters.get(seconds);
  if (known) return known;
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { hour: '2-digit', minute: '2-digit', second: seconds ? '2-digit' : undefined, hourCycle: 'h23' };
  let made;
  try {
    made = new Intl.DateTimeFormat('nl-NL', { ...options, timeZone: zone ?? undefined });
  } catch {
    // this browser does not know the zone: its own is the closest
    made = new Intl.DateTimeFormat('nl-NL', options);
  }
  formatters.set(seconds, made);
  return made;
}

/**
 * A text of people for a place that has no element of its own (an option, a sentence of ours): one from right to
 * left is set apart, so that what stands beside it stays in its place. @param {string} text
 */
export function isolated(text) {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/** @param {Record<string, any>} [args] */
function apart(args = {}) {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, typeof value === 'string' ? isolated(value) : value]),
  );
}

/** @param {string} id @param {Record<string, any>} [args] @returns {string|null} */
function find(id, args) {
  for (const lang of [current, FIRST]) {
    const bundle = bundles.get(lang);
    const message = bundle?.getMessage(id);
    if (message?.value) return bundle.formatPattern(message.value, apart(args), []);
  }
  return null;
}

/** @param {string} key @returns {string|null} */
function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    // storage is blocked
    return null;
  }
}

/** @param {string} lang */
async function load(lang) {
  if (!LANGUAGES.includes(lang)) return;
  // Without its words a screen shows nothing, and the page says so until they arrive.
  for (let attempt = 0; (attempt < TRIES || lang === FIRST) && !bundles.has(lang); attempt++) {
    try {
      const answer = await fetch(`/assets/i18n/${lang}.ftl`);
      if (!answer.ok) throw new Error(String(answer.status));
      const bundle = new FluentBundle(lang, { useIsolating: false });
      bundle.addResource(new FluentResource(await answer.text()));
      // What answers for a server that is not reached (a hotel's login page) answers with something else.
      if (!bundle.hasMessage('problem-unknown')) throw new Error('no words');
      bundles.set(lang, bundle);
    } catch {
      // not reached: again in a moment
      await new Promise((resolve) => {
        setTimeout(resolve, RETRY_MS);
      });
    }
  }
}
