// Takes every screen through one round in Chromium, WebKit and Firefox: a Wi-Fi drop, a power cut, a hostile idea. Ends with `N passed, N failed`.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clocks } from './clocks.mjs';
import { edges, edgesRehearsing, links } from './edges.mjs';
import { devices } from './devices.mjs';
import { chrome80, firefox, webkit } from './engines.mjs';
import { feedback } from './feedback.mjs';
import { Hall, lanAddress } from './hall.mjs';
import { kinds } from './kinds.mjs';
import { looks } from './looks.mjs';
import { noScreen } from './no-screen.mjs';
import { outbox } from './outbox.mjs';
import { rehearsal } from './rehearsal.mjs';
import { round } from './round.mjs';
import { supported } from './supported.mjs';
import { steps } from './steps.mjs';
import { texts } from './texts.mjs';
import { themesOnTheWall, wordsOnTheWall } from './walls.mjs';
import { waking } from './waking.mjs';

const binary = process.env.BURGERTOP_BIN;
const chrome = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!binary || !existsSync(binary)) throw new Error('BURGERTOP_BIN names no program');
if (!existsSync(chrome)) throw new Error(`no browser at ${chrome}: install chromium, or set CHROMIUM`);
const shots = process.env.SHOTS_DIR ?? join(import.meta.dirname, '../../../../target/screenshots');

let passed = 0;
let failed = 0;

/** Runs one sentence. What comes after a failure is still tried: it tells more than one failure alone. */
async function sentence(hall, text, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok      ${text}`);
  } catch (fault) {
    failed += 1;
    const lines = [
      ...String(fault?.stack ?? fault)
        .split('\n')
        .slice(0, 8),
      ...(await hall.describe(`failed-${failed}`)),
    ];
    console.log(`FAILED  ${text}\n        ${lines.join('\n        ')}`);
  }
}

/** The suites to run, by name; all if none is named. */
const wanted = process.argv.slice(2);

/** Runs these suites one after another in a hall of their own, if any of them is wanted. */
async function inHall(suites, options = {}) {
  const chosen = suites.filter((suite) => !wanted.length || wanted.includes(suite.name));
  if (!chosen.length) return;
  const hall = await Hall.open({ binary, shots, chrome, ...options });
  try {
    for (const suite of chosen) await suite(hall, (text, body) => sentence(hall, text, body));
  } finally {
    await hall.close();
  }
}

await inHall([supported, outbox, noScreen, round]);
await inHall([edges]);
await inHall([links]);
await inHall([edgesRehearsing], { flags: ['--tables', '3', '--rehearse', '3'] });
await inHall([clocks], { programme: 'clocks.toml' });
for (const engine of [webkit, firefox, chrome80]) await inHall([engine], { chrome: null, address: lanAddress() });
await inHall([devices]);
await inHall([waking]);
await inHall([rehearsal], { flags: ['--tables', '20', '--rehearse', '20'] });
await inHall([steps]);
await inHall([kinds], { programme: 'kinds.toml' });
await inHall([feedback], { programme: 'feedback.toml' });
await inHall([looks]);
await inHall([texts]);
await inHall([themesOnTheWall], { flags: ['--tables', '20', '--rehearse', '20'] });
await inHall([wordsOnTheWall], { programme: 'words.toml' });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
