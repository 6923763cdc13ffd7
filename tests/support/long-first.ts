/**
 * The order in which files of tests start. A long file that starts last leaves one core idle until it ends, so the
 * longest start first. A clean checkout knows no times of earlier runs, and the size of a file says little about them.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest first, as the end of `npm test` prints them. */
export const LONG_FILES: readonly string[] = [
  "tests/e2e/cli-commands.test.ts",
  "tests/e2e/doc-examples.test.ts",
  "tests/e2e/update.test.ts",
  "tests/e2e/office-chat.test.ts",
  "tests/e2e/npm-start.test.ts",
  "tests/e2e/acp-programs.test.ts",
  "tests/e2e/office.test.ts",
  "tests/e2e/failures.test.ts",
  "tests/e2e/office-settings.test.ts",
  "tests/e2e/plugins.test.ts",
  "tests/regression/networks.test.ts",
  "tests/e2e/live-ahead.test.ts",
  "tests/security/kept-programs.test.ts",
  "tests/e2e/office-company.test.ts",
  "tests/regression/several-logins.test.ts",
  "tests/e2e/opencode.test.ts",
  "tests/chaos/failpoints-intake.test.ts",
  "tests/chaos/random-kills.test.ts",
  "tests/chaos/failpoints-results.test.ts",
  "tests/chaos/agent-host.test.ts",
  "tests/chaos/home.test.ts",
  "tests/chaos/live-agents.test.ts",
  "packages/server/src/app.test.ts",
  "packages/daemon/src/worker/adoption.test.ts",
  "tests/security/linear-text.test.ts",
  "packages/daemon/src/worker/faults.test.ts",
  "packages/channels/src/discord/discord-faults.test.ts",
  "packages/harness/src/cli/ended-runs.test.ts",
  "packages/cli/src/output/hostile.test.ts",
  "packages/daemon/src/home-lost.test.ts",
  "packages/daemon/src/move/moves.test.ts",
  "apps/office/src/linear-text.test.ts",
];

export class LongFirst extends BaseSequencer {
  /** Files of one project keep together: `files` arrives with all projects that run. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((project) =>
      sorted.filter((file) => file.project === project).toSorted((a, b) => getRank(a) - getRank(b)),
    );
  }
}

function getRank({ moduleId }: TestSpecification): number {
  const rank = LONG_FILES.findIndex((file) => moduleId.endsWith(`/${file}`));
  return rank === -1 ? LONG_FILES.length : rank;
}
