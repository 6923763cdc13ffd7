/** Checks who may read or change the files of TinyAGI. Follows no links and changes nothing. */
import type { Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { AuditFinding, Severity } from "./audit-finding.js";

const OTHERS_READ = 0o077;
const OTHERS_WRITE = 0o022;
/** Entries that are checked in one folder of plugins, skills or agents. */
const ENTRIES_MAX = 500;

export interface FilePlaces {
  home: string;
  tokenFile: string;
  settingsFile: string;
  /** Where agents work; absent when the settings cannot be read. */
  workspace: string | undefined;
}

export async function auditFiles(places: FilePlaces): Promise<AuditFinding[]> {
  const { home, tokenFile, settingsFile, workspace } = places;
  const found = await Promise.all([
    checkPrivate({ id: "home.mode", severity: "high", path: home, mode: "700" }),
    checkPrivate({ id: "token.mode", severity: "critical", path: tokenFile, mode: "600" }),
    checkPrivate({ id: "settings.mode", severity: "high", path: settingsFile, mode: "600" }),
    checkDatabase(home),
    checkTree("plugins.writable", join(home, "plugins")),
    checkTree("skills.writable", join(home, "skills")),
    workspace === undefined ? [] : checkTree("workspace.writable", workspace),
  ]);
  return found.flat();
}

/** Its mode does not matter in a home that others cannot enter. */
async function checkDatabase(home: string): Promise<AuditFinding[]> {
  const info = await readInfo(home);
  if (info === undefined || (info.mode & OTHERS_READ) === 0) return [];
  return checkPrivate({
    id: "database.mode",
    severity: "high",
    mode: "600",
    path: join(home, "tinyagi.db"),
  });
}

async function checkPrivate(check: {
  id: string;
  severity: Severity;
  path: string;
  mode: string;
}): Promise<AuditFinding[]> {
  const { id, severity, path, mode } = check;
  const info = await readInfo(path);
  if (info === undefined || (info.mode & OTHERS_READ) === 0) return [];
  const message = `${path} can be read or changed by other users (${octal(info)})`;
  const repair = { kind: "mode", path, remove: OTHERS_READ, add: 0 } as const;
  const finding: AuditFinding = { id, severity, message, fix: `chmod ${mode} ${path}` };
  // The mode of a link means nothing, and what it leads to is not ours to change.
  return [info.isSymbolicLink() ? finding : { ...finding, repair }];
}

/** The folder and its direct entries: anyone who can write there controls what the daemon or an agent runs. */
async function checkTree(id: string, folder: string): Promise<AuditFinding[]> {
  const names = await namesIn(folder);
  const paths = [folder, ...names.slice(0, ENTRIES_MAX).map((name) => join(folder, name))];
  const infos = await Promise.all(paths.map(async (path) => ({ path, info: await readInfo(path) })));
  return infos.flatMap(({ path, info }): AuditFinding[] => {
    if (info === undefined || info.isSymbolicLink() || (info.mode & OTHERS_WRITE) === 0) return [];
    const message = `${path} can be changed by other users (${octal(info)})`;
    const repair = { kind: "mode", path, remove: OTHERS_WRITE, add: 0 } as const;
    return [{ id, severity: "high", message, fix: `chmod -R go-w ${path}`, repair }];
  });
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Absent or not readable: the folder itself is still checked.
    return [];
  }
}

async function readInfo(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch {
    // A file that does not exist is safe.
    return undefined;
  }
}

function octal({ mode }: Stats): string {
  return (mode & 0o777).toString(8);
}
