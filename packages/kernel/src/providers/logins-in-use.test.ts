/**
 * Several logins of one provider, and several models: what keeps one of them from answering leaves the others in use.
 *
 * @requirement PAUSE-1
 */
import { failureWith, type HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createEngineFixture, type EngineFixture, type EngineOptions } from "../runner/fixture.js";
import type { ProviderCheck } from "./provider-check.js";

const HOUR = 3_600_000;
const FIRST = { name: "default", keepsSessions: false };
const SECOND = { name: "work", keepsSessions: false };

async function pass(it: EngineFixture, ms: number, step = 1_000): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    it.clock.advance(step);
    await it.settled();
  }
}

/** Agents `a` and `b` of a provider whose logins and models fail as `failures` says. */
function world(
  logins = [FIRST, SECOND],
  config: EngineOptions["config"] = {},
  more: Pick<EngineOptions, "check"> = {},
) {
  const failures = new Map<string, () => HarnessError>();
  let sessions = 0;
  const script: EngineOptions["agents"][string] = ({ login = "default", agent, sessionId }) => {
    const { model, provider } = agent;
    const failure = failures.get(login) ?? failures.get(model);
    if (provider !== "anthropic") return "from another provider";
    if (failure !== undefined) throw failure();
    sessions += 1;
    return { text: `from ${login}`, sessionId: sessionId ?? `s${sessions}` };
  };
  const waits: number[] = [];
  const it = createEngineFixture({
    agents: { a: script, b: script },
    config: { provider: "anthropic", ...config },
    logins,
    outcomes: { held: (_claim, waitMs) => waits.push(waitMs) },
    ...more,
  });
  it.dispatcher.start();
  const loginsUsed = () => it.requests.map(({ login }) => login);
  return { it, failures, waits, loginsUsed };
}

const limit = (retryAfterMs?: number) => () =>
  failureWith("limit", "usage limit reached", retryAfterMs === undefined ? {} : { retryAfterMs });

describe("a provider with two logins", () => {
  test.each([
    ["a limit", limit(HOUR)],
    ["an empty account", () => failureWith("quota", "credit balance is too low")],
    ["an expired login", () => failureWith("login", "OAuth token has expired")],
  ])(
    "answers with the second one at once after %s of the first, and no attempt is counted",
    async (_, fail) => {
      const { it, failures, loginsUsed, waits } = world();
      await using _end = it;
      failures.set("default", fail);
      const first = it.send("a");
      await it.settled();
      const second = it.send("b");
      await it.settled();
      expect([first, second].map(it.status)).toEqual(["completed", "completed"]);
      expect(loginsUsed()).toEqual(["default", "work", "work"]);
      expect(it.store.messages.get(first)).toMatchObject({ failures: 0, provider_index: 0 });
      expect(waits).toEqual([]);
      expect(it.events.filter(({ type }) => type === "provider.paused")).toMatchObject([
        { data: { provider: "anthropic", login: "default", continuesWith: "work" } },
      ]);
      expect(it.circuits.list()).toMatchObject([{ provider: "anthropic", login: "default" }]);
    },
  );

  test("names the first login only where the provider has another", async () => {
    const { it, failures } = world([FIRST]);
    await using _end = it;
    failures.set("default", limit(HOUR));
    it.send("a");
    await it.settled();
    const [pause] = it.circuits.list();
    expect(pause).toMatchObject({ provider: "anthropic" });
    expect(pause).not.toHaveProperty("login");
  });

  test("says on each run which one it used", async () => {
    const { it, failures } = world();
    await using _end = it;
    failures.set("default", limit(HOUR));
    it.send("a");
    await it.settled();
    const rows = it.store.db.prepare("SELECT login FROM runs ORDER BY rowid").pluck().all();
    expect(rows).toEqual(["default", "work"]);
    expect(it.events.flatMap((event) => (event.type === "run.started" ? [event.data.login] : []))).toEqual([
      "default",
      "work",
    ]);
  });

  test("returns to the first one when the time that its limit named is over, and not before", async () => {
    const { it, failures, loginsUsed } = world();
    await using _end = it;
    failures.set("default", limit(3 * HOUR));
    it.send("a");
    await it.settled();
    for (let minute = 0; minute < 179; minute += 10) {
      it.send("b");
      await pass(it, 600_000, 60_000);
    }
    expect(loginsUsed().filter((login) => login === "default")).toHaveLength(1);
    failures.clear();
    await pass(it, 5 * 60_000, 60_000);
    it.send("a");
    await it.settled();
    expect(loginsUsed().at(-1)).toBe("default");
    expect(it.circuits.list()).toEqual([]);
  });

  test("waits when both are used up, and goes on with the one that is back first", async () => {
    const { it, failures, loginsUsed } = world();
    await using _end = it;
    failures.set("default", limit(3 * HOUR)).set("work", limit(HOUR));
    const ids = [it.send("a"), it.send("b")];
    await it.settled();
    expect(ids.map(it.status)).toEqual(["pending", "pending"]);
    const tried = it.requests.length;
    await pass(it, 50 * 60_000, 60_000);
    expect(it.requests).toHaveLength(tried);
    failures.delete("work");
    await pass(it, 15 * 60_000, 60_000);
    expect(ids.map(it.status)).toEqual(["completed", "completed"]);
    expect(loginsUsed().slice(-2)).toEqual(["work", "work"]);
    expect(it.circuits.list()).toMatchObject([{ provider: "anthropic", cause: "limit" }]);
  });

  test("does not try the second one in an outage, which all logins share", async () => {
    const { it, failures, loginsUsed } = world();
    await using _end = it;
    failures.set("default", () => failureWith("outage", "connect ECONNREFUSED"));
    const id = it.send("a");
    await it.settled();
    await pass(it, 5_000);
    expect(new Set(loginsUsed())).toEqual(new Set(["default"]));
    expect(it.status(id)).toBe("pending");
  });

  test("ends a message that waited longer than patience for both", async () => {
    const { it, failures } = world();
    await using _end = it;
    failures.set("default", limit()).set("work", limit());
    const id = it.send("a");
    await it.settled();
    await pass(it, 13 * HOUR, 60_000);
    expect(it.status(id)).toBe("dead");
  });

  test("uses its login before the agent's fallback, and the fallback when none is left", async () => {
    const { it, failures, loginsUsed } = world([FIRST, SECOND], { fallback: [{ provider: "openai" }] });
    await using _end = it;
    failures.set("default", limit(HOUR));
    it.send("a");
    await it.settled();
    expect(it.requests.map(({ agent }) => agent.provider)).toEqual(["anthropic", "anthropic"]);
    failures.set("work", limit(HOUR));
    it.send("b");
    await it.settled();
    expect(it.requests.map(({ agent }) => agent.provider).slice(2)).toEqual(["anthropic", "openai"]);
    expect(loginsUsed().slice(0, 3)).toEqual(["default", "work", "work"]);
  });
});

describe("a login whose program keeps its own sessions", () => {
  const OWN = { name: "work", keepsSessions: true };

  test("begins a new session with the last answers, and the first login continues its own", async () => {
    const { it, failures } = world([FIRST, OWN]);
    await using _end = it;
    it.send("a", "one");
    await pass(it, 2_000);
    failures.set("default", limit(HOUR));
    it.send("a", "two");
    await it.settled();
    const moved = it.requests.at(-1);
    expect(moved).toMatchObject({ login: "work" });
    expect(moved?.sessionId).toBeUndefined();
    expect(moved?.prompt).toContain("this is a new session");
    expect(moved?.prompt).toContain('"from default"');
    expect(it.events.filter(({ type }) => type === "run.session_rebuilt")).toMatchObject([
      { data: { lostSessionId: "s1" } },
    ]);
    failures.clear();
    await pass(it, HOUR + 120_000, 60_000);
    it.send("a", "three");
    await it.settled();
    const back = it.requests.at(-1);
    expect(back).toMatchObject({ login: "default", sessionId: "s1" });
    expect(back?.prompt).toContain('"from work"');
  });

  test("shares the session of the first one when both use the same folder", async () => {
    const { it, failures } = world();
    await using _end = it;
    it.send("a", "one");
    await it.settled();
    failures.set("default", limit(HOUR));
    it.send("a", "two");
    await it.settled();
    expect(it.requests.at(-1)).toMatchObject({ login: "work", sessionId: "s1" });
    expect(it.requests.at(-1)?.prompt).not.toContain("new session");
  });
});

describe("a model that is overloaded", () => {
  const overloaded = () => failureWith("outage", "529 Overloaded", { modelOnly: true });

  test("pauses its own messages, and those of other models of its provider run", async () => {
    const { it, failures } = world([FIRST]);
    await using _end = it;
    it.agents.a = { name: "A", provider: "anthropic", model: "big" };
    it.agents.b = { name: "B", provider: "anthropic", model: "small" };
    failures.set("big", overloaded);
    const waiting = it.send("a");
    await it.settled();
    const other = it.send("b");
    await it.settled();
    expect([waiting, other].map(it.status)).toEqual(["pending", "completed"]);
    expect(it.circuits.list()).toMatchObject([{ provider: "anthropic", model: "big", cause: "outage" }]);
    failures.clear();
    await pass(it, 10_000);
    expect(it.status(waiting)).toBe("completed");
    expect(it.circuits.list()).toEqual([]);
  });
});

test.each([0, 0.25, 0.5, 0.999])(
  "an agent with a fallback tries its own provider twice in an outage, whatever chance (%d) adds to the pause",
  async (random) => {
    // A look is on its way when the message is due.
    const check: ProviderCheck = { tells: () => "hint", mayAnswer: async () => false };
    const { it, failures } = world([FIRST], { fallback: [{ provider: "openai", model: "m2" }] }, { check });
    await using _end = it;
    it.chance.value = random;
    failures.set("", () => failureWith("outage", "connect ECONNREFUSED"));
    const id = it.send("a");
    await it.settled();
    await pass(it, 5_000, 100);
    expect(it.status(id)).toBe("completed");
    expect(it.requests.map(({ agent }) => agent.provider)).toEqual(["anthropic", "anthropic", "openai"]);
  },
);

describe("a look at a server that cannot be reached", () => {
  function offline() {
    const network = { isThere: false, looks: 0 };
    const check: ProviderCheck = {
      tells: (cause) => (cause === "outage" ? "hint" : undefined),
      mayAnswer: async () => {
        network.looks += 1;
        return network.isThere;
      },
    };
    return { network, ...world([FIRST], {}, { check }) };
  }

  test("lets everything go on within seconds of the network's return, also after an hour", async () => {
    const { it, failures, network } = offline();
    await using _end = it;
    failures.set("default", () => failureWith("outage", "getaddrinfo EAI_AGAIN"));
    const ids = [it.send("a"), it.send("b")];
    await it.settled();
    await pass(it, HOUR, 5_000);
    expect(network.looks).toBeGreaterThan(100);
    failures.clear();
    network.isThere = true;
    await pass(it, 6_000);
    expect(ids.map(it.status)).toEqual(["completed", "completed"]);
  });

  test.each([
    ["a limit", () => failureWith("limit", "usage limit reached", { retryAfterMs: 30 * 60_000 })],
    ["an outage", () => failureWith("outage", "503 maintenance", { retryAfterMs: 30 * 60_000 })],
  ])("does not shorten %s whose end the provider named", async (_, fail) => {
    const { it, failures, network } = offline();
    await using _end = it;
    failures.set("default", fail);
    it.send("a");
    await it.settled();
    await pass(it, 10 * 60_000, 5_000);
    network.isThere = true;
    await pass(it, 15 * 60_000, 5_000);
    expect(it.requests).toHaveLength(1);
  });
});
