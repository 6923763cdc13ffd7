/** How the turn of a program that speaks ACP is read: how it ends, and how much of it is kept. */
import type { HarnessEvent } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import type { JsonObject } from "../cli/json-line.js";
import { createAcpTurn } from "./turn.js";

function createTurn() {
  const events: HarnessEvent[] = [];
  const turn = createAcpTurn(() => {}, { usd: 0 });
  turn.attach?.((later) => void events.push(...later));
  const say = (text: string) =>
    turn.update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } });
  const call = (fields: JsonObject) =>
    turn.update(Object.assign({ sessionUpdate: "tool_call", toolCallId: "c" }, fields));
  return { turn, events, say, call };
}

test.each(["max_tokens", "max_turn_requests"])("an answer that a limit cut (%s) says so", (stopReason) => {
  const { turn, say } = createTurn();
  say("Half of");
  turn.end({ stopReason });
  expect(turn.conclude()).toMatchObject({
    text: expect.stringMatching(/^Half of\n\n\[The answer is incomplete: /),
  });
});

test.each([
  ["refusal", "refused"],
  ["cancelled", "unknown"],
])("a turn that ended with %s is a failure: %s", (stopReason, failureCause) => {
  const { turn, say } = createTurn();
  say("Half of");
  turn.end({ stopReason });
  expect(turn.conclude()).toMatchObject({ name: "HarnessError", failureCause });
});

test("a program that cancels its turn after a denial has answered with it", () => {
  const { turn } = createTurn();
  turn.deny("Bash");
  turn.end({ stopReason: "cancelled" });
  expect(turn.conclude()).toMatchObject({ text: "This was not permitted: Bash." });
});

test.each([{ stopReason: "end_turn" }, {}])("another ending (%j) leaves the answer as it is", (ending) => {
  const { turn, say } = createTurn();
  say("All of it");
  turn.end(ending);
  expect(turn.conclude()).toMatchObject({ text: "All of it" });
});

const MEGABYTE = "x".repeat(1024 * 1024);

test("what is told of the input of a call, and of a plan, is bounded", () => {
  const { turn, events, call } = createTurn();
  call({ kind: "edit", rawInput: { path: "/a", content: MEGABYTE, more: { deep: MEGABYTE } } });
  const entries = Array.from({ length: 5_000 }, () => ({ content: MEGABYTE.slice(0, 10_000) }));
  turn.update({ sessionUpdate: "plan", entries });
  expect(events).toHaveLength(3);
  expect(JSON.stringify(events).length).toBeLessThan(512 * 1024);
  expect(events[0]).toMatchObject({ input: { path: "/a", content: expect.stringMatching(/^x+$/) } });
});

test("calls that are open are kept up to a limit, and only in the fields that are used", () => {
  const { turn, call } = createTurn();
  for (let id = 0; id < 100; id += 1)
    call({ toolCallId: `c${id}`, title: "Write", rawInput: { content: MEGABYTE }, rawOutput: MEGABYTE });
  const kept = Array.from({ length: 100 }, (_, id) => JSON.stringify(turn.callOf(`c${id}`)));
  expect(kept.join("").length).toBeLessThan(20 * MEGABYTE.length);
  expect(turn.callOf("c99")).toEqual({ title: "Write", isTooLarge: true });
  // What has ended makes room.
  for (let id = 0; id < 15; id += 1) call({ toolCallId: `c${id}`, status: "completed" });
  call({ toolCallId: "new", title: "Write", rawInput: { content: MEGABYTE } });
  expect(turn.callOf("new")).toMatchObject({ rawInput: { content: MEGABYTE } });
});

test("how full the session is goes on as the program says it, and what it leaves out or gets wrong does not", () => {
  const { turn, events } = createTurn();
  for (const said of [
    { used: 53_000, size: 200_000 },
    { used: 60_000 },
    { used: 60_000, size: 0 },
    { used: "many", size: 200_000 },
    { used: -1, size: 200_000 },
  ])
    turn.update({ sessionUpdate: "usage_update", ...said });
  expect(events).toEqual([
    { type: "context", tokens: 53_000, window: 200_000 },
    { type: "context", tokens: 60_000 },
    { type: "context", tokens: 60_000 },
  ]);
});
