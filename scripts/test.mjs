#!/usr/bin/env node
// `npm test`: sets up, installs what tests need, runs every check and test, and ends with one line of figures.
// Guarantees: exit code 1 when anything failed; what could not run is named with the command that makes it run,
// and counts as skipped, or as failed with CI=true. `npm test -- unit lint` runs only these.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { root, runAsScript, setup } from "./setup.mjs";

/** Scripts of the root package.json, in this order. */
const CHECKS = ["lint", "typecheck", "layers", "dead-code", "package-shape"];
const PROJECTS = ["unit", "e2e", "chaos"];
const AGENT_CLIS = join(root, "tests", "agent-clis", "install.mjs");
const isCi = process.env.CI === "true" || process.env.CI === "1";

const sum = { passed: 0, failed: 0, skipped: 0 };
/** What went wrong or was left out, told again at the end. */
const notes = [];

function run(file, args) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", (error) => {
      notes.push(`${file}: ${error.message}`);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
}

function say(line) {
  process.stdout.write(`\n== ${line}\n`);
}

function missing(what, command) {
  sum[isCi ? "failed" : "skipped"] += 1;
  notes.push(`${isCi ? "FAILED" : "skipped"}: ${what} is missing; install it with: ${command}`);
}

/** The file a script runs, when it names one that is not in this checkout. */
function absentFile(script) {
  const named = /(?:^node|--config) (\S+)/.exec(script)?.[1];
  return named !== undefined && !existsSync(join(root, named)) ? named : undefined;
}

async function check(name, scripts) {
  const script = scripts[name];
  if (script === undefined) return;
  const absent = absentFile(script);
  if (absent !== undefined) {
    sum.skipped += 1;
    notes.push(`skipped: ${name}: ${absent} is not in this checkout`);
    return;
  }
  say(name);
  const ok = (await run("npm", ["run", "--silent", name])) === 0;
  sum[ok ? "passed" : "failed"] += 1;
  if (!ok) notes.push(`FAILED: ${name} (npm run ${name})`);
}

async function project(name, folder) {
  say(`tests: ${name}`);
  const report = join(folder, `${name}.json`);
  const code = await run(process.execPath, [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    ...["--project", name, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  ]);
  const figures = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
  const failed = figures.numFailedTests ?? 0;
  sum.passed += figures.numPassedTests ?? 0;
  sum.skipped += (figures.numPendingTests ?? 0) + (figures.numTodoTests ?? 0);
  // A file that does not load, or an error outside of every test, fails the run without a failed test.
  sum.failed += code !== 0 ? Math.max(1, failed) : failed;
  if (code === 0) return;
  notes.push(`FAILED: tests ${name} (npx vitest run --project ${name})`);
  notes.push(...failedTests(figures).map((line) => `  ${line}`));
}

/** Named again at the end: a long log is read from there. */
function failedTests({ testResults = [] }) {
  return testResults
    .filter((file) => file.status === "failed")
    .flatMap((file) => {
      const path = relative(root, file.name);
      const failed = file.assertionResults.filter((test) => test.status === "failed");
      if (failed.length === 0) return [`${path}: did not load`];
      return failed.map(
        (test) => `${path}: ${test.fullName}: ${(test.failureMessages[0] ?? "").split("\n")[0]}`,
      );
    });
}

async function main() {
  const only = process.argv.slice(2);
  const unknown = only.filter((name) => !CHECKS.includes(name) && !PROJECTS.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(
      `test: nothing is named ${unknown.join(", ")}; there is ${[...CHECKS, ...PROJECTS].join(", ")}\n`,
    );
    return 2;
  }
  const wanted = (name) => only.length === 0 || only.includes(name);
  await setup();
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if ((wanted("e2e") || wanted("chaos")) && existsSync(AGENT_CLIS)) {
    say("agent CLIs");
    if ((await run(process.execPath, [AGENT_CLIS])) !== 0) {
      missing("claude or codex for the tests", "node tests/agent-clis/install.mjs");
    }
  }
  for (const name of CHECKS) if (wanted(name)) await check(name, scripts);
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-test-"));
  try {
    for (const name of PROJECTS) if (wanted(name)) await project(name, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (notes.length > 0) process.stdout.write(`\n${notes.join("\n")}\n`);
  const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : "";
  process.stdout.write(`\n${sum.passed} passed, ${sum.failed} failed${skipped}\n`);
  return sum.failed > 0 ? 1 : 0;
}

await runAsScript(import.meta.url, main);
