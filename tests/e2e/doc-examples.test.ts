/**
 * Runs every shell example of the README, the guides and the packages' READMEs line by line, as a reader would: in a
 * separate home, with a running daemon, and with agent CLIs that answer without a model. The reference is excluded: it
 * is generated, and its examples come from the commands' help, with made-up ids and files.
 */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { buildOldHome } from "../fixtures/home-0.0.20/build.js";
import type { Daemon } from "./support/daemon.js";
import { docExamples } from "./support/doc-examples.js";
import { openStage, type Stage } from "./support/stage.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CLI = join(ROOT, "packages/cli/bin/tinyagi.mjs");
const FAKE_AGENT = join(ROOT, "packages/testkit/bin/fake-agent.mjs");
const COMMAND_TIMEOUT_MS = 60_000;
/** Examples that may go without being run, in all documents together: each needs what a test cannot have. */
const EXCUSED_MAX = 59;

const TEXTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...folders("docs", "packages", "examples")].map(
  (file) => ({ file, examples: docExamples(readFileSync(join(ROOT, file), "utf8")) }),
);

const DOCUMENTS = TEXTS.filter(({ file }) => !file.startsWith("docs/reference/"));
/** A document whose examples are all excused would start a daemon for nothing. */
const WITH_COMMANDS = DOCUMENTS.filter(
  ({ examples }) => examples.commands.length + examples.before.length > 0,
);

function folders(...names: string[]): string[] {
  return names.flatMap((name) => markdownIn(join(ROOT, name))).map((path) => relative(ROOT, path));
}

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (["node_modules", "dist", "skills"].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** What a reader has on the PATH: `tinyagi`, `npx tinyagi` in its checkout, and agent CLIs. */
function furnish(stage: Stage): void {
  const { bin } = stage.place;
  const script = (name: string, text: string) => writeFileSync(join(bin, name), text, { mode: 0o755 });
  script("tinyagi", `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  script(
    "npx",
    '#!/bin/sh\n[ "$1" = tinyagi ] || { echo "only npx tinyagi" >&2; exit 64; }\nshift\nexec tinyagi "$@"\n',
  );
  for (const name of ["claude", "codex"]) symlinkSync(FAKE_AGENT, join(bin, name));
}

function run(stage: Stage, daemon: Daemon | undefined, command: string) {
  const cwd = join(stage.place.root, "reader");
  mkdirSync(cwd, { recursive: true });
  const here =
    daemon === undefined
      ? command
      : command.replaceAll(/(127\.0\.0\.1|localhost):3777/g, `127.0.0.1:${daemon.port}`);
  return execa("bash", ["-c", here], {
    cwd,
    env: {
      ...stage.place.env,
      EDITOR: "true",
      TINYAGI_API_PORT: "0",
      TINYAGI_WORKSPACE: stage.place.workspace,
    },
    extendEnv: false,
    reject: false,
    timeout: COMMAND_TIMEOUT_MS,
    stdin: "ignore",
    all: true,
  });
}

test.each(WITH_COMMANDS)(
  "the shell examples of $file do what they say",
  { timeout: 300_000 },
  async ({ examples }) => {
    await using stage = await openStage();
    furnish(stage);
    const { home, workspace } = stage.place;
    if (examples.inOldHome) buildOldHome({ home, workspace, provider: "demo" });
    const daemon = examples.inOldHome ? undefined : await stage.start();
    for (const command of examples.before) {
      const made = await run(stage, daemon, command);
      expect(made.exitCode, `${command}\n${made.all}`).toBe(0);
    }
    const failed: string[] = [];
    for (const { line, command } of examples.commands) {
      const result = await run(stage, daemon, command);
      if (result.exitCode !== 0)
        failed.push(`line ${line}: ${command}\nexit ${result.exitCode}: ${result.all}`);
    }
    expect(failed.join("\n\n")).toBe("");
  },
);

test("every fence says what it holds, so that no example hides from this test", () => {
  const unnamed = TEXTS.flatMap(({ file, examples }) => examples.unnamed.map((line) => `${file}:${line}`));
  expect(unnamed).toEqual([]);
});

test("what is not run is excused by name, and seldom", () => {
  const excused = DOCUMENTS.flatMap(({ examples }) => examples.excused);
  expect(excused.length).toBeLessThanOrEqual(EXCUSED_MAX);
  for (const { reason } of excused) expect(reason.length).toBeGreaterThan(10);
});
