// Stores the outbox in IndexedDB. Every step has a timeout, and a database that was lost is opened again.

import { within } from './within.js';

const NAME = 'burgertop';
const STORE = 'outbox';
/** A browser that did not open the database within this time may never answer. */
const OPEN_MS = 3000;
/** The same for one step of reading or writing. */
const STEP_MS = 3000;

/** @typedef {import('./types.js').OutboxEntry} OutboxEntry */

/** Event: `late`, when a database opened after it was given up. */
export class Store extends EventTarget {
  constructor() {
    super();
    /** @type {Promise<IDBDatabase>|null} */
    this._opening = null;
    /** The newest that opened. @type {IDBDatabase|null} */
    this._current = null;
  }

  /** All of a seat, in order of pressing. @param {string} seat @returns {Promise<OutboxEntry[]>} */
  async all(seat) {
    /** @type {OutboxEntry[]} */
    const rows = await this._step('readonly', (store) => store.index('seat').getAll(seat));
    return rows.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  }

  /**
   * Writes the entry as it is when its turn comes; writing it twice does no harm, for its key is in it.
   * @param {OutboxEntry} entry
   */
  async put(entry) {
    await this._step('readwrite', (store) => {
      const { ofAnotherTab, retryAt, storing, inMemoryOnly, ...plain } = entry;
      return store.put(plain);
    });
  }

  /** @param {number} seq */
  async remove(seq) {
    await this._step('readwrite', (store) => store.delete(seq));
  }

  /**
   * One step; if it fails, the database is opened again and the step is repeated once.
   * @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} ask @returns {Promise<any>}
   */
  async _step(mode, ask) {
    try {
      return await this._once(mode, ask);
    } catch {
      this._letGo();
      return this._once(mode, ask);
    }
  }

  /** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} ask */
  async _once(mode, ask) {
    const database = await this._database();
    /** @type {IDBTransaction|undefined} */
    let transaction;
    try {
      return await within(
        STEP_MS,
        () =>
          new Promise((resolve, reject) => {
            transaction = database.transaction(STORE, mode);
            const request = ask(transaction.objectStore(STORE));
            const failed = () => reject(request.error ?? transaction?.error ?? new Error('aborted'));
            transaction.onabort = transaction.onerror = request.onerror = failed;
            transaction.oncomplete = () => resolve(request.result);
          }),
      );
    } catch (fault) {
      try {
        transaction?.abort();
      } catch {
        /* it is over already */
      }
      throw fault;
    }
  }

  /** @returns {Promise<IDBDatabase>} */
  _database() {
    if (this._current) return Promise.resolve(this._current);
    if (!this._opening) {
      const opening = within(OPEN_MS, () => this._open());
      const over = () => {
        if (this._opening === opening) this._opening = null;
      };
      opening.then(over, over);
      this._opening = opening;
    }
    return this._opening;
  }

  /** @returns {Promise<IDBDatabase>} */
  _open() {
    return new Promise((resolve, reject) => {
      const begun = performance.now();
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        const store = request.result.createObjectStore(STORE, { keyPath: 'seq', autoIncrement: true });
        store.createIndex('seat', 'seat');
      };
      request.onerror = () => reject(request.error ?? new Error('not opened'));
      // `onblocked` is not final: the database opens once the other tab has closed it.
      request.onsuccess = () => {
        const database = request.result;
        if (this._current) {
          database.close();
          return resolve(this._current);
        }
        this._current = database;
        database.onclose = () => this._lost(database);
        database.onversionchange = () => {
          database.close();
          this._lost(database);
        };
        resolve(database);
        if (performance.now() - begun >= OPEN_MS) this.dispatchEvent(new Event('late'));
      };
    });
  }

  /**
   * The database was closed, by the browser or for a newer version: the next step opens it again.
   * @param {IDBDatabase} database
   */
  _lost(database) {
    if (this._current === database) this._current = null;
  }

  _letGo() {
    const database = this._current;
    this._current = null;
    try {
      if (database) database.close();
    } catch {
      /* it was closed */
    }
  }
}
