import { expect, test } from "vitest";
import { checkKept } from "./kept-check.js";

const spawned = (agent: string, start: "not_opened" | "reused", time: number) => ({
  type: "run.spawned" as const,
  time,
  data: { agent, pid: 1, start },
});
const HOUR_MS = 3_600_000;

test("names each agent once whose program did not stay open in the last hour", () => {
  const events = [
    spawned("coder", "not_opened", HOUR_MS),
    spawned("coder", "not_opened", HOUR_MS + 1),
    spawned("writer", "reused", HOUR_MS),
    spawned("old", "not_opened", 0),
  ];
  expect(checkKept(events, HOUR_MS + 2)).toEqual([
    expect.objectContaining({
      id: "agent.not-kept",
      level: "warning",
      message: expect.stringContaining("@coder"),
      hint: expect.stringContaining("tinyagi config set agents.coder.live false"),
    }),
  ]);
});
