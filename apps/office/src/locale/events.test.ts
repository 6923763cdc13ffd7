import { expect, test } from "vitest";
import { events as english } from "./en/events";
import { events as chinese } from "./zh/events";

const pause = { provider: "anthropic", class: "rate_limited", reason: "limit", resumesInMs: 1 } as const;

const LANGUAGES = [english, chinese];

test("a pause says which login or model of the provider it is about", () => {
  for (const { byType } of LANGUAGES) {
    const paused = byType["provider.paused"];
    const resumed = byType["provider.resumed"];
    expect(paused?.({ ...pause, login: "default" })).toContain("default");
    expect(paused?.({ ...pause, model: "big" })).toContain("big");
    expect(paused?.(pause)).toMatch(/^anthropic /);
    expect(resumed?.({ provider: "anthropic", login: "work" })).toContain("work");
  }
});
