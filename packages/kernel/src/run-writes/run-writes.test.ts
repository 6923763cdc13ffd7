import { createVirtualClock } from "@tinyagi/base";
import { expect, test } from "vitest";
import { getLimit } from "./run-write-limits.js";
import { createRunWrites } from "./run-writes.js";

function open() {
  const clock = createVirtualClock();
  const events: unknown[] = [];
  const writes = createRunWrites({
    clock,
    store: { write: async (work) => work() },
    journal: { append: (type, data, scope) => void events.push({ type, data, scope }) },
  });
  const run = (runId: string, agentId = "lead") => ({ runId, agentId, conversationId: "c" });
  return { clock, events, run, count: writes.count };
}

const one = { kind: "posts", bytes: 1 } as const;
const refused = (limit: string) =>
  expect.objectContaining({ code: "RATE_LIMITED", message: expect.stringContaining(limit) });

test("a run that reached its limit does not limit another run, until its agent reached its own", async () => {
  const { run, count, clock, events } = open();
  const { writes } = getLimit("posts", "run");
  for (let index = 0; index < 10; index += 1)
    for (let done = 0; done < writes; done += 1) await count(run(`r${index}`), one);
  await expect(count(run("r0"), one)).rejects.toEqual(refused("limit posts.run.writes"));
  await expect(count(run("new"), one)).rejects.toEqual(refused("limit posts.agent.writes"));
  await count(run("other", "coder"), one);
  clock.advance(3_600_000);
  await count(run("new"), one);
  await expect(count(run("r0"), one)).rejects.toEqual(refused("limit posts.run.writes"));
  expect(events).toHaveLength(2);
});

test("all agents together have a limit", async () => {
  const { run, count } = open();
  const { writes } = getLimit("posts", "run");
  for (let index = 0; index < 50; index += 1)
    for (let done = 0; done < writes; done += 1) await count(run(`r${index}`, `a${index}`), one);
  await expect(count(run("new", "new"), one)).rejects.toEqual(refused("limit posts.all.writes"));
});

test("a write that is too large is not counted, so that a smaller one still fits", async () => {
  const { run, count } = open();
  const { bytes } = getLimit("posts", "run");
  await count(run("r"), { kind: "posts", bytes: bytes - 10 });
  await expect(count(run("r"), { kind: "posts", bytes: 11 })).rejects.toEqual(
    refused("limit posts.run.bytes"),
  );
  await count(run("r"), { kind: "posts", bytes: 10 });
});
