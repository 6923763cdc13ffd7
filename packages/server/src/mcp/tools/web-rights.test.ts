import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { runsWithoutProgram } from "./web-rights.js";

type Runs = Parameters<typeof runsWithoutProgram>[0];
type Run = NonNullable<ReturnType<Runs["runs"]["get"]>>;
const runOf = (harness: string) =>
  runsWithoutProgram(partial<Runs>({ runs: { get: () => partial<Run>({ harness }) } }), {
    kind: "run",
    runId: "run_1",
    agentId: "lead",
    conversationId: "conv_1",
  });

test.each([
  ["api", true],
  ["demo", true],
  ["claude", false],
  ["opencode", false],
  ["acp", false],
  ["of-a-plugin", false],
])("whether a run of %s has no program: %s", (harness, isWithout) => {
  expect(runOf(harness)).toBe(isWithout);
});
