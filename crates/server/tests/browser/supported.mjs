// Whether everything that a page loads is understood by the oldest browsers that it names.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { OLDEST } from './supported/browsers.mjs';
import * as script from './supported/script.mjs';
import * as style from './supported/style.mjs';

const SCREENS = join(import.meta.dirname, '../../../screens');
const read = (file) => readFileSync(file, 'utf8');

/** The pages as browsers get them, by name. */
async function pages(hall) {
  const names = Object.values(OLDEST).flatMap((it) => it.pages);
  const paths = { table: 'table/1', phone: 'phone/1', wall: 'wall/main', unknown: 'no/such/page' };
  const load = async (name) => {
    const response = await fetch(`http://127.0.0.1:${hall.port}/${paths[name] ?? name}`, {
      headers: { accept: 'text/html' },
    });
    assert.equal(response.status, name === 'unknown' ? 404 : 200, name);
    return [name, await response.text()];
  };
  return new Map(await Promise.all(names.map(load)));
}

/** Every script and style sheet that a page loads, by itself or through others. */
function loads(page) {
  const scripts = new Map();
  const styles = new Set();
  const take = (file) => {
    if (scripts.has(file)) return;
    const ast = script.parse(read(file));
    scripts.set(file, ast);
    for (const path of script.imports(ast)) take(resolve(dirname(file), path));
  };
  for (const [, path] of page.matchAll(/(?:src|href)="\/assets\/([^"]+\.(?:js|css))"/g)) {
    const file = join(SCREENS, 'assets', path);
    if (path.endsWith('.css')) styles.add(file);
    else take(file);
  }
  return { scripts, styles };
}

/** All that is wanting in the pages of one kind of screen. */
function wanting(oldest, pages) {
  const scripts = new Map();
  const styles = new Set();
  for (const page of oldest.pages) {
    const loaded = loads(pages.get(page));
    for (const [file, ast] of loaded.scripts) scripts.set(file, ast);
    for (const file of loaded.styles) styles.add(file);
  }
  const own = new Set([...scripts.values()].flatMap((ast) => [...script.ownNames(ast)]));
  const instead = style.standIns(read(join(SCREENS, 'assets/style/older.css')));
  const told = (file, found) => found.map((it) => `${relative(SCREENS, file)}: ${it}`);
  return [
    ...[...scripts].flatMap(([file, ast]) =>
      told(file, script.unsupported(ast, oldest, own, relative(join(SCREENS, 'assets'), file))),
    ),
    ...[...styles].flatMap((file) => told(file, style.unsupported(read(file), oldest, instead))),
  ];
}

const NOTHING = new Set();
const inScript = (text, oldest = OLDEST.seat) => script.unsupported(script.parse(text), oldest, NOTHING);
const inStyle = (text, oldest = OLDEST.seat) => style.unsupported(text, oldest, NOTHING);

export async function supported(hall, sentence) {
  const served = await pages(hall);

  await sentence('join, table and phone use nothing that Safari 14, Chrome 80 or Firefox 78 lacks', async () => {
    assert.deepEqual(wanting(OLDEST.seat, served), []);
  });

  await sentence('walls, control, desk, operations and print use nothing that their oldest browsers lack', async () => {
    assert.deepEqual(wanting(OLDEST.staff, served), []);
  });

  await sentence('every page names the oldest browsers that it is checked for, in both languages', async () => {
    const rows = read(join(SCREENS, 'src/screen.rs')).matchAll(/^ {4}name: "(.+)",$/gm);
    assert.deepEqual(
      [...rows]
        .map(([, name]) => name)
        .concat('unknown')
        .sort(),
      [...served.keys()].sort(),
    );
    for (const { pages, chrome, edge, safari, firefox } of Object.values(OLDEST)) {
      for (const text of pages.filter((page) => page !== 'unknown').map((page) => served.get(page))) {
        for (const browser of [`Chrome ${chrome}`, `Edge ${edge}`, `Safari ${safari}`, `Firefox ${firefox}`]) {
          assert.equal(text.split(browser).length, 3, `${browser} twice`);
        }
        assert.ok(
          text.includes('<script src="/assets/no-screen.js"></script>') && text.includes('id="no-screen"'),
          'the notice',
        );
      }
    }
  });

  await sentence('what is too new is found: syntax, objects, methods and styles', async () => {
    for (const text of [
      'class A { #a = 1 }',
      'class A { #a() {} }',
      'class A { static a = 1 }',
      'class A { static {} }',
      'class A { a = (b) }',
      'class A { a = () => b }',
      'a ??= 1',
      'a ||= 1',
      'a &&= 1',
      'await a',
      "export * as a from './a.js'",
      '/(?<=a)b/',
      'structuredClone(a)',
      'new WeakRef(a)',
      'a.at(-1)',
      'a.replaceAll("a", "b")',
      'a.findLast(b)',
      'a?.findLast?.(b)',
      'Object.hasOwn(a, "b")',
      'crypto.randomUUID()',
      'AbortSignal.any([])',
      'performance.timeOrigin',
      'Promise.any([])',
      'Array.fromAsync(a)',
      'a.toSorted()',
      'a.replaceChildren()',
      'document.startViewTransition()',
    ])
      assert.notDeepEqual(inScript(text), [], text);
    for (const text of [
      'a { inset: 0 }',
      'a { aspect-ratio: 1 }',
      'a { display: flex; gap: 1px }',
      'a { margin-inline: 1px }',
      'a { block-size: 1dvh }',
      'a:is(b) {}',
      'a { & b {} }',
      '@layer a {}',
      '@container (min-width: 1px) {}',
      'a { color: color-mix(in srgb, red, blue) }',
      'a { inline-size: 1cqw }',
    ])
      assert.notDeepEqual(inStyle(text), [], text);
  });

  await sentence('what is old enough is not found', async () => {
    for (const text of [
      'class A { a = 1; _b() { return this.a?.b ?? 1_000; } static get c() { return {}; } }',
      'try { a() } catch { b() }',
      'Object.fromEntries(a.flatMap(b))',
      'new AbortController().signal',
      'Promise.allSettled(a)',
      'a.closest("b").append(c)',
      "import('./a.js')",
      'new EventTarget()',
      '/\\p{L}/u',
      'queueMicrotask(a)',
      'const at = 1; a.at = at; a.replace(/b/g, "c").padStart(2)',
    ])
      assert.deepEqual(inScript(text), [], text);
    for (const text of [
      'a { display: grid; gap: 1px; inline-size: clamp(1px, 2vw, 3px); margin-inline-start: 1px }',
      '@media (min-width: 1px) { a { color: red } }',
    ]) {
      assert.deepEqual(inStyle(text), [], text);
    }
  });
}
