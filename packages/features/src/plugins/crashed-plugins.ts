/**
 * Plugins that crashed the daemon, in a file of the home. The crashing process writes it, the next one reads it. A
 * corrupt file counts as empty. A plugin stays in it until it is approved or denied.
 */
import { readFileSync } from "node:fs";
import { errorCode, replaceFileSync } from "@tinyagi/base";

export interface PluginCrash {
  /** Digest of the content that ran. */
  digest: string;
  /** Milliseconds since the epoch. */
  at: number;
  error: string;
  /** Whether the journal contains the crash. */
  told: boolean;
}

export interface CrashedPlugins {
  all(): Map<string, PluginCrash>;
  /** Durable when it returns. @throws the error of the file system */
  put(name: string, crash: PluginCrash): void;
  /** Does nothing for a plugin without an entry. @throws the error of the file system */
  remove(name: string): void;
}

/** @param path absolute path of the file */
export function createCrashedPlugins(path: string): CrashedPlugins {
  function all(): Map<string, PluginCrash> {
    return new Map(Object.entries(read(path)));
  }
  function save(crashes: Map<string, PluginCrash>): void {
    replaceFileSync(path, `${JSON.stringify(Object.fromEntries(crashes), null, 2)}\n`);
  }
  return {
    all,
    put: (name, crash) => save(all().set(name, crash)),
    remove(name) {
      const crashes = all();
      if (crashes.delete(name)) save(crashes);
    },
  };
}

function read(path: string): Record<string, PluginCrash> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return {};
    throw error;
  }
  return Object.fromEntries(Object.entries(parse(text)).filter(isEntry));
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // Written by another program. The crashes are lost, but approvals are stored elsewhere.
    return {};
  }
}

function isEntry(entry: [string, unknown]): entry is [string, PluginCrash] {
  const [, value] = entry;
  if (typeof value !== "object" || value === null) return false;
  const { digest, at, error, told } = value as Record<string, unknown>;
  return (
    typeof digest === "string" &&
    Number.isFinite(at) &&
    typeof error === "string" &&
    typeof told === "boolean"
  );
}
