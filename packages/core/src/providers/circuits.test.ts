/**
 * Circuit breakers in the engine: messages wait for a paused provider, or use a fallback.
 *
 * @requirement PAUSE-1
 */
import { type AgentConfig, HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createEngineFixture, type EngineFixture } from "../runner/fixture.js";

const AGENTS = ["a", "b", "c", "d"] as const;
const HOUR = 3_600_000;

/** Agents of one provider that fails as long as `failure` says so. */
function world(config: Partial<AgentConfig> = {}) {
  const state: { failure: (() => HarnessError) | undefined; waits: number[]; answer: () => Promise<string> } =
    {
      failure: undefined,
      waits: [],
      answer: async () => "ok",
    };
  const script = () => {
    if (state.failure !== undefined) throw state.failure();
    return state.answer();
  };
  const it = createEngineFixture({
    agents: Object.fromEntries(AGENTS.map((id) => [id, script])),
    config: { provider: "anthropic", ...config },
    outcomes: { held: (_claim, waitMs) => state.waits.push(waitMs) },
  });
  it.dispatcher.start();
  return { it, state };
}

const types = (it: EngineFixture) =>
  it.events.map(({ type }) => type).filter((type) => type.startsWith("provider."));

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
          /^the provider anthropic is paused until .* UTC \(usage limit reached\)$/,
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
    state.failure = quota;
    it.send("a");
    await expect.poll(() => it.requests.length).toBeGreaterThan(0);
    state.failure = undefined;
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
