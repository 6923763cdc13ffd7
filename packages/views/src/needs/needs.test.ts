import { type BudgetView, type ChannelStatus, CLASS_OF_CAUSE, type FailureCause } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { canWait, heldProviders, needsOf } from "./needs.js";

const NONE = { budgets: [], senders: [], channels: [], paused: [] };
const channel: ChannelStatus = {
  id: "discord",
  enabled: true,
  running: true,
  state: "connected",
  since: 1,
  crashes: 0,
  waiting: 0,
};
const budget: BudgetView = {
  scope: "day",
  day: "2026-11-23",
  limit: { usd: 20 },
  reserved: {},
  onLimit: "stop",
  state: "ok",
  used: { tokens: 10, usd: 17.5, runs: 3, minutes: 2 },
};

test("the oldest question comes first, then the newest failure", () => {
  const asked = (id: string, createdAt: number) => ({ id, agent: "lead", createdAt });
  const dead = (id: number) => ({ id, timestamp: 10 - id, data: { agent: "ops" } });
  expect(needsOf([asked("b", 2), asked("a", 1)], [dead(1), dead(2)]).map(({ key }) => key)).toEqual([
    ...["a", "b", "dead-1", "dead-2"],
  ]);
});

const pause = (cause: FailureCause) => ({
  provider: "anthropic",
  state: "paused" as const,
  until: 5,
  class: CLASS_OF_CAUSE[cause],
  cause,
  reason: "It does not answer.",
});

test.each(["login", "quota", "captive_portal", "certificate"] as const)(
  "messages that a pause of the cause %s holds need a person, and cannot wait",
  (cause) => {
    const paused = [pause(cause)];
    expect(heldProviders(paused)).toMatchObject([{ kind: "provider", pause: { cause } }]);
    expect(canWait({ ...NONE, paused })).toEqual([]);
  },
);

test.each(["outage", "limit", "program"] as const)("a pause of the cause %s ends by itself", (cause) => {
  const paused = [pause(cause)];
  expect(heldProviders(paused)).toEqual([]);
  expect(canWait({ ...NONE, paused })).toMatchObject([{ kind: "provider", pause: { cause } }]);
});

test("a pause of an older daemon without a cause is judged by its class", () => {
  const { cause: _cause, ...paused } = pause("login");
  expect(heldProviders([paused])).toHaveLength(1);
});

test.each(["reconnecting", "stalled", "login", "crashed", "failed"] as const)(
  "a channel that is %s is named, unless nobody started it",
  (state) => {
    expect(canWait({ ...NONE, channels: [{ ...channel, state }] })).toMatchObject([
      { kind: "channel", state },
    ]);
    const off = { ...channel, state, enabled: false, running: false };
    expect(canWait({ ...NONE, channels: [off] })).toEqual([]);
  },
);

test.each([
  ["ok", "stop", 0],
  ["warning", "ask", 1],
  ["exceeded", "stop", 1],
  ["exceeded", "ask", 0],
] as const)("a budget that is %s and does %s at its limit is named %d times", (state, onLimit, times) => {
  expect(canWait({ ...NONE, budgets: [{ ...budget, state, onLimit }] })).toHaveLength(times);
});
