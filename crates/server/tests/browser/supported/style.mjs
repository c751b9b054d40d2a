// Reads a style sheet, and tells what of it an old browser lacks and nothing stands in for.

import { generate, parse, walk } from 'css-tree';
import { data, lacking } from './browsers.mjs';

/** Properties, values and selectors that an old browser passes over, and what is then seen. */
const PASSED_OVER = {
  'text-wrap': 'a heading breaks where it happens to',
  'text-size-adjust': 'only browsers that enlarge texts by themselves need it',
  cursor: 'there is none on a tablet',
  resize: 'a field keeps its size',
  hyphens: 'a long word breaks without a hyphen',
  size: 'the paper is chosen when printing',
  'content-visibility': 'only slower',
  'contain-intrinsic-size': 'only slower',
  'font-family: ui-monospace': 'the next font is taken',
  'overflow-wrap: anywhere': 'older.css breaks long words for all',
  'align-content: start': 'older than the data say, in a grid',
  '@page': 'the paper is chosen when printing',
  ':focus-visible': "the browser's own ring is shown",
  ':has': 'an empty place takes the room of a gap',
};

/** The selectors that the style sheet for old browsers has rules for. */
export function standIns(text) {
  const selectors = new Set();
  walk(parse(text), (node) => {
    if (node.type === 'Selector') selectors.add(generate(node));
  });
  return selectors;
}

/** What these browsers lack of a style sheet. */
export function unsupported(text, oldest, instead) {
  const found = [];
  let selectors = [];
  let prefixed = new Set();
  const judge = (node, compat, what) => {
    const missing = compat && !PASSED_OVER[what] && !PASSED_OVER[what.split(':')[0]] ? lacking(compat, oldest) : [];
    if (missing.length) found.push(`line ${node.loc.start.line}: ${what}: not in ${missing.join(', ')}`);
    return missing.length;
  };
  const hasStandIn = (suffix) => selectors.length > 0 && selectors.every((it) => instead.has(it + suffix));

  walk(parse(text, { positions: true }), {
    enter(node) {
      if (node.type === 'Rule') rule(node);
      else if (node.type === 'Declaration' && !this.atrulePrelude) declaration(node);
      else if (node.type === 'PseudoClassSelector' || node.type === 'PseudoElementSelector') {
        if (!node.name.startsWith('-')) judge(node, data.css.selectors[node.name]?.__compat, `:${node.name}`);
      } else if (node.type === 'Atrule') atRule(node);
      else if (node.type === 'Function')
        judge(node, (data.css.types[node.name] ?? data.css.types.color?.[node.name])?.__compat, `${node.name}()`);
      else if (node.type === 'Dimension') judge(node, unitOf(node.unit), node.unit);
      else if (node.type === 'NestingSelector') judge(node, data.css.selectors.nesting?.__compat, '& (nesting)');
      else if (node.type === 'FeatureRange')
        judge(node, data.css['at-rules'].media.range_syntax?.__compat, 'a range in @media');
    },
  });
  return found;

  function rule(node) {
    selectors = node.prelude.children?.toArray().map((it) => generate(it)) ?? [];
    const declared = new Map(
      node.block.children
        .toArray()
        .filter((it) => it.type === 'Declaration')
        .map((it) => [it.property, generate(it.value)]),
    );
    prefixed = new Set(
      [...declared.keys()].filter((it) => it.startsWith('-webkit-')).map((it) => it.replace('-webkit-', '')),
    );
    if (
      /flex/.test(declared.get('display') ?? '') &&
      declared.has('gap') &&
      !/^0+$/.test(declared.get('gap')) &&
      !hasStandIn('>*') &&
      !hasStandIn('>*+*')
    ) {
      judge(node, data.css.properties.gap.flex_context.__compat, `gap of a flex box (${selectors.join(', ')})`);
    }
  }

  function declaration(node) {
    const { property } = node;
    if (property.startsWith('-') || prefixed.has(property) || hasStandIn('')) return;
    const known = data.css.properties[property];
    if (judge(node, known?.__compat, property)) return;
    walk(node.value, (value) => {
      if (value.type === 'Identifier' && !value.name.startsWith('-'))
        judge(node, known?.[value.name]?.__compat, `${property}: ${value.name}`);
    });
  }

  function atRule(node) {
    judge(node, data.css['at-rules'][node.name]?.__compat, `@${node.name}`);
    if (node.name !== 'media' || !node.prelude) return;
    walk(node.prelude, (it) => {
      if (it.type === 'Feature')
        judge(node, data.css['at-rules'].media[it.name.replace(/^(min|max)-/, '')]?.__compat, `@media ${it.name}`);
    });
  }
}

/** The data name several units by one key: `viewport_percentage_units_dynamic`, `q`, `ex`. */
function unitOf(unit) {
  const lengths = data.css.types.length;
  const dynamic = /^[dsl]v(h|w|b|i|min|max)$/.test(unit) ? lengths.viewport_percentage_units_dynamic : null;
  const ofContainer = /^cq/.test(unit) ? lengths.container_query_length_units : null;
  return (dynamic ?? ofContainer ?? lengths[unit])?.__compat;
}
