/**
 * What a failed write means for the person: which code of the system says it, and what to do. Without zod, so that the
 * command can use it. An error of the network or of a program to start has codes like these and is none of these.
 */
import { AppError } from "./app-error.js";
import type { ErrorCode } from "./error-code.js";

export interface StorageFault {
  code: Extract<ErrorCode, "STORAGE_FULL" | "STORAGE_UNAVAILABLE" | "TOO_MANY_FILES">;
  /** What happened, as a clause without a subject's name. */
  reason: string;
  /** What to do, one sentence. */
  action: string;
}

const FREE_SPACE =
  "Free some space on the disk of the home (`tinyagi doctor` shows how much is left), then try again.";
const CHECK_HOME =
  "Check the owner, the permissions and the disk of the home with `tinyagi doctor`, then try again.";
const RAISE_LIMIT =
  "Raise the limit and restart: `ulimit -n 4096 && tinyagi restart`. `tinyagi doctor` shows the limit in use.";

const full = (reason: string): StorageFault => ({ code: "STORAGE_FULL", reason, action: FREE_SPACE });
const unavailable = (reason: string): StorageFault => ({
  code: "STORAGE_UNAVAILABLE",
  reason,
  action: CHECK_HOME,
});
const tooMany = (who: string): StorageFault => ({
  code: "TOO_MANY_FILES",
  reason: `${who} has too many open files`,
  action: RAISE_LIMIT,
});
const FULL = full("the disk is full");
const READ_ONLY = unavailable("the file system is read-only");
const DENIED = unavailable("permission denied");
const BROKEN = unavailable("the disk reports an error");
const GONE = unavailable("the disk is gone");
const NETWORK_GONE = unavailable("the network disk is gone");

/** By the code of the system, or of SQLite for a file of its own. */
export const STORAGE_FAULTS: Readonly<Record<string, StorageFault>> = {
  ENOSPC: FULL,
  EDQUOT: full("the disk quota is used up"),
  EFBIG: full("a file would become larger than the system allows"),
  EROFS: READ_ONLY,
  EACCES: DENIED,
  EPERM: DENIED,
  EIO: BROKEN,
  ENXIO: GONE,
  ENODEV: GONE,
  ESTALE: NETWORK_GONE,
  ENOTCONN: NETWORK_GONE,
  EMFILE: tooMany("the process"),
  ENFILE: tooMany("the machine"),
  SQLITE_FULL: FULL,
  SQLITE_IOERR: BROKEN,
  SQLITE_READONLY: READ_ONLY,
  SQLITE_CANTOPEN: unavailable("a file cannot be opened"),
};

/** Calls of the system that concern files. `spawn`, `listen` and `connect` fail with the same codes. */
const FILE_CALLS: ReadonlySet<string> = new Set(
  "open write writev fsync fdatasync ftruncate truncate close copyfile fchmod mkdir mkdtemp rename link"
    .concat(
      " symlink unlink rmdir chmod chown utime futime read scandir opendir stat lstat fstat access rm statfs",
    )
    .split(" "),
);

/** Without what an extended code adds, as in `SQLITE_IOERR_WRITE`. */
const SQLITE_CODE = /^SQLITE_[A-Z]+/;

/** @returns undefined for anything but an error of a file */
export function toStorageFault(error: unknown): StorageFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code !== "string") return undefined;
  const ofSqlite = SQLITE_CODE.exec(code)?.[0];
  if (ofSqlite === undefined && (typeof syscall !== "string" || !FILE_CALLS.has(syscall))) return undefined;
  const name = ofSqlite ?? code;
  return Object.hasOwn(STORAGE_FAULTS, name) ? STORAGE_FAULTS[name] : undefined;
}

/** The same as an error of the catalogue, without the path, which only the log has. */
export function storageError(error: unknown): AppError | undefined {
  const fault = toStorageFault(error);
  if (fault === undefined) return undefined;
  const { code, reason, action } = fault;
  return new AppError(code, `It could not be saved or read: ${reason}. Nothing was changed. ${action}`, {
    cause: error,
  });
}
