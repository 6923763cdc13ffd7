/** Exit codes for supervisors and scripts, from sysexits where one fits. */
import { type ErrorCode, isAppError, toStorageFault } from "@tinyagi/contracts";

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  badData: 65,
  portBusy: 71,
  io: 74,
  locked: 73,
  restart: 75,
  config: 78,
} as const;

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  INVALID_INPUT: EXIT.config,
  SETTINGS_INVALID: EXIT.config,
  SETTINGS_UNREADABLE: EXIT.config,
  SECRET_UNRESOLVED: EXIT.config,
  HOME_LOCKED: EXIT.locked,
  HOME_UNWRITABLE: EXIT.io,
  STORE_UNAVAILABLE: EXIT.io,
  STORAGE_FULL: EXIT.io,
  STORAGE_UNAVAILABLE: EXIT.io,
  TOO_MANY_FILES: EXIT.io,
  STORE_DAMAGED: EXIT.badData,
  STORE_TOO_NEW: EXIT.badData,
  IMPORT_REFUSED: EXIT.badData,
  BACKUP_INVALID: EXIT.badData,
  BACKUP_TARGET_UNAVAILABLE: EXIT.io,
  PORT_IN_USE: EXIT.portBusy,
};

export function toExitCode(error: unknown): number {
  const code = isAppError(error) ? error.code : toStorageFault(error)?.code;
  return code === undefined ? EXIT.failed : (BY_CODE[code] ?? EXIT.failed);
}
