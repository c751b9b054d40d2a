// A seat's own ideas as its people should see them: the entries of the document, updated with what the outbox holds.

/** @typedef {import('./types.js').OutboxEntry} OutboxEntry */
/** @typedef {{text: string, round?: string|null}} Submit */
/** @typedef {{idea: string, text: string}} Edit */
/**
 * `status`: saved | waiting | refused | withdrawn | hidden. `refused` is the request that was refused, with its text.
 * `text` is null while an idea is hidden, for the server keeps it for the desk, and when it is damaged.
 * `damaged`: what the server kept of it is not what was handed in.
 * `unshown`: why a wall of words shows nothing of it.
 * `inMemoryOnly`: it waits, and is gone if the page is closed.
 * @typedef {{id:string, text:string|null, damaged?: boolean, unshown?: string, round:string|null, status:string,
 *   late:boolean, order:number, refused?: OutboxEntry, refusedText?: string, inMemoryOnly?: boolean}} OwnIdea
 */

/**
 * @param {Array<[string, import('./types.js').OwnEntry]>} ideas the entries `idea/<id>` of the seat's document
 * @param {number|null} offset at which that document is held
 * @param {OutboxEntry[]} entries of the outbox
 * @returns {OwnIdea[]} oldest first
 */
export function ownIdeas(ideas, offset, entries) {
  /** @type {Map<string, OwnIdea>} */
  const own = new Map();
  for (const [id, idea] of ideas) {
    const status = idea.state === 'live' ? 'saved' : idea.state;
    own.set(id, {
      id,
      text: idea.text,
      round: idea.round,
      status,
      late: idea.late,
      order: idea.at ?? 0,
      unshown: idea.unshown,
      damaged: idea.damaged,
    });
  }
  for (const request of entries) {
    const command = request.command.idea;
    if (command?.submit) submitted(own, request, command.submit, offset);
    else if (command?.edit) edited(own, request, command.edit, offset);
    else if (command?.withdraw) withdrawn(own, request, command.withdraw.idea, offset);
  }
  return [...own.values()].sort((a, b) => a.order - b.order);
}

/** @param {Map<string, OwnIdea>} own @param {OutboxEntry} request @param {Submit} submit @param {number|null} offset */
function submitted(own, request, submit, offset) {
  if (own.has(request.id)) return;
  // Saved, but no longer in the document: it belonged to a rehearsal that ended.
  if (request.state === 'saved' && !request.was && !isAhead(request, offset)) return;
  const status = request.was ? 'waiting' : request.state;
  own.set(request.id, {
    id: request.id,
    text: submit.text,
    round: submit.round ?? null,
    status,
    late: false,
    order: request.made,
    ...(status === 'waiting' && request.inMemoryOnly ? { inMemoryOnly: true } : {}),
    ...(request.state === 'refused' ? { refused: request, refusedText: submit.text } : {}),
  });
}

/** @param {Map<string, OwnIdea>} own @param {OutboxEntry} request @param {Edit} edit @param {number|null} offset */
function edited(own, request, edit, offset) {
  const idea = own.get(edit.idea);
  if (!idea) return;
  if (request.state === 'refused') {
    idea.refused = request;
    idea.refusedText = edit.text;
  } else if (isAhead(request, offset)) {
    idea.text = edit.text;
    idea.unshown = undefined;
    idea.damaged = undefined;
    if (request.state === 'waiting' && idea.status === 'saved') idea.status = 'waiting';
    if (request.state === 'waiting' && request.inMemoryOnly) idea.inMemoryOnly = true;
  }
}

/** @param {Map<string, OwnIdea>} own @param {OutboxEntry} request @param {string} id @param {number|null} offset */
function withdrawn(own, request, id, offset) {
  const idea = own.get(id);
  if (!idea) return;
  if (request.state === 'refused') idea.refused = request;
  else if (isAhead(request, offset)) idea.status = request.state === 'saved' ? 'withdrawn' : 'waiting';
}

/** Not yet in the document that is held. @param {OutboxEntry} request @param {number|null} offset */
function isAhead(request, offset) {
  return request.state === 'waiting' || (request.at ?? 0) > (offset ?? 0);
}
