/**
 * What every harness must do, as cases that throw when it does not. Independent of a test runner, so that a harness
 * in another package or plugin can be held to the same contract.
 */
import assert from "node:assert/strict";
import {
  type Harness,
  HarnessError,
  type HarnessEvent,
  type HarnessRequest,
  type HarnessResult,
} from "@tinyagi/contracts";

/** How to make a harness act; a scenario it cannot produce is absent and its case is not run. */
export interface ConformanceScenarios {
  /** Prompt for an ordinary answer; it starts with `--`, to show that it is no option. */
  readonly answer: string;
  /** Runs until it is stopped. */
  readonly hang: string;
  /** Fails in a way worth a retry. */
  readonly transient: string;
  readonly empty?: string;
  readonly rateLimited?: string;
  readonly unauthorized?: string;
  /** Exit code 0 without any result. */
  readonly silent?: string;
  /** Text, then a failure. */
  readonly partial?: string;
  /** Complete result, then the process stays. */
  readonly resultThenHang?: string;
  /** Lines that are no JSON, of unknown types, of invalid UTF-8; then a result. */
  readonly garbage?: string;
  /** A line over `maxLineBytes`; then a result. */
  readonly longLine?: string;
  /** An unknown session to resume. */
  readonly lostSession?: string;
}

/** A harness with what it needs to be tested. */
export interface ConformanceSubject {
  readonly harness: Harness;
  readonly scenarios: ConformanceScenarios;
  /** A request with short limits for a folder that exists; the cases replace prompt and session. */
  readonly request: HarnessRequest;
}

/** One requirement. */
export interface ConformanceCase {
  readonly name: string;
  /** The scenario it needs. */
  readonly scenario: keyof ConformanceScenarios;
  /** @throws AssertionError when the harness breaks the requirement */
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
  /** Abort on the first event (or at once, without one within the tick). */
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

/** All requirements. */
export const HARNESS_CONFORMANCE: readonly ConformanceCase[] = [
  {
    name: "an answer is a text with its events in order",
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
    name: "a session it reports is in the result too",
    scenario: "answer",
    check: async (subject) => {
      const { result, events } = await act(subject, { scenario: "answer" });
      const session = events.findLast((event) => event.type === "session");
      assert.equal(result?.sessionId, session?.type === "session" ? session.sessionId : undefined);
    },
  },
  {
    name: "an abort ends a run as cancelled",
    scenario: "hang",
    check: async (subject) => {
      const { error } = await act(subject, { scenario: "hang", abort: true });
      assert.equal(error?.class, "cancelled");
    },
  },
  {
    name: "a run that was aborted before it began is cancelled",
    scenario: "answer",
    check: async (subject) => {
      const context = { signal: AbortSignal.abort(), onEvent: () => {} };
      const running = subject.harness.run({ ...subject.request, prompt: subject.scenarios.answer }, context);
      await assert.rejects(running, (error) => error instanceof HarnessError && error.class === "cancelled");
    },
  },
  {
    name: "silence ends at the idle limit as a transient failure",
    scenario: "hang",
    check: async (subject) => {
      const limits = { ...subject.request.limits, idleTimeoutMs: 300 };
      const { error } = await act(subject, { scenario: "hang", change: { limits } });
      assert.equal(error?.class, "transient");
    },
  },
  failing("transient", "transient", "a failure worth a retry is transient"),
  failing("empty", "transient", "an empty answer is a transient failure"),
  failing("silent", "transient", "exit code 0 without a result is a transient failure"),
  failing("rateLimited", "rate_limited", "status 429 is a rate limit"),
  failing("unauthorized", "auth", "status 401 is an authentication failure"),
  surviving("garbage", "unknown, broken and invalid lines do not harm a run"),
  surviving("longLine", "an oversized line does not harm a run"),
  surviving("resultThenHang", "a result followed by a hang is a success"),
  {
    name: "a failure keeps the text written so far",
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
