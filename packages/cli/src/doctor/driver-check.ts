/** Reports which database module this machine uses, where it is not the compiled one. Opens no file. */
import { isAppError } from "@tinyagi/contracts";
import type { SqliteDriver } from "@tinyagi/daemon";
import type { Finding } from "./finding.js";

const REASONS = {
  absent: "the compiled one is not installed",
  unloadable: "the compiled one does not load",
  unsafe: "the compiled one crashes on Node 24",
  chosen: "TINYAGI_SQLITE says so",
} as const;

const HINTS = {
  absent: "To get the compiled one: npm install -g tinyagi",
  unloadable: "To get the compiled one: npm install -g tinyagi",
  unsafe: "Nothing has to be done; with Node 22, TinyAGI uses the compiled one",
  chosen: "To use the compiled one, unset TINYAGI_SQLITE",
} as const;

export async function checkDriver(): Promise<Finding[]> {
  const { sqliteDriver } = await import("@tinyagi/daemon");
  try {
    return describeDriver(sqliteDriver(), process.versions.node);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const hint = "Install it again with this Node: npm install -g tinyagi";
    return [{ id: "sqlite.driver", level: "error", message: error.message, hint }];
  }
}

/** Nothing about the compiled one, which is what everyone should have. */
export function describeDriver({ because, detail }: SqliteDriver, node: string): Finding[] {
  if (because === undefined) return [];
  const why = detail === undefined ? REASONS[because] : `${REASONS[because]} (${detail})`;
  const message = `the database module is the one of Node ${node}, because ${why}; writing is slower with it`;
  return [{ id: "sqlite.driver", level: "info", message, hint: HINTS[because] }];
}
