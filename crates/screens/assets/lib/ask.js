// Asks the server over HTTP with the token of a seat; what is refused is thrown as the screens show it.

import { language } from './i18n.js';
import { summitOf, tokenOf } from './seat.js';
import { CommandFailed } from './commands.js';
import { timeLimit } from './time-limit.js';

const TIMEOUT_MS = 15_000;

/**
 * @param {string} seat the path whose token is used @param {string} what for instance `devices`
 * @param {object} [body] sent with POST, if there is one @returns {Promise<Response>}
 */
export async function ask(seat, what, body) {
  const token = tokenOf(seat);
  let answer;
  try {
    answer = await fetch(`/api/v1/summits/${encodeURIComponent(summitOf(token))}/${what}`, {
      method: body ? 'POST' : 'GET',
      body: body ? JSON.stringify(body) : undefined,
      headers: {
        Authorization: `Bearer ${token ?? ''}`,
        'Accept-Language': language(),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      signal: timeLimit(TIMEOUT_MS),
    });
  } catch {
    throw new CommandFailed('local.unreachable');
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new CommandFailed(problem.code ?? String(answer.status), problem.detail ?? '');
}
