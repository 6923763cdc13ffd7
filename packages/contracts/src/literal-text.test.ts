import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { literalLine, literalText } from "./literal-text.js";

/** What a reader cannot see, or what changes how other characters are seen. */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}]|(?! )\p{Z}/u;

describe("a literal text", () => {
  it("stays as it is where everything in it can be seen", () => {
    const text = "rm -rf /srv/app/*/cache/*\n\t[x]: $(curl …) `a` ||b|| ~~c~~ <@1> 日本 é שלום 😀";
    expect(literalText(text)).toBe(text);
  });

  it.each([
    ["a direction mark", "a\u202eb", "a\\u202eb"],
    ["an escape sequence", "a\u001b[2Jb", "a\\u001b[2Jb"],
    ["a carriage return", "safe\revil", "safe\\u000devil"],
    ["joiners", "a\u200db\u200cc", "a\\u200db\\u200cc"],
    ["a variation selector and a tag", "a\ufe0f\u{e0041}", "a\\ufe0f\\u{e0041}"],
    ["spaces that are none", "rm\u00a0-rf\u3000x", "rm\\u00a0-rf\\u3000x"],
    ["fillers without ink", "\u3164\u115f\u2800\ufffc", "\\u3164\\u115f\\u2800\\ufffc"],
    ["a separator of lines", "a\u2028b\u0085c", "a\\u2028b\\u0085c"],
    ["half of a pair", "a\ud83d", "a\\ud83d"],
    ["a grapheme joiner", "a\u034fb", "a\\u034fb"],
  ])("writes out %s", (_what, text, shown) => {
    expect(literalText(text)).toBe(shown);
  });

  it("on one line writes out what begins another one", () => {
    expect(literalLine("ok?\nApproved\tby")).toBe("ok?\\u000aApproved\\u0009by");
  });

  it("never contains anything unseen, loses nothing, and is not changed by a second pass", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const shown = literalText(text);
        expect(shown.replace(/[\n\t]/g, "")).not.toMatch(UNSEEN);
        expect(literalText(shown)).toBe(shown);
        const back = shown.replace(/\\u\{([0-9a-f]+)\}|\\u([0-9a-f]{4})/g, (_all, long, short) =>
          String.fromCodePoint(Number.parseInt(long ?? short, 16)),
        );
        // A typed escape reads like the character that it names; nothing else does.
        if (!text.includes("\\u")) expect(back).toBe(text);
      }),
    );
  });
});
