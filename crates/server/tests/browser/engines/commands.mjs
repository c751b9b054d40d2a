// Commands over a WebSocket that are answered by their number: how Firefox and Chrome are driven.

import { once } from 'node:events';
import WebSocket from 'ws';

const ANSWER_MS = 30_000;

export class Commands {
  #socket;
  #next = 1;
  #waiting = new Map();

  static async open(address) {
    const commands = new Commands();
    commands.#socket = new WebSocket(address, { perMessageDeflate: false });
    await once(commands.#socket, 'open');
    commands.#socket.on('message', (text) => commands.#received(JSON.parse(text)));
    commands.#socket.on('close', () => commands.#giveUp('the browser is gone'));
    return commands;
  }

  /** Sends one, and waits for its answer; an error of the browser is thrown. */
  send(method, params = {}, more = {}) {
    const id = this.#next++;
    this.#socket.send(JSON.stringify({ id, method, params, ...more }));
    return new Promise((done, failed) => {
      const late = setTimeout(() => this.#received({ id, error: `${method}: no answer` }), ANSWER_MS);
      this.#waiting.set(id, { done, failed, late, method });
    });
  }

  close() {
    this.#socket.terminate();
  }

  #received({ id, result, error, message }) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.late);
    if (error) waiting.failed(new Error(`${waiting.method}: ${JSON.stringify(error)} ${message ?? ''}`));
    else waiting.done(result);
  }

  #giveUp(error) {
    for (const id of [...this.#waiting.keys()]) this.#received({ id, error });
  }
}
