/**
 * `tinyagi update` and `uninstall` of an installation that npm made from a registry on loopback: this build is the old
 * release, and later ones differ from it by their version, their migrations and a fault.
 *
 * @requirement INSTALL-2 @requirement INSTALL-3
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isAlive, readRuntimeFile } from "./support/daemon.js";
import {
  changeRelease,
  copyInstallation,
  packedSet,
  packMute,
  packRelease,
  type Release,
} from "./support/packed.js";
import { openRegistry, type Registry } from "./support/registry.js";
import { type CliResult, openStage, type Stage } from "./support/stage.js";
import { openTerminal, type Terminal } from "./support/tmux-terminal.js";

const SYSTEMCTL = fileURLToPath(
  new URL("../../packages/cli/src/testing/fake-systemctl.mjs", import.meta.url),
);
const NEXT = "CREATE TABLE next_release (id INTEGER PRIMARY KEY);";
/** Its first migration succeeds, so that the old version could not read the data any more. */
const FAILS = [NEXT, "CREATE TABLE next_release (id INTEGER PRIMARY KEY);"];

/** A daemon that crashes, once, when a test says so. */
const CRASHES = `
const { existsSync: isThere, rmSync: remove } = await import("node:fs");
const bomb = process.env.TINYAGI_HOME + "/crash-now";
setInterval(() => {
  if (!isThere(bomb)) return;
  remove(bomb);
  throw new Error("out of luck");
}, 20);`;
/** Long enough for a machine under load. */
const WATCH = "600";
const PATIENCE_MS = 300_000;

let root = "";
let registry: Registry;
let installed = "";
/** An installation whose update to `next` is prepared, with the copy of the old version that carries it out. */
let prepared = "";
let preparedBroken = "";
let next = "";
/** A home in which an agent did something. */
let used: Stage;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "tinyagi-update-"));
  registry = await openRegistry();
  used = await openStage();
  installed = join(root, "installed");
  await npm(`publish ${packedSet().offline}`);
  await npm(`install --global --prefix ${installed} tinyagi`);
  next = packRelease(root, { version: "9.1.0", migrations: [NEXT] });
  prepared = await prepare("prepared", next);
  preparedBroken = prepareOther({ version: "9.2.0", migrations: FAILS });
  for (const line of [
    "start --no-open",
    "agent add coder --provider demo --role tests",
    "run @coder hello",
    "stop",
  ])
    expect(await used.cli(line.split(" "))).toMatchObject({ code: 0 });
});

/** The real npm, with the registry of these tests. */
async function npm(line: string): Promise<void> {
  const words = [...line.split(" "), "--no-audit", "--no-fund", "--loglevel=error"];
  expect(await used.run("npm", words, { env: registry.env })).toMatchObject({ code: 0 });
}

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await used[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

interface Machine extends AsyncDisposable {
  readonly stage: Stage;
  readonly prefix: string;
  readonly modules: string;
  readonly tinyagi: (line: string, env?: Record<string, string>) => Promise<CliResult>;
}

interface MachineOptions {
  /** With the data of `used`. */
  readonly data?: boolean;
  /** Folders in front of PATH. */
  readonly path?: readonly string[];
}

/** A person's machine: a copy of an installation, and a home. */
async function openMachine(from: string, { data = false, path = [] }: MachineOptions = {}): Promise<Machine> {
  const stage = await openStage({ path });
  if (data) cpSync(used.place.home, stage.place.home, { recursive: true });
  const prefix = join(stage.place.root, "prefix");
  copyInstallation(from, prefix);
  const bin = join(prefix, "bin", "tinyagi");
  return {
    stage,
    prefix,
    modules: join(prefix, "lib", "node_modules"),
    tinyagi: (line, env = {}) =>
      stage.run(process.execPath, [bin, ...line.split(" ")], {
        env: env.npm_config_registry === undefined ? { npm_config_offline: "true", ...env } : env,
      }),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

/** Where an update stands when everything is prepared and nothing has changed. */
async function prepare(name: string, tarball: string): Promise<string> {
  await using machine = await openMachine(installed);
  const killed = await machine.tinyagi(`update --from ${tarball}`, { TINYAGI_UPDATE_FAILPOINT: "prepared" });
  expect(killed).toMatchObject({ code: -1, stdout: "" });
  const place = join(root, name);
  renameSync(machine.prefix, place);
  return place;
}

/** The same with another new release. */
function prepareOther(release: Release): string {
  const place = join(root, `prepared-${release.version}`);
  copyInstallation(prepared, place);
  const workshop = join(place, "lib/node_modules/.tinyagi-update");
  changeRelease(join(workshop, "stage/lib/node_modules/tinyagi"), release);
  changeJournal(join(workshop, "journal.json"), { to: release.version });
  return place;
}

function changeJournal(file: string, change: object): void {
  const journal = { ...JSON.parse(readFileSync(file, "utf8")), ...change };
  // A copy of an installation shares its files.
  rmSync(file);
  writeFileSync(file, JSON.stringify(journal));
}

/** A machine with data on which everything is prepared. Its daemon ran. */
async function openPrepared(from: string, path: readonly string[] = []): Promise<Machine> {
  const machine = await openMachine(from, { data: true, path });
  const journal = join(machine.modules, ".tinyagi-update", "journal.json");
  changeJournal(journal, { home: machine.stage.place.home, wasRunning: true });
  return machine;
}

/** What `tinyagi update` starts when everything is prepared. */
function carryOut(
  { stage, modules }: Machine,
  env: Record<string, string> = {},
  watch = "0",
): Promise<CliResult> {
  return stage.run(process.execPath, [copyIn(modules), "update", "--apply", "--watch", watch], { env });
}

/** The new version serves, accepts a message, and crashes. @returns what the update said */
async function crashInTrial({ stage, modules, tinyagi }: Machine): Promise<string> {
  const said = join(stage.place.root, "update.log");
  const words = ["-c", 'exec "$@" 2> "$0"', said, process.execPath, copyIn(modules), "update", "--apply"];
  const updating = stage.run("sh", [...words, "--watch", WATCH], { timeoutMs: PATIENCE_MS });
  await waitFor(() => readFileSync(said, "utf8").includes("Watching it"), {
    timeoutMs: PATIENCE_MS,
    what: "the new version to serve",
  });
  expect((await tinyagi("run @coder penguins")).code).toBe(0);
  writeFileSync(join(stage.place.home, "crash-now"), "");
  expect((await updating).code).toBe(1);
  return readFileSync(said, "utf8");
}

/** The copy of the old version, which carries out a prepared update. */
function copyIn(modules: string): string {
  return join(modules, ".tinyagi-update/previous/bin/tinyagi.mjs");
}

async function expectOldData({ tinyagi }: Machine): Promise<void> {
  expect(JSON.parse((await tinyagi("agent show coder --json")).stdout)).toMatchObject({ role: "tests" });
  expect(JSON.parse((await tinyagi("search hello --json")).stdout).hits).not.toEqual([]);
}

async function readVersion({ tinyagi }: Machine): Promise<string> {
  return JSON.parse((await tinyagi("version --json")).stdout).version;
}

/** Nothing of an update is left but its lock. */
function expectTidy({ modules, prefix }: Machine): void {
  expect(readdirSync(modules).filter((name) => !name.endsWith(".lock"))).toEqual(["tinyagi"]);
  expect(readlinkSync(join(prefix, "bin", "tinyagi"))).toBe("../lib/node_modules/tinyagi/bin/tinyagi.mjs");
}

describe("tinyagi update", () => {
  test("replaces the code, migrates the data and keeps the daemon running", async () => {
    await using machine = await openMachine(installed, { data: true });
    const { tinyagi, stage } = machine;
    expect((await tinyagi("start --no-open")).code).toBe(0);
    const before = await readVersion(machine);
    await npm(`publish ${next}`);
    const shown = await tinyagi("update --check --json", registry.env);
    expect(JSON.parse(shown.stdout)).toMatchObject({ version: before, available: "9.1.0", updated: false });
    expect((await tinyagi(`update --dry-run --from ${next}`)).stdout).toContain("Nothing was changed.");
    expect(await readVersion(machine)).toBe(before);
    const updated = await tinyagi("update --watch 1 --json", registry.env);
    expect(updated.code, updated.stderr).toBe(0);
    expect(registry.asked).toContain("/tinyagi/-/tinyagi-9.1.0.tgz");
    const result = JSON.parse(updated.stdout);
    expect(result).toMatchObject({ version: "9.1.0", previous: before, updated: true, daemon: "running" });
    expect(existsSync(result.backup)).toBe(true);
    const status = JSON.parse((await tinyagi("status --json")).stdout);
    expect(status).toMatchObject({ version: "9.1.0", settings: { valid: true } });
    await expectOldData(machine);
    expectTidy(machine);
    expect((await tinyagi(`update --from ${next}`)).stdout).toContain("is up to date");
    const older = await tinyagi(`update --from ${packedSet().folder}`);
    expect(older).toMatchObject({ code: 1, stderr: expect.stringContaining("older than this version") });
    expect(readRuntimeFile(stage.place.home)?.pid).toBe(status.pid);
  });

  test("puts code and data back by itself when the new version does not start", async () => {
    await using machine = await openPrepared(preparedBroken);
    const { tinyagi, stage } = machine;
    const before = await readVersion(machine);
    const failed = await carryOut(machine);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(
      /9\.2\.0 did not work, so [\d.]+ is back, with its code and data: .*next_release/,
    );
    expect(failed.stderr).toContain("its daemon runs again");
    expect(JSON.parse((await tinyagi("status --json")).stdout)).toMatchObject({ version: before });
    await expectOldData(machine);
    expectTidy(machine);
    // What the new version wrote is kept.
    const [aside = ""] = readdirSync(join(stage.place.home, "backups")).filter((name) =>
      name.startsWith("before-restore"),
    );
    expect(failed.stderr).toContain(aside);
  });

  test("puts the code back when the new version crashes soon after its start, and keeps what it accepted", async () => {
    await using machine = await openPrepared(prepareOther({ version: "9.5.0", daemon: CRASHES }));
    const before = await readVersion(machine);
    const said = await crashInTrial(machine);
    expect(said).toMatch(
      /9\.5\.0 did not work, so [\d.]+ is back, with its code and all data that came since: it crashed within \d+ s after it had started: .*out of luck/,
    );
    expect(said).toContain("its daemon runs again");
    expect(JSON.parse((await machine.tinyagi("status --json")).stdout)).toMatchObject({ version: before });
    expect(JSON.parse((await machine.tinyagi("search penguins --json")).stdout).hits).not.toEqual([]);
    await expectOldData(machine);
    expectTidy(machine);
  });

  test("keeps a version that crashes when the old one cannot read its data, and says how to go back", async () => {
    const release = { version: "9.6.0", migrations: [NEXT], daemon: CRASHES };
    await using machine = await openPrepared(prepareOther(release));
    const said = await crashInTrial(machine);
    expect(said).toMatch(/9\.6\.0 is installed, but it crashed within .*out of luck/);
    const [, backup = ""] =
      /tinyagi stop; npm install -g tinyagi@[\d.]+; tinyagi restore '(.*)'; /.exec(said) ?? [];
    expect(existsSync(backup)).toBe(true);
    expect(JSON.parse((await machine.tinyagi("status --json")).stdout)).toMatchObject({ version: "9.6.0" });
    expect(JSON.parse((await machine.tinyagi("search penguins --json")).stdout).hits).not.toEqual([]);
    expectTidy(machine);
  });

  test("refuses what does not fit before the daemon is stopped", async () => {
    await using machine = await openMachine(installed);
    const { tinyagi, stage } = machine;
    expect((await tinyagi("start --no-open")).code).toBe(0);
    const pid = readRuntimeFile(stage.place.home)?.pid ?? 0;
    const folder = join(stage.place.root, "downloads");
    mkdirSync(folder);
    cpSync(next, join(folder, "tinyagi-9.1.0.tgz"));
    writeFileSync(join(folder, "SHA256SUMS"), `${"0".repeat(64)}  tinyagi-9.1.0.tgz\n`);
    const altered = await tinyagi(`update --from ${folder}`);
    expect(altered).toMatchObject({ code: 65, stderr: expect.stringContaining("differs from its checksum") });
    writeFileSync(join(folder, "notes.tgz"), "no tarball");
    rmSync(join(folder, "SHA256SUMS"));
    expect((await tinyagi(`update --from ${folder}/notes.tgz`)).stderr).toContain("no packed tinyagi");
    const refused = await tinyagi(`update --from ${packMute(folder, "9.3.0")}`);
    expect(refused).toMatchObject({
      code: 69,
      stderr: expect.stringContaining("its command does not run here"),
    });
    await npm(`publish ${packMute(folder, "9.4.0")} --tag damaged`);
    registry.damage("9.4.0");
    expect(await tinyagi("update --from damaged", registry.env)).toMatchObject({
      code: 69,
      stderr: expect.stringContaining("what npm fetched differs from the checksum in its registry"),
    });
    expect(await tinyagi("update --from 9.9.9", registry.env)).toMatchObject({
      code: 69,
      stderr: expect.stringContaining("npm finds no tinyagi@9.9.9: No match found for version 9.9.9"),
    });
    // Nothing listens there. What npm has seen before is not asked for.
    const down = { npm_config_registry: "http://127.0.0.1:1/", npm_config_cache: join(folder, "cache") };
    expect(await tinyagi("update", down)).toMatchObject({
      code: 69,
      stderr: expect.stringMatching(/npm could not look for tinyagi@latest: .*ECONNREFUSED/),
    });
    expect(isAlive(pid)).toBe(true);
    expect((await tinyagi("update --check --from https://x.example/t.tgz")).code).toBe(2);
  });

  test("refuses an installation of another kind, and one that runs a daemon of another home", async () => {
    await using stage = await openStage();
    const checkout = await stage.cli(["update"]);
    expect(checkout).toMatchObject({
      code: 69,
      stderr: expect.stringContaining("git pull && npm run setup"),
    });
    await using machine = await openMachine(installed);
    const container = await machine.tinyagi("update", { TINYAGI_CONTAINER: "1" });
    expect(container).toMatchObject({ code: 69, stderr: expect.stringContaining("docker compose up -d") });
    // A daemon of another home would lose the files of its program.
    const other = { TINYAGI_HOME: join(machine.stage.place.userHome, "second home") };
    expect((await machine.tinyagi("start --no-open", other)).code).toBe(0);
    try {
      for (const line of [`update --from ${next}`, "uninstall --keep-data --yes"])
        expect(await machine.tinyagi(line)).toMatchObject({
          code: 1,
          stderr: expect.stringContaining(`TINYAGI_HOME='${other.TINYAGI_HOME}' tinyagi stop`),
        });
    } finally {
      expect((await machine.tinyagi("stop", other)).code).toBe(0);
    }
  });

  test("uses the installed service, also to put the old version back", async () => {
    await using stage = await openStage();
    const bin = join(stage.place.root, "systemd");
    mkdirSync(bin);
    for (const name of ["systemctl", "loginctl"])
      writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${SYSTEMCTL}" "$@"\n`, {
        mode: 0o755,
      });
    await using machine = await openPrepared(preparedBroken, [bin]);
    const { tinyagi } = machine;
    expect((await tinyagi("service install")).code).toBe(0);
    expect((await carryOut(machine)).code).toBe(1);
    const shown = JSON.parse((await tinyagi("service status --json")).stdout);
    expect(JSON.parse((await tinyagi("status --json")).stdout)).toMatchObject({ pid: shown.pid });
    const calls = readFileSync(join(machine.stage.place.userHome, "systemctl.log"), "utf8");
    expect(calls).toMatch(/--user start .*--user stop .*--user restart /s);
    expect((await tinyagi("service uninstall --yes")).code).toBe(0);
  });

  test("of a home that was never started leaves its daemon stopped", async () => {
    await using machine = await openMachine(prepared);
    const updated = await carryOut(machine);
    expect(updated.stdout).toMatch(/9\.1\.0 is installed .*\ndaemon +stopped\nbackup +none/);
    expect((await machine.tinyagi("status")).code).toBe(69);
    expectTidy(machine);
  });
});

describe("an update that is killed", () => {
  test.each([
    ["backed-up", "9.1.0", "old"],
    ["switch.moved", "9.1.0", "new"],
    ["started", "9.1.0", "new"],
    ["rolled-back.code", "9.2.0", "old"],
    ["rolled-back.data", "9.2.0", "old"],
  ])("at %s is ended by the next start, with the data (update to %s)", async (point, to, expected) => {
    await using machine = await openPrepared(to === "9.1.0" ? prepared : preparedBroken);
    expect(await carryOut(machine, { TINYAGI_UPDATE_FAILPOINT: point })).toMatchObject({ code: -1 });
    // The command never disappears.
    expect((await machine.tinyagi("version")).code).toBe(0);
    const started = await machine.tinyagi("start --no-open --json");
    expect(started.code, started.stderr).toBe(0);
    expect((await readVersion(machine)) === to).toBe(expected === "new");
    const status = JSON.parse((await machine.tinyagi("status --json")).stdout);
    expect(status.version).toBe(await readVersion(machine));
    expect(JSON.parse(started.stdout)).toMatchObject({ version: status.version });
    await expectOldData(machine);
    expectTidy(machine);
  });

  test("while it prepares has changed nothing", async () => {
    await using machine = await openMachine(installed);
    const killed = await machine.tinyagi(`update --from ${next}`, { TINYAGI_UPDATE_FAILPOINT: "preparing" });
    expect(killed.code).toBe(-1);
    const again = await machine.tinyagi(`update --from ${packedSet().folder}`);
    expect(again.stderr).toContain("interrupted before it changed anything");
    expect(again.stdout).toContain("is up to date");
    expectTidy(machine);
  });
});

async function press(terminal: Terminal, keys: readonly string[]): Promise<void> {
  for (const key of keys) await terminal.keys(key);
}

describe("tinyagi uninstall", () => {
  test("asks for the fate of the data, keeps it, and removes everything else", async () => {
    await using machine = await openMachine(installed, { data: true });
    const { tinyagi, stage, modules, prefix } = machine;
    expect((await tinyagi("start --no-open")).code).toBe(0);
    const pid = readRuntimeFile(stage.place.home)?.pid ?? 0;
    expect(await tinyagi("uninstall")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--keep-data"),
    });
    expect(await tinyagi("uninstall --keep-data")).toMatchObject({ code: 2 });
    const looked = await tinyagi("uninstall --remove-data --dry-run");
    expect(looked.stdout).toContain(`is DELETED: ${stage.place.home}`);
    const script = join(stage.place.userHome, ".config/fish/completions/tinyagi.fish");
    mkdirSync(join(script, ".."), { recursive: true });
    writeFileSync(script, `${(await tinyagi("completion fish")).stdout}\n`);
    expect(isAlive(pid)).toBe(true);
    const removed = await tinyagi("uninstall --keep-data --yes");
    expect(removed.code, removed.stderr).toBe(0);
    expect(removed.stdout).toContain("TinyAGI is removed");
    expect(isAlive(pid)).toBe(false);
    expect([modules, join(prefix, "bin")].flatMap((folder) => readdirSync(folder))).toEqual([]);
    expect([existsSync(script), existsSync(join(stage.place.home, "tinyagi.db"))]).toEqual([false, true]);
  });

  // Both answers, at three widths; the last one without colours.
  test.each([
    { columns: 40, env: {}, keys: ["Enter", "n"], code: 130, left: { data: true, program: true } },
    { columns: 80, env: {}, keys: ["Enter", "y"], code: 0, left: { data: true, program: false } },
    {
      columns: 200,
      env: { NO_COLOR: "1" },
      keys: ["Down", "Enter", "y"],
      code: 0,
      left: { data: false, program: false },
    },
  ])("asks in a terminal of $columns columns, and does what is answered", needs("tmux"), async (asked) => {
    const { columns, env, keys, code, left } = asked;
    await using machine = await openMachine(installed, { data: true });
    const program = join(machine.prefix, "bin", "tinyagi");
    const { home } = machine.stage.place;
    const terminal = await openTerminal(machine.stage, { columns, rows: 50, program, env });
    try {
      await terminal.command("uninstall");
      await terminal.shows(/What happens to settings/, /Keep them/, /Delete them/);
      await press(terminal, keys.slice(0, -1));
      await terminal.shows(left.data ? /Remove TinyAGI\?/ : /delete its data permanently\?/);
      await press(terminal, keys.slice(-1));
      await terminal.ended(code);
    } finally {
      await terminal.close();
    }
    expect({ data: existsSync(join(home, "tinyagi.db")), program: existsSync(program) }).toEqual(left);
  });

  test("deletes the data when told, and refuses a folder that is no home", async () => {
    await using machine = await openMachine(installed, { data: true });
    const { tinyagi, stage, prefix } = machine;
    const wrong = await tinyagi("uninstall --remove-data --yes", { TINYAGI_HOME: stage.place.userHome });
    expect(wrong).toMatchObject({ code: 65, stderr: expect.stringContaining("does not look like a home") });
    const removed = await tinyagi("uninstall --remove-data --yes --json");
    expect(JSON.parse(removed.stdout)).toMatchObject({ dataRemoved: true });
    expect([existsSync(stage.place.home), existsSync(join(prefix, "bin", "tinyagi"))]).toEqual([
      false,
      false,
    ]);
    expect(existsSync(stage.place.workspace)).toBe(true);
  });
});
