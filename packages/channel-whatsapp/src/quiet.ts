/** Keeps texts and keys out of all logs: Baileys logs messages, and libsignal prints whole sessions to the console. */
import type { DEFAULT_CONNECTION_CONFIG } from "@whiskeysockets/baileys";

type Logger = typeof DEFAULT_CONNECTION_CONFIG.logger;

const ignore = (): void => {};

export const QUIET: Logger = {
  level: "silent",
  child: () => QUIET,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
};

/** The process of a channel prints nothing itself, so nothing of worth is lost. */
export function quietConsole(): void {
  for (const method of ["log", "info", "warn", "error", "debug"] as const) console[method] = ignore;
}
