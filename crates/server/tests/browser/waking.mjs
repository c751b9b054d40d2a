// Tabs out of sight, tablets that sleep, screens that go dark: what the line and the screen do then, told by what is seen.

import assert from 'node:assert/strict';
import { sits } from './devices.mjs';

const TABLET = { width: 1024, height: 768 };

const live = (page) => page.locator('.status--live').waitFor({ timeout: 20_000 });

/** Clocks that the test moves on, timers that it fires, a page that it puts out of sight, and a count of the lines that were opened. */
const hands = () => {
  let ahead = 0;
  let slept = 0;
  const ticks = [];
  const { now } = performance;
  const today = Date.now;
  performance.now = () => now.call(performance) + ahead;
  Date.now = () => today() + ahead + slept;
  const { setInterval } = globalThis;
  globalThis.setInterval = (act, ms) => {
    ticks.push(act);
    return setInterval(act, globalThis.throttled ? 1e9 : ms);
  };
  globalThis.hands = {
    throttled: false,
    hidden: false,
    lines: 0,
    /** As a browser does out of sight: the timers all run once, long after their time. */
    passes: (ms) => {
      ahead += ms;
      for (const tick of ticks) tick();
    },
    /** As a machine does that sleeps: the clock that never jumps stands still meanwhile. */
    sleeps: (ms) => {
      slept += ms;
      for (const tick of ticks) tick();
    },
    isSeen: (seen) => {
      globalThis.hands.hidden = !seen;
      document.dispatchEvent(new Event('visibilitychange'));
    },
  };
  Object.defineProperty(document, 'hidden', { get: () => globalThis.hands.hidden });
  Object.defineProperty(document, 'visibilityState', { get: () => (globalThis.hands.hidden ? 'hidden' : 'visible') });
  const { WebSocket } = globalThis;
  globalThis.WebSocket = class extends WebSocket {
    constructor(...rest) {
      super(...rest);
      globalThis.hands.lines += 1;
    }
  };
};

/** All timers of the page that repeat stand still from now on; only the test fires them. */
const slowsTimers = () => {
  globalThis.throttled = true;
};

/** As a browser with wake locks, that takes each of them back when the page is out of sight. */
const givesWakeLocks = () => {
  const held = [];
  globalThis.wakeLocks = held;
  const request = async () => {
    const lock = Object.assign(new EventTarget(), {
      released: false,
      release: async () => {
        lock.released = true;
        lock.dispatchEvent(new Event('release'));
      },
    });
    held.push(lock);
    return lock;
  };
  Object.defineProperty(navigator, 'wakeLock', { value: { request } });
};

export async function waking(hall, sentence) {
  const faults = [];

  /** @param {Array<() => void>} scripts */
  async function joined(role, n, scripts) {
    const device = await hall.device(TABLET);
    for (const script of scripts) await device.addInitScript(script);
    const page = role === 'host' ? await sits(device, hall, n) : await hall.join(device, role, n);
    return { device, page };
  }

  await sentence('a tab out of sight, whose timers run once a minute, keeps its line', async () => {
    const { device, page } = await joined('host', 0, [slowsTimers, hands]);
    const lines = await page.evaluate(() => globalThis.hands.lines);
    await page.evaluate(() => globalThis.hands.isSeen(false));
    for (let minute = 0; minute < 5; minute += 1) {
      await page.evaluate(() => globalThis.hands.passes(60_000));
      await live(page);
    }
    await page.evaluate(() => globalThis.hands.isSeen(true));
    await live(page);
    assert.equal(await page.evaluate(() => globalThis.hands.lines), lines, 'no line was given up');
    faults.push(...page.faults);
    await device.close();
  });

  await sentence(
    'a line that died in sleep is not called live when the tablet wakes, and another is opened',
    async () => {
      const device = await hall.device(TABLET);
      await device.addInitScript(hands);
      let dead = false;
      await device.routeWebSocket(/\/ws$/, (socket) => {
        const server = socket.connectToServer();
        const ofOld = !dead;
        socket.onMessage((message) => {
          if (!ofOld || !dead) server.send(message);
        });
        server.onMessage((message) => {
          if (!ofOld || !dead) socket.send(message);
        });
        socket.onClose(() => {
          if (!ofOld || !dead) server.close();
        });
      });
      const page = await hall.join(device, 'host', 1);
      const lines = await page.evaluate(() => globalThis.hands.lines);
      dead = true;
      const woken = await page.evaluate(() => {
        globalThis.hands.isSeen(false);
        globalThis.hands.sleeps(300_000);
        globalThis.hands.isSeen(true);
        return new Promise((resolve) => {
          setTimeout(() => resolve(document.querySelector('.status').className));
        });
      });
      assert.ok(!woken.includes('status--live'), woken);
      await live(page);
      assert.equal(await page.evaluate(() => globalThis.hands.lines), lines + 1, 'a new line, and only one');
      faults.push(...page.faults);
      await device.close();
    },
  );

  await sentence('a sound line is live again as soon as it answers, however the page woke', async () => {
    const { device, page } = await joined('host', 2, [hands]);
    const lines = await page.evaluate(() => globalThis.hands.lines);
    for (const [target, name] of [
      ['window', 'online'],
      ['window', 'pageshow'],
      ['document', 'resume'],
      ['document', 'visibilitychange'],
    ]) {
      const woken = await page.evaluate(
        ([target, name]) => {
          globalThis[target].dispatchEvent(new Event(name));
          return new Promise((resolve) => {
            queueMicrotask(() =>
              queueMicrotask(() => resolve(document.querySelector('burgertop-status').connection.doubted)),
            );
          });
        },
        [target, name],
      );
      assert.equal(woken, true, `${name}: it is asked`);
      await page.waitForFunction(() => !document.querySelector('burgertop-status').connection.doubted);
      await live(page);
    }
    assert.equal(await page.evaluate(() => globalThis.hands.lines), lines);
    await device.close();
  });

  for (const [role, name] of [
    ['host', 'a tablet'],
    ['projector', 'a wall'],
    ['facilitator', 'control'],
  ]) {
    await sentence(`${name} stays on, and asks for it again each time it is seen`, async () => {
      const { device, page } = await joined(role, role === 'host' ? 0 : role === 'facilitator' ? 1 : 0, [
        givesWakeLocks,
        hands,
      ]);
      const held = () => page.evaluate(() => globalThis.wakeLocks.filter((lock) => !lock.released).length);
      await page.waitForFunction(() => globalThis.wakeLocks.some((lock) => !lock.released));
      for (let look = 0; look < 2; look += 1) {
        await page.evaluate(async () => {
          globalThis.hands.isSeen(false);
          for (const lock of globalThis.wakeLocks) if (!lock.released) await lock.release();
          globalThis.hands.isSeen(true);
        });
        await page.waitForFunction(() => globalThis.wakeLocks.some((lock) => !lock.released));
        assert.equal(await held(), 1);
      }
      await device.close();
    });
  }

  await sentence('where there is no wake lock a silent film keeps the tablet on, and its test says so', async () => {
    const { device, page } = await joined('host', 0, []);
    assert.equal(await page.evaluate(() => 'wakeLock' in navigator), false, 'plain http');
    await page.locator('.check button', { hasText: 'Test deze tablet' }).click();
    await page.getByText('speelt een stil filmpje').waitFor();
    await page.waitForFunction(() => {
      const film = document.querySelector('video');
      return film && !film.paused && film.currentTime > 0 && film.muted === false;
    });
    await hall.shot(page, 'table-check-film');
    await device.close();
  });

  await sentence('where neither works the test says what to set', async () => {
    const { device, page } = await joined('host', 1, [
      () => {
        HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      },
    ]);
    await page.locator('.check button', { hasText: 'Test deze tablet' }).click();
    await page.getByText('pas na 30 minuten').waitFor();
    await device.close();
  });

  assert.deepEqual(faults, []);
}
