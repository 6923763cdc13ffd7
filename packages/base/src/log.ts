/** The part of a structured logger that the packages use: first an object with ids, then a constant sentence. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A logger that discards everything, for libraries and tests. */
export const SILENT_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} };
