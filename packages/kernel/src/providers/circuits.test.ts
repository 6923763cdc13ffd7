/**
 * Circuit breakers in the engine: messages wait for a paused provider, or use a fallback.
 *
 * @requirement PAUSE-1
 */
import {
  type AgentConfig,
  type FailureCause,
  failureWith,
  type HarnessContext,
  HarnessError,
  type HarnessEvent,
} from "@tinyagi/contracts";
import { describe, expect, test, vi } from "vitest";
import { toFailureFact } from "../queue/failure-fact.js";
import {
  type AgentScript,
  createEngineFixture,
  type EngineFixture,
  type EngineOptions,
} from "../runner/fixture.js";

import type { ProviderCheck } from "./provider-check.js";

const AGENTS = ["a", "b", "c", "d"] as const;
const HOUR = 3_600_000;

/** Time passes in steps in which all that is due happens. */
async function pass(it: EngineFixture, ms: number, step = 1_000): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    it.clock.advance(step);
    await it.settled();
  }
}

/** Agents of one provider that fails as long as `failure` says so. */
function world(config: Partial<AgentConfig> = {}, more: Pick<EngineOptions, "check"> = {}) {
  const state: {
    failure: (() => HarnessError) | undefined;
    waits: number[];
    answer: (context: Pick<HarnessContext, "onEvent">) => Promise<string>;
  } = {
    failure: undefined,
    waits: [],
    answer: async () => "ok",
  };
  const script: AgentScript = (_request, context) => {
    if (state.failure !== undefined) throw state.failure();
    return state.answer(context);
  };
  const it = createEngineFixture({
    agents: Object.fromEntries(AGENTS.map((id) => [id, script])),
    config: { provider: "anthropic", ...config },
    outcomes: { held: (_claim, waitMs) => state.waits.push(waitMs) },
    ...more,
  });
  it.dispatcher.start();
  return { it, state };
}

const types = (it: EngineFixture) =>
  it.events.map(({ type }) => type).filter((type) => type.startsWith("provider."));

describe("a provider that fails on a worker", () => {
  test("is paused there alone: agents here and on another worker go on, and everyone says where it is", async () => {
    const { it, state } = world();
    await using _end = it;
    Object.assign(it.agents.a ?? {}, { place: "nas" });
    Object.assign(it.agents.b ?? {}, { place: "nas" });
    Object.assign(it.agents.c ?? {}, { place: "gpu" });
    state.failure = () => failureWith("login", "not logged in");
    it.send("a");
    await it.settled();
    state.failure = undefined;
    const [waits, gpu, here] = [it.send("b"), it.send("c"), it.send("d")];
    await it.settled();
    expect([waits, gpu, here].map(it.status)).toEqual(["pending", "completed", "completed"]);
    expect(it.circuits.list()).toMatchObject([{ provider: "anthropic", place: "nas", cause: "login" }]);
    expect(toFailureFact(it.store.messages.get(waits) ?? { failure: null })).toMatchObject({
      ...{ cause: "login", provider: "anthropic", place: "nas" },
    });
    expect(it.events.find(({ type }) => type === "provider.paused")?.data).toMatchObject({ place: "nas" });
  });
});

describe("a provider without quota", () => {
  const quota = () => new HarnessError("rate_limited", "usage limit reached", { retryAfterMs: HOUR });

  test("is asked by nobody until the quota is there again; then messages run by themselves", async () => {
    const { it, state } = world();
    await using _end = it;
    state.failure = quota;
    const first = it.send("a");
    await it.settled();
    const others = [it.send("b"), it.send("c")];
    await it.settled();
    expect(it.requests).toHaveLength(1);
    for (const id of others)
      expect(it.store.messages.get(id)).toMatchObject({
        status: "pending",
        attempts: 0,
        total_attempts: 0,
        failures: 0,
        last_error: expect.stringMatching(
          /^the provider anthropic is paused until (\d{4}-\d\d-\d\d )?\d\d:\d\d \(usage limit reached\)$/,
        ),
      });
    expect(it.circuits.list()).toMatchObject([
      { provider: "anthropic", state: "paused", class: "rate_limited" },
    ]);
    expect(state.waits).toEqual([HOUR, HOUR]);
    for (let minute = 0; minute < 59; minute += 1) {
      it.clock.advance(60_000);
      await it.settled();
    }
    expect(it.requests).toHaveLength(1);
    state.failure = undefined;
    it.clock.advance(120_000);
    await it.settled();
    it.clock.advance(60_000);
    await it.settled();
    expect([first, ...others].map(it.status)).toEqual(["completed", "completed", "completed"]);
    expect(it.circuits.list()).toEqual([]);
    expect(types(it)).toEqual(["provider.paused", "provider.resumed"]);
    expect(it.requests.at(-1)?.prompt).toMatch(/^work for/);
  });

  test("does not stop agents with a fallback, and their messages fail at no provider", async () => {
    const { it, state } = world({ fallback: [{ provider: "openai" }] });
    await using _end = it;
    state.answer = async () => {
      if (it.requests.at(-1)?.agent.provider === "anthropic") throw quota();
      return "ok";
    };
    it.send("a");
    await it.settled();
    const id = it.send("b");
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({
      status: "completed",
      provider_index: 1,
      attempts: 1,
      failures: 0,
    });
    expect(it.requests.at(-1)?.agent.provider).toBe("openai");
  });

  test("is asked again at once after the settings changed", async () => {
    const { it, state } = world();
    await using _end = it;
    state.failure = quota;
    it.send("a");
    await it.settled();
    state.failure = undefined;
    await it.store.write(() =>
      it.journal.append("settings.changed", { author: "me", revision: 2, paths: [] }),
    );
    const id = it.send("b");
    await it.settled();
    expect(it.status(id)).toBe("completed");
  });
});

test("a provider that fails for several messages is tried by one run, and the others wait for its outcome", async () => {
  const { it, state } = world();
  await using _end = it;
  state.failure = () => new HarnessError("transient", "overloaded");
  for (const agent of AGENTS) it.send(agent);
  await it.settled();
  it.clock.advance(1_500);
  await it.settled();
  const before = it.requests.length;
  expect(types(it)).toEqual(["provider.paused"]);
  it.clock.advance(20_000);
  await it.settled();
  expect(it.requests).toHaveLength(before);
  it.clock.advance(60_000);
  await it.settled();
  expect(it.requests).toHaveLength(before + 1);
  state.failure = undefined;
  for (let minute = 0; minute < 4; minute += 1) {
    it.clock.advance(60_000);
    await it.settled();
  }
  expect(it.store.messages.countByStatus()).toEqual([{ status: "completed", n: AGENTS.length }]);
});

describe("while one run tries a paused provider", () => {
  const answers = { text: "ok", delta: true, type: "text" } as const;
  const SIGNS: readonly HarnessEvent[] = [
    answers,
    { type: "thought", text: "I look at it." },
    { type: "tool.started", name: "Bash" },
    { type: "model.completed", durationMs: 5 },
    { type: "usage", usage: { inputTokens: 900, outputTokens: 1 } },
  ];
  const OTHERS: readonly HarnessEvent[] = [
    { type: "process.started", pid: 7 },
    { type: "version", version: "1.2.3" },
    { type: "session", sessionId: "s-1" },
    { type: "text", text: "", delta: false },
    { type: "usage", usage: { inputTokens: 0, outputTokens: 0 } },
    { type: "model.completed", durationMs: 5, failed: true },
    { type: "retrying", attempt: 1, reason: "529" },
    { type: "error", class: "transient", message: "529" },
  ];

  /** A provider with a limit of an hour that is over, and one long run that tries it. The others wait. */
  async function trying() {
    const { it, state } = world();
    let say: (event: HarnessEvent) => void = () => {};
    let end: (text: string) => void = () => {};
    state.failure = () => new HarnessError("rate_limited", "usage limit reached", { retryAfterMs: HOUR });
    const first = it.send("a");
    await it.settled();
    const others = [it.send("b"), it.send("c")];
    await it.settled();
    state.failure = undefined;
    let tries = 0;
    state.answer = (context) => {
      tries += 1;
      if (tries > 1) return Promise.resolve("ok");
      say = context.onEvent;
      return new Promise((resolve) => (end = resolve));
    };
    const wait = async (ms: number) => {
      it.clock.advance(ms);
      for (let turn = 0; turn < 6; turn += 1) {
        await it.store.idle();
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    };
    for (let minute = 0; minute < 70 && it.circuits.list()[0]?.state === "paused"; minute += 1)
      await wait(60_000);
    const done = () => [first, ...others].filter((id) => it.status(id) === "completed").length;
    return {
      it,
      wait,
      done,
      say: (event: HarnessEvent) => say(event),
      /** All runs, also after an expectation that failed. */
      async [Symbol.asyncDispose]() {
        end("ok");
        await it.settled();
        await it[Symbol.asyncDispose]();
      },
      async end() {
        end("ok");
        await it.settled();
      },
    };
  }

  test.each(SIGNS)(
    "its $type shows that the provider answers, and the others need not wait for its end",
    async (sign) => {
      await using paused = await trying();
      const { it, wait, done, say, end } = paused;
      expect(it.circuits.list()).toMatchObject([{ state: "trying" }]);
      say(sign);
      await wait(0);
      expect(it.circuits.list()).toEqual([]);
      expect(types(it)).toEqual(["provider.paused", "provider.resumed"]);
      await wait(2_000);
      expect(done()).toBe(2);
      await end();
      expect(done()).toBe(3);
      expect(types(it)).toEqual(["provider.paused", "provider.resumed"]);
    },
  );

  test("what waits is woken once, however many signs come at once", async () => {
    await using paused = await trying();
    const { it, wait } = paused;
    const woken = vi.spyOn(it.queue, "endWait");
    const runId = it.requests.at(-1)?.runId ?? "";
    for (const _sign of SIGNS) it.circuits.answering(runId);
    await wait(0);
    expect(woken).toHaveBeenCalledTimes(1);
  });

  test.each(OTHERS)("its $type says nothing about the provider: $0", async (event) => {
    await using paused = await trying();
    const { it, wait, done, say } = paused;
    say(event);
    await wait(120_000);
    expect(it.circuits.list()).toMatchObject([{ state: "trying" }]);
    expect(done()).toBe(0);
  });

  test("the time that is told for it is never past, however long it takes", async () => {
    await using paused = await trying();
    const { it, wait } = paused;
    for (let minute = 0; minute < 10; minute += 1) {
      await wait(60_000);
      expect(it.circuits.list()[0]?.until).toBeGreaterThan(it.clock.now());
    }
  });

  test("the time that is told for it stays the same for whoever reads it often, and changes a few times at most", async () => {
    await using paused = await trying();
    const { it, wait } = paused;
    const told = new Set<number | undefined>();
    for (let second = 0; second < 120; second += 1) {
      await wait(1_000);
      told.add(it.circuits.list()[0]?.until);
    }
    expect(told.size).toBeLessThanOrEqual(3);
  });
});

test("while one run tries a paused provider, no other message is claimed, however long it takes", async () => {
  const { it, state } = world();
  await using _end = it;
  state.failure = () => new HarnessError("rate_limited", "usage limit reached", { retryAfterMs: HOUR });
  const ids = [it.send("a")];
  await it.settled();
  ids.push(it.send("b"), it.send("c"), it.send("d"));
  state.failure = undefined;
  let answer: (text: string) => void = () => {};
  state.answer = () => new Promise((resolve) => (answer = resolve));
  /** Unlike `settled`, it does not wait for the run that hangs. */
  const aMinuteLater = async () => {
    it.clock.advance(60_000);
    for (let turn = 0; turn < 3; turn += 1) {
      await it.store.idle();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  for (let minute = 0; minute < 70 && it.circuits.list()[0]?.state === "paused"; minute += 1)
    await aMinuteLater();
  // The pause is over for every message, and each of them looks again several times.
  for (let minute = 0; minute < 5; minute += 1) await aMinuteLater();
  expect(it.circuits.list()).toMatchObject([{ provider: "anthropic", state: "trying" }]);
  expect(it.requests).toHaveLength(2);
  expect(ids.map(it.status).filter((status) => status === "processing")).toHaveLength(1);
  state.answer = async () => "ok";
  answer("ok");
  await it.settled();
  expect(it.circuits.list()).toEqual([]);
  it.clock.advance(60_000);
  await it.settled();
  expect(ids.map(it.status)).toEqual(ids.map(() => "completed"));
  expect(it.requests).toHaveLength(1 + ids.length);
});

describe("a provider that is down", () => {
  const down = () => failureWith("outage", "529 Overloaded");

  test.each([
    ["a minute", 60_000, 1_000],
    ["20 minutes", 20 * 60_000, 5_000],
    ["9 hours", 9 * HOUR, 60_000],
  ])(
    "for %s loses no message: each is answered once, in order, with no attempt counted",
    async (_name, ms, step) => {
      const { it, state } = world();
      await using _end = it;
      state.failure = down;
      const ids = [it.send("a", "one"), it.send("a", "two"), it.send("b", "three")];
      await it.settled();
      await pass(it, ms, step);
      expect(ids.map(it.status)).toEqual(["pending", "pending", "pending"]);
      expect(it.store.messages.get(ids[0] ?? 0)).toMatchObject({ failures: 0, error_class: "transient" });
      expect(toFailureFact(it.store.messages.get(ids[0] ?? 0) ?? { failure: null })).toMatchObject({
        cause: "outage",
        provider: "anthropic",
      });
      const tried = it.requests.length;
      // Seconds at first, then minutes.
      expect(tried).toBeLessThan(12 + ms / 240_000);
      state.failure = undefined;
      await pass(it, 11 * 60_000, 5_000);
      expect(ids.map(it.status)).toEqual(["completed", "completed", "completed"]);
      expect(it.requests.slice(tried).map(({ prompt }) => prompt.split("\n").at(-1))).toHaveLength(3);
      const order = it.requests.slice(tried).filter(({ agentId }) => agentId === "a");
      expect(order.map(({ prompt }) => prompt.split("\n").at(-1))).toEqual(["one", "two"]);
      expect(types(it)).toEqual(["provider.paused", "provider.resumed"]);
    },
  );

  test("pauses for one message, too, and others that do not need it run", async () => {
    const { it, state } = world();
    await using _end = it;
    it.agents.d = { ...it.agents.d, name: "D", provider: "openai", model: "" };
    state.failure = down;
    const waiting = it.send("a");
    await it.settled();
    expect(it.circuits.list()).toMatchObject([{ provider: "anthropic", cause: "outage", state: "paused" }]);
    state.failure = undefined;
    const other = it.send("d");
    await it.settled();
    expect([waiting, other].map(it.status)).toEqual(["pending", "completed"]);
  });

  test("longer than patience ends with the message's failure", async () => {
    const { it, state } = world();
    await using _end = it;
    state.failure = down;
    const ids = [it.send("a"), it.send("b")];
    await it.settled();
    await pass(it, 13 * HOUR, 60_000);
    expect(ids.map(it.status)).toEqual(["dead", "dead"]);
  });

  test("is tried at once when a person ends its pause", async () => {
    const { it, state } = world();
    await using _end = it;
    state.failure = () => failureWith("limit", "weekly limit", { retryAfterMs: 72 * HOUR });
    const ids = [it.send("a"), it.send("b")];
    await it.settled();
    state.failure = undefined;
    expect(await it.store.write(() => it.circuits.resume("anthropic"))).toEqual([
      { provider: "anthropic", paused: true, messages: 2 },
    ]);
    await it.settled();
    expect(ids.map(it.status)).toEqual(["completed", "completed"]);
    expect(await it.store.write(() => it.circuits.resume("anthropic"))).toEqual([
      { provider: "anthropic", paused: false, messages: 0 },
    ]);
    expect(await it.store.write(() => it.circuits.resume())).toEqual([]);
  });

  test("for one message only is that message's own failure in the end, and holds nobody else up", async () => {
    const { it, state } = world();
    await using _end = it;
    const poison = it.send("a", "poison");
    state.answer = async () => {
      if (it.requests.at(-1)?.prompt.endsWith("poison") === true)
        throw failureWith("outage", "500 on this prompt");
      return "ok";
    };
    await it.settled();
    const others: number[] = [];
    for (let minute = 0; minute < 60 && it.status(poison) !== "dead"; minute += 1) {
      others.push(it.send("b"));
      await pass(it, 60_000, 2_000);
    }
    expect(it.status(poison)).toBe("dead");
    expect(others.map(it.status)).toEqual(others.map(() => "completed"));
  });
});

test("one model that is overloaded while others answer is waited for, as a provider is", async () => {
  const { it, state } = world();
  await using _end = it;
  it.agents.b = { ...it.agents.b, name: "B", provider: "anthropic", model: "small" };
  state.answer = async () => {
    if (it.requests.at(-1)?.agentId === "a") throw failureWith("outage", "529 Overloaded");
    return "ok";
  };
  const waiting = it.send("a");
  await it.settled();
  const others: number[] = [];
  for (let minute = 0; minute < 60; minute += 1) {
    others.push(it.send("b"));
    await pass(it, 60_000, 5_000);
  }
  expect(others.map(it.status)).toEqual(others.map(() => "completed"));
  expect(it.store.messages.get(waiting)).toMatchObject({ status: "pending", failures: 0 });
  state.answer = async () => "ok";
  await pass(it, 6 * 60_000, 5_000);
  expect(it.status(waiting)).toBe("completed");
});

test("a limit of days is tried once an hour, because it may end earlier", async () => {
  const { it, state } = world();
  await using _end = it;
  state.failure = () => failureWith("limit", "weekly limit", { retryAfterMs: 72 * HOUR });
  const id = it.send("a");
  await it.settled();
  await pass(it, 3 * HOUR, 60_000);
  expect(it.requests).toHaveLength(4);
  state.failure = undefined;
  await pass(it, HOUR + 60_000, 60_000);
  expect(it.status(id)).toBe("completed");
});

test("a short Retry-After with each answer does not make messages wait without end", async () => {
  const { it, state } = world();
  await using _end = it;
  state.failure = () => failureWith("limit", "slow down", { retryAfterMs: 5 * 60_000 });
  const ids = [it.send("a"), it.send("b")];
  await it.settled();
  await pass(it, 11 * HOUR, 60_000);
  expect(ids.map(it.status)).toEqual(["pending", "pending"]);
  await pass(it, 2 * HOUR, 60_000);
  expect(ids.map(it.status)).toEqual(["dead", "dead"]);
});

test("patience begins when a limit of days ends, though its last hour is short", async () => {
  const { it, state } = world();
  await using _end = it;
  const end = it.clock.now() + 30 * HOUR;
  state.failure = () =>
    failureWith("limit", "weekly limit", { retryAfterMs: Math.max(60_000, end - it.clock.now()) });
  const ids = [it.send("a"), it.send("b")];
  await it.settled();
  await pass(it, 33 * HOUR, 6 * 60_000);
  expect(ids.map(it.status)).toEqual(["pending", "pending"]);
  await pass(it, 11 * HOUR, 6 * 60_000);
  expect(ids.map(it.status)).toEqual(["dead", "dead"]);
});

describe("after a restart", () => {
  /** Circuits are gone, and the messages wait as before. */
  function restarted(cause: FailureCause = "limit") {
    const { it, state } = world();
    state.failure = () => failureWith(cause, "no", { retryAfterMs: 72 * HOUR });
    return { it, state };
  }

  test.each([
    ["the provider by its name", (it: EngineFixture) => it.circuits.resume("anthropic")],
    ["every provider", (it: EngineFixture) => it.circuits.resume()],
  ])("a person who resumes %s has all that waits tried now", async (_name, resume) => {
    const { it, state } = restarted();
    await using _end = it;
    const ids = [it.send("a"), it.send("b")];
    await it.settled();
    await it.forgetCircuits();
    state.failure = undefined;
    expect(await it.store.write(() => resume(it))).toEqual([
      { provider: "anthropic", paused: false, messages: 2 },
    ]);
    await it.settled();
    expect(ids.map(it.status)).toEqual(["completed", "completed"]);
  });

  test("a change of the settings has it tried, too", async () => {
    const { it, state } = restarted();
    await using _end = it;
    const id = it.send("a");
    await it.settled();
    await it.forgetCircuits();
    state.failure = undefined;
    await it.store.write(() =>
      it.journal.append("settings.changed", { author: "me", revision: 2, paths: [] }),
    );
    await it.settled();
    expect(it.status(id)).toBe("completed");
  });

  test.each([1, 2])("nobody is notified again of what %i messages wait for already", async (count) => {
    const { it } = restarted("quota");
    await using _end = it;
    for (const agent of AGENTS.slice(0, count)) it.send(agent);
    await it.settled();
    await it.forgetCircuits();
    await pass(it, 2 * HOUR, 60_000);
    expect(it.circuits.list()).toMatchObject([{ provider: "anthropic" }]);
    expect(types(it)).toEqual(["provider.paused"]);
  });
});

test("a change of the settings has a paused provider tried, and is no new pause if it fails again", async () => {
  const { it, state } = world();
  await using _end = it;
  state.failure = () => failureWith("login", "OAuth token has expired");
  it.send("a");
  await it.settled();
  for (let change = 0; change < 3; change += 1) {
    const before = it.requests.length;
    await it.store.write(() =>
      it.journal.append("settings.changed", { author: "me", revision: 2, paths: [] }),
    );
    await it.settled();
    expect(it.requests.length).toBe(before + 1);
    await pass(it, 2_000);
  }
  expect(types(it)).toEqual(["provider.paused"]);
});

test("a pause whose end moves on with each try, or whose cause changes back, is told once", async () => {
  const { it, state } = world();
  await using _end = it;
  let count = 0;
  state.failure = () =>
    ++count % 2 === 0
      ? failureWith("limit", "weekly limit", { retryAfterMs: 72 * HOUR - count })
      : failureWith("quota", "no credit", { retryAfterMs: HOUR });
  it.send("a");
  await it.settled();
  await pass(it, 12 * HOUR, 60_000);
  expect(count).toBeGreaterThan(8);
  const told = it.events.flatMap((event) => (event.type === "provider.paused" ? [event.data.cause] : []));
  expect(told).toEqual(["quota", "limit"]);
});

describe("a cheap look", () => {
  function looking(cause: FailureCause, tells: "certain" | "hint") {
    const found: { now: boolean; looks: number; error?: Error | undefined; failedAt?: number } = {
      now: false,
      looks: 0,
    };
    const check: ProviderCheck = {
      tells: (one) => (one === cause ? tells : undefined),
      mayAnswer: async (_provider, pause) => {
        found.looks += 1;
        found.failedAt = pause.failedAt;
        if (found.error !== undefined) throw found.error;
        return found.now;
      },
    };
    return { found, ...world({}, { check }) };
  }

  test("keeps a run from starting while the program is missing, and lets it start when it is back", async () => {
    const { it, state, found } = looking("program", "certain");
    await using _end = it;
    state.failure = () => failureWith("program", "claude was not found");
    const ids = [it.send("a"), it.send("b")];
    await it.settled();
    const tried = it.requests.length;
    await pass(it, 10 * 60_000);
    expect(it.requests).toHaveLength(tried);
    expect(found.looks).toBeGreaterThan(5);
    state.failure = undefined;
    found.now = true;
    await pass(it, 10_000);
    expect(ids.map(it.status)).toEqual(["completed", "completed"]);
  });

  test("answers all that waits within seconds of a new login", async () => {
    const { it, state, found } = looking("login", "hint");
    await using _end = it;
    state.failure = () => failureWith("login", "OAuth token has expired");
    const ids = Array.from({ length: 12 }, (_, index) => it.send(AGENTS[index % AGENTS.length] ?? "a"));
    await it.settled();
    await pass(it, HOUR, 10_000);
    expect(ids.map(it.status)).toEqual(ids.map(() => "pending"));
    // Without a sign of a new login, it is tried again now and then: the refusal may be the provider's fault.
    expect(it.requests.length).toBeLessThan(20);
    state.failure = undefined;
    found.now = true;
    await pass(it, 15_000);
    expect(ids.map(it.status)).toEqual(ids.map(() => "completed"));
    expect(types(it)).toEqual(["provider.paused", "provider.resumed"]);
  });

  test.each([
    ["program", "certain"],
    ["login", "hint"],
  ] as const)(
    "that says yes while runs still fail (%s) leaves the pauses as they grow",
    async (cause, tells) => {
      const { it, state, found } = looking(cause, tells);
      await using _end = it;
      found.now = true;
      state.failure = () => failureWith(cause, "no");
      it.send("a");
      await it.settled();
      await pass(it, HOUR, 5_000);
      expect(it.requests.length).toBeLessThan(70);
      const before = it.requests.length;
      await pass(it, 10 * 60_000, 1_000);
      expect(it.requests.length - before).toBeLessThan(12);
    },
  );

  test("compares a login with the last try that failed", async () => {
    const { it, state, found } = looking("login", "hint");
    await using _end = it;
    state.failure = () => failureWith("login", "OAuth token has expired");
    it.send("a");
    await it.settled();
    await pass(it, HOUR, 5_000);
    const last = it.store.db.prepare("SELECT max(finished_at) FROM runs").pluck().get();
    expect(it.requests.length).toBeGreaterThan(3);
    expect(found.failedAt).toBe(last);
  });

  test("goes on after a full disk: what it found is written when there is room again", async () => {
    const { it, state, found } = looking("program", "certain");
    await using _end = it;
    state.failure = () => failureWith("program", "claude was not found");
    const id = it.send("a");
    await it.settled();
    const full = vi.spyOn(it.store, "writeSoon").mockRejectedValue(new Error("database or disk is full"));
    await pass(it, 30_000);
    await it.store.write(() =>
      it.journal.append("settings.changed", { author: "me", revision: 2, paths: [] }),
    );
    await it.settled();
    expect(it.logged.filter((line) => line.includes("paused provider")).length).toBeGreaterThan(2);
    full.mockRestore();
    state.failure = undefined;
    found.now = true;
    await pass(it, 90_000);
    expect(it.status(id)).toBe("completed");
  });

  test("that fails is no answer, and looks again", async () => {
    const { it, state, found } = looking("login", "hint");
    await using _end = it;
    state.failure = () => failureWith("login", "OAuth token has expired");
    const id = it.send("a");
    await it.settled();
    found.error = new Error("EIO");
    await pass(it, 60_000);
    found.error = undefined;
    found.now = true;
    state.failure = undefined;
    await pass(it, 60_000);
    expect(it.status(id)).toBe("completed");
  });
});
