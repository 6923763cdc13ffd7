/**
 * The harness without a model: offline, free and deterministic. Every answer is labelled as a demo. Must never start a
 * process or read anything but the request. Tests and demonstrations control it with `#demo` lines:
 * `say <text>`, `fail [class]`, `slow <ms>`, `empty`, `hang`.
 */
import { setTimeout as delay } from "node:timers/promises";
import {
  type Harness,
  type HarnessContext,
  HarnessError,
  type HarnessRequest,
  type HarnessResult,
  RUN_ERROR_CLASSES,
} from "@tinyagi/contracts";
import { type DemoDirective, readDirectives } from "./directives.js";
import { DEMO_LABEL, demoReply } from "./reply.js";
import { readTeammates } from "./teammates.js";

const SLOW_MAX_MS = 3_600_000;
const CHARS_PER_TOKEN = 4;

/** Settings of {@link createDemoHarness}. */
export interface DemoHarnessOptions {
  /** Delay before each answer, milliseconds. Default: 0. */
  readonly delayMs?: number;
}

/** Creates the harness `demo`. */
export function createDemoHarness({ delayMs = 0 }: DemoHarnessOptions = {}): Harness {
  return {
    id: "demo",
    run: async (request, context) => {
      throwIfAborted(context);
      const sessionId = request.sessionId ?? `demo-${request.runId}`;
      context.onEvent({ type: "session", sessionId });
      const { directives, text } = readDirectives(request.prompt);
      await pause(delayMs, { request, context });
      let answer: string | undefined;
      for (const directive of directives) {
        answer = (await execute(directive, { request, context })) ?? answer;
      }
      answer ??= demoReply(text, readTeammates(request.systemPrompt));
      return finish({ request, context, sessionId, answer });
    },
  };
}

interface Scene {
  readonly request: HarnessRequest;
  readonly context: HarnessContext;
}

/** Executes one command. If it returns a text, that is the answer. Ignores unknown commands. */
async function execute({ name, rest }: DemoDirective, scene: Scene): Promise<string | undefined> {
  switch (name) {
    case "say":
      return `${DEMO_LABEL}\n\n${rest}`;
    case "empty":
      throw new HarnessError("transient", "the demo returned an empty answer, as requested");
    case "fail": {
      const errorClass = RUN_ERROR_CLASSES.find((known) => known === rest.split(/\s/)[0]) ?? "transient";
      throw new HarnessError(errorClass, "the demo failed, as requested");
    }
    case "slow":
      await pause(Math.min(Number.parseInt(rest, 10) || 0, SLOW_MAX_MS), scene);
      return undefined;
    case "hang":
      await pause(Number.POSITIVE_INFINITY, scene);
      return undefined;
    default:
      return undefined;
  }
}

/** Waits like a process that prints nothing: until the time is over, a limit is reached or the run is stopped. */
async function pause(ms: number, { request, context }: Scene): Promise<void> {
  throwIfAborted(context);
  if (ms <= 0) return;
  const limit = Math.min(request.limits.idleTimeoutMs, request.limits.timeoutMs);
  try {
    await delay(Math.min(ms, limit), undefined, { signal: context.signal });
  } catch (cause) {
    throw new HarnessError("cancelled", "the demo was stopped", { cause });
  }
  if (ms > limit)
    throw new HarnessError("transient", `the demo produced no output for ${limit} ms and was stopped`);
}

function throwIfAborted({ signal }: HarnessContext): void {
  if (signal.aborted) throw new HarnessError("cancelled", "the demo was stopped");
}

function finish({
  request,
  context,
  sessionId,
  answer,
}: Scene & { sessionId: string; answer: string }): HarnessResult {
  const tokens = (text: string) => Math.ceil(text.length / CHARS_PER_TOKEN);
  const usage = { inputTokens: tokens(request.prompt), outputTokens: tokens(answer), costUsd: 0 };
  context.onEvent({ type: "text", text: answer, delta: false });
  context.onEvent({ type: "usage", usage });
  return { text: answer, sessionId, usage, deniedTools: [] };
}
