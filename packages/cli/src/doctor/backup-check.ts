/** Reports when the last backup was made that can be restored, and what is wrong with the daily one. Changes nothing. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "@tinyagi/contracts";
import type { BackupCheck } from "@tinyagi/daemon";
import { stamp } from "@tinyagi/views";
import type { Paths } from "../context/paths.js";
import type { Finding } from "./finding.js";

/** An older backup loses more than one bad day. */
const OLD_MS = 2 * 86_400_000;
const MAKE_ONE = "Make one now: tinyagi backup";

type Parts = Pick<Settings, "backup"> | undefined;

/** @param settings undefined when they cannot be read: another finding says so */
export async function checkBackup({ home }: Paths, settings: Parts, now: number): Promise<Finding[]> {
  // Another finding is about something else in place of the folder.
  if (!(await isFolder(join(home, "backups")))) return [];
  const daemon = await import("@tinyagi/daemon");
  const check = await daemon.checkBackups(home);
  if (check.homeSince === null) return [];
  return [
    ...check.broken.map(
      ({ path, problem }): Finding => ({
        id: "backup.whole",
        level: "error",
        message: `${path} cannot be restored: ${problem}`,
        hint: `Make a new one: tinyagi backup; then remove this one: rm '${path}'`,
      }),
    ),
    lastOf(check, check.homeSince, now),
    ...checkDaily(check, settings),
  ];
}

function lastOf({ restorable }: BackupCheck, homeSince: number, now: number): Finding {
  const id = "backup.last";
  if (restorable === null) {
    const message = "no backup of this home can be restored";
    return now - homeSince < OLD_MS
      ? { id, level: "info", message: "no backup yet; the daily one is made soon", hint: MAKE_ONE }
      : { id, level: "warning", message, hint: MAKE_ONE };
  }
  const { createdAt, path } = restorable;
  const message = `the last backup that can be restored is of ${stamp(createdAt)}: ${path}`;
  if (now - createdAt <= OLD_MS) return { id, level: "ok", message };
  return { id, level: "warning", message: `${message}. It is older than two days`, hint: MAKE_ONE };
}

function checkDaily({ daily: { failure, copied } }: BackupCheck, settings: Parts): Finding[] {
  if (settings === undefined) return [];
  const { daily, target } = settings.backup;
  if (!daily)
    return [
      {
        id: "backup.daily",
        level: "info",
        message: "no daily backup is made",
        hint: "tinyagi config set backup.daily true",
      },
    ];
  if (failure !== null) {
    const what = failure.stage === "make" ? "made" : `copied to ${failure.place}`;
    return [
      {
        id: "backup.daily",
        level: "warning",
        message: `since ${stamp(failure.since)}, the daily backup could not be ${what}: ${failure.reason}`,
        hint: "Then try again: tinyagi backup run",
      },
    ];
  }
  if (target === undefined || copied === null) return [];
  return [{ id: "backup.daily", level: "ok", message: `copied to ${copied.place} on ${stamp(copied.at)}` }];
}

/** A folder that does not exist yet has no backup. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT";
  }
}
