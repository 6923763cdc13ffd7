/**
 * The harness without a model: offline, free and deterministic. Every answer is labelled as a demo. Must never start a
 * process or read anything but the request. Tests and demonstrations control it with `#demo` lines:
 * `say <text>`, `write <ms> <text>`, `fail [class]`, `slow <ms>`, `empty`, `hang`, `spend <tokens> [<dollars>]`.
 */

import { setTimeout as delay } from "node:timers/promises";
import {
  type Harness,
  type HarnessContext,
  HarnessError,
  type HarnessRequest,
  type HarnessResult,
  RUN_ERROR_CLASSES,
  type RunWork,
  type Usage,
} from "@tinyagi/contracts";
import { duration } from "@tinyagi/views";
import { type DemoDirective, readDirectives, withoutFacts } from "./directives.js";
import { demoPlan } from "./plan.js";
import { demoReply } from "./reply.js";
import { DEMO_LABEL } from "./results.js";
import { readTeammates } from "./teammates.js";

const SLOW_MAX_MS = 3_600_000;
const CHARS_PER_TOKEN = 4;
const SPEND_MAX_TOKENS = 1e9;
const SPEND_MAX_USD = 1e6;

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
      const { directives, text } = readDirectives(withoutFacts(request.prompt));
      const scene: Scene = {
        request,
        context,
        usage: { inputTokens: getTokens(request.prompt), costUsd: 0 },
      };
      await pause(delayMs, scene);
      let answer: string | undefined;
      for (const directive of directives) {
        answer = (await execute(directive, scene)) ?? answer;
        throwIfAborted(context, answer);
      }
      const plan = demoPlan(text, request.systemPrompt);
      answer ??= plan === undefined ? undefined : `${DEMO_LABEL}\n\n${plan}`;
      answer ??= demoReply(readRequest(request, text), readTeammates(request.systemPrompt));
      return finish({ ...scene, sessionId, answer });
    },
  };
}

interface Scene {
  readonly request: HarnessRequest;
  readonly context: HarnessContext;
  /** So far; commands add to it. */
  readonly usage: Usage;
}

/** What the demo is asked. Without facts, whatever the prompt says is a person's. */
function readRequest({ work }: HarnessRequest, prompt: string): RunWork {
  if (work === undefined) return { from: "person", own: prompt };
  return { ...work, own: readDirectives(work.own).text };
}

/** Executes one command. If it returns a text, that is the answer. Ignores unknown commands. */
async function execute({ name, rest }: DemoDirective, scene: Scene): Promise<string | undefined> {
  switch (name) {
    case "say":
      return `${DEMO_LABEL}\n\n${rest}`;
    case "write":
      return write(rest, scene);
    case "empty":
      throw new HarnessError("transient", "The demo returned an empty answer, as requested.");
    case "fail": {
      const errorClass = RUN_ERROR_CLASSES.find((known) => known === rest.split(/\s/)[0]) ?? "transient";
      throw new HarnessError(errorClass, "The demo failed, as requested.");
    }
    case "slow":
      await pause(Math.min(Number.parseInt(rest, 10) || 0, SLOW_MAX_MS), scene);
      return undefined;
    case "hang":
      await pause(Number.POSITIVE_INFINITY, scene);
      return undefined;
    case "spend":
      spend(rest, scene);
      return undefined;
    default:
      return undefined;
  }
}

/** Writes word by word, as a model does, so long between two words. `\n` begins a line. */
async function write(rest: string, scene: Scene): Promise<string> {
  const [ms = "", ...words] = rest.split(" ");
  const text = `${DEMO_LABEL}\n\n${words.join(" ").replaceAll("\\n", "\n")}`;
  for (const word of text.split(/(?<= )/)) {
    scene.context.onEvent({ type: "text", text: word, delta: true });
    await pause(Math.min(Number.parseInt(ms, 10) || 0, SLOW_MAX_MS), scene);
  }
  return text;
}

/** Pretends that a model used tokens, and that they cost something. */
function spend(rest: string, { usage, context }: Scene): void {
  const [tokens = 0, dollars = 0] = rest
    .split(/\s+/)
    .map((word) => Math.max(0, Number.parseFloat(word) || 0));
  usage.outputTokens = (usage.outputTokens ?? 0) + Math.round(Math.min(tokens, SPEND_MAX_TOKENS));
  usage.costUsd = (usage.costUsd ?? 0) + Math.min(dollars, SPEND_MAX_USD);
  context.onEvent({ type: "usage", usage: { ...usage } });
}

function getTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
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
    throw new HarnessError("transient", `the demo produced no output for ${duration(limit)} and was stopped`);
}

function throwIfAborted({ signal }: HarnessContext, partialText?: string): void {
  if (!signal.aborted) return;
  throw new HarnessError(
    "cancelled",
    "the demo was stopped",
    partialText === undefined ? {} : { partialText },
  );
}

function finish({
  context,
  usage: before,
  sessionId,
  answer,
}: Scene & { sessionId: string; answer: string }): HarnessResult {
  const usage = { ...before, outputTokens: (before.outputTokens ?? 0) + getTokens(answer) };
  context.onEvent({ type: "text", text: answer, delta: false });
  context.onEvent({ type: "usage", usage });
  return { text: answer, sessionId, usage, deniedTools: [] };
}
