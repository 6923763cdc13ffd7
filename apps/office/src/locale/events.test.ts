import { expect, test } from "vitest";
import { events as english } from "./en/events";
import { events as chinese } from "./zh/events";

const pause = { provider: "anthropic", class: "rate_limited", reason: "limit", resumesInMs: 1 } as const;
const formats = { duration: String, money: String };

const LANGUAGES: readonly Pick<typeof chinese, "byType">[] = [english, chinese];

test("a pause says which login or model of the provider it is about", () => {
  for (const { byType } of LANGUAGES) {
    const paused = byType["provider.paused"];
    const resumed = byType["provider.resumed"];
    expect(paused?.({ ...pause, login: "default" }, formats)).toContain("default");
    expect(paused?.({ ...pause, model: "big" }, formats)).toContain("big");
    expect(paused?.(pause, formats)).toMatch(/^anthropic /);
    expect(resumed?.({ provider: "anthropic", login: "work" }, formats)).toContain("work");
  }
});
