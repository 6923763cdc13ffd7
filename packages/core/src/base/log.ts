/** The part of a structured logger the packages use: an object of ids first, a constant sentence second. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A logger that keeps nothing, for libraries and tests. */
export const SILENT_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} };
