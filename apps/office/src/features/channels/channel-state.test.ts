import type { ChannelStatus, UndeliveredReply } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { channelsSentence, inOrder, shownState, toStep, whyWaits } from "./channel-state";

const off: ChannelStatus = {
  id: "discord",
  enabled: false,
  running: false,
  state: "stopped",
  since: 1,
  crashes: 0,
  waiting: 0,
};
const up: ChannelStatus = { ...off, id: "telegram", enabled: true, running: true, state: "connected" };
const reply: UndeliveredReply = {
  id: 1,
  channel: "telegram",
  sender: "Kim",
  agent: "coder",
  conversationId: null,
  preview: "hi",
  state: "waiting",
  attempts: 0,
  reason: null,
  nextAttemptAt: null,
  createdAt: 1,
};

describe("the channels in words", () => {
  it("say first who needs a person, then how many replies wait", () => {
    const login: ChannelStatus = { ...up, id: "whatsapp", state: "login", waiting: 2 };
    expect(channelsSentence([off, up, login])).toBe("WhatsApp waits for your phone. 2 replies are waiting.");
    expect(channelsSentence([off, up])).toBe("1 of 1 connected. No reply is waiting.");
    expect(channelsSentence([off])).toContain("No channel is connected yet");
  });

  it("a stopped channel differs from one that nobody set up", () => {
    expect(shownState(off).word).toBe("Not set up");
    expect(shownState({ ...off, enabled: true }).word).toBe("Stopped");
  });

  it("those that need a person come first, unused ones last", () => {
    const failed: ChannelStatus = { ...up, id: "whatsapp", state: "failed" };
    expect(inOrder([off, up, failed]).map(({ id }) => id)).toEqual(["whatsapp", "telegram", "discord"]);
  });

  it("a reply says why it has not arrived", () => {
    expect(whyWaits(reply, up)).toBe("It is sent next.");
    expect(whyWaits(reply, { ...up, state: "failed" })).toContain("Telegram is not connected");
    expect(whyWaits({ ...reply, attempts: 2, reason: "429" }, up)).toBe("Attempt 2 failed: 429");
    expect(whyWaits({ ...reply, state: "dead", attempts: 10, reason: "blocked" }, up)).toBe(
      "Failed permanently after 10 attempts: blocked",
    );
  });

  it("the next step is the connection, then a person, then a hello", () => {
    expect(toStep(off, false)).toBe("token");
    expect(toStep(up, false)).toBe("people");
    expect(toStep(up, true)).toBe("hello");
  });
});
