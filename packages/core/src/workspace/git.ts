/**
 * Runs git in folders that agents can write to. Nothing that such a folder configures is executed: no hooks, no file
 * system monitor, no filters, no submodules, no network.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;
const OUTPUT_MAX_BYTES = 16 * 1_024 * 1_024;
const HARMLESS = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["protocol.allow", "never"],
  ["submodule.recurse", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
] as const;

/** @returns what git prints; undefined when it fails, for example because the folder is in no repository */
export async function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  const filters = await filtersOf(folder);
  const settings = [...HARMLESS, ...filters.flatMap(withoutFilter)];
  return tryGit(folder, [...settings.flatMap(([key, value]) => ["-c", `${key}=${value}`]), ...args]);
}

async function tryGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  const { PATH, HOME } = process.env;
  try {
    const { stdout } = await run("git", ["-C", folder, ...args], {
      timeout: TIMEOUT_MS,
      maxBuffer: OUTPUT_MAX_BYTES,
      env: { PATH, HOME, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1" },
    });
    return stdout.trimEnd();
  } catch {
    // Whatever the reason is, the caller does without git.
    return undefined;
  }
}

/** Names of the filters that the configuration defines. Listing them runs none. */
async function filtersOf(folder: string): Promise<string[]> {
  const listed = await tryGit(folder, ["config", "--name-only", "--get-regexp", "^filter\\."]);
  const names = (listed ?? "").split("\n").map((key) => /^filter\.(.+)\.[^.]+$/.exec(key)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined);
}

function withoutFilter(name: string): [string, string][] {
  return [
    [`filter.${name}.smudge`, ""],
    [`filter.${name}.clean`, ""],
    [`filter.${name}.process`, ""],
    [`filter.${name}.required`, "false"],
  ];
}
