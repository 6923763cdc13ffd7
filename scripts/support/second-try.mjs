/**
 * A failed test file runs a second time, alone. A test of real processes can fail because the machine had no time for it;
 * one that passes alone is reported as flaky, with its first failure, and does not fail the run.
 */

/** More failed files than these, or than this share of all, are no accident of a busy machine. */
const LIMIT = 3;
const LIMIT_SHARE = 0.05;

/**
 * The files that get a second try; none when too many failed, or when a failure belongs to no file.
 * @param {import("./figures-reporter.mjs").Figures} figures
 * @returns {readonly string[]} paths from the root of the repository
 */
export function secondTry({ files, failed }) {
  const bad = files.filter((file) => file.failed > 0);
  const known = bad.reduce((sum, file) => sum + file.failed, 0);
  const limit = Math.max(LIMIT, files.length * LIMIT_SHARE);
  return known === failed && bad.length <= limit ? bad.map(({ file }) => file) : [];
}

/**
 * The figures of a run whose failed files ran again. What passed in both tries counts once.
 * @param {import("./figures-reporter.mjs").Figures} first
 * @param {import("./figures-reporter.mjs").Figures} second of the repeated files only
 * @returns {import("./figures-reporter.mjs").Figures}
 */
export function mergeTries(first, second) {
  const repeated = new Set(second.files.map(({ file }) => file));
  const before = first.files.filter(({ file }) => repeated.has(file));
  const passedBefore = before.reduce((sum, { passed }) => sum + passed, 0);
  const lost = first.files.filter(({ file, failed }) => failed > 0 && !repeated.has(file));
  const failures = [...second.failures, ...lost.map(({ file }) => `${file}: did not run a second time`)];
  return {
    ...first,
    passed: first.passed - passedBefore + second.passed,
    failed: second.failed + lost.length,
    failures,
    flaky: failures.length > 0 ? [] : first.failures,
  };
}
