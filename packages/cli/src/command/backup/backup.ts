/** `backup`: one file with everything in this home, with or without a running daemon. */
import { constants } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { RouteOutput } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { sayWhy, size, stamp } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { homeEnvironment } from "../../context/home-environment.js";
import { withProgress } from "../../control/progress.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { EXIT } from "../../error/exit-code.js";
import { facts, table } from "../../view/table.js";
import { withRestore } from "./restore.js";

/** Backing up a large home takes long. */
const BACKUP_TIMEOUT_MS = 60 * 60_000;
const LEFT_OUT_SHOWN = 10;

type Made = RouteOutput<"createBackup">["backup"];
type Mode = Made["workspaces"];

interface BackupCommandOptions {
  out?: string;
  withWorkspaces?: boolean;
  workspaces: boolean;
}

export function registerBackup(program: Command, context: CliContext): void {
  const backup = program
    .command("backup")
    .option("-o, --out <file>", "write the backup to this file (default: a new file in <home>/backups)")
    .option("--with-workspaces", "include all files of the workspaces")
    .option("--no-workspaces", "include no files of the workspaces")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi backup\n  tinyagi backup --out /mnt/disk/tinyagi.tar.gz\n  tinyagi backup list\n  tinyagi backup run\n  tinyagi backup restore latest --dry-run\n  tinyagi config set backup.target /mnt/disk/tinyagi\n",
    )
    .action((options: BackupCommandOptions) => make(context, options));
  backup
    .command("list")
    .description("list the backups in <home>/backups and at the target, newest first")
    .action(() => list(context));
  backup
    .command("run")
    .description("make the daily backup now, and copy it to the target (backup.target)")
    .action(() => runDaily(context));
  withRestore(backup.command("restore"), context)
    .description("the same as `tinyagi restore`: replace the data of this home with a backup")
    .addHelpText("after", "\nExamples:\n  tinyagi backup restore latest --dry-run\n");
}

async function make(context: CliContext, options: BackupCommandOptions): Promise<void> {
  const mode = getMode(options);
  context.output.talk("Creating a backup. It contains your keys: keep it where only you can read it.");
  const made = await withProgress(context.output, "Backing up", () => create(context, mode));
  const path = options.out === undefined ? made.path : await moveTo(made.path, resolve(options.out));
  context.output.data({ ok: true, backup: { ...made, path } }, () => [
    ...facts([
      ["backup", path],
      ["size", size(made.bytes)],
      ["files", String(made.members)],
      ["restore with", `tinyagi restore ${path}`],
    ]),
    ...leftOutLines(made.leftOut),
  ]);
}

function leftOutLines({ count, files }: Made["leftOut"]): string[] {
  if (count === 0) return [];
  const shown = files.slice(0, LEFT_OUT_SHOWN);
  const more = count - shown.length;
  return [
    "",
    `Not in the backup (${count}):`,
    ...shown.map(({ path, ...left }) => `  ${path}: ${sayWhy(left)}`),
    ...(more === 0 ? [] : [`  and ${more} more`]),
  ];
}

function getMode({ withWorkspaces, workspaces }: BackupCommandOptions): Mode {
  if (withWorkspaces === true && !workspaces)
    throw usageError("Use --with-workspaces or --no-workspaces, not both.");
  if (!workspaces) return "none";
  return withWorkspaces === true ? "all" : "memory";
}

async function create(context: CliContext, workspaces: Mode): Promise<Made> {
  if (await context.isServed()) {
    const client = await context.connect();
    const answer = await client.call("createBackup", {
      body: { workspaces },
      signal: context.signal,
      timeoutMs: BACKUP_TIMEOUT_MS,
    });
    return answer.backup;
  }
  const { backUpHome } = await import("@tinyagi/daemon");
  const { manifest, ...file } = await backUpHome({ env: homeEnvironment(context), workspaces });
  const { version, schema, members } = manifest;
  return { ...file, version, schema, workspaces: manifest.workspaces, members: members.length };
}

async function moveTo(from: string, to: string): Promise<string> {
  try {
    // A copy first: a rename would silently overwrite a file and cannot move to another disk.
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await rm(from);
    return to;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = code === "EEXIST" ? "the file already exists" : code;
    throw new CliError("CONFLICT", `The backup could not be written to ${to}: ${reason}`, {
      exitCode: EXIT.io,
      hint: `The backup is in ${from}`,
      cause: error,
    });
  }
}

async function runDaily(context: CliContext): Promise<void> {
  const client = await context.connect();
  const answer = await withProgress(context.output, "Backing up", () =>
    client.call("runDailyBackup", { signal: context.signal, timeoutMs: BACKUP_TIMEOUT_MS }),
  );
  const { failure, copied } = answer;
  if (failure !== null) context.exitCode = EXIT.failed;
  context.output.data(answer, () => [
    ...(failure?.stage === "make" ? [] : ["The daily backup is made and verified."]),
    ...(failure === null ? [] : [failureLine(failure)]),
    ...(failure === null && copied !== null ? [`Copied to ${cleanLine(copied.place)}.`] : []),
  ]);
}

type Status = RouteOutput<"getBackupStatus">;

function failureLine({ stage, place, reason }: NonNullable<Status["failure"]>): string {
  return `It could not be ${stage === "make" ? "made" : `copied to ${cleanLine(place ?? "")}`}: ${cleanLine(reason)}`;
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const { signal } = context;
  const [backups, status] = await Promise.all([
    client.call("listBackups", { signal }),
    client.call("getBackupStatus", { signal }),
  ]);
  const here = new Set(backups.map(({ name }) => name));
  const there = new Set(status.target?.files.map(({ name }) => name));
  const elsewhere = (status.target?.files ?? []).filter(({ name }) => !here.has(name));
  const rows = [...backups, ...elsewhere].sort((a, b) => b.createdAt - a.createdAt);
  context.output.data({ backups, target: status.target }, (columns) =>
    rows.length === 0
      ? ["no backups yet; create one: tinyagi backup"]
      : table(
          ["CREATED", "SIZE", "WHERE", "FILE"],
          rows.map(({ createdAt, bytes, name }) => {
            const places = [here.has(name) ? "home" : "", there.has(name) ? "target" : ""];
            return [stamp(createdAt), size(bytes), places.filter((one) => one !== "").join("+"), name];
          }),
          columns,
        ),
  );
  if (status.target !== null && status.target.problem !== null)
    context.output.talk(
      `${cleanLine(status.target.place)} cannot be read: ${cleanLine(status.target.problem)}`,
    );
}
