import type { BudgetView, ChannelStatus, PendingSender } from "@tinyagi/contracts";
import { heldProviders } from "@tinyagi/views";
import { describe, expect, it } from "vitest";
import { toHeld, listWaits as waitsNamed } from "./waits";

const nameOfBudget = (scope: string): string => (scope === "agent:coder" ? "Coder" : scope);
const listWaits = (facts: Parameters<typeof waitsNamed>[0]) => waitsNamed(facts, nameOfBudget);
const NONE = { budgets: [], senders: [], channels: [], paused: [] };
const budget: BudgetView = {
  scope: "day",
  day: "2026-11-23",
  limit: { usd: 20 },
  reserved: {},
  onLimit: "stop",
  state: "warning",
  used: { tokens: 10, usd: 17.5, runs: 3, minutes: 2 },
};
const sender: PendingSender = {
  channel: "telegram",
  senderId: "7",
  sender: "Kim\u202e",
  code: "ABCD2345",
  createdAt: 1,
  lastSeenAt: 2,
  expiresAt: 3,
};
const channel: ChannelStatus = {
  id: "discord",
  enabled: true,
  running: true,
  state: "reconnecting",
  since: 1,
  crashes: 0,
  waiting: 2,
  reason: "The platform does not answer.",
};

describe("what can wait", () => {
  it("is nothing while budgets have room, channels are connected and nobody waits", () => {
    const fine = { ...NONE, budgets: [{ ...budget, state: "ok" as const }] };
    expect(listWaits({ ...fine, channels: [{ ...channel, state: "connected" }] })).toEqual([]);
  });

  it("names what is used of a budget that runs low, and what the daemon proposes to add", () => {
    expect(listWaits({ ...NONE, budgets: [budget] })).toMatchObject([
      {
        title: "Today's budget is nearly used up",
        text: "$17.50 of $20.00.",
        commands: ["tinyagi budgets"],
        raise: undefined,
      },
    ]);
    const used = {
      ...budget,
      scope: "agent:coder",
      limit: { tokens: 10 },
      state: "exceeded" as const,
      raise: { tokens: 20 },
    };
    expect(listWaits({ ...NONE, budgets: [used] })).toMatchObject([
      {
        title: "The budget of Coder is used up",
        text: "10 of 10 tokens.",
        commands: [],
        scope: "agent:coder",
        raise: { tokens: 20 },
      },
    ]);
  });

  it("shows a stranger's code, and no character that could forge their name", () => {
    const [wait] = listWaits({ ...NONE, senders: [sender] });
    expect(wait).toMatchObject({
      title: "Kim wants to write to you on Telegram",
      commands: ["tinyagi pairing approve ABCD2345"],
    });
    expect(wait?.text).toContain("ABCD2345");
  });

  it("says for which provider messages wait, and why", () => {
    const pause = { provider: "anthropic", state: "paused" as const, until: 5, class: "auth" as const };
    const paused = [{ ...pause, reason: "OAuth token has expired" }];
    expect(listWaits({ ...NONE, paused })).toEqual([]);
    expect(heldProviders(paused).map(toHeld)).toMatchObject([
      {
        title: "Messages wait for anthropic",
        text: "OAuth token has expired",
        commands: ["tinyagi provider test anthropic"],
        provider: "anthropic",
      },
    ]);
  });

  it("says why a channel is down, unless it is down because nobody started it", () => {
    expect(listWaits({ ...NONE, channels: [channel] })).toMatchObject([
      {
        title: "Discord cannot reach its platform, and tries again",
        text: channel.reason,
        channel: "discord",
        needsLogin: false,
      },
    ]);
    expect(listWaits({ ...NONE, channels: [{ ...channel, state: "login" }] })).toMatchObject([
      { needsLogin: true },
    ]);
    const off = { ...channel, enabled: false, running: false, state: "crashed" as const };
    expect(listWaits({ ...NONE, channels: [off] })).toEqual([]);
  });
});
