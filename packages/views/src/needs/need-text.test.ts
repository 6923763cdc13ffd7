import type { BudgetView, ChannelStatus, PendingSender, ProviderPause } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { approvalCommand, retryCommand, waitCommands, waitTitle } from "./need-text.js";
import type { CanWait } from "./needs.js";

const work = { runId: "run_1", nodeId: "root/check" };
const sender: PendingSender = {
  channel: "telegram",
  senderId: "7",
  sender: "Kim",
  code: "ABCD2345",
  createdAt: 1,
  lastSeenAt: 2,
  expiresAt: 3,
};
const pause: ProviderPause = {
  provider: "anthropic",
  login: "work",
  state: "paused",
  until: 5,
  class: "auth",
  reason: "The key was refused.",
};
const channel: ChannelStatus = {
  id: "slack",
  enabled: true,
  running: true,
  state: "login",
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
  state: "exceeded",
  used: { tokens: 10, usd: 20, runs: 3, minutes: 2 },
};

test.each([
  ["question", 'tinyagi answer ask_k7qx2m9p "your text"'],
  ["permission", "tinyagi approve ask_k7qx2m9p"],
  ["spawn", "tinyagi approve ask_k7qx2m9p"],
  ["budget", "tinyagi approve ask_k7qx2m9p"],
] as const)("a %s is decided with a command of its own", (kind, command) => {
  expect(approvalCommand({ id: "ask_k7qx2m9p", kind })).toBe(command);
});

test("a dead letter of a sub-agent is retried in its graph, every other one in the queue", () => {
  expect(retryCommand({ id: 12, inGraph: false, work })).toBe("tinyagi queue retry 12");
  expect(retryCommand({ id: 12, inGraph: true, work })).toBe("tinyagi retry run_1 --from root/check");
  expect(retryCommand({ id: 12, inGraph: true, work: { ...work, runId: null } })).toBe(
    "tinyagi queue retry 12",
  );
});

const CAN_WAIT: readonly (readonly [CanWait, title: string, command: string])[] = [
  [
    { kind: "sender", key: "s", sender },
    "Kim wants to write to you on telegram",
    "tinyagi pairing approve ABCD2345",
  ],
  [
    { kind: "provider", key: "p", pause },
    "Messages wait for anthropic · work",
    "tinyagi provider test anthropic",
  ],
  [
    { kind: "channel", key: "c", channel, state: "login" },
    "slack waits for you to link the account",
    "tinyagi channel status",
  ],
  [{ kind: "budget", key: "b", budget }, "Today's budget is used up", "tinyagi budgets"],
  [
    { kind: "budget", key: "b", budget: { ...budget, scope: "agent:coder", state: "warning" } },
    "The budget of @coder is nearly used up",
    "tinyagi budgets",
  ],
  [
    { kind: "provider", key: "p", pause: { ...pause, place: "nas" } },
    "Messages wait for anthropic · work on nas",
    "tinyagi worker doctor nas",
  ],
];

test.each(CAN_WAIT)("what can wait has a title and a command: %#", (one, title, command) => {
  expect(waitTitle(one)).toBe(title);
  expect(waitCommands(one)[0]).toBe(command);
});

test("a screen gives its own names of channels and budgets", () => {
  const names = { channel: () => "Telegram", budget: () => "Coder" };
  expect(CAN_WAIT[0] && waitTitle(CAN_WAIT[0][0], names)).toBe("Kim wants to write to you on Telegram");
  expect(CAN_WAIT[4] && waitTitle(CAN_WAIT[4][0], names, zh)).toBe("Coder 的预算即将用完");
});

/** Longer than any screen shows. */
const LONG = `Kim ${"x".repeat(400)}`;

test.each<[CanWait, keep: string]>([
  [{ kind: "sender", key: "s", sender: { ...sender, sender: LONG } }, "wants to write to you on telegram"],
  [{ kind: "provider", key: "p", pause: { ...pause, model: LONG } }, "Messages wait for anthropic · work"],
  [{ kind: "channel", key: "c", channel: { ...channel, id: LONG }, state: "login" }, "waits for you to link"],
  [{ kind: "budget", key: "b", budget: { ...budget, scope: `agent:${LONG}` } }, "is used up"],
])("a name from outside leaves room for the rest of its title: %#", (one, keep) => {
  expect(waitTitle(one).slice(0, 120)).toContain(keep);
  expect(waitTitle(one).length).toBeLessThanOrEqual(120);
});

test("a name that a screen gives is as short, and stays on its line", () => {
  const names = { channel: () => `${LONG}\n\n`, budget: () => LONG };
  const one: CanWait = { kind: "sender", key: "s", sender: { ...sender, sender: `Kim\nwrote ${LONG}` } };
  expect(waitTitle(one, names)).toMatch(/^Kim wrote .{29}… wants to write to you on Kim x{35}…$/);
});

test("a stranger whose name cannot be seen is called by the id", () => {
  const one: CanWait = { kind: "sender", key: "s", sender: { ...sender, sender: "\u2800\u3164 " } };
  expect(waitTitle(one)).toBe("7 wants to write to you on telegram");
});
