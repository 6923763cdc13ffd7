import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";

const children: ChildProcess[] = [];
const directories: string[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

const root = new URL("../../../", import.meta.url);
const tsx = pathToFileURL(createRequire(new URL("package.json", root)).resolve("tsx")).href;

/** Runs an example as a user would, in a process of its own. */
function example(
  name: string,
  ...args: string[]
): Promise<{ output: string; code: number | null; signal: string | null }> {
  const file = new URL(`../examples/${name}.ts`, import.meta.url).pathname;
  const flags = ["--conditions=@tinyagi/source", "--import", tsx, file, ...args];
  const child = spawn(process.execPath, flags, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH ?? "" },
  });
  children.push(child);
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve) => child.on("close", (code, signal) => resolve({ output, code, signal })));
}

test("the hand-written plan prints its graph and its answer", async () => {
  const { output, code } = await example("hand-written-plan");
  expect(code).toBe(0);
  expect(output).toContain("n0 --> n2");
  expect(output).toContain('completed [["summary",["graph"]]]');
});

test("the plan stopped by its budget keeps what was paid for", async () => {
  const { output } = await example("stopped-by-budget");
  expect(output).toContain("partial one,two");
  expect(output).toContain("three:skipped(budget) four:skipped(budget)");
  expect(output).toContain("spent 0.5, reserved 0");
});

test("a run killed in the middle goes on in the next process and repeats no finished node", async () => {
  const directory = mkdtempSync(join(tmpdir(), "graph-killed-"));
  directories.push(directory);
  expect((await example("killed-run", directory)).signal).toBe("SIGKILL");
  const { output, code } = await example("killed-run", directory);
  expect(code).toBe(0);
  expect(output).toBe("completed report of Part a+Part b+Part c\n");
  const executed = readFileSync(join(directory, "executed.txt"), "utf8").trim().split("\n");
  expect(executed).toEqual(["plan", "plan/a", "plan/b", "plan", "plan/b", "plan/c", "report"]);
});

test("the run with budget, events, retry and journal prints what its comments say", async () => {
  const directory = mkdtempSync(join(tmpdir(), "tinyagi-in-use-"));
  directories.push(directory);
  const { output, code } = await example("in-use", join(directory, "journal"));
  expect(code).toBe(0);
  expect(output).toContain("node.retried read\n");
  expect(output).toContain("budget.reconciled review\n");
  expect(output).toContain("completed review: done 0.5\n");
  expect(output).toContain("class n0,n1 completed\n");
  expect(output.endsWith("completed 0.5\n")).toBe(true);
});

test("the run that asks a person pauses and goes on with the answer", async () => {
  const directory = mkdtempSync(join(tmpdir(), "graph-asks-"));
  directories.push(directory);
  const { output, code } = await example("ask-a-person", directory);
  expect(code).toBe(0);
  expect(output).toMatch(/^paused \[.*pay#0.*Pay \$500\?.*completed paid\n$/s);
});

test("the run with a quorum and a map over items prints what its comment says", async () => {
  const { output, code } = await example("first-answers");
  expect(code).toBe(0);
  expect(output).toBe("cancelled Map(2) { 'price' => { near: 4, far: 4 }, 'words' => 6 }\n");
});

test("the node that shows its progress reads no page twice", async () => {
  const { output, code } = await example("progress");
  expect(code).toBe(0);
  expect(output).toBe("page 1\npage 2\npage 3\ncompleted [ 1, 2, 3 ]\n");
});
