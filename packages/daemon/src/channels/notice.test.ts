import type { JournalEvent } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { toNotice } from "./notice.js";

const event = (type: string, data: object) => ({ type, time: 0, data }) as JournalEvent;

describe("a notice", () => {
  test("names a reply that was given up, and not one that is tried again", () => {
    const failed = { outboxId: 1, channel: "telegram", attempts: 10, error: "blocked", dead: true };
    expect(toNotice(event("reply.failed", failed))).toBe(
      "A reply on telegram was not delivered after 10 attempts: blocked",
    );
    expect(toNotice(event("reply.failed", { ...failed, dead: false }))).toBeUndefined();
  });

  test("is for channels that need a person, not for those that recover by themselves", () => {
    const changed = (state: string) =>
      toNotice(event("channel.changed", { channel: "telegram", state, reason: "x" }));
    expect(changed("failed")).toBe("The channel telegram stopped: x");
    expect(changed("login")).toContain("must be linked again");
    const renewed = event("channel.changed", { channel: "whatsapp", state: "login", renewed: true });
    expect(toNotice(renewed)).toBeUndefined();
    for (const state of ["connected", "reconnecting", "crashed", "stopped"])
      expect(changed(state)).toBeUndefined();
  });
});

test("a login that only a person can renew is named with the one that is used instead", () => {
  const pause = (cause: string) => ({
    provider: "anthropic",
    class: "auth",
    reason: "expired",
    resumesInMs: 1,
    cause,
    login: "work",
    continuesWith: "default",
  });
  const text = toNotice(event("provider.paused", pause("login")));
  expect(text).toMatch(/^The login work of the provider anthropic cannot be used: expired/);
  expect(text).toContain("the login default is used");
  expect(toNotice(event("provider.paused", pause("limit")))).toBeUndefined();
});
