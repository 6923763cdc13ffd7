import type { LoginView } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { toLoginUsage } from "./login-usage.js";

const view = (name: string, usedPercent?: number): LoginView => ({
  name,
  kind: "own",
  ordered: true,
  inUse: true,
  pause: null,
  quota: usedPercent === undefined ? [] : [{ period: "five_hour", usedPercent, resetsAt: null, seenAt: 1 }],
});

test("what logins have used is told for those that a provider measures, by name where there are several", () => {
  expect(
    toLoginUsage({
      anthropic: [view("default", 42), view("work"), view("home", 7)],
      openai: [view("default", 9)],
      opencode: [view("default")],
    }),
  ).toEqual([
    { provider: "anthropic", login: "default", windows: [{ name: "5 hours", used: 0.42 }] },
    { provider: "anthropic", login: "home", windows: [{ name: "5 hours", used: 0.07 }] },
    { provider: "openai", windows: [{ name: "5 hours", used: 0.09 }] },
  ]);
});
