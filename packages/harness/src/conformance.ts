/**
 * What every harness must do, as checks that throw. They work with any test runner, so that harnesses in other packages
 * and plugins can use them, too.
 */
import assert from "node:assert/strict";
import {
  type Harness,
  HarnessError,
  type HarnessEvent,
  type HarnessRequest,
  type HarnessResult,
} from "@tinyagi/contracts";

export {
  CONNECTION_CONFORMANCE,
  type ConnectionCase,
  type ConnectionScenarios,
  type ConnectionSubject,
} from "./connection-conformance.js";

/** Prompts that make a harness behave in a certain way. Omit those that it cannot produce; their checks do not run. */
export interface ConformanceScenarios {
  /** An ordinary answer. The prompt should start with `--`, to prove that it is not taken for an option. */
  readonly answer: string;
  /** Prints nothing and runs until it is stopped. */
  readonly hang: string;
  /** Fails with an error that a retry can fix. */
  readonly transient: string;
  readonly empty?: string;
  readonly rateLimited?: string;
  readonly unauthorized?: string;
  /** Exit code 0 without any result. */
  readonly silent?: string;
  /** Writes text, then fails. */
  readonly partial?: string;
  /** Gives a complete result, but the process does not exit. */
  readonly resultThenHang?: string;
  /** Prints invalid JSON, unknown types and invalid UTF-8, then gives a result. */
  readonly garbage?: string;
  /** Prints a line longer than `maxLineBytes`, then gives a result. */
  readonly longLine?: string;
  /** Resumes an unknown session. */
  readonly lostSession?: string;
}

/** A harness and what its test needs. */
export interface ConformanceSubject {
  readonly harness: Harness;
  readonly scenarios: ConformanceScenarios;
  /** A request with short limits and an existing folder. The checks replace the prompt and the session. */
  readonly request: HarnessRequest;
}

/** One check. */
export interface ConformanceCase {
  readonly name: string;
  /** The scenario that the check needs. */
  readonly scenario: keyof ConformanceScenarios;
  /** @throws AssertionError if the harness does not behave as required */
  readonly check: (subject: ConformanceSubject) => Promise<void>;
}

interface Observed {
  readonly result: HarnessResult | undefined;
  readonly error: HarnessError | undefined;
  readonly events: readonly HarnessEvent[];
}

interface Act {
  readonly scenario: keyof ConformanceScenarios;
  readonly change?: Partial<HarnessRequest>;
  /** Abort at the first event. */
  readonly abort?: boolean;
}

async function act(subject: ConformanceSubject, { scenario, change, abort }: Act): Promise<Observed> {
  const prompt = subject.scenarios[scenario];
  assert.ok(prompt !== undefined, `scenario ${scenario} is missing`);
  const controller = new AbortController();
  const events: HarnessEvent[] = [];
  const onEvent = (event: HarnessEvent) => {
    events.push(event);
    if (abort === true) controller.abort();
  };
  const request = { ...subject.request, prompt, ...change };
  try {
    const running = subject.harness.run(request, { signal: controller.signal, onEvent });
    if (abort === true) setImmediate(() => controller.abort());
    return { result: await running, error: undefined, events };
  } catch (error) {
    assert.ok(error instanceof HarnessError, `only HarnessError may be thrown, not ${String(error)}`);
    return { result: undefined, error, events };
  }
}

function failing(scenario: keyof ConformanceScenarios, errorClass: string, name: string): ConformanceCase {
  return {
    name,
    scenario,
    check: async (subject) => {
      const { error } = await act(subject, { scenario });
      assert.equal(error?.class, errorClass);
      assert.notEqual(error?.message, "");
    },
  };
}

function surviving(scenario: keyof ConformanceScenarios, name: string): ConformanceCase {
  return {
    name,
    scenario,
    check: async (subject) => {
      const { result, error } = await act(subject, { scenario });
      assert.equal(error, undefined);
      assert.notEqual(result?.text.trim() ?? "", "");
    },
  };
}

/** All checks. */
export const HARNESS_CONFORMANCE: readonly ConformanceCase[] = [
  {
    name: "an answer has text, and its events are in order",
    scenario: "answer",
    check: async (subject) => {
      const { result, events } = await act(subject, { scenario: "answer" });
      assert.ok(result !== undefined && result.text.trim() !== "");
      assert.ok(Array.isArray(result.deniedTools));
      const started = events.findIndex((event) => event.type === "process.started");
      assert.ok(started <= 0, "process.started comes first");
    },
  },
  {
    name: "a reported session is also in the result",
    scenario: "answer",
    check: async (subject) => {
      const { result, events } = await act(subject, { scenario: "answer" });
      const session = events.findLast((event) => event.type === "session");
      assert.equal(result?.sessionId, session?.type === "session" ? session.sessionId : undefined);
    },
  },
  {
    name: "an aborted run fails as cancelled",
    scenario: "hang",
    check: async (subject) => {
      const { error } = await act(subject, { scenario: "hang", abort: true });
      assert.equal(error?.class, "cancelled");
    },
  },
  {
    name: "a run that is aborted before it starts fails as cancelled",
    scenario: "answer",
    check: async (subject) => {
      const context = { signal: AbortSignal.abort(), onEvent: () => {} };
      const running = subject.harness.run({ ...subject.request, prompt: subject.scenarios.answer }, context);
      await assert.rejects(running, (error) => error instanceof HarnessError && error.class === "cancelled");
    },
  },
  {
    name: "a run without output fails as transient at the idle limit",
    scenario: "hang",
    check: async (subject) => {
      const limits = { ...subject.request.limits, idleTimeoutMs: 300 };
      const { error } = await act(subject, { scenario: "hang", change: { limits } });
      assert.equal(error?.class, "transient");
    },
  },
  failing("transient", "transient", "a failure that a retry can fix is transient"),
  failing("empty", "transient", "an empty answer is a transient failure"),
  failing("silent", "transient", "exit code 0 without a result is a transient failure"),
  failing("rateLimited", "rate_limited", "status 429 is a rate limit"),
  failing("unauthorized", "auth", "status 401 is an authentication failure"),
  surviving("garbage", "a run survives unknown, broken and invalid lines"),
  surviving("longLine", "a run survives an oversized line"),
  surviving("resultThenHang", "a run that hangs after its result succeeds"),
  {
    name: "a failure contains the text written so far",
    scenario: "partial",
    check: async (subject) => {
      const { error } = await act(subject, { scenario: "partial" });
      assert.equal(error?.class, "transient");
      assert.ok((error?.partialText ?? "") !== "");
    },
  },
  {
    name: "an unknown session is reported as lost",
    scenario: "lostSession",
    check: async (subject) => {
      const sessionId = subject.scenarios.lostSession ?? "";
      const { error } = await act(subject, { scenario: "answer", change: { sessionId } });
      assert.equal(error?.sessionLost, true);
    },
  },
];
