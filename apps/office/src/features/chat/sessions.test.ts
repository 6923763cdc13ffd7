import { expect, test } from "vitest";
import { beganSession } from "./sessions";

const run = (agent: string, sessionId: string | null, createdAt = 0) => ({ agent, sessionId, createdAt });
const runs = (...all: ReturnType<typeof run>[]) => ({ runs: all });

test("an agent whose session goes on began none", () => {
  expect(beganSession(runs(run("coder", "s1")), runs(run("coder", "s1")))).toEqual([]);
});

test("an agent whose session is another one began it, by its last run above and its first one below", () => {
  const above = runs(run("coder", "s2", 2), run("coder", "s1", 1), run("tester", "t1"));
  const below = runs(run("coder", "s2", 4), run("coder", "s3", 3), run("tester", "t1", 3));
  expect(beganSession(above, below)).toEqual(["coder"]);
});

test("nothing is said of an agent that is new in the thread, nor where a session is not known", () => {
  const above = runs(run("coder", null), run("tester", "t1"));
  expect(beganSession(above, runs(run("coder", "s1"), run("tester", null), run("writer", "w1")))).toEqual([]);
});
