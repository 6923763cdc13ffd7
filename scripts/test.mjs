#!/usr/bin/env node
// `npm test`: sets up, installs what the tests need, runs every check and test, and ends with one line of figures.
// Guarantees: exit code 1 when anything failed. A tool that cannot be installed never fails the run: tests that need it
// are skipped, and the summary names the tool, the number of tests and the command that installs it.
// `npm test -- unit lint` runs only these two; `npm test -- e2e tests/e2e/home.test.ts` only this file.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runAsScript, setup } from "./setup.mjs";
import { runChecks } from "./support/checks.mjs";
import { installTools } from "./support/install-tools.mjs";
import { runProject } from "./support/projects.mjs";
import { root } from "./support/root.mjs";
import { createTally } from "./support/tally.mjs";
import { collectTools } from "./support/tools.mjs";

/** Scripts of the root package.json, the longest first. */
const CHECKS = ["package-shape", "typecheck", "layers", "dead-code", "lint"];
const PROJECTS = ["unit", "e2e", "chaos"];

async function main() {
  const words = process.argv.slice(2);
  const filters = words.filter((word) => word.includes("/"));
  const names = words.filter((word) => !word.includes("/"));
  const unknown = names.filter((name) => !CHECKS.includes(name) && !PROJECTS.includes(name));
  if (unknown.length > 0) {
    const known = [...CHECKS, ...PROJECTS].join(", ");
    process.stderr.write(
      `test: nothing is named ${unknown.join(", ")}; there is ${known}, and paths of tests\n`,
    );
    return 2;
  }
  const chosen = (list) => (names.length > 0 ? list.filter((name) => names.includes(name)) : list);
  const checks = filters.length > 0 && names.length === 0 ? [] : chosen(CHECKS);
  const projects = chosen(PROJECTS);
  await setup();
  if (projects.length > 0)
    installTools(collectTools("tests"), (line) => process.stdout.write(`test: ${line}\n`));
  const tally = createTally();
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  await runChecks({ names: checks, scripts, tally });
  for (const name of projects) await runProject({ name, filters, tally });
  process.stdout.write(tally.summary());
  return tally.failed() ? 1 : 0;
}

await runAsScript(import.meta.url, main);
