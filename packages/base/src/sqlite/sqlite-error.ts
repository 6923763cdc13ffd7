/** Errors of SQLite as `better-sqlite3` throws them: the project tells them apart by `code` alone. */
import { nameOfResultCode } from "./result-codes.js";

/** What either driver throws has this name and a `code` such as `SQLITE_BUSY`. */
export class SqliteError extends Error {
  override readonly name = "SqliteError";
  readonly code: string;

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Gives an error of `node:sqlite` the code of SQLite; returns others unchanged. */
export function toSqliteError(error: unknown): unknown {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return error;
  return new SqliteError(error.message, nameOfResultCode(error.errcode), { cause: error });
}

/** A copy of `node:sqlite` whose first step found the database in use. Node rejects it with the code of no error. */
export function isUnfinishedCopy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 0;
}
