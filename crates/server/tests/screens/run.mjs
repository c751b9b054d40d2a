// Runs every `*.test.mjs` beside it without a browser, and ends with `N passed, N failed`.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';

const files = readdirSync(import.meta.dirname)
  .filter((it) => it.endsWith('.test.mjs'))
  .map((it) => join(import.meta.dirname, it));
let passed = 0;
let failed = 0;

const results = run({ files, concurrency: true });
results.on('test:pass', (test) => {
  // A file passes as well; only what stands in it counts.
  if (!files.includes(test.name)) passed += 1;
});
results.on('test:fail', (test) => {
  failed += 1;
  console.log(
    `FAILED  ${test.name}\n        ${String(test.details.error?.cause?.stack ?? test.details.error)
      .split('\n')
      .slice(0, 8)
      .join('\n        ')}`,
  );
});
results.on('end', () => {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed || !passed ? 1 : 0;
});
results.resume();
