/**
 * What every way to run an agent must do, here or on another machine, as one table. The agent is a function of its
 * prompt, and each side of the border is asked for the same.
 */
import {
  agentConfigSchema,
  failureWith,
  type HarnessContext,
  HarnessError,
  type HarnessEvent,
  type InvokeRequest,
  type InvokeResult,
} from "@tinyagi/contracts";
import { expect } from "vitest";

export type Invoke = (
  request: Pick<InvokeRequest, "prompt">,
  context: HarnessContext,
) => Promise<InvokeResult>;

const EVENTS: readonly HarnessEvent[] = [
  { type: "session", sessionId: "s1" },
  { type: "tool.started", name: "bash", callId: "c1", input: { command: "ls" } },
  { type: "tool.completed", name: "bash", callId: "c1", output: "a b" },
  { type: "text", text: "done", delta: false },
  { type: "usage", usage: { inputTokens: 3, outputTokens: 4 } },
  { type: "context", tokens: 3, window: 200_000 },
];

/** The agent: a real invoker answers the same way. */
export const agent: Invoke = async ({ prompt }, { signal, onEvent }) => {
  if (prompt === "fail")
    throw failureWith("limit", "The provider refused the request.", {
      retryAfterMs: 5_000,
      sessionLost: true,
      partialText: "half",
    });
  if (prompt === "crash") throw new TypeError("a mistake");
  for (const event of EVENTS) onEvent(event);
  if (prompt === "hang")
    await new Promise((_resolve, reject) => {
      const end = () => reject(new HarnessError("cancelled", "The run was stopped."));
      if (signal.aborted) end();
      signal.addEventListener("abort", end);
    });
  return { text: `answer to ${prompt}`, sessionId: "s1", usage: { inputTokens: 3 }, deniedTools: ["web"] };
};

export interface Asked {
  readonly events: HarnessEvent[];
  readonly abort: AbortController;
  /** What was thrown, where nothing was answered. */
  readonly outcome: Promise<unknown>;
}

let runs = 0;

export function ask(
  invoke: (request: InvokeRequest, context: HarnessContext) => Promise<InvokeResult>,
  prompt: string,
): Asked {
  const events: HarnessEvent[] = [];
  const abort = new AbortController();
  runs += 1;
  const request: InvokeRequest = {
    runId: `run_${runs}`,
    agentId: "coder",
    agent: agentConfigSchema.parse({ name: "Coder", provider: "demo" }),
    prompt,
    systemPrompt: "You are an agent.",
    cwd: "/of/the/daemon",
    workspace: "/of/the/daemon",
  };
  const outcome = invoke(request, { signal: abort.signal, onEvent: (event) => events.push(event) }).catch(
    (error: unknown) => error,
  );
  return { events, abort, outcome };
}

export interface ConformanceRow {
  readonly name: string;
  readonly prompt: string;
  readonly check: (asked: Asked) => Promise<void>;
}

export const INVOKER_CONFORMANCE: readonly ConformanceRow[] = [
  {
    name: "tells its events in their order, and then its result",
    prompt: "hello",
    async check({ events, outcome }) {
      expect(await outcome).toEqual({
        text: "answer to hello",
        sessionId: "s1",
        usage: { inputTokens: 3 },
        deniedTools: ["web"],
      });
      expect(events).toEqual(EVENTS);
    },
  },
  {
    name: "fails with everything that decides what follows",
    prompt: "fail",
    async check({ outcome }) {
      expect(await outcome).toBeInstanceOf(HarnessError);
      expect(await outcome).toMatchObject({
        class: "rate_limited",
        failureCause: "limit",
        message: "The provider refused the request.",
        retryAfterMs: 5_000,
        sessionLost: true,
        partialText: "half",
      });
    },
  },
  {
    name: "ends when it is aborted",
    prompt: "hang",
    async check({ events, abort, outcome }) {
      await expect.poll(() => events.length, { timeout: 20_000 }).toBe(EVENTS.length);
      abort.abort("canceled");
      expect(await outcome).toMatchObject({ class: "cancelled" });
    },
  },
];
