/**
 * A place elsewhere that gets a copy of each daily backup. Guarantees: a file under its final name is whole; a copy that
 * fails leaves nothing under that name, and never changes the file it was made from.
 */
import { AppError } from "@tinyagi/contracts";

export interface TargetFile {
  name: string;
  bytes: number;
}

export interface BackupTarget {
  /** As people call it: the folder, or `s3://bucket/folder`. */
  readonly place: string;
  /** Files with names of daily backups, also those of other homes. */
  list(signal: AbortSignal): Promise<TargetFile[]>;
  /** Copies a file there. @param copy.path absolute path of the file */
  put(copy: { name: string; path: string; signal: AbortSignal }): Promise<void>;
  /** Copies a file from there. @param copy.path absolute path of a file that does not exist */
  fetch(copy: { name: string; path: string; signal: AbortSignal }): Promise<void>;
  remove(name: string, signal: AbortSignal): Promise<void>;
}

/** Why a target cannot be used. */
export class TargetError extends AppError {
  /** @param reason what happened, as a sentence that says what to do */
  constructor(reason: string, cause?: unknown) {
    super("BACKUP_TARGET_UNAVAILABLE", reason, cause === undefined ? {} : { cause });
  }
}
