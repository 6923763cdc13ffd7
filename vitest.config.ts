import { defineConfig } from "vitest/config";
import { LongFirst } from "./tests/support/long-first.js";
import { WAIT_MS } from "./tests/support/wait-limit.js";

/** Packages are resolved to their TypeScript sources, so that unit tests need no build. */
const source = {
  resolve: { conditions: ["@tinyagi/source"] },
  ssr: { resolve: { conditions: ["@tinyagi/source"] } },
};

const patient = { expect: { poll: { timeout: WAIT_MS } }, setupFiles: ["./tests/support/patience.ts"] };

/** How work on outside text grows: they start no program. */
const LINEAR = "tests/security/linear-*.test.ts";

export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    projects: [
      {
        ...source,
        test: {
          ...patient,
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "tests/*.test.ts", LINEAR],
          // Longer than a wait may take, so that it is the wait that says what it waited for.
          testTimeout: 90_000,
          hookTimeout: 90_000,
          // They wait for a fifth of the time.
          maxWorkers: 3,
          // Modules keep no state, so that files may share those a worker has loaded: loading takes half of the time.
          isolate: false,
        },
      },
      {
        ...source,
        test: {
          ...patient,
          name: "e2e",
          include: ["tests/{e2e,regression,security}/**/*.test.ts"],
          exclude: [LINEAR],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // These wait for processes and clocks: four of them leave a third of two cores idle.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...source,
        test: {
          ...patient,
          name: "chaos",
          include: ["tests/chaos/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 120_000,
          // They wait for processes that start again and again.
          maxWorkers: 4,
          sequence: { groupOrder: 2 },
        },
      },
      {
        ...source,
        // Only by name: `npm test` does not run it.
        test: { ...patient, name: "soak", include: ["tests/soak/**/*.test.ts"], sequence: { groupOrder: 3 } },
      },
    ],
  },
});
