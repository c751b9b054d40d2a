// Commands of people who steer (agenda, round, wall, theme, notice): never queued, they fail visibly within 5 s.

import { newId } from './ids.js';

const GIVE_UP_MS = 5000;

/** Why a command was not done, or may not have been: `code` names the message to show. */
export class CommandFailed extends Error {
  /** @param {string} code @param {string} [message] */
  constructor(code, message = '') {
    super(message || code);
    this.code = code;
    this.detail = message;
  }
}

export class Commands {
  _connection;
  /**
   * @type {Map<string, {command: object, resolve: (done: {id:string, at:number}) => void,
   *   fail: (e: CommandFailed) => void, until: number}>}
   */
  _waiting = new Map();

  /** @param {import('./connection.js').Connection} connection */
  constructor(connection) {
    this._connection = connection;
    connection.addEventListener('reply', (event) => this._replied(/** @type {CustomEvent} */ (event).detail));
  }

  /**
   * Sends one command now. Resolves once it is saved.
   * @param {import('./types.js').Command} command for instance `{agenda: {pause: {}}}` @param {string} [id]
   * @returns {Promise<{id: string, at: number}>}
   */
  send(command, id = newId()) {
    return new Promise((resolve, reject) => {
      if (!this._connection.send({ request: { id, command } })) {
        reject(new CommandFailed('local.offline'));
        return;
      }
      const timer = setTimeout(() => this._fail(id, 'local.no_answer'), GIVE_UP_MS);
      this._waiting.set(id, {
        command,
        until: performance.now() + GIVE_UP_MS,
        resolve: (done) => {
          clearTimeout(timer);
          resolve(done);
        },
        fail: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  /** A command whose connection broke may or may not have been done: fail it now. */
  lineLost() {
    for (const id of [...this._waiting.keys()]) this._fail(id, 'local.no_answer');
  }

  /** @param {import('./types.js').Reply} reply */
  _replied(reply) {
    const waiting = this._waiting.get(reply.id);
    if (!waiting) return;
    const { refused } = reply;
    if (!refused) {
      this._waiting.delete(reply.id);
      waiting.resolve({ id: reply.id, at: reply.at ?? 0 });
      return;
    }
    const retryMs = refused.retry_ms ?? 500;
    if (refused.code === 'request.try_again' && performance.now() + retryMs < waiting.until) {
      setTimeout(() => {
        if (this._waiting.has(reply.id)) this._connection.send({ request: { id: reply.id, command: waiting.command } });
      }, retryMs);
      return;
    }
    this._fail(reply.id, refused.code, refused.message);
  }

  /** @param {string} id @param {string} code @param {string} [message] */
  _fail(id, code, message) {
    const waiting = this._waiting.get(id);
    this._waiting.delete(id);
    waiting?.fail(new CommandFailed(code, message));
  }
}
