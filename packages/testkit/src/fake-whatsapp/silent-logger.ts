/** Baileys logs keys and texts. Nothing of that is wanted in the output of tests. */
import type { DEFAULT_CONNECTION_CONFIG } from "@whiskeysockets/baileys";

type Logger = typeof DEFAULT_CONNECTION_CONFIG.logger;

const ignore = (): void => {};

export const SILENT: Logger = {
  level: "silent",
  child: () => SILENT,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
};
