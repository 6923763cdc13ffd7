import { expect, test } from "vitest";
import { checkAhead } from "./ahead-check.js";

test("names each agent for whose next session no program is open, why, and what to do", () => {
  const findings = checkAhead(
    new Map([
      ["writer", "memory"],
      ["coder", "too_many"],
      ["tester", "waiting"],
      ["helper", "one_session"],
    ] as const),
  );
  expect(findings).toEqual([
    {
      id: "agent.not-ahead",
      level: "info",
      message:
        "next session of @coder: no program is opened for it, because too many are open (execution.live.maxIdle)",
      hint: "Let more programs stay open: tinyagi config set execution.live.maxIdle 10",
    },
    expect.objectContaining({ message: expect.stringContaining("@writer") }),
  ]);
});
