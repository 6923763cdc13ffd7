import type { JournalEvent } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { exceededText } from "../figures/budget-text.js";
import { en } from "../words/en.js";
import { zh } from "../words/zh.js";
import { operatorNotice } from "./operator-notice.js";

const event = (type: string, data: object) => ({ type, time: 0, data }) as JournalEvent;

describe("a notice", () => {
  test("names a reply that was given up, and not one that is tried again", () => {
    const failed = { outboxId: 1, channel: "telegram", attempts: 10, error: "blocked", dead: true };
    expect(operatorNotice(event("reply.failed", failed))).toBe(
      "A reply on telegram was not delivered after 10 attempts: blocked",
    );
    expect(operatorNotice(event("reply.failed", { ...failed, dead: false }))).toBeUndefined();
  });

  test("is for channels that need a person, not for those that recover by themselves", () => {
    const changed = (state: string) =>
      operatorNotice(event("channel.changed", { channel: "telegram", state, reason: "x" }));
    expect(changed("failed")).toBe("The channel telegram stopped: x");
    expect(changed("login")).toContain("must be linked again");
    const renewed = event("channel.changed", { channel: "whatsapp", state: "login", renewed: true });
    expect(operatorNotice(renewed)).toBeUndefined();
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
  const text = operatorNotice(event("provider.paused", pause("login")));
  expect(text).toMatch(/^The login work of the provider anthropic cannot be used: expired/);
  expect(text).toContain("the login default is used");
  expect(operatorNotice(event("provider.paused", pause("limit")))).toBeUndefined();
});

describe("a notice about a budget", () => {
  const of = { budget: "agent:coder", day: "2026-11-25", resource: "usd", used: 5, limit: 5 } as const;
  const data = { ...of, onLimit: "stop", agent: "coder", action: "stopped", more: { usd: 5 } } as const;

  test("says what the reply says: which budget, what is used, and how the work continues", () => {
    const text = operatorNotice(event("budget.exceeded", data)) ?? "";
    expect(text).toMatch(/^The daily budget of @coder is used up \(\$5\.00 of \$5\.00\)\. Raise it/);
    expect(text.slice(1)).toBe(exceededText({ ...of, more: { usd: 5 } }).slice(1));
  });

  test("says that work continues where it does", () => {
    const text = operatorNotice(event("budget.exceeded", { ...data, onLimit: "warn", action: "continued" }));
    expect(text).toMatch(/is used up .* Work continues/);
    expect(text).not.toContain("Raise it");
    expect(text).toContain("To raise it: /budget extend agent:coder --usd 5");
  });

  test("names no conversation as this one, which its reader does not see", () => {
    const text = operatorNotice(event("budget.exceeded", { ...data, budget: "conversation:c", day: null }));
    expect(text).toContain("The budget of a conversation is used up");
    expect(text).toContain("budget extend conversation:c --usd 5");
  });

  test("of an earlier release, which names no amount to add, says what is used and where budgets are", () => {
    const { more: _, ...old } = { ...data, day: null, budget: "conversation:c" };
    const see = "See it: /budget, or `tinyagi budgets`.";
    expect(operatorNotice(event("budget.exceeded", old))).toBe(
      `The budget of a conversation is used up ($5.00 of $5.00). ${see}`,
    );
    const goesOn = operatorNotice(event("budget.exceeded", { ...old, onLimit: "warn", action: "continued" }));
    expect(goesOn).toContain("Work continues");
    expect(goesOn).toContain(see);
  });

  test("about a conversation where work continues says how that one is raised", () => {
    const of = { ...data, budget: "conversation:c", day: null, onLimit: "warn", action: "continued" };
    for (const words of [en, zh])
      expect(operatorNotice(event("budget.exceeded", of), words)).toContain(
        "budget extend conversation:c --usd 5",
      );
  });

  test("is in the language of the home", () => {
    const text = operatorNotice(event("budget.exceeded", data), zh) ?? "";
    expect(text).toMatch(/^@coder 的每日预算已用完/);
    const died = { agent: "coder", attempts: 1, class: "auth", error: "…" };
    expect(operatorNotice(event("message.died", died), zh)).toContain("最终失败");
    const crashed = operatorNotice(event("message.died", { ...died, crashes: 5 }), zh);
    expect(crashed).toContain("守护进程意外停止了 5 次。");
  });
});
