/**
 * A connection of `node:sqlite` with the part of `better-sqlite3` that the project uses: the same statements run on both.
 * Guarantees: the same codes of errors; opening one reads nothing of the file.
 */
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { cutsText, type NodeConnection, type NodeSqlite } from "./node-module.js";
import { Statement } from "./node-statement.js";
import { inTransaction } from "./node-transaction.js";
import { isUnfinishedCopy, SqliteError, toSqliteError } from "./sqlite-error.js";

const BUSY_TIMEOUT_MS = 5_000;
/** SQLite's own way to copy, a hundred pages in one step. */
const PAGES_PER_STEP = 100;
const COPY_AGAIN_MS = 5;

export interface SqliteOptions {
  readonly?: boolean;
  /** Default: a missing file is created. */
  fileMustExist?: boolean;
  timeout?: number;
}

interface BackupState {
  totalPages: number;
  remainingPages: number;
}

export class NodeDatabase {
  readonly name: string;
  readonly readonly: boolean;
  readonly memory: boolean;
  readonly #sqlite: NodeSqlite;
  readonly #connection: NodeConnection;
  readonly #timeoutMs: number;

  constructor(sqlite: NodeSqlite, path: string, options: SqliteOptions = {}) {
    this.name = path;
    this.readonly = options.readonly ?? false;
    this.memory = path === "" || path === ":memory:";
    this.#sqlite = sqlite;
    this.#timeoutMs = options.timeout ?? BUSY_TIMEOUT_MS;
    try {
      this.#connection = new sqlite.DatabaseSync(place(path, options), {
        readOnly: this.readonly,
        timeout: this.#timeoutMs,
      });
    } catch (error) {
      throw toSqliteError(error);
    }
  }

  get open(): boolean {
    return this.#connection.isOpen;
  }

  get inTransaction(): boolean {
    return this.open && this.#connection.isTransaction;
  }

  prepare(sql: string): Statement {
    try {
      return new Statement(this.#connection.prepare(sql), sql, cutsText(this.#sqlite));
    } catch (error) {
      throw toSqliteError(error);
    }
  }

  exec(sql: string): this {
    try {
      this.#connection.exec(sql);
    } catch (error) {
      throw toSqliteError(error);
    }
    return this;
  }

  pragma(source: string, options: { simple?: boolean } = {}): unknown {
    const statement = this.prepare(`PRAGMA ${source}`);
    return options.simple === true ? statement.pluck().get() : statement.all();
  }

  transaction(work: (...values: never[]) => unknown) {
    return inTransaction(this, work);
  }

  /**
   * `progress` says how many pages the copy takes in one step; here only before the first one. The steps run on another
   * thread: the first one can meet a transaction that this thread has open. Then the copy begins again, as with better-sqlite3.
   */
  async backup(path: string, options: { progress?: (state: BackupState) => number } = {}) {
    const rate = options.progress?.({ totalPages: 0, remainingPages: 0 }) ?? PAGES_PER_STEP;
    const end = performance.now() + this.#timeoutMs;
    for (;;) {
      try {
        const totalPages = await this.#sqlite.backup(this.#connection, path, { rate });
        return { totalPages, remainingPages: 0 };
      } catch (error) {
        if (!isUnfinishedCopy(error)) throw toSqliteError(error);
        if (performance.now() >= end)
          throw new SqliteError("database is locked", "SQLITE_BUSY", { cause: error });
      }
      await wait(COPY_AGAIN_MS);
    }
  }

  /** Allows statements that can damage the file. */
  unsafeMode(on = true): this {
    this.#connection.enableDefensive?.(!on);
    return this;
  }

  close(): this {
    if (this.open) this.#connection.close();
    return this;
  }
}

/** SQLite itself refuses to create the file: between a look at it and the opening, it could disappear. */
function place(path: string, options: SqliteOptions): string | URL {
  if (path === "" || path === ":memory:") return path;
  const url = pathToFileURL(path);
  if (options.fileMustExist === true && options.readonly !== true) url.searchParams.set("mode", "rw");
  return url;
}
