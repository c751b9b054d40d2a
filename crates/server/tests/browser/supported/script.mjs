// Reads a script, and tells what of its language and of the browser's own objects an old browser lacks.

import { Parser } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import { compatOf, data, lacking } from './browsers.mjs';

/** What a file uses only where it is there, and what is done without it. @type {Record<string, Record<string, string>>} */
const DONE_WITHOUT = {
  'lib/check.js': {
    'navigator.wakeLock': 'the test of the tablet says how to keep it awake by its settings',
    'navigator.storage': 'whether the store is kept is then not known',
    persist: 'a part of navigator.storage',
    estimate: 'a part of navigator.storage',
  },
  'lib/outbox.js': { BroadcastChannel: 'two windows of one seat then learn of each other from the server' },
  'lib/time-limit.js': { 'AbortSignal.timeout': 'it counts itself' },
  'lib/clock.js': { 'performance.timeOrigin': 'it is worked out' },
  'parts/tablet-check.js': {
    'document.fullscreenElement': 'its button is not shown',
    'document.exitFullscreen': 'its button is not shown',
    requestFullscreen: 'its button is not shown',
  },
  'screens/wall/wall.js': { requestFullscreen: "the browser's menu has it" },
  'vendor/lit.js': {
    replaceSync: 'for shadow roots, of which there are none here',
    createPolicy: 'trusted types, where there are any',
    createHTML: 'trusted types, where there are any',
  },
  'vendor/fluent-bundle.js': { toZonedDateTime: 'for dates of Temporal, of which we give it none' },
};

/** An instance of what a global name is. */
const INSTANCES = {
  crypto: 'Crypto',
  document: 'Document',
  globalThis: 'Window',
  history: 'History',
  indexedDB: 'IDBFactory',
  localStorage: 'Storage',
  location: 'Location',
  navigator: 'Navigator',
  performance: 'Performance',
  screen: 'Screen',
  sessionStorage: 'Storage',
  window: 'Window',
};

/** Every method and property of every built-in object and interface, by its name. @type {Map<string, any[]>} */
const members = new Map();
(function gather(tree, depth) {
  for (const [name, value] of Object.entries(tree)) {
    if (name === '__compat') continue;
    if (depth > 0 && value.__compat && !name.endsWith('_static'))
      members.set(name, [...(members.get(name) ?? []), value.__compat]);
    if (depth < 2) gather(value, depth + 1);
  }
})({ ...data.javascript.builtins, ...data.api }, 0);

/** What a part of the syntax is called in the data, if old browsers may not know it. */
function syntaxOf(node, ancestors) {
  switch (node.type) {
    case 'StaticBlock':
      return 'javascript.classes.static.initialization_blocks';
    case 'MethodDefinition':
      return node.key.type === 'PrivateIdentifier' ? 'javascript.classes.private_class_methods' : null;
    case 'PropertyDefinition':
      if (node.key.type === 'PrivateIdentifier') return 'javascript.classes.private_class_fields';
      return node.static ? 'javascript.classes.static.class_fields' : null;
    case 'BinaryExpression':
      return node.left.type === 'PrivateIdentifier' ? 'javascript.classes.private_class_fields_in' : null;
    case 'AssignmentExpression':
      return (
        {
          '??=': 'javascript.operators.nullish_coalescing_assignment',
          '||=': 'javascript.operators.logical_or_assignment',
          '&&=': 'javascript.operators.logical_and_assignment',
        }[node.operator] ?? null
      );
    case 'AwaitExpression':
      return ancestors.some((it) => /Function/.test(it.type)) ? null : 'javascript.operators.await.top_level';
    case 'ExportAllDeclaration':
      return node.exported ? 'javascript.statements.export.namespace' : null;
    case 'ChainExpression':
      return 'javascript.operators.optional_chaining';
    case 'LogicalExpression':
      return node.operator === '??' ? 'javascript.operators.nullish_coalescing' : null;
    case 'Literal':
      if (!node.regex) return null;
      if (/\(\?<[=!]/.test(node.regex.pattern)) return 'javascript.regular_expressions.lookbehind_assertion';
      if (node.regex.flags.includes('v')) return 'javascript.builtins.RegExp.unicodeSets';
      return node.regex.flags.includes('d') ? 'javascript.builtins.RegExp.hasIndices' : null;
    default:
      return null;
  }
}

/** Every name that a script gives to something of its own: these are not the browser's. */
export function ownNames(ast) {
  const names = new Set();
  fullAncestor(ast, (node) => {
    for (const key of ['local', 'id', 'param']) bind(node[key], names);
    for (const param of node.params ?? []) bind(param, names);
    if (['MethodDefinition', 'PropertyDefinition', 'Property'].includes(node.type) && node.key.type === 'Identifier')
      names.add(`.${node.key.name}`);
  });
  return names;
}

function bind(pattern, names) {
  if (!pattern) return;
  if (pattern.type === 'Identifier') names.add(pattern.name);
  for (const inner of [
    pattern.left,
    pattern.argument,
    ...(pattern.elements ?? []),
    ...(pattern.properties ?? []).map((it) => it.value ?? it.argument),
  ]) {
    if (inner?.type && /Pattern|Identifier|RestElement/.test(inner.type)) bind(inner, names);
  }
}

export function parse(text) {
  return Parser.parse(text, { ecmaVersion: 'latest', sourceType: 'module', locations: true, preserveParens: true });
}

/** The modules that a script loads. */
export function imports(ast) {
  return [...ast.body, ...importsInside(ast)].flatMap((node) => (node.source?.value ? [node.source.value] : []));
}

function importsInside(ast) {
  const found = [];
  fullAncestor(ast, (node) => {
    if (node.type === 'ImportExpression') found.push(node);
  });
  return found;
}

/** Safari before 16 loses the names around a class within brackets and arrows of its fields (webkit.org/b/236843). */
const LOST_NAMES = 16;

/** The first name from outside that a part of a field's value uses. */
function lostName(node, ancestors) {
  if (!['ParenthesizedExpression', 'ArrowFunctionExpression'].includes(node.type)) return null;
  if (!ancestors.some((it) => it.type === 'PropertyDefinition')) return null;
  let lost = null;
  const own = ownNames(node);
  fullAncestor(node, (it, _state, inside) => {
    const parent = inside[inside.length - 2];
    if (
      it.type === 'Identifier' &&
      !own.has(it.name) &&
      !(parent?.type === 'MemberExpression' && parent.property === it && !parent.computed)
    )
      lost = it.name;
  });
  return lost;
}

/** What these browsers lack of a script; `methods` are those that our own classes and objects have, `file` is its path in assets. */
export function unsupported(ast, oldest, methods, file = '') {
  const found = [];
  const names = ownNames(ast);
  const judge = (node, compat, what) => {
    const missing = compat && !DONE_WITHOUT[file]?.[what] ? lacking(compat, oldest) : [];
    if (missing.length) found.push(`line ${node.loc.start.line}: ${what}: not in ${missing.join(', ')}`);
  };
  fullAncestor(ast, (node, _state, ancestors) => {
    const parent = ancestors[ancestors.length - 2];
    const syntax = syntaxOf(node, ancestors);
    if (syntax) judge(node, compatOf(syntax), syntax.split('.').pop());
    const lost = oldest.safari < LOST_NAMES ? lostName(node, ancestors) : null;
    if (lost)
      found.push(
        `line ${node.loc.start.line}: ${lost} within brackets of a field's value is lost in Safari before ${LOST_NAMES}`,
      );
    if (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier') member(node, parent);
    else if (node.type === 'Identifier' && isGlobal(node, parent)) {
      judge(
        node,
        (data.javascript.builtins[node.name] ?? data.api[node.name] ?? data.api.Window[node.name])?.__compat,
        node.name,
      );
    }
  });
  return found;

  function isGlobal(node, parent) {
    return (
      !names.has(node.name) &&
      !(parent?.type === 'MemberExpression' && parent.property === node && !parent.computed) &&
      !(parent?.key === node && !parent.shorthand)
    );
  }

  function member(node, parent) {
    const name = node.property.name;
    const of = node.object.type === 'Identifier' && !names.has(node.object.name) ? node.object.name : null;
    const known =
      of &&
      (data.javascript.builtins[of]?.[name] ?? data.api[of]?.[`${name}_static`] ?? data.api[INSTANCES[of]]?.[name])
        ?.__compat;
    if (known) return judge(node, known, `${of}.${name}`);
    // Whose method it is cannot be seen: it is wanting if nobody's of that name is old enough.
    const called = parent?.type === 'CallExpression' && parent.callee === node;
    const all = members.get(name) ?? [];
    if (called && all.length && !methods.has(`.${name}`) && all.every((it) => lacking(it, oldest).length))
      judge(node, all[0], name);
    return undefined;
  }
}
