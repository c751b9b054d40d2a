// Where the outbox keeps its requests: IndexedDB, or memory where the browser refuses that.

const STORE = 'outbox';

/** @typedef {import('./types.js').Kept} Kept */
/** @typedef {{all(seat: string): Promise<Kept[]>, put(kept: Kept): Promise<Kept>, remove(seq: number): Promise<void>}} Store */

/** @returns {Promise<Store>} */
export async function openStore() {
  try {
    const database = await done(openDatabase());
    return indexed(database);
  } catch {
    return inMemory();
  }
}

function openDatabase() {
  const request = indexedDB.open('burgertop', 1);
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore(STORE, { keyPath: 'seq', autoIncrement: true });
    store.createIndex('seat', 'seat');
  };
  return request;
}

/** @param {IDBDatabase} database @returns {Store} */
function indexed(database) {
  /** @param {IDBTransactionMode} mode */
  const store = (mode) => database.transaction(STORE, mode).objectStore(STORE);
  return {
    async all(seat) {
      const kept = await done(store('readonly').index('seat').getAll(seat));
      return kept.sort((a, b) => a.seq - b.seq);
    },
    async put(kept) {
      const { foreign, retryAt, ...plain } = kept;
      kept.seq = /** @type {number} */ (await done(store('readwrite').put(plain)));
      return kept;
    },
    async remove(seq) {
      await done(store('readwrite').delete(seq));
    },
  };
}

/** @returns {Store} */
function inMemory() {
  /** @type {Map<number, Kept>} */
  const rows = new Map();
  let last = 0;
  return {
    all: async (seat) => [...rows.values()].filter((kept) => kept.seat === seat),
    put: async (kept) => {
      kept.seq = kept.seq ?? ++last;
      rows.set(kept.seq, kept);
      return kept;
    },
    remove: async (seq) => void rows.delete(seq),
  };
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
