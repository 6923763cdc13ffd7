/**
 * Imports a home of 0.0.20. It makes a backup, builds a new database beside the old one, and swaps database and settings
 * as one. Nothing of the old home is deleted: an import in place moves its files into the backup, an import from
 * another folder does not touch them. Only the holder of the home's lock may call it. A source is imported once.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import type { Clock, NewId } from "@tinyagi/base";
import { errorCode, type Failpoints, makeDirectory, NO_FAILPOINTS, writeFileAtomic } from "@tinyagi/base";
import { AppError, defaultSettings, isAppError } from "@tinyagi/contracts";
import type { HomePaths } from "@tinyagi/home";
import {
  openStaging,
  type Replacement,
  resolveRealPath,
  STAGING,
  standingSettings,
  swapFiles,
} from "@tinyagi/home";
import { foldWal, openDatabase } from "@tinyagi/kernel";
import type Database from "better-sqlite3";
import { timeName } from "../backup/time-name.js";
import { backUpLegacyHome } from "./back-up.js";
import { buildStore, type OldData } from "./build-store.js";
import { carryFolders } from "./carry-folders.js";
import { knownIds } from "./known-ids.js";
import { type LegacyDatabase, openLegacyDatabase } from "./legacy-databases.js";
import { readList, readPairings } from "./legacy-files.js";
import { findLegacyHome, type LegacyHome } from "./legacy-home.js";
import { joinOldWorkspaces } from "./old-workspaces.js";
import { ofPredecessor } from "./predecessor.js";
import { createReportWriter, type ImportReport, type ReportWriter } from "./report.js";
import { type TakenSettings, takeSettings } from "./take-settings.js";
import { checkTarget } from "./target.js";

const PRIVATE_DIRECTORY = 0o700;

export interface ImportOptions {
  /** Folder of the old home. The home itself to import in place. */
  from: string;
  paths: HomePaths;
  /** Home directory of the user: what `~` in the settings means. */
  userHome: string;
  clock: Clock;
  newId: NewId;
  failpoints?: Failpoints;
  /** Build everything, report, and change nothing. Default `false`. */
  dryRun?: boolean;
  /** Whether a person accepted settings that weaken guards and that 0.0.20 never had. Default `false`. */
  acceptWeaker?: boolean;
  /** Whether the old home is known to be the user's own. Default: an import in place. */
  isOwn?: boolean;
}

/**
 * @returns what was imported, or null when the folder contains nothing of 0.0.20
 * @throws AppError `IMPORT_REFUSED` when a file is malformed, the old daemon runs or the home is in use;
 * `STORE_DAMAGED`, `SETTINGS_INVALID`, `SETTINGS_UNREADABLE`. Nothing is changed then
 */
export async function importHome(options: ImportOptions): Promise<ImportReport | null> {
  const inPlace = (await resolveRealPath(options.from)) === (await resolveRealPath(options.paths.home));
  const old = await findLegacyHome(options.from, { settingsAlone: !inPlace });
  if (old === null) return null;
  const source = `0.0.20:${await resolveRealPath(old.folder)}`;
  checkTarget(options.paths, source);
  const report = createReportWriter();
  const settings = takeSettings(await getSettings(old, options.paths), report, {
    stands: inPlace ? defaultSettings() : await standingSettings(options.paths.settings),
    userHome: options.userHome,
    acceptWeaker: options.acceptWeaker === true,
    comesAlong: ofPredecessor({ isOwn: options.isOwn ?? inPlace }),
  });
  await using databases = openDatabases(old);
  const data: OldData = {
    ...databases,
    projectsFile: await readList(old.projectsFile),
    tasksFile: await readList(old.tasksFile),
    schedules: await readList(old.schedules),
    pairings: await readPairings(old.pairing),
    settings: settings.settings,
  };
  const taking: Taking = { old, source, inPlace, settings, data, report, databases, options };
  return options.dryRun === true ? await rehearse(taking) : await take(taking);
}

interface OpenDatabases extends AsyncDisposable {
  database: Database.Database | undefined;
  tasks: Database.Database | undefined;
  held: readonly { file: string; database: LegacyDatabase }[];
  close(): void;
}

interface Taking {
  old: LegacyHome;
  source: string;
  inPlace: boolean;
  settings: TakenSettings;
  data: OldData;
  report: ReportWriter;
  databases: OpenDatabases;
  options: ImportOptions;
}

async function rehearse(taking: Taking): Promise<ImportReport> {
  await prepareAgents(taking);
  const db = openDatabase(":memory:", NO_FAILPOINTS);
  try {
    return fill(db, taking, null);
  } finally {
    db.close();
  }
}

async function take(taking: Taking): Promise<ImportReport> {
  const { paths, clock, failpoints = NO_FAILPOINTS } = taking.options;
  const folder = await newFolder(paths.backups, `0.0.20-${timeName(clock.now())}`);
  let report: ImportReport;
  try {
    report = await prepare(taking, folder);
  } catch (error) {
    // Nothing was moved yet, so the folder contains only copies.
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  // The old files are moved from here on, so no process may have them open.
  taking.databases.close();
  const replacements = listReplacements(taking, relative(paths.home, folder));
  await swapFiles({ home: paths.home, replacements, failpoints });
  return report;
}

/** Makes the backup and builds the new state beside the old one. */
async function prepare(taking: Taking, folder: string): Promise<ImportReport> {
  const { old, inPlace, options } = taking;
  const { paths } = options;
  if (inPlace) await backUpLegacyHome({ old, folder, databases: taking.databases.held });
  await prepareAgents(taking);
  // Before the report is written, because it contains what could not be copied.
  if (!inPlace) await carryFolders({ from: old.folder, home: paths.home, report: taking.report });
  const staging = await openStaging(paths.home);
  const report = buildFile(join(staging, basename(paths.database)), taking, inPlace ? folder : null);
  if (taking.settings.text !== null || !inPlace)
    await writeFileAtomic({
      path: join(staging, "settings.json"),
      data: taking.settings.text ?? (await getSettings(old, paths)),
    });
  await writeFile(join(folder, "import-report.json"), `${JSON.stringify(report, null, 2)}\n`, {
    mode: 0o600,
  });
  return report;
}

async function newFolder(parent: string, name: string): Promise<string> {
  await makeDirectory(parent, PRIVATE_DIRECTORY);
  for (let number = 1; ; number += 1) {
    const folder = join(parent, number === 1 ? name : `${name}-${number}`);
    try {
      await mkdir(folder, { mode: PRIVATE_DIRECTORY });
      return folder;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
}

function buildFile(file: string, taking: Taking, backup: string | null): ImportReport {
  const db = openDatabase(file, taking.options.failpoints ?? NO_FAILPOINTS);
  try {
    const report = fill(db, taking, backup);
    foldWal(db);
    return report;
  } finally {
    db.close();
  }
}

function fill(db: Database.Database, taking: Taking, backup: string | null): ImportReport {
  const { settings, data, report, options } = taking;
  const ids = knownIds(settings.settings, settings.renamed);
  const now = options.clock.now();
  try {
    return buildStore(db, {
      data,
      ids,
      report,
      now,
      backup,
      newId: options.newId,
      source: taking.source,
      folder: taking.old.folder,
    });
  } catch (error) {
    if (isAppError(error)) throw error;
    const reason = error instanceof Error ? error.message : "unknown reason";
    throw new AppError(
      "IMPORT_REFUSED",
      `The data of ${taking.old.folder} cannot be imported (${reason}). Nothing was changed.`,
      { cause: error },
    );
  }
}

async function prepareAgents({ settings, report, options }: Taking): Promise<void> {
  const renamed = settings.renamed.filter(({ kind }) => kind === "agent");
  await joinOldWorkspaces({
    settings: settings.settings,
    oldIds: new Map(renamed.map(({ from, to }) => [to, from])),
    home: options.paths.home,
    userHome: options.userHome,
    report,
    dryRun: options.dryRun === true,
  });
  report.note(
    "Agents could reach every file before. Now each agent is limited to its workspace; `permissions` of an agent changes that.",
  );
}

/** In place, every old file moves into the backup and replaces its copy there. Otherwise only files of this home move. */
function listReplacements({ old, inPlace, settings }: Taking, backup: string): Replacement[] {
  const aside = (target: string): Replacement => ({ target, aside: join(backup, target) });
  const withLog = (name: string) => [`${name}-wal`, `${name}-shm`, name];
  const databases = inPlace
    ? [old.database, old.tasksDatabase].flatMap((file) => (file === null ? [] : withLog(basename(file))))
    : withLog("tinyagi.db");
  const lists = inPlace ? [old.schedules, old.pairing, old.projectsFile, old.tasksFile] : [];
  const newSettings = settings.text !== null || !inPlace;
  return [
    ...databases.filter((name) => name !== "tinyagi.db").map(aside),
    { ...aside("tinyagi.db"), from: join(STAGING, "tinyagi.db") },
    ...(newSettings ? [{ ...aside("settings.json"), from: join(STAGING, "settings.json") }] : []),
    ...lists.flatMap((file) => (file === null ? [] : [aside(basename(file))])),
  ];
}

async function getSettings(old: LegacyHome, paths: HomePaths): Promise<string> {
  if (old.settings !== null) return readFile(old.settings, "utf8");
  const backup = await readIfThere(paths.settingsBackup);
  // 0.0.20 treated a missing file as an empty one. A missing file whose backup exists was lost by accident.
  if (backup === null) return "{}";
  throw new AppError(
    "SETTINGS_UNREADABLE",
    `${paths.settings} is missing, but its backup ${paths.settingsBackup} exists. Copy the backup back, or remove it to start with new settings.`,
  );
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

function openDatabases(old: LegacyHome): OpenDatabases {
  const held: { file: string; database: LegacyDatabase }[] = [];
  const close = () => {
    for (const { database } of held) database[Symbol.dispose]();
  };
  const openOne = (file: string | null) => {
    if (file === null) return undefined;
    const database = openLegacyDatabase(file);
    held.push({ file, database });
    return database.db;
  };
  try {
    return {
      database: openOne(old.database),
      tasks: openOne(old.tasksDatabase),
      held,
      close,
      [Symbol.asyncDispose]: async () => close(),
    };
  } catch (error) {
    close();
    throw error;
  }
}
