// A program that a test starts, and what it says when it is ready; stopped at the end, also after a failure.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const READY_MS = 30_000;
const STOP_MS = 5_000;

/** Where a program lies; says what to install if it does not. */
export function installed(program, debianPackage) {
  const file = process.env.PATH.split(delimiter)
    .map((folder) => join(folder, program))
    .find((it) => existsSync(it));
  if (!file) throw new Error(`there is no ${program}: install it (on Debian: apt-get install ${debianPackage})`);
  return file;
}

/** All that run now: who stops the tests half-way stops these as well. @type {Set<Started>} */
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    for (const started of running) started.kill();
    process.exit(1);
  });
}

/** Starts it in a process group of its own, so that what it starts ends with it. */
export class Started {
  #process;
  #said = '';

  constructor(file, args, env = {}, stdio = ['ignore', 'pipe', 'pipe']) {
    this.#process = spawn(file, args, { stdio, env: { ...process.env, ...env }, detached: true });
    running.add(this);
    this.failed = once(this.#process, 'exit').then(([code]) => {
      throw new Error(`${file} ended with ${code}:\n${this.#said.slice(-2000)}`);
    });
    this.failed.catch(() => {});
    for (const stream of this.#process.stdio.slice(1))
      stream?.on('data', (text) => {
        this.#said += text;
      });
  }

  /** Waits until it has said this, and gives the first group. */
  async says(pattern) {
    const end = Date.now() + READY_MS;
    for (;;) {
      const found = this.#said.match(pattern);
      if (found) return found[1];
      if (Date.now() > end) throw new Error(`it never said ${pattern}:\n${this.#said.slice(-2000)}`);
      await Promise.race([
        this.failed,
        new Promise((again) => {
          setTimeout(again, 50);
        }),
      ]);
    }
  }

  async stop() {
    const runs =
      this.#process.exitCode === null && this.#process.signalCode === null && this.#process.pid !== undefined;
    if (runs) {
      const ended = once(this.#process, 'exit');
      this.#signal('SIGTERM');
      const late = setTimeout(() => this.kill(), STOP_MS);
      await ended;
      clearTimeout(late);
    }
    // What it started and left behind.
    this.kill();
    running.delete(this);
  }

  kill() {
    this.#signal('SIGKILL');
  }

  #signal(signal) {
    try {
      process.kill(-this.#process.pid, signal);
    } catch {
      /* it is gone */
    }
  }
}
