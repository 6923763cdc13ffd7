/**
 * `node:sqlite`, as far as the driver uses it. Guarantees: it is loaded when it is asked for, without the notice that it is
 * experimental: the tests of the store run on it. Node 20 does not have it.
 */

export interface NodeStatement {
  run(...values: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
  iterate(...values: unknown[]): IterableIterator<unknown>;
  columns(): {
    column: string | null;
    database: string | null;
    name: string;
    table: string | null;
    type: string | null;
  }[];
  setAllowUnknownNamedParameters(on: boolean): void;
  setReturnArrays(on: boolean): void;
  setReadBigInts(on: boolean): void;
}

export interface NodeConnection {
  readonly isOpen: boolean;
  readonly isTransaction: boolean;
  prepare(sql: string): NodeStatement;
  exec(sql: string): void;
  close(): void;
  enableDefensive?(on: boolean): void;
}

interface NodeConnectionOptions {
  readOnly: boolean;
  timeout: number;
}

export interface NodeSqlite {
  DatabaseSync: new (path: string | URL, options: NodeConnectionOptions) => NodeConnection;
  backup(
    source: NodeConnection,
    path: string,
    options: { rate: number; progress?: (state: { totalPages: number; remainingPages: number }) => void },
  ): Promise<number>;
}

/** @returns undefined where Node does not have it, or not without a flag */
export function loadNodeSqlite(): NodeSqlite | undefined {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    const module = process.getBuiltinModule("node:sqlite") as NodeSqlite | undefined;
    return module?.backup === undefined ? undefined : module;
  } finally {
    process.emitWarning = emitWarning;
  }
}

let cutting: boolean | undefined;

/** Whether it cuts a text at its first NUL when it reads it, as Node 22 does. */
export function cutsText({ DatabaseSync }: NodeSqlite): boolean {
  if (cutting !== undefined) return cutting;
  const connection = new DatabaseSync(":memory:", { readOnly: false, timeout: 0 });
  const row = connection.prepare("SELECT 'a' || char(0) || 'b' AS text").get() as { text: string };
  connection.close();
  cutting = row.text.length < 3;
  return cutting;
}
