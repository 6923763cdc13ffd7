/**
 * What an installation puts on a machine: packed tarballs, installed by `scripts/install.sh` without a network, a compiler
 * and an old home, for root and for an ordinary user.
 *
 * @requirement INSTALL-1 @requirement DOCKER-1
 */
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { needs, waitFor } from "@tinyagi/testkit";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBarePath } from "../support/bare-path.js";
import { readRuntimeFile } from "./support/daemon.js";
import { packedSet } from "./support/packed.js";
import { openStage, type Stage } from "./support/stage.js";

/** On a slow machine, a start says that it still works. */
const STARTS = /^(Starting the daemon, \d+ s\n?)*$/;
const SCRIPT = fileURLToPath(new URL("../../scripts/install.sh", import.meta.url));
const ENTRYPOINT = fileURLToPath(new URL("../../docker/entrypoint.sh", import.meta.url));
const NATIVE = "better-sqlite3";
const NOBODY = 65_534;
const DEMO = "@demo Plan a launch page: who does what?";

let root = "";
/** The packed set and the script, where every user may read them. */
let downloads = "";
let barePath = "";
let prefix = "";
let installed = "";

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "tinyagi-installed-"));
  chmodSync(root, 0o755);
  downloads = join(root, "downloads");
  cpSync(packedSet().folder, downloads, { recursive: true });
  chmodSync(downloads, 0o755);
  cpSync(SCRIPT, join(downloads, "install.sh"));
  barePath = createBarePath(join(root, "bin"));
  prefix = join(root, "global");
  installed = join(prefix, "lib", "node_modules", "tinyagi");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Person {
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Words in front of a command, to run it as another user. */
  readonly as?: readonly string[];
}

function start({ home, env = {}, as = [] }: Person, words: readonly string[]) {
  const [file = "", ...args] = [...as, ...words];
  const machine = { HOME: home, PATH: barePath, LANG: "C.UTF-8", npm_config_offline: "true" };
  const options = { cwd: root, env: { ...machine, ...env }, extendEnv: false, reject: false } as const;
  return execa(file, args, { ...options, stdin: "ignore" });
}

async function run(person: Person, words: readonly string[]) {
  const { exitCode, stdout, stderr } = await start(person, words);
  return { code: exitCode ?? -1, stdout, stderr };
}

/** Someone whose global prefix of npm is `prefix`, which they may write. */
function administrator(): Person {
  const home = join(root, "admin");
  mkdirSync(home, { recursive: true });
  return { home, env: { npm_config_prefix: prefix } };
}

const install = (person: Person, ...words: string[]) =>
  run(person, ["sh", join(downloads, "install.sh"), ...words]);

/** Node's own path: `env node` of the command would need it in PATH. */
function tinyagi(stage: Stage, ...words: string[]) {
  return stage.run(process.execPath, [join(prefix, "bin", "tinyagi"), ...words]);
}

describe("scripts/install.sh", () => {
  test("changes nothing with --dry-run, installs the packed set, and can be repeated", async () => {
    const person = administrator();
    const looked = await install(person, "--from", downloads, "--dry-run");
    expect(looked).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("nothing was changed"),
    });
    expect(existsSync(prefix)).toBe(false);
    const first = await install(person, "--from", downloads);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stderr).toContain(`is installed: ${prefix}/bin/tinyagi`);
    expect(first.stderr).toContain(`export PATH="${prefix}/bin:$PATH"`);
    const path = `${prefix}/bin:${barePath}`;
    const again = await install({ ...person, env: { ...person.env, PATH: path } }, "--from", downloads);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).not.toContain("PATH");
  });

  test("says what is missing, wrong or damaged, each with an exit code of its own", async () => {
    const person = administrator();
    const help = await install(person, "--help");
    expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("Usage: install.sh") });
    for (const words of [
      ["--form", "x"],
      ["--from"],
      ["--version", "1; rm"],
      ["--from", join(root, "nothing")],
    ])
      expect(await install(person, ...words)).toMatchObject({ code: 2, stdout: "" });
    const damaged = join(root, "damaged");
    cpSync(downloads, damaged, { recursive: true });
    writeFileSync(join(damaged, "tinyagi-9.0.0.tgz"), "half a file");
    expect(await install(person, "--from", join(damaged, "tinyagi-9.0.0.tgz"))).toMatchObject({
      code: 65,
      stderr: expect.stringContaining("differs from its checksum"),
    });
    const bare = (node?: string) => {
      const folder = mkdtempSync(join(root, "path-"));
      for (const tool of ["sh", "dirname", "cat"]) cpSync(`/bin/${tool}`, join(folder, tool));
      if (node !== undefined)
        writeFileSync(join(folder, "node"), `#!/bin/sh\necho ${node}\n`, { mode: 0o755 });
      return { ...person, env: { PATH: folder } };
    };
    expect(await install(bare())).toMatchObject({
      code: 78,
      stderr: expect.stringContaining("Node is missing"),
    });
    expect(await install(bare("18.20.8"))).toMatchObject({
      code: 78,
      stderr: expect.stringContaining("too old"),
    });
    expect(await install(bare("24.1.0"))).toMatchObject({
      code: 78,
      stderr: expect.stringContaining("npm is missing"),
    });
  });

  const canSwitch = process.getuid?.() === 0 && existsSync("/usr/bin/setpriv");
  test.runIf(canSwitch)("installs for an ordinary user only, who then works with it", async () => {
    const home = join(root, "nobody");
    mkdirSync(home);
    chownSync(home, NOBODY, NOBODY);
    const person: Person = {
      home,
      env: { TINYAGI_API_PORT: "0", NO_COLOR: "1" },
      as: ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"],
    };
    expect(await install(person, "--from", downloads, "--prefix", "/usr")).toMatchObject({ code: 73 });
    // An installation of root is not theirs to change.
    for (const words of [["update"], ["uninstall", "--keep-data", "--yes"]])
      expect(await run(person, [join(prefix, "bin/tinyagi"), ...words])).toMatchObject({
        code: 74,
        stderr: expect.stringContaining(
          `sudo npm ${words[0] === "update" ? "install" : "uninstall"} -g tinyagi`,
        ),
      });
    const { code, stderr } = await install(person, "--from", downloads);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("installed only for you");
    expect(stderr).toContain(`export PATH="${home}/.local/bin:$PATH"`);
    expect(statSync(join(home, ".local/bin/tinyagi"))).toMatchObject({ uid: NOBODY });
    const own = (...words: string[]) => run(person, [join(home, ".local/bin/tinyagi"), ...words]);
    expect(await own("start", "--no-open")).toMatchObject({ code: 0, stderr: expect.stringMatching(STARTS) });
    expect((await own("run", DEMO)).stdout).toContain("**Demo answer, no model was asked.**");
    expect((await own("uninstall", "--remove-data", "--yes")).code).toBe(0);
    expect([existsSync(join(home, ".tinyagi")), existsSync(join(home, ".local/bin/tinyagi"))]).toEqual([
      false,
      false,
    ]);
  });

  test("passes shellcheck", needs("shellcheck"), async () => {
    const checked = await execa("shellcheck", [SCRIPT], { reject: false });
    expect(checked.stdout).toBe("");
  });
});

describe("the installation", () => {
  test("needs nothing but the native database module, and brings it", () => {
    const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(Object.keys(dependencies)).toEqual([NATIVE]);
    expect(existsSync(join(installed, "node_modules", NATIVE, "build/Release/better_sqlite3.node"))).toBe(
      true,
    );
  });

  test("starts a daemon with TinyOffice, whose demo team answers, and stops it", async () => {
    await using stage = await openStage();
    expect(await tinyagi(stage, "start", "--no-open")).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(STARTS),
    });
    const answer = await tinyagi(stage, "run", DEMO);
    expect(answer.code).toBe(0);
    expect(answer.stdout).toContain("**Demo answer, no model was asked.**");
    // The bundled skills are files, as the migrations of the database are.
    const skills = await tinyagi(stage, "skill", "list", "lead", "--json");
    expect({ code: skills.code, some: JSON.parse(skills.stdout).length > 0 }).toEqual({
      code: 0,
      some: true,
    });
    const { port } = stage.current();
    const office = await fetch(`http://127.0.0.1:${port}/`);
    expect({ status: office.status, html: await office.text() }).toMatchObject({
      status: 200,
      html: expect.stringContaining("TinyOffice"),
    });
    expect(await tinyagi(stage, "stop")).toMatchObject({ code: 0 });
  });

  test("runs as in a container: open to its network, with a token, until SIGTERM", async () => {
    const home = join(root, "data");
    mkdirSync(home);
    const env = { TINYAGI_HOST: "0.0.0.0", TINYAGI_API_PORT: "0", TINYAGI_CONTAINER: "1" };
    const person: Person = { home, env: { ...env, PATH: `${prefix}/bin:${barePath}` } };
    const container = start(person, ["sh", ENTRYPOINT]);
    const daemon = await waitFor(() => readRuntimeFile(join(home, ".tinyagi")), {
      what: "the daemon to serve",
    });
    const url = `http://127.0.0.1:${daemon.port}`;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await (await fetch(url)).text()).toContain("TinyOffice");
    expect((await fetch(`${url}/api/status`)).status).toBe(401);
    const link = await run(person, ["sh", ENTRYPOINT, "office", "--url"]);
    expect(link.stdout).toMatch(new RegExp(`^${url}/#ticket=`));
    container.kill("SIGTERM");
    const { exitCode, signal } = await container;
    expect({ exitCode, signal }).toEqual({ exitCode: 0, signal: undefined });
    expect(existsSync(join(home, ".tinyagi", "daemon.json"))).toBe(false);
  });

  test("names files and lines of the sources in stacks, when Node is asked for it", async () => {
    await using stage = await openStage();
    const program = `
      const { runCli } = await import(${JSON.stringify(join(installed, "dist/cli/src/index.js"))});
      await runCli({ words: null }).catch((error) => console.log(error.stack));`;
    const words = ["--enable-source-maps", "--input-type=module", "--eval", program];
    expect((await stage.run(process.execPath, words)).stdout).toMatch(/packages\/cli\/src\/cli\.ts:\d+:\d+/);
  });

  test("hands on the licences of the code of others in it", () => {
    const notices = readFileSync(join(installed, "dist", "THIRD-PARTY.txt"), "utf8");
    for (const name of ["fastify", "zod", "commander", "yaml", "@ai-sdk/anthropic"])
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
    const office = ["react of next", "next", "cmdk", "@tanstack/query-core", "tailwindcss"];
    for (const name of [...office, "@fontsource-variable/inter", "@fontsource-variable/jetbrains-mono"])
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|OFL-1.1)\\)$`, "m"));
    expect(existsSync(join(installed, "dist", "cli", "src", "index.d.ts"))).toBe(true);
    expect(existsSync(join(installed, "node_modules", NATIVE, "LICENSE"))).toBe(true);
  });
});
