/** However long, or deep, what an agent says is: its run ends in an outcome that can be sent. */
import { HarnessError, type HarnessEvent, type InvokeResult } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { MAX_ENTRY_BYTES } from "../engine/outbound.js";
import type { Outcome } from "../messages.js";
import { fromFailure } from "./failure.js";
import type { PlacedRun } from "./run-request.js";
import { createWorkerRuns } from "./worker-runs.js";

const REQUEST = {
  request: {
    runId: "run_1",
    agentId: "coder",
    agent: { name: "Coder", provider: "demo" },
    prompt: "",
    systemPrompt: "",
  },
  settings: {},
};

async function outcomeOf(
  invoke: (run: PlacedRun, context: { onEvent: (event: HarnessEvent) => void }) => Promise<InvokeResult>,
): Promise<{ outcome: Outcome | undefined; events: unknown[] }> {
  let outcome: Outcome | undefined;
  const events: unknown[] = [];
  const runs = createWorkerRuns({
    link: () => ({
      event: ({ event }) => events.push(event),
      ended(one) {
        outcome = one;
      },
      isFull: () => false,
    }),
    invoke,
  });
  runs.start({ key: "k", lane: "a", request: JSON.parse(JSON.stringify(REQUEST)) });
  await runs.close();
  return { outcome, events };
}

function nest(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

test.for([
  ["of few characters with many bytes", { text: "字".repeat(6 * 1024 * 1024), deniedTools: [] }],
  [
    "that is nested too deep",
    partial<InvokeResult>({ text: "ok", deniedTools: [], usage: nest(1_000) as never }),
  ],
  [
    "that no text can hold",
    partial<InvokeResult>({ text: "ok", deniedTools: [], usage: nest(100_000) as never }),
  ],
] as const)("a result %s fails as one that cannot be sent", async ([, result]) => {
  const { outcome } = await outcomeOf(async () => result);
  expect(outcome).toMatchObject({ kind: "failed", error: { class: "invalid" } });
});

test("of a run that failed, the text until then is cut to what can be sent", async () => {
  const { outcome } = await outcomeOf(async () => {
    throw new HarnessError("transient", "字".repeat(100_000), {
      partialText: "\u0000".repeat(12 * 1024 * 1024),
    });
  });
  expect(outcome).toMatchObject({ kind: "failed", error: { class: "transient" } });
  expect(Buffer.byteLength(JSON.stringify(outcome))).toBeLessThan(MAX_ENTRY_BYTES / 2);
});

test("an event that is too long or too deep is left out", async () => {
  const input = (value: unknown): HarnessEvent => ({
    type: "tool.started",
    name: "bash",
    callId: "c",
    input: value,
  });
  const { outcome, events } = await outcomeOf(async (_run, { onEvent }) => {
    for (const value of [nest(1_000), nest(100_000), "字".repeat(1024 * 1024), "short"])
      onEvent(input(value));
    return { text: "ok", deniedTools: [] };
  });
  expect(outcome?.kind).toBe("result");
  expect(events).toEqual([input("short")]);
});

test("a failure from a worker asks for a wait of an hour at most", () => {
  const failure = {
    class: "rate_limited",
    cause: "limit",
    message: "",
    sessionLost: false,
    modelOnly: false,
  };
  expect(fromFailure({ ...failure, retryAfterMs: 1e15 }).retryAfterMs).toBe(60 * 60_000);
  expect(fromFailure({ ...failure, retryAfterMs: 5 }).retryAfterMs).toBe(5);
});
