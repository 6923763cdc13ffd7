/**
 * Transactions with the statements of `better-sqlite3`: within another one, a savepoint. A failure undoes what the work
 * wrote, unless SQLite has undone the whole transaction already.
 */

/** The name that better-sqlite3 gives its savepoints. */
const SAVEPOINT = "`\t_bs3.\t`";

interface Connection {
  readonly inTransaction: boolean;
  exec(sql: string): unknown;
}

type Work = (...values: never[]) => unknown;

/** @returns `work` in a transaction, and the same with the other ways to begin */
export function inTransaction(connection: Connection, work: Work) {
  return Object.assign(wrap(connection, work, "BEGIN"), {
    deferred: wrap(connection, work, "BEGIN DEFERRED"),
    immediate: wrap(connection, work, "BEGIN IMMEDIATE"),
    exclusive: wrap(connection, work, "BEGIN EXCLUSIVE"),
  });
}

function wrap(connection: Connection, work: Work, begin: string) {
  return (...values: never[]): unknown => {
    const nested = connection.inTransaction;
    connection.exec(nested ? `SAVEPOINT ${SAVEPOINT}` : begin);
    try {
      const result = work(...values);
      if (result instanceof Promise) throw new TypeError("Transaction function cannot return a promise");
      connection.exec(nested ? `RELEASE ${SAVEPOINT}` : "COMMIT");
      return result;
    } catch (error) {
      if (connection.inTransaction) {
        connection.exec(nested ? `ROLLBACK TO ${SAVEPOINT}` : "ROLLBACK");
        if (nested) connection.exec(`RELEASE ${SAVEPOINT}`);
      }
      throw error;
    }
  };
}
