/**
 * Replaces a home's data with a backup. Everything is unpacked and verified before anything is changed. The home's
 * previous data is moved aside in one step and never deleted. A link that was revoked never works again. The caller must hold the home's lock, except for a dry
 * run, which only reads.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorCode, type Failpoints, NO_FAILPOINTS, openSqlite, writeFileAtomic } from "@tinyagi/base";
import { isAppError, pluginNameSchema, type Settings } from "@tinyagi/contracts";
import type { HomePaths } from "@tinyagi/home";
import {
  guardSettings,
  openStaging,
  parseSettings,
  type Replacement,
  resolveWorkspacePath,
  STAGING,
  standingSettings,
  swapFiles,
  type WeakerParts,
  workspaceRoot,
} from "@tinyagi/home";
import {
  checkSchemaVersion,
  databaseKind,
  hasForeignSchema,
  pluginStatements,
  revokeLinks,
  sealCopy,
} from "@tinyagi/kernel";
import type Database from "better-sqlite3";
import { invalid, type Manifest, type Member } from "./manifest.js";
import { moveWorkspaces } from "./move-workspaces.js";
import { placeFiles } from "./place-files.js";
import { unpackBackup } from "./read-backup.js";
import { timeName } from "./time-name.js";

const PRIVATE_DIRECTORY = 0o700;
/** Databases contain plugins since this schema version. */
const PLUGINS_SCHEMA = 2;
const CONTENT = `${STAGING}/content`;
/** Folders that a backup replaces as a whole: one that the backup does not contain is moved aside too. */
const FOLDERS = ["files", "chats", "plugins", "company"] as const;
/** A dry run only compares the digests of all other members. */
const LOOKED_INTO: ReadonlySet<string> = new Set(["tinyagi.db", "settings.json"]);
const WITHOUT_SETTINGS = "The backup contains no settings. The settings of this home stay active";

export interface RestoreOptions {
  /** The archive. */
  file: string;
  paths: HomePaths;
  userHome: string;
  now: number;
  failpoints?: Failpoints;
  /** Verify everything without changing or creating the home. Default `false`. */
  dryRun?: boolean;
  /** Whether a person accepted that settings of the backup weaken guards of this home. Default `false`. */
  acceptWeaker?: boolean;
  /** Absolute path for the workspaces, instead of the one in the backup's settings. */
  workspace?: string;
}

export interface RestoreReport {
  manifest: Omit<Manifest, "members">;
  members: number;
  /** Folder with the home's previous data; null when nothing was changed. */
  aside: string | null;
  /** What of its settings is weaker than what stands: put back to that, and taken over. */
  weaker: WeakerParts;
  /** What will run code, remove a protection or change files outside of the home. Show these before the restore. */
  warnings: string[];
  /** The folder of the agents' workspaces after the restore; null when the backup contains no settings. */
  workspaceRoot: string | null;
  /** Number of files restored into the agents' workspaces. */
  workspaceFiles: number;
  /** What was not restored, and why. */
  notes: string[];
}

/**
 * @throws AppError `BACKUP_INVALID`, `STORE_TOO_NEW` when a newer version made the backup, `SETTINGS_INVALID`;
 * nothing is changed then
 */
export function restoreBackup(options: RestoreOptions): Promise<RestoreReport> {
  return options.dryRun === true ? rehearse(options) : restore(options);
}

/** Only reads; the home need not exist. Members to inspect are unpacked to a temporary folder. */
async function rehearse(options: RestoreOptions): Promise<RestoreReport> {
  const content = await mkdtemp(join(tmpdir(), "tinyagi-restore-"));
  try {
    return (await verify(content, options, LOOKED_INTO)).report;
  } finally {
    await rm(content, { recursive: true, force: true });
  }
}

async function restore(options: RestoreOptions): Promise<RestoreReport> {
  const { paths, now } = options;
  const staging = await openStaging(paths.home);
  try {
    const content = join(staging, "content");
    await mkdir(content, { mode: PRIVATE_DIRECTORY });
    const { members, settings, report } = await verify(content, options);
    const aside = join("backups", `before-restore-${timeName(now)}`);
    report.aside = join(paths.home, aside);
    await mkdir(report.aside, { recursive: true, mode: PRIVATE_DIRECTORY });
    if (settings !== null) await restoreWorkspaces({ content, members, settings, report, options });
    const failpoints = options.failpoints ?? NO_FAILPOINTS;
    await swapFiles({ home: paths.home, replacements: listReplacements(content, aside), failpoints });
    return report;
  } catch (error) {
    // Before the commit nothing was moved. After it, the record must stay for the next start.
    if (!existsSync(join(staging, "commit.json"))) await rm(staging, { recursive: true, force: true });
    throw error;
  }
}

interface Verified {
  members: readonly Member[];
  /** Null when the backup contains none. */
  settings: Settings | null;
  report: RestoreReport;
}

/** @param kept members that stay in `content`; default: all */
async function verify(
  content: string,
  options: RestoreOptions,
  kept?: ReadonlySet<string>,
): Promise<Verified> {
  const { members, ...manifest } = await unpackBackup(options.file, content, kept);
  const { plugins, links } = verifyDatabase(join(content, "tinyagi.db"), manifest.schema, options.now);
  const { settings, weaker } = await settingsIn(content, options);
  const report: RestoreReport = {
    manifest,
    members: members.length,
    aside: null,
    weaker,
    workspaceFiles: 0,
    notes: [
      ...(settings === null ? [WITHOUT_SETTINGS] : []),
      ...(links === 0
        ? []
        : [
            `Public links to artifacts that do not work any more: ${links}. Share again what should stay public`,
          ]),
    ],
    workspaceRoot: settings === null ? null : workspaceRoot(settings, options.userHome),
    warnings: [...listWarnings(plugins, settings), ...sharedPlaces(members, settings, options.userHome)],
  };
  return { members, settings, report };
}

/** Also ends its public links. @returns names of the plugins that the database approves, and how many links ended */
function verifyDatabase(file: string, schema: number, now: number): { plugins: string[]; links: number } {
  let db: Database.Database | undefined;
  try {
    db = openSqlite(file, { fileMustExist: true });
    checkSchemaVersion(db);
    if (hasForeignSchema(db)) throw invalid("its database contains schema objects TinyAGI did not create");
    const found = sealCopy(db);
    if (found.health !== "ok") throw invalid(`its database is damaged (${found.health})`);
    if (databaseKind(db) !== "current" || found.schema !== schema)
      throw invalid("its database is not one of TinyAGI");
    const plugins = found.schema < PLUGINS_SCHEMA ? [] : pluginStatements(db).names();
    return { plugins, links: revokeLinks(db, now) };
  } catch (error) {
    throw isAppError(error) ? error : invalid("its database cannot be read", error);
  } finally {
    db?.close();
  }
}

function listWarnings(plugins: readonly string[], settings: Settings | null): string[] {
  const agents = Object.entries(settings?.agents ?? {});
  const bypass = agents.filter(([, agent]) => agent.permissions === "bypass").map(([id]) => `@${id}`);
  const names = plugins.filter((name) => pluginNameSchema.safeParse(name).success);
  return [
    ...(names.length === 0 ? [] : [`Plugins that it approves, whose code will run: ${names.join(", ")}`]),
    ...(bypass.length === 0 ? [] : [`Agents that work without a sandbox: ${bypass.join(", ")}`]),
    ...(settings?.server.auth === "none" ? ["Its daemon requires no token"] : []),
  ];
}

/** Files of agents go outside the home, where another home on this machine may have its agents. */
function sharedPlaces(members: readonly Member[], settings: Settings | null, userHome: string): string[] {
  const root = settings === null ? "" : workspaceRoot(settings, userHome);
  if (root === "" || membersBelow(members, "workspaces").length === 0 || !existsSync(root)) return [];
  return [
    `Files of its agents are written to ${root}, which already exists; files that differ are moved aside`,
  ];
}

interface BackupSettings {
  settings: Settings | null;
  weaker: WeakerParts;
}

/** Guards the settings of the backup, also in the file that is restored. */
async function settingsIn(content: string, options: RestoreOptions): Promise<BackupSettings> {
  const file = join(content, "settings.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    if (options.workspace === undefined) return { settings: null, weaker: { left: [], taken: [] } };
    throw invalid("it contains no settings, so its agents cannot get another workspace");
  }
  const guarded = guardSettings(parseSettings(text), {
    stands: await standingSettings(options.paths.settings),
    userHome: options.userHome,
    acceptWeaker: options.acceptWeaker === true,
  });
  const weaker = { left: guarded.left, taken: guarded.taken };
  const { workspace } = options;
  const moved =
    workspace === undefined
      ? guarded.text
      : await moveWorkspaces(guarded.document, { ...options, workspace });
  if (moved === null) return { settings: guarded.settings, weaker };
  await writeFileAtomic({ path: file, data: moved });
  return { settings: parseSettings(moved).settings, weaker };
}

function listReplacements(content: string, backup: string): Replacement[] {
  const aside = (target: string): Replacement => ({ target, aside: join(backup, target) });
  const replaced = (target: string): Replacement =>
    existsSync(join(content, target)) ? { ...aside(target), from: `${CONTENT}/${target}` } : aside(target);
  return [
    aside("tinyagi.db-wal"),
    aside("tinyagi.db-shm"),
    replaced("tinyagi.db"),
    // Without any settings, the next start would create those of a first run.
    ...(existsSync(join(content, "settings.json"))
      ? [aside("settings.json.bak"), replaced("settings.json")]
      : []),
    ...FOLDERS.map(replaced),
  ];
}

interface RestoringWorkspaces {
  content: string;
  members: readonly Member[];
  settings: Settings;
  report: RestoreReport;
  options: RestoreOptions;
}

/** Files of agents go to the workspaces in the backup's settings. Existing files that differ are moved aside. */
async function restoreWorkspaces(restoring: RestoringWorkspaces): Promise<void> {
  const { content, settings, report, options } = restoring;
  const root = workspaceRoot(settings, options.userHome);
  for (const [agentId, agent] of Object.entries(settings.agents)) {
    const place = `workspaces/${agentId}`;
    const members = membersBelow(restoring.members, place);
    if (members.length === 0) continue;
    try {
      const to = await resolveWorkspacePath({
        root,
        agentId,
        home: options.paths.home,
        userHome: options.userHome,
        directory: agent.working_directory,
      });
      const aside = join(report.aside ?? "", place);
      const { placed, refused } = await placeFiles({ from: join(content, place), members, to, aside });
      report.workspaceFiles += placed;
      for (const { path, reason } of refused)
        report.notes.push(`${path} of @${agentId} could not be put back: ${reason}`);
    } catch (error) {
      if (!isAppError(error) && errorCode(error) === "") throw error;
      const reason = error instanceof Error ? error.message : "unknown reason";
      report.notes.push(`The files of @${agentId} could not be put back: ${reason}`);
    }
  }
}

/** @returns the members in a folder, with paths relative to it */
function membersBelow(members: readonly Member[], place: string): Member[] {
  return members
    .filter(({ path }) => path.startsWith(`${place}/`))
    .map((member) => ({ ...member, path: member.path.slice(place.length + 1) }));
}
