/** Reads a database while another process owns it. Never writes. */
import Database from "better-sqlite3";

const BUSY_TIMEOUT_MS = 5_000;

/**
 * Runs a query without parameters.
 *
 * @throws When there is no database at the path.
 */
export function readRows<T>(dbPath: string, sql: string): T[] {
  const db = new Database(dbPath, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return db.prepare<[], T>(sql).all();
  } finally {
    db.close();
  }
}
