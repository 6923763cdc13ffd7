/** Adds up what ran, and writes the closing lines of `npm test`. */
import { installCommand, isInstalled, TOOLS } from "./tools.mjs";

const SLOWEST = 10;

export function createTally() {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const missing = new Map();
  const files = [];
  /** Failures are listed again at the end, where people start to read a long log. */
  const notes = [];
  return {
    check(name, ok) {
      sum[ok ? "passed" : "failed"] += 1;
      if (!ok) notes.push(`FAILED: ${name} (npm run ${name})`);
    },
    skippedCheck(name, reason) {
      sum.skipped += 1;
      notes.push(`skipped: ${name}: ${reason}`);
    },
    /** @param {import("./figures-reporter.mjs").Figures} figures */
    project(name, figures) {
      for (const state of Object.keys(sum)) sum[state] += figures[state];
      for (const [tool, count] of Object.entries(figures.missing))
        missing.set(tool, (missing.get(tool) ?? 0) + count);
      files.push(...figures.files);
      const { flaky = [] } = figures;
      if (flaky.length > 0) notes.push(`FLAKY: tests ${name} failed once and passed alone; mend them`);
      notes.push(...flaky.map((line) => `  ${line}`));
      if (figures.failed === 0) return;
      notes.push(`FAILED: tests ${name} (npx vitest run --project ${name})`);
      notes.push(...figures.failures.map((line) => `  ${line}`));
    },
    failed: () => sum.failed > 0,
    summary() {
      const lines = [...slowest(files), ...notes, ...[...missing].map(missingLine)];
      const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : "";
      const figures = `${sum.passed} passed, ${sum.failed} failed${skipped}`;
      return `\n${[...lines, "", figures].join("\n")}\n`;
    },
  };
}

function slowest(files) {
  if (files.length <= SLOWEST) return [];
  const sorted = files.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  return ["slowest files:", ...sorted.map(({ file, ms }) => `  ${Math.round(ms / 1_000)} s ${file}`), ""];
}

function missingLine([name, count]) {
  return `skipped: ${count} ${count === 1 ? "test" : "tests"}: ${name} ${stateOf(name)}`;
}

function stateOf(name) {
  const tool = TOOLS.find((known) => known.name === name);
  // A feature of the system, such as control groups: no package provides it.
  if (tool === undefined) return "cannot be used here";
  return isInstalled(tool) ? "does not work here" : `is missing; install it with: ${installCommand([tool])}`;
}
