/**
 * Every command of the built binary, from a clean home: it works, it has a help with examples, and wrong words lead
 * to the right ones.
 *
 * @requirement CLI-1
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createContext } from "../../packages/cli/src/context/context.js";
import { createOutput } from "../../packages/cli/src/output/output.js";
import { buildWholeProgram } from "../../packages/cli/src/program.js";
import { captureScreen } from "../../packages/cli/src/testing/invoke.js";
import { STEPS, type Step, toWords } from "./support/cli-steps.js";
import { type CliResult, openStage, type Stage } from "./support/stage.js";

type Program = Awaited<ReturnType<typeof buildWholeProgram>>;

/** The words of every command that does something, aliases left out. */
async function commandPaths(): Promise<string[]> {
  const screen = captureScreen();
  const output = createOutput({ stdout: screen, stderr: screen, json: false, plain: true, env: {} });
  const context = createContext({
    env: { HOME: "/nonexistent" },
    output,
    stdin: process.stdin,
    now: Date.now,
    version: "0.0.0",
    signal: new AbortController().signal,
    daemonMain: () => "",
  });
  const leaves = (command: Program, path: readonly string[]): string[] =>
    command.commands.flatMap((child) => {
      const words = [...path, child.name()];
      return child.commands.length > 0 ? leaves(child, words) : [words.join(" ")];
    });
  return leaves(await buildWholeProgram(context), []);
}

async function take(stage: Stage, step: Step, kept: Map<string, string>): Promise<CliResult> {
  const line = step.run.replaceAll(/\{(\w+)\}/g, (_all, name: string) => kept.get(name) ?? `{${name}}`);
  const json = step.keep === undefined ? [] : ["--json"];
  for (const [path, text] of Object.entries(step.files ?? {})) {
    const file = join(stage.place.home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { input, env } = step;
  const result = await stage.cli([...toWords(line), ...json], {
    ...(input === undefined ? {} : { input }),
    ...(env === undefined ? {} : { env }),
  });
  for (const [name, path] of Object.entries(step.keep ?? {})) kept.set(name, valueAt(result.stdout, path));
  return result;
}

function valueAt(json: string, path: string): string {
  let value: unknown = JSON.parse(json);
  for (const key of path.split(".")) value = (value as Record<string, unknown>)[key];
  return String(value);
}

let paths: string[] = [];
beforeAll(async () => {
  paths = await commandPaths();
});

test("each command does its work in a home that began empty", { timeout: 600_000 }, async () => {
  await using stage = await openStage();
  // As TinyAGI itself makes it.
  chmodSync(stage.place.home, 0o700);
  const kept = new Map([["home", stage.place.home]]);
  const wrong: string[] = [];
  for (const step of STEPS) {
    const { code, stdout, stderr } = await take(stage, step, kept);
    const fits =
      code === (step.code ?? 0) && (step.stdout?.test(stdout) ?? true) && (step.stderr?.test(stderr) ?? true);
    if (!fits) wrong.push(`tinyagi ${step.run}\nexit ${code}\n${stdout}\n${stderr}`);
  }
  expect(wrong.join("\n\n")).toBe("");
});

test("no command is left out", () => {
  const run = STEPS.map((step) => `${step.run} `);
  expect(paths.filter((path) => !run.some((line) => line.startsWith(`${path} `)))).toEqual([]);
});

describe("help and wrong words", () => {
  // That every single command's help has examples is checked without a process each, in the package itself.
  test("--help of each noun's first command exits with 0 and ends with examples", async () => {
    await using stage = await openStage();
    const firsts = new Map(paths.toReversed().map((path) => [path.split(" ")[0], path]));
    const without: string[] = [];
    for (const path of firsts.values()) {
      const { code, stdout } = await stage.cli([...path.split(" "), "--help"]);
      if (code !== 0 || !/Examples:\n.*tinyagi /.test(stdout)) without.push(path);
    }
    expect(without).toEqual([]);
  });

  test.each([
    ["staus", /Did you mean status/],
    ["agent lst", /Did you mean one of list, ls/],
    ["queue retyr 1", /Did you mean retry/],
    ["agent list --jsn", /Did you mean --json/],
    ["agent show", /Missing required argument 'id'\./],
    ["agent add x --permissions all", /sandboxed, ask, bypass/],
    ["queue retry", /tinyagi queue retry --all/],
    ["team add x", /--agents/],
  ])("tinyagi %s exits with 2 and says what was meant", async (line, hint) => {
    await using stage = await openStage();
    const { code, stdout, stderr } = await stage.cli(toWords(line));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(hint);
  });
});

test.each<[string, number, Record<string, string>, RegExp]>([
  ["status", 69, {}, /Start it: tinyagi start/],
  ["start", 74, { TINYAGI_HOME: "/proc/nothing" }, /Make it writable/],
  ["start", 78, { TINYAGI_API_PORT: "99999" }, /between 0 and 65535/],
  ["config validate -", 78, {}, /settings\.json is not valid/],
  ["send ''", 65, {}, /The message is empty/],
])("tinyagi %s ends with %i and says what to do", async (line, code, env, words) => {
  await using stage = await openStage();
  const result = await stage.cli(toWords(line), { env, input: line.endsWith("-") ? "{" : "" });
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: "" });
  expect(result.stderr).toMatch(words);
});

test("a token of another home is refused with 4, and --json says so in the API's shape", async () => {
  await using stage = await openStage();
  await stage.start();
  writeFileSync(join(stage.place.home, "auth/token"), "of-another-home\n");
  const { code, stdout, stderr } = await stage.cli(["agent", "list", "--json"]);
  expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
  expect(JSON.parse(stderr)).toMatchObject({ code: "UNAUTHORIZED" });
});
