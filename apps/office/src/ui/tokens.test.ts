/** Contrast of the tokens, by WCAG 2: text 4.5, marks 3, in each theme. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const css = readFileSync(fileURLToPath(new URL("tokens.css", import.meta.url)), "utf8");
const THEMES = ["light", "dark", "contrast"];
const TEXT = ["n-7", "n-8", "n-9", "n-10", "running", "waiting", "done", "failed", "held", "accent-text"];
const CODE = ["code-keyword", "code-string", "code-number", "code-name", "code-type"];
const GROUNDS = ["n-0", "n-1", "n-2"];

function getTokens(theme: string): Map<string, string> {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? "";
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = "", hex = ""]) => [name, hex]),
  );
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each(THEMES)("the tokens of the theme %s", (theme) => {
  const tokens = getTokens(theme);
  const colour = (name: string): string => {
    const hex = tokens.get(name);
    if (hex === undefined) throw new Error(`${theme} has no colour ${name}`);
    return hex;
  };
  it.each([...TEXT, ...CODE].flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)))(
    "show %s on %s with a contrast of at least 4.5",
    (text, ground) => expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5),
  );
  it("show text on the accent with a contrast of at least 7", () => {
    expect(contrast(colour("accent-ink"), colour("accent"))).toBeGreaterThanOrEqual(7);
  });
});
