/**
 * A vitest reporter that writes the figures of one run to the file `TEST_FIGURES`, for `npm test` to add up. It shows
 * nothing itself.
 */
import { writeFileSync } from "node:fs";

/**
 * @typedef {object} Figures
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} failures one line each
 * @property {Readonly<Record<string, number>>} missing name of a tool to the tests that were skipped without it
 * @property {readonly FileFigures[]} files
 * @property {readonly string[]} [flaky] failures of a first try, when the second try passed
 */

/**
 * @typedef {object} FileFigures
 * @property {string} file path from the root of the repository
 * @property {number} ms time of tests and hooks; imports are not in it
 * @property {number} passed
 * @property {number} failed a file that could not be loaded counts one
 */

export default class FiguresReporter {
  onTestRunEnd(modules, errors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state) => tests.filter((test) => test.result().state === state);
    const failed = inState("failed");
    const unloaded = modules.filter(
      (module) => !module.ok() && failed.every((test) => test.module !== module),
    );
    /** @type {Figures} */
    const figures = {
      passed: inState("passed").length,
      failed: failed.length + unloaded.length + errors.length,
      skipped: inState("skipped").length,
      failures: [
        ...failed.map((test) => line(test.module, `${test.fullName}: ${firstLine(test.result().errors)}`)),
        ...unloaded.map((module) => line(module, firstLine(module.errors()))),
        ...errors.map((error) => `outside of every test: ${firstLine([error])}`),
      ],
      missing: countMissing(inState("skipped")),
      files: modules.map((module) => ({
        file: module.relativeModuleId,
        ms: module.diagnostic().duration,
        passed: inState("passed").filter((test) => test.module === module).length,
        failed: failed.filter((test) => test.module === module).length + (unloaded.includes(module) ? 1 : 0),
      })),
    };
    const { env } = process;
    writeFileSync(env.TEST_FIGURES, JSON.stringify(figures));
  }
}

function line(module, text) {
  return `${module.relativeModuleId}: ${text}`;
}

function firstLine(errors) {
  return (errors?.[0]?.message ?? "failed").split("\n")[0];
}

/** A test that misses several tools counts for each of them. */
function countMissing(skipped) {
  const counts = new Map();
  for (const name of skipped.flatMap((test) => test.meta().missing ?? []))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}
