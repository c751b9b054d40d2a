// Takes every screen through one round in a browser: a Wi-Fi drop, a power cut, a hostile idea. Ends with `N passed, N failed`.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Hall } from './hall.mjs';
import { outbox } from './outbox.mjs';
import { rehearsal } from './rehearsal.mjs';
import { round } from './round.mjs';

const binary = process.env.BURGERTOP_BIN;
const chrome = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!binary || !existsSync(binary)) throw new Error('BURGERTOP_BIN names no program');
if (!existsSync(chrome)) throw new Error(`no browser at ${chrome}: install chromium, or set CHROMIUM`);
const shots = process.env.SHOTS_DIR ?? join(import.meta.dirname, '../../../../target/screenshots');

let passed = 0;
let failed = 0;

/** Runs one sentence. What comes after a failure is still tried: it tells more than one failure alone. */
async function sentence(text, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok      ${text}`);
  } catch (fault) {
    failed += 1;
    console.log(`FAILED  ${text}\n        ${String(fault?.stack ?? fault).split('\n').slice(0, 8).join('\n        ')}`);
  }
}

const hall = await Hall.open({ binary, shots, chrome });
try {
  await outbox(hall, sentence);
  await round(hall, sentence);
} finally {
  await hall.close();
}
const rehearsing = await Hall.open({ binary, shots, chrome, flags: ['--tables', '20', '--rehearse', '20'] });
try {
  await rehearsal(rehearsing, sentence);
} finally {
  await rehearsing.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
