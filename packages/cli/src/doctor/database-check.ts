/** Reports whether the next start can open the database, and what to restore if not. Changes nothing. */
import { stat } from "node:fs/promises";
import type { DatabaseCheck } from "@tinyagi/daemon";
import type { Paths } from "../context/paths.js";
import type { Finding } from "./finding.js";

export async function checkDatabase({ home }: Paths): Promise<Finding[]> {
  // Another check reports a home that does not exist yet.
  if (!(await isThere(home))) return [];
  const daemon = await import("@tinyagi/daemon");
  const check = await daemon.checkDatabase(home);
  const finding = toFinding(check);
  return check.missing === undefined
    ? [finding]
    : [
        finding,
        {
          id: "database.commits",
          level: "warning",
          message: check.missing,
          hint: "Look for what is missing: tinyagi queue processing; an older state: tinyagi backup list",
        },
      ];
}

function toFinding(check: DatabaseCheck): Finding {
  const { path, state } = check;
  switch (state.state) {
    case "missing":
      return {
        id: "database.missing",
        level: "info",
        message: "no database yet; the first start creates it",
      };
    case "unfinished":
      return {
        id: "database.whole",
        level: "info",
        message: `${path} has an interrupted change; the next start finishes it`,
      };
    case "whole":
      return {
        id: "database.whole",
        level: "ok",
        message: state.checked
          ? `${path} is complete and valid`
          : `${path} can be read. It is too large to check completely here; the next start does that`,
      };
    case "broken":
      return describeBroken(check, state);
  }
}

function describeBroken(check: DatabaseCheck, { code, message }: { code: string; message: string }): Finding {
  if (code === "STORE_TOO_NEW")
    return {
      id: "database.schema",
      level: "error",
      message,
      hint: "Install the newer release: tinyagi update",
    };
  // A database that cannot be reached is not damaged: a backup would not help.
  const hint =
    code === "STORE_DAMAGED" ? describeRemedy(check) : `Check the disk and who may read ${check.path}.`;
  return { id: "database.whole", level: "error", message, hint };
}

function describeRemedy({ path, backups, newest }: DatabaseCheck): string {
  if (newest !== null) return `Restore a backup: tinyagi restore ${newest}`;
  return `No backup is in ${backups}. Restore one from elsewhere: tinyagi restore <file>; or move ${path} away to start with an empty database`;
}

async function isThere(home: string): Promise<boolean> {
  try {
    await stat(home);
    return true;
  } catch {
    // Also when it cannot be entered: then the home itself is the finding.
    return false;
  }
}
