// Numbers of tables as people type them: `7, 12–14`, `tafel 7 en 9`, `12 t/m 14`; what is not understood is shown,
// never dropped.

/**
 * `tables` stand in this hall, `missing` (from, to) do not, and `odd` was not understood.
 * @typedef {{tables: number[], missing: Array<[number, number]>, odd: string[]}} TableList
 */
/** @typedef {{kind: 'number'|'range'|'gap'|'between'|'odd', text: string}} Piece */

/** No hall has a table with so many digits. */
const DIGITS_MAX = 9;

/** Words between the first and the last table of a range, as patterns: the longer before those they begin with. */
const RANGE_WORDS = [
  't\\s*\\/\\s*m',
  't\\.?\\s*e\\.?\\s*m',
  'tm',
  'tot\\s+en\\s+met',
  'tot',
  'up\\s+to(?:\\s+and\\s+including)?',
  'to',
  'through',
  'thru',
  'until',
  'till',
  'bis',
];

/**
 * What a piece may be, tried in this order. A word is one only where no letter follows: `to`, not `tot`.
 * @type {Array<[Piece['kind'], RegExp]>}
 */
const PIECES = [
  ['number', /\d+/uy],
  ['range', new RegExp(`\\p{Dash}+>?|→|\\.{2,}|~|(?:${RANGE_WORDS.join('|')})(?!\\p{L})\\.?`, 'uy')],
  ['between', /(?:tafels?|tables?|nummers?|numbers?|nrs?|no|van|from)(?!\p{L})\.?|#|№/uy],
  ['gap', /[,;:&+/]|\.(?!\d)|(?:en|and|und|ook)(?!\p{L})/uy],
  ['between', /\s+/uy],
  ['odd', /[^\s,;]+/uy],
];

/** @param {string} typed @param {number[]} here the tables of this hall @returns {TableList} */
export function tableList(typed, here) {
  /** @type {Array<[number, number]>} */
  const wanted = [];
  /** @type {string[]} */
  const odd = [];
  for (const group of groups(pieces(plain(typed)))) {
    const said = group.filter((piece) => piece.kind !== 'between');
    const numbers = said.filter((piece) => piece.kind === 'number').map((piece) => Number(piece.text));
    const is = said.map((piece) => piece.kind).join(' ');
    if (is === 'number') wanted.push([numbers[0], numbers[0]]);
    else if (is === 'number range number') wanted.push([Math.min(...numbers), Math.max(...numbers)]);
    else
      odd.push(
        group
          .map((piece) => piece.text)
          .join('')
          .trim(),
      );
  }
  const tables = [...new Set(here)]
    .sort((a, b) => a - b)
    .filter((table) => wanted.some(([from, to]) => from <= table && table <= to));
  return { tables, missing: joined(wanted.flatMap((span) => without(span, tables))), odd };
}

/**
 * `7, 12–14` of tables in order; each by itself as long as there are few.
 * @param {number[]} tables
 * @param {number} [few]
 */
export function written(tables, few = 12) {
  if (tables.length <= few) return tables.join(', ');
  return spans(joined(tables.map((table) => [table, table])));
}

/** @param {Array<[number, number]>} list */
export function spans(list) {
  return list.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

/** Wide digits and signs as plain ones, and nothing that is not seen. @param {string} typed */
function plain(typed) {
  return typed
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase();
}

/** @param {string} text @returns {Piece[]} */
function pieces(text) {
  /** @type {Piece[]} */
  const found = [];
  for (let at = 0; at < text.length;) {
    for (const [kind, pattern] of PIECES) {
      pattern.lastIndex = at;
      const match = pattern.exec(text)?.[0];
      if (!match) continue;
      found.push({ kind: kind === 'number' && match.length > DIGITS_MAX ? 'odd' : kind, text: match });
      at += match.length;
      break;
    }
  }
  return found;
}

/**
 * What belongs together: all up to a gap, but two numbers beside each other are two.
 * @param {Piece[]} all
 * @returns {Piece[][]}
 */
function groups(all) {
  /** @type {Piece[][]} */
  const made = [[]];
  /** @type {Piece|undefined} */
  let last;
  for (const piece of all) {
    if (piece.kind === 'gap') {
      made.push([]);
      last = undefined;
      continue;
    }
    if (piece.kind !== 'between') {
      if (last && piece.kind === 'number' && last.kind === 'number') made.push([]);
      last = piece;
    }
    made[made.length - 1].push(piece);
  }
  return made.filter((group) => group.some((piece) => piece.kind !== 'between'));
}

/**
 * What of a span no table has.
 * @param {[number, number]} span
 * @param {number[]} tables in order
 * @returns {Array<[number, number]>}
 */
function without([from, to], tables) {
  /** @type {Array<[number, number]>} */
  const left = [];
  let next = from;
  for (const table of tables) {
    if (table < from || table > to) continue;
    if (table > next) left.push([next, table - 1]);
    next = table + 1;
  }
  if (next <= to) left.push([next, to]);
  return left;
}

/** Spans in order, those that touch as one. @param {Array<[number, number]>} list @returns {Array<[number, number]>} */
function joined(list) {
  /** @type {Array<[number, number]>} */
  const made = [];
  for (const [from, to] of [...list].sort((a, b) => a[0] - b[0])) {
    const last = made[made.length - 1];
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else made.push([from, to]);
  }
  return made;
}
