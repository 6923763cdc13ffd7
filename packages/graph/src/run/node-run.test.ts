/** States of a node while a graph runs. */
import { describe, expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { NodeRun, RUN_TRANSITIONS, type RunState, transition } from "./node-run.js";

const states = Object.keys(RUN_TRANSITIONS) as RunState[];

function nodeIn(state: RunState): NodeRun {
  const node = toGraph([{ id: "a", prompt: "a" }]).nodes.get("a");
  if (node === undefined) throw new Error("no node");
  const run = new NodeRun(node, null, 0);
  run.state = state;
  return run;
}

test("the legal transitions are these", () => {
  expect(RUN_TRANSITIONS).toEqual({
    pending: ["ready", "skipped"],
    ready: ["running", "pending", "skipped", "failed", "cancelled"],
    running: ["completed", "failed", "cancelled", "ready", "pending"],
    completed: ["pending"],
    failed: ["pending"],
    cancelled: ["pending"],
    skipped: ["pending"],
  });
});

describe.each(states)("a node that is %s", (from) => {
  test.each(states)("goes to %s only when the table allows it", (to) => {
    const run = nodeIn(from);
    const allowed: readonly string[] = RUN_TRANSITIONS[from];
    if (allowed.includes(to)) {
      transition(run, to);
      expect(run.state).toBe(to);
    } else {
      expect(() => transition(run, to)).toThrow(`Illegal transition of a: ${from} to ${to}.`);
      expect(run.state).toBe(from);
    }
  });
});

test("settled are exactly the four states in which a node has ended", () => {
  expect(states.filter((state) => nodeIn(state).settled)).toEqual([
    "completed",
    "failed",
    "cancelled",
    "skipped",
  ]);
});
