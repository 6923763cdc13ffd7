/**
 * What the exit code of the command says. The numbers are public: scripts and supervisors act on them. Where
 * sysexits has a number for a case, it is that number.
 */

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  auth: 4,
  badData: 65,
  unreachable: 69,
  portInUse: 71,
  homeHeld: 73,
  io: 74,
  restartWanted: 75,
  badConfig: 78,
  interrupted: 130,
} as const;

const EXIT_BY_CODE: Readonly<Record<string, number>> = {
  INVALID_INPUT: EXIT.badData,
  INVALID_JSON: EXIT.badData,
  UNKNOWN_AGENT: EXIT.badData,
  DUPLICATE_MESSAGE: EXIT.badData,
  PAYLOAD_TOO_LARGE: EXIT.badData,
  PATH_REFUSED: EXIT.badData,
  IMPORT_REFUSED: EXIT.badData,
  BACKUP_INVALID: EXIT.badData,
  BACKUP_TARGET_UNAVAILABLE: EXIT.io,
  PLACE_OFFLINE: EXIT.unreachable,
  STORE_DAMAGED: EXIT.badData,
  STORE_TOO_NEW: EXIT.badData,
  UNAUTHORIZED: EXIT.auth,
  FORBIDDEN: EXIT.auth,
  FORBIDDEN_ORIGIN: EXIT.auth,
  INVALID_HOST: EXIT.auth,
  DAEMON_UNREACHABLE: EXIT.unreachable,
  UNAVAILABLE: EXIT.unreachable,
  SHUTTING_DOWN: EXIT.unreachable,
  PORT_IN_USE: EXIT.portInUse,
  HOME_LOCKED: EXIT.homeHeld,
  HOME_UNWRITABLE: EXIT.io,
  STORE_UNAVAILABLE: EXIT.io,
  STORAGE_FULL: EXIT.io,
  STORAGE_UNAVAILABLE: EXIT.io,
  TOO_MANY_FILES: EXIT.io,
  SETTINGS_INVALID: EXIT.badConfig,
  SETTINGS_UNREADABLE: EXIT.badConfig,
  SECRET_UNRESOLVED: EXIT.badConfig,
  NO_AGENTS: EXIT.badConfig,
};

/** The exit code for a catalogue code; codes without a number of their own are plain failures. */
export function toExitCode(code: string): number {
  return EXIT_BY_CODE[code] ?? EXIT.failed;
}
