/** Where a sentence ends, in text of either language. */
import { describe, expect, test } from "vitest";
import { en } from "../words/en.js";
import { zh } from "../words/zh.js";
import { asSentence, withoutStop } from "./sentence.js";

describe("a text as a sentence", () => {
  test.each([".", "!", "?", "…", "。", "！", "？"])("keeps its end %s, in both languages", (end) => {
    for (const as of [asSentence, en.reasons.sentence, zh.reasons.sentence])
      expect(as(`no network${end}`)).toBe(`no network${end}`);
  });

  test("gets the full stop of its script, or of the language around it", () => {
    expect(asSentence("no network")).toBe("no network.");
    expect(asSentence("没有网络")).toBe("没有网络。");
    expect(asSentence("没有网络（ENET）")).toBe("没有网络（ENET）。");
    expect(zh.reasons.sentence("no network")).toBe("no network。");
  });
});

test("more of a sentence follows: only a full stop of either language goes", () => {
  expect(["no network.", "没有网络。", "why?"].map(withoutStop)).toEqual(["no network", "没有网络", "why?"]);
});
