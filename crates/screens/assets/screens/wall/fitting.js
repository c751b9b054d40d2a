// Fits texts of people into little room: long words break with a hyphen, and a shortened text ends after a word.

/** Longer words than this may not fit on a line of a card. */
const LONG_WORD = 14;
/** So many letters stay together before and after a break. */
const KEPT = 4;
const SOFT_HYPHEN = '\u00AD';
const VOWELS = 'aeiouyáàäâéèëêíìïîóòöôúùüû';

/**
 * Long words with places where they may break: between two consonants that stand between vowels.
 * @param {string} text
 */
export function withBreaks(text) {
  return text.replace(/\p{L}{15,}/gu, (word) => (word.length > LONG_WORD ? broken(word) : word));
}

/** @param {string} word */
function broken(word) {
  const letters = [...word];
  const isVowel = (/** @type {number} */ at) => VOWELS.includes((letters[at] ?? '').toLowerCase());
  let made = '';
  let since = 0;
  for (const [at, letter] of letters.entries()) {
    // Here a syllable begins: a consonant before a vowel, unless the two letters begin one together.
    const syllable =
      !isVowel(at) && isVowel(at + 1) && at > 0 && !STARTS.includes(`${letters[at - 1]}${letter}`.toLowerCase());
    // Dutch joins words with an s: arbeids-ongeschiktheid.
    const joins = (/** @type {number} */ s) =>
      letters[s] === 's' && JOINED_TO.includes((letters[s - 1] ?? ' ').toLowerCase());
    const begins = (syllable && !joins(at)) || (isVowel(at) && joins(at - 1));
    if (begins && since >= KEPT && letters.length - at >= KEPT) {
      made += SOFT_HYPHEN;
      since = 0;
    }
    made += letter;
    since += 1;
  }
  return made;
}

/** Two letters with which a syllable begins together. */
const STARTS = [
  'ch',
  'sc',
  'th',
  'ph',
  'qu',
  'st',
  'sp',
  'tr',
  'dr',
  'br',
  'pr',
  'kr',
  'gr',
  'vr',
  'fr',
  'wr',
  'bl',
  'pl',
  'kl',
  'gl',
  'vl',
  'fl',
  'sl',
  'zw',
  'kn',
  'sh',
];

const JOINED_TO = 'bdfgkpt';

/** @param {string} text */
function allButLastWord(text) {
  return text
    .trimEnd()
    .replace(/\s*\S+$/u, '')
    .replace(/[\s,.;:–-]+$/u, '');
}

/**
 * Takes words off the end until it fits; false if fewer than the least would be left.
 * @param {HTMLElement} of
 * @param {string} whole
 * @param {() => boolean} fits
 * @param {number} least
 */
export function shorten(of, whole, fits, least) {
  let kept = whole;
  of.textContent = kept;
  while (!fits()) {
    kept = allButLastWord(kept);
    if (kept.split(/\s+/).filter(Boolean).length < least) return false;
    of.textContent = `${kept} …`;
  }
  return true;
}
