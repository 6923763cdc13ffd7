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

/** By the code of the system, or of SQLite for a file of its own. */
export const STORAGE_FAULTS: Readonly<Record<string, StorageFault>> = {
  ENOSPC: { code: "STORAGE_FULL", reason: "the disk is full", action: FREE_SPACE },
  EDQUOT: { code: "STORAGE_FULL", reason: "the disk quota is used up", action: FREE_SPACE },
  EFBIG: {
    code: "STORAGE_FULL",
    reason: "a file would become larger than the system allows",
    action: FREE_SPACE,
  },
  EROFS: { code: "STORAGE_UNAVAILABLE", reason: "the file system is read-only", action: CHECK_HOME },
  EACCES: { code: "STORAGE_UNAVAILABLE", reason: "permission denied", action: CHECK_HOME },
  EPERM: { code: "STORAGE_UNAVAILABLE", reason: "permission denied", action: CHECK_HOME },
  EIO: { code: "STORAGE_UNAVAILABLE", reason: "the disk reports an error", action: CHECK_HOME },
  ENXIO: { code: "STORAGE_UNAVAILABLE", reason: "the disk is gone", action: CHECK_HOME },
  ENODEV: { code: "STORAGE_UNAVAILABLE", reason: "the disk is gone", action: CHECK_HOME },
  ESTALE: { code: "STORAGE_UNAVAILABLE", reason: "the network disk is gone", action: CHECK_HOME },
  ENOTCONN: { code: "STORAGE_UNAVAILABLE", reason: "the network disk is gone", action: CHECK_HOME },
  EMFILE: { code: "TOO_MANY_FILES", reason: "the process has too many open files", action: RAISE_LIMIT },
  SQLITE_FULL: { code: "STORAGE_FULL", reason: "the disk is full", action: FREE_SPACE },
  SQLITE_IOERR: { code: "STORAGE_UNAVAILABLE", reason: "the disk reports an error", action: CHECK_HOME },
  SQLITE_READONLY: {
    code: "STORAGE_UNAVAILABLE",
    reason: "the file system is read-only",
    action: CHECK_HOME,
  },
  SQLITE_CANTOPEN: { code: "STORAGE_UNAVAILABLE", reason: "a file cannot be opened", action: CHECK_HOME },
  ENFILE: { code: "TOO_MANY_FILES", reason: "the machine has too many open files", action: RAISE_LIMIT },
};

/** Calls of the system that concern files. `spawn`, `listen` and `connect` fail with the same codes. */
const FILE_CALLS: ReadonlySet<string> = new Set([
  ...[
    "open",
    "write",
    "writev",
    "fsync",
    "fdatasync",
    "ftruncate",
    "truncate",
    "close",
    "copyfile",
    "fchmod",
  ],
  ...[
    "mkdir",
    "mkdtemp",
    "rename",
    "link",
    "symlink",
    "unlink",
    "rmdir",
    "chmod",
    "chown",
    "utime",
    "futime",
  ],
  ...["read", "scandir", "opendir", "stat", "lstat", "fstat", "access", "rm", "statfs"],
]);

/** Without what an extended code adds, as in `SQLITE_IOERR_WRITE`. */
const SQLITE_CODE = /^SQLITE_[A-Z]+/;

/** @returns undefined for anything but an error of a file */
export function storageFaultOf(error: unknown): StorageFault | undefined {
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
  const fault = storageFaultOf(error);
  if (fault === undefined) return undefined;
  const { code, reason, action } = fault;
  return new AppError(code, `It could not be saved or read: ${reason}. Nothing was changed. ${action}`, {
    cause: error,
  });
}
