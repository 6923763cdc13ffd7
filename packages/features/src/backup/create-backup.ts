/**
 * Makes a backup: one `.tar.gz` of mode 0600 with the database as of one moment, the settings (with the keys they contain,
 * unencrypted), received files, plugins, and what agents are made of. It never contains the operator's token. It works
 * while the daemon runs. An incomplete archive never has the name of a backup.
 */
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, namesIn, openSqlite, syncDirectory } from "@tinyagi/base";
import { AppError, type LeftOut } from "@tinyagi/contracts";
import type { HomePaths } from "@tinyagi/home";
import { copyWhileOpen, sealCopy } from "@tinyagi/kernel";
import type Database from "better-sqlite3";
import { BACKUP_LIMITS, type BackupLimits } from "./backup-limits.js";
import { collect, createMember } from "./collect.js";
import type { AgentWorkspace } from "./collect-workspace.js";
import { parseDailyName } from "./daily-name.js";
import { createLeftOut, type LeftOutList } from "./left-out.js";
import { FORMAT, MANIFEST, type Manifest, type WorkspaceMode } from "./manifest.js";
import { createTally } from "./tally.js";
import { timeName } from "./time-name.js";

const UNFINISHED = ".making-";
const PRIVATE_FILE = 0o600;
const PRIVATE_DIRECTORY = 0o700;
const NAME = /^tinyagi-\d{4}-\d{2}-\d{2}T[\d.-]+Z\.tar\.gz$/;
const nameOnRequest = (time: number): string => `tinyagi-${timeName(time)}.tar.gz`;

/** What is special about a backup. */
export interface Making {
  /** Names the archive by its time. Default: that of a backup on request, which is never deleted. */
  nameOf?: (time: number) => string;
  /** Gets the whole archive before it has the name of a backup. If it throws, there is none. */
  check?: (path: string) => Promise<void>;
}

export interface BackupOptions extends Making {
  paths: HomePaths;
  /** The home's open database. */
  db: Database.Database;
  /** Version of this program. */
  version: string;
  now: number;
  workspaces: readonly AgentWorkspace[];
  mode: WorkspaceMode;
  signal?: AbortSignal;
  /** Default: the limits of a restore. A backup that a restore would refuse is not made. */
  limits?: BackupLimits;
}

export interface BackupFile {
  /** Name of the file in the home's `backups`. */
  name: string;
  /** Absolute. */
  path: string;
  bytes: number;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

export interface MadeBackup extends BackupFile {
  manifest: Manifest;
  leftOut: LeftOut;
}

/**
 * @returns the archive, its manifest and what could not be saved
 * @throws AppError `STORE_DAMAGED` when the copy of the database is not valid, `SETTINGS_UNREADABLE` when a restore
 * would refuse the settings, `CONFLICT` when there is more data than a backup may contain; the error of the file
 * system
 */
export async function createBackup(options: BackupOptions): Promise<MadeBackup> {
  const { paths, now } = options;
  await mkdir(paths.backups, { recursive: true, mode: PRIVATE_DIRECTORY });
  const folder = await mkdtemp(join(paths.backups, UNFINISHED));
  try {
    const content = join(folder, "content");
    await mkdir(content, { mode: PRIVATE_DIRECTORY });
    const leftOut = createLeftOut();
    const manifest = await fill(content, options, leftOut);
    const archive = join(folder, "archive");
    await writeArchive(archive, content, manifest);
    await options.check?.(archive);
    const { size: bytes } = await stat(archive);
    const name = freeName(paths.backups, now, options.nameOf ?? nameOnRequest);
    const path = join(paths.backups, name);
    await rename(archive, path);
    await syncDirectory(paths.backups);
    return { name, path, bytes, createdAt: now, manifest, leftOut: leftOut.summary() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what killed attempts left behind. Only for a caller that knows that no attempt is under way. */
export async function removeUnfinished({ backups }: HomePaths): Promise<void> {
  for (const name of await namesIn(backups))
    if (name.startsWith(UNFINISHED)) await rm(join(backups, name), { recursive: true, force: true });
}

/** Never replaces a backup from the same millisecond, or from before the clock was set back. */
function freeName(folder: string, now: number, nameOf: (time: number) => string): string {
  for (let time = now; ; time += 1) {
    const name = nameOf(time);
    if (!existsSync(join(folder, name))) return name;
  }
}

/** The backups made on request and each day, newest first. */
export async function listBackups(paths: HomePaths): Promise<BackupFile[]> {
  const files: BackupFile[] = [];
  for (const name of (await namesIn(paths.backups)).filter(
    (one) => NAME.test(one) || parseDailyName(one) !== undefined,
  )) {
    const path = join(paths.backups, name);
    const info = await fileInfo(path);
    if (info !== null) files.push({ name, path, bytes: info.size, createdAt: Math.floor(info.mtimeMs) });
  }
  return files.sort((a, b) => timeIn(b.name).localeCompare(timeIn(a.name)));
}

function timeIn(name: string): string {
  return name.replace(/^tinyagi-(?:daily-)?/, "");
}

/** Null when the path is not a file, or was deleted after the folder was read. */
async function fileInfo(path: string) {
  try {
    const info = await stat(path);
    return info.isFile() ? info : null;
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ELOOP") return null;
    throw error;
  }
}

async function fill(content: string, options: BackupOptions, leftOut: LeftOutList): Promise<Manifest> {
  const copy = join(content, "tinyagi.db");
  await copyWhileOpen(options.db, copy);
  const schema = seal(copy);
  const database = await createMember(copy, "tinyagi.db");
  const tally = createTally(options.limits ?? BACKUP_LIMITS, options.mode);
  tally.add(database);
  const rest = await collect({ ...options, folder: content, onMember: tally.add, leftOut });
  const manifest: Manifest = {
    format: FORMAT,
    version: options.version,
    schema,
    createdAt: options.now,
    workspaces: options.mode,
    members: [database, ...rest],
  };
  const text = JSON.stringify(manifest, null, 2);
  tally.assertManifest(text);
  await writeFile(join(content, MANIFEST), text, { mode: PRIVATE_FILE });
  return manifest;
}

function seal(file: string): number {
  const db = openSqlite(file);
  try {
    const { health, schema } = sealCopy(db);
    if (health !== "ok")
      throw new AppError(
        "STORE_DAMAGED",
        `The copy of the database is damaged (${health}); no backup was made.`,
      );
    return schema;
  } finally {
    db.close();
  }
}

async function writeArchive(file: string, content: string, manifest: Manifest): Promise<void> {
  // The manifest comes first, so that a reader knows what must follow.
  const members = [MANIFEST, ...manifest.members.map(({ path }) => `./${path}`)];
  // Loaded here, because the start of the daemon must not wait for it.
  const { create } = await import("tar");
  await create(
    { file, cwd: content, gzip: true, portable: true, noDirRecurse: true, mode: PRIVATE_FILE },
    members,
  );
  await chmod(file, PRIVATE_FILE);
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
