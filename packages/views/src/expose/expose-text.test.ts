import { EXPOSE_OFF, type ExposeProblemCode, type Exposure } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { wordsIn } from "../words/words-in.js";
import { exposeProblemText, exposureText } from "./expose-text.js";

const NOW = Date.UTC(2026, 10, 27, 8);
const open = (via: "tailscale" | "funnel", leftMs: number): Exposure => ({
  ...EXPOSE_OFF,
  state: "on",
  via,
  url: "https://box.tail1234.ts.net",
  until: NOW + leftMs,
});

describe("who reaches TinyOffice", () => {
  test("is said with how long it stays open", () => {
    expect(exposureText(EXPOSE_OFF, NOW)).toBe("No tunnel to TinyOffice is open.");
    expect(exposureText(open("tailscale", 90 * 60_000), NOW)).toBe(
      "TinyOffice is open to the devices of your tailnet, for another 1 h 30 min. Everyone needs a login.",
    );
    expect(exposureText(open("funnel", 3_600_000), NOW, wordsIn("zh"))).toContain("整个互联网");
  });

  test("never counts seconds, and never less than a minute", () => {
    expect(exposureText(open("funnel", 59_001), NOW)).toContain("another 1 min.");
    expect(exposureText(open("funnel", -5_000), NOW)).toContain("another 1 min.");
  });

  test("is nobody while it is being opened", () => {
    expect(exposureText({ ...open("funnel", 60_000), state: "starting" }, NOW)).toContain("nobody gets in");
  });
});

const CODES: readonly ExposeProblemCode[] = [
  "no_login",
  "not_installed",
  "not_running",
  "not_logged_in",
  "not_enabled",
  "not_permitted",
  "port_used",
  "too_slow",
  "ended",
  "wrong_name",
  "too_open",
];

test.each(CODES)("the problem %s has a sentence and a step in both languages", (code) => {
  for (const language of ["en", "zh"] as const) {
    const words = wordsIn(language);
    const { problem, step } = exposeProblemText({ code, link: null, said: null }, "tailscale", words);
    expect(problem).toMatch(/[.。]$/);
    expect(step.length).toBeGreaterThan(3);
  }
});

test("a link of the program's maker is the step, and what the program said follows the sentence", () => {
  const link = "https://login.tailscale.com/f/serve?node=n1";
  expect(exposeProblemText({ code: "not_enabled", link, said: null }, "funnel").step).toContain(link);
  expect(exposeProblemText({ code: "ended", link: null, said: "1015" }, "cloudflared").problem).toBe(
    "cloudflared ended. It said: 1015",
  );
});
