// How long what people wrote is, by the rules of the server (crates/text/src/mended.rs): both read the same samples.

const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const UNSEEN = /^(?:(?!\n)[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufff9-\ufffb])$/u;
const PICTURES = pictures();
const PICTURE = new RegExp(`^[${PICTURES}]$`, 'u');
const PICTURE_SO_FAR = new RegExp(`^[${PICTURES}\\p{Emoji_Modifier}\ufe0f]$`, 'u');
const UNSHAPED_SCRIPTS = ['Latin', 'Greek', 'Cyrillic', 'Common', 'Inherited'];
const UNSHAPED = UNSHAPED_SCRIPTS.map((name) => `\\p{Script=${name}}`).join('');
const SHAPED = new RegExp(`^(?:[\\u064b-\\u0655\\u0670]|(?![${UNSHAPED}])[\\p{L}\\p{M}])$`, 'u');
const SHAPING = /^[\u034f\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u;
/** A letter of a script that is written from right to left. */
export const RIGHT_TO_LEFT =
  /(?=\p{Alphabetic})[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const TAGS_OF_FLAG = /^\u{1f3f4}([\u{e0020}-\u{e007e}]+\u{e007f})/u;

/** The server turns a directional override into an embedding. */
const EMBEDS = new Map([
  ['\u202d', '\u202a'],
  ['\u202e', '\u202b'],
]);

/**
 * A browser without this Unicode property counts a few rare emoji differently; the screen still opens.
 */
function pictures() {
  try {
    const name = '\\p{Extended_Pictographic}';
    return new RegExp(name, 'u') && name;
  } catch {
    return '\\p{Emoji_Presentation}\\u2600-\\u27bf';
  }
}

/** A text as the server stores it, if it keeps its directional marks. @param {string} raw */
export function mended(raw) {
  const plain = raw
    .replace(/\r\n/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[\r\v\f\u0085\u2028\u2029]/g, '\n');
  return balanced(withoutUnseen(plain.normalize('NFC')).trim())
    .trim()
    .normalize('NFC');
}

/** @param {string} text */
export function characters(text) {
  return [...mended(text)].length;
}

/** Without lone surrogates, as a cut leaves them: they cannot be sent. @param {string} text */
export function whole(text) {
  return text.replace(/\p{Cs}/gu, '');
}

/** @param {string} text */
function withoutUnseen(text) {
  const signs = [...text];
  /** @type {string[]} */
  const out = [];
  for (let at = 0; at < signs.length; at += 1) {
    const sign = signs[at];
    const tags = sign === '\u{1f3f4}' && TAGS_OF_FLAG.exec(signs.slice(at).join(''));
    out.push(sign);
    if (tags) {
      const spelled = [...tags[1]];
      out.push(...spelled);
      at += spelled.length;
    } else if (UNSEEN.test(sign) && !sign.match(DIRECTIONS) && !shapes(sign, out[out.length - 2], signs[at + 1])) {
      out.pop();
    }
  }
  return out.join('');
}

/** @param {string} sign @param {string|undefined} last @param {string|undefined} next */
function shapes(sign, last, next) {
  if (last === undefined) return false;
  if ((sign === '\ufe0e' || sign === '\ufe0f') && PICTURE.test(last)) return true;
  if (sign === '\ufe0f' && /^[0-9#*]$/.test(last)) return next === '\u20e3';
  if (sign === '\u200d' && PICTURE_SO_FAR.test(last)) return next !== undefined && PICTURE.test(next);
  return SHAPING.test(sign) && SHAPED.test(last);
}

/** @param {string} text */
function balanced(text) {
  return text
    .split('\n')
    .map((line) => (RIGHT_TO_LEFT.test(line) ? closed(line) : line.replace(DIRECTIONS, '')))
    .join('\n');
}

/** Closes every embedding and isolate, and drops closing marks without an opening one. @param {string} line */
function closed(line) {
  /** @type {string[]} what closes each that is open */
  const open = [];
  let out = '';
  for (const sign of line) {
    if (/[\u202a\u202b\u202d\u202e]/.test(sign)) open.push('\u202c');
    else if (/[\u2066-\u2068]/.test(sign)) open.push('\u2069');
    else if (sign === '\u202c' || sign === '\u2069') {
      if (sign === '\u202c' ? open[open.length - 1] === sign : open.includes(sign)) {
        for (let closes = ''; closes !== sign;) out += closes = open.pop() ?? sign;
      }
      continue;
    }
    out += EMBEDS.get(sign) ?? sign;
  }
  return out + open.reverse().join('');
}
