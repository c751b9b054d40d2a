// Which browsers the screens support, and whether they have a feature, as MDN's compatibility data tell it.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const data = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('@mdn/browser-compat-data'), 'utf8'),
);

/** @param {{chrome: number, edge: number, safari: number, firefox: number}} oldest */
const each = ({ chrome, edge, safari, firefox }) => ({
  chrome,
  chrome_android: chrome,
  edge,
  safari,
  safari_ios: safari,
  firefox,
});

/** The oldest browsers, by who sits before them: the pages say the same to whoever has an older one. */
export const OLDEST = {
  /** Tablets from a cupboard and phones of all ages: iOS 14 and Android's browser of early 2020. */
  seat: { pages: ['join', 'table', 'phone', 'unknown'], chrome: 80, edge: 80, safari: 14, firefox: 78 },
  /** Laptops and players that somebody brings for the day. */
  staff: { pages: ['control', 'desk', 'wall', 'ops', 'print'], chrome: 105, edge: 105, safari: 16, firefox: 121 },
};

/** Which of these browsers lack a feature, with the version that has it. */
export function lacking(compat, oldest) {
  const missing = [];
  for (const [browser, version] of Object.entries(each(oldest))) {
    const support = [compat.support[browser] ?? []].flat();
    // What a browser had in part only and then had whole is noted as removed.
    const had = (it) => it.version_removed && since(it.version_removed) <= version && !it.partial_implementation;
    const has = support.some(
      (it) => !it.flags && !it.alternative_name && !it.prefix && since(it.version_added) <= version && !had(it),
    );
    const from = support[0]?.version_added;
    if (support.length && !has) missing.push(`${browser} ${version} (${from ? `only from ${from}` : 'in none'})`);
  }
  return missing;
}

/** A version as a number; one that is none (`preview`, `false`) is never reached. */
function since(version) {
  const number = Number.parseFloat(String(version).replace('≤', ''));
  return Number.isNaN(number) ? Number.POSITIVE_INFINITY : number;
}

/** The data at a path such as `javascript.operators.nullish_coalescing`. */
export function compatOf(path) {
  const found = path.split('.').reduce((at, key) => at?.[key], data)?.__compat;
  if (!found) throw new Error(`no compatibility data for ${path}`);
  return found;
}
