/**
 * Checks the entries of the home that TinyAGI itself makes: folders, the lock, the file of the running daemon, and who
 * owns them. Follows no link and changes nothing.
 */
import type { Stats } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readLivingDaemon } from "../context/daemon-file.js";
import type { Paths } from "../context/paths.js";
import type { Finding } from "./finding.js";
import { getCode, isReadable } from "./repair.js";

/** What every start creates. */
const FOLDERS = ["auth", "logs", "files", "files/in", "files/out", "backups"] as const;
const FILES = [
  ...["settings.json", "settings.json.bak", "tinyagi.db", "daemon.lock", "daemon.json"],
  ...["auth/token", "logs/daemon.log"],
] as const;
const FOLDER_BITS = 0o700;
const FILE_BITS = 0o600;
/** How SQLite marks its files. The lock is one, or empty. */
const SQLITE_MARK = "SQLite format 3\0";

export async function checkLayout(paths: Paths): Promise<Finding[]> {
  const home = await readInfo(paths.home);
  // Another check reports a home that does not exist yet.
  if (home === undefined) return [];
  const own = await checkOwner(paths.home);
  // Nothing below it can be judged, or changed, by this user.
  if (own !== undefined) return [own];
  const closed = await checkEntry(paths.home, "folder");
  if (closed.length > 0) return closed;
  const isUsed = (await readInfo(paths.settingsFile)) !== undefined;
  const folders = await Promise.all(FOLDERS.map((name) => checkFolder(join(paths.home, name), isUsed)));
  const files = await Promise.all(FILES.map((name) => checkEntry(join(paths.home, name), "file")));
  const found = [...folders.flat(), ...files.flat()];
  const [lock, runtime, settings] = await Promise.all([
    checkLock(join(paths.home, "daemon.lock")),
    checkRuntime(paths.daemonFile),
    checkBackup(paths),
  ]);
  return [...found, ...lock, ...runtime, ...settings];
}

/** The first entry of another user; a daemon of this user could not use it. */
async function checkOwner(home: string): Promise<Finding | undefined> {
  const user = process.geteuid?.();
  if (user === undefined) return undefined;
  for (const name of ["", ...FOLDERS, ...FILES]) {
    const path = join(home, name);
    const info = await readInfo(path);
    if (info === undefined || info.uid === user) continue;
    return {
      id: "home.owner",
      level: "error",
      message: `${path} belongs to another user (uid ${info.uid}), as after a start with sudo`,
      hint:
        user === 0
          ? "Run TinyAGI as the user that owns this home, not as root."
          : `Take it back: sudo chown -R "$(id -un)" ${home}`,
    };
  }
  return undefined;
}

async function checkFolder(path: string, isUsed: boolean): Promise<Finding[]> {
  const [info, parent] = await Promise.all([readInfo(path), readInfo(dirname(path))]);
  // Something else is in place of its parent, which is a finding of its own.
  if (parent !== undefined && !parent.isDirectory()) return [];
  const repair = { kind: "folder", path } as const;
  const hint = "Create it: tinyagi doctor --fix";
  // A sandbox that hides a missing folder leaves an empty file in its place.
  if (info?.isFile() === true && info.size === 0)
    return [
      { id: "home.folder", level: "error", message: `an empty file is in place of ${path}`, hint, repair },
    ];
  if (info === undefined)
    return isUsed
      ? [{ id: "home.folder", level: "warning", message: `the folder ${path} is missing`, hint, repair }]
      : [];
  if (!info.isDirectory())
    return [
      {
        id: "home.folder",
        level: "error",
        message: `${path} is not a folder`,
        hint: "Move it away; the next start creates the folder.",
      },
    ];
  return checkEntry(path, "folder");
}

/** Whether its owner may use it. Root may always, so the bits decide and not a try. */
async function checkEntry(path: string, kind: "file" | "folder"): Promise<Finding[]> {
  const info = await readInfo(path);
  if (info === undefined || (kind === "file" ? !info.isFile() : !info.isDirectory())) return [];
  const wanted = kind === "file" ? FILE_BITS : FOLDER_BITS;
  if ((info.mode & wanted) === wanted) return [];
  const mode = (info.mode & 0o777).toString(8);
  return [
    {
      id: "home.closed",
      level: "error",
      message: `you may not read or change ${path} (${mode})`,
      hint: `chmod u+${kind === "file" ? "rw" : "rwx"} ${path}`,
      repair: { kind: "mode", path, remove: 0, add: wanted },
    },
  ];
}

async function checkLock(path: string): Promise<Finding[]> {
  const info = await readInfo(path);
  if (info === undefined || (info.isFile() && (info.size === 0 || (await startsWithMark(path))))) return [];
  const message = `the lock ${path} cannot be used, so no daemon can start`;
  const hint = "If no daemon runs, move it away.";
  const finding: Finding = { id: "home.lock", level: "error", message, hint };
  return [info.isFile() ? { ...finding, repair: { kind: "stale", path } } : finding];
}

async function startsWithMark(path: string): Promise<boolean> {
  try {
    const handle = await open(path, "r");
    try {
      const buffer = Buffer.alloc(SQLITE_MARK.length);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return buffer.toString("latin1", 0, bytesRead) === SQLITE_MARK;
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Its mode is a finding of its own.
    if (getCode(error) === "EACCES") return true;
    throw error;
  }
}

/** `daemon.json` of a daemon that is gone. */
async function checkRuntime(path: string): Promise<Finding[]> {
  if ((await readInfo(path)) === undefined || (await readLivingDaemon(path)) !== undefined) return [];
  return [
    {
      id: "daemon.stale-file",
      level: "warning",
      message: `${path} names a daemon that does not run; it was killed, or the machine stopped`,
      hint: "Restart TinyAGI, which replaces it: tinyagi restart",
      repair: { kind: "stale", path },
    },
  ];
}

/** Settings that are gone, with a valid copy beside them. The daemon does not start, so as not to lose that copy. */
async function checkBackup({ settingsFile }: Paths): Promise<Finding[]> {
  const from = `${settingsFile}.bak`;
  if ((await readInfo(settingsFile)) !== undefined || (await readInfo(from)) === undefined) return [];
  const { checkSettingsText } = await import("@tinyagi/daemon");
  const isValid = await isReadable(from, (text) => checkSettingsText(text));
  const finding: Finding = {
    id: "settings.lost",
    level: "error",
    message: `${settingsFile} is missing, but its backup ${from} is there`,
    hint: isValid ? `cp ${from} ${settingsFile}` : "The backup is not valid either. Correct it or remove it.",
  };
  return [isValid ? { ...finding, repair: { kind: "copy", path: settingsFile, from } } : finding];
}

async function readInfo(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch {
    // Absent, or in a folder that may not be entered: then that folder is the finding.
    return undefined;
  }
}
