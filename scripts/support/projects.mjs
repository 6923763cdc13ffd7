/** Runs one project of vitest.config.ts, its failed files a second time, and adds the figures to the tally. */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endLeftovers } from "./leftovers.mjs";
import { root } from "./root.mjs";
import { mergeTries, secondTry } from "./second-try.mjs";

const VITEST = join(root, "node_modules", "vitest", "vitest.mjs");
const REPORTER = join(root, "scripts", "support", "figures-reporter.mjs");

/** @param {{ name: string, filters: readonly string[], tally: object }} options `filters` are paths of test files */
export async function runProject({ name, filters, tally }) {
  process.stdout.write(`\n== tests: ${name}\n`);
  const first = await runTests(name, filters);
  const again = secondTry(first);
  if (again.length === 0) return tally.project(name, first);
  process.stdout.write(`\n== tests: ${name}, second try of ${again.join(", ")}\n`);
  tally.project(name, mergeTries(first, await runTests(name, again, ["--no-file-parallelism"])));
}

/** @returns {Promise<import("./figures-reporter.mjs").Figures>} */
async function runTests(name, filters, options = []) {
  // Short: paths of sockets in it have at most 108 bytes.
  const folder = mkdtempSync(join(tmpdir(), "ta-"));
  const temporary = join(folder, "t");
  mkdirSync(temporary);
  // Tests that become an ordinary user use it, too.
  chmodSync(folder, 0o711);
  chmodSync(temporary, 0o1777);
  const report = join(folder, "figures.json");
  try {
    const code = await runVitest(
      [
        "--project",
        name,
        "--reporter=default",
        `--reporter=${REPORTER}`,
        "--passWithNoTests",
        ...options,
        ...filters,
      ],
      // Set-up has just built them.
      { TEST_FIGURES: report, TMPDIR: temporary, TEST_PROGRAMS_BUILT: "1" },
    );
    return toFigures(report, code);
  } finally {
    for (const { pid, command } of await endLeftovers(temporary))
      process.stdout.write(`test: ended a process that a test had left: ${pid} ${command}\n`);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A failed run counts at least one failure, even if the reporter saw none or did not run. */
function toFigures(report, code) {
  const figures = existsSync(report)
    ? JSON.parse(readFileSync(report, "utf8"))
    : { passed: 0, failed: 0, skipped: 0, failures: [], missing: {}, files: [] };
  if (code === 0 || figures.failed > 0) return figures;
  return { ...figures, failed: 1, failures: [`vitest ended with exit code ${code}`] };
}

function runVitest(args, environment) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [VITEST, "run", ...args], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", () => resolve(1));
    child.once("close", (code) => resolve(code ?? 1));
  });
}
