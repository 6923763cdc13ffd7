import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanJson, cleanLine, cleanText, isBlank } from "./clean-text.js";

const DANGEROUS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e01ef}]/u;
/** Characters that attacks consist of, more often than chance. */
const SHARP = fc.string({
  unit: fc.constantFrom(
    ...["\u001b", "[", "]", "P", "\\", "\u0007", "\u009b", "\u009c", "\u009d", "\u0090", "\r", "\n", "\t"],
    ...["\u202e", "\u200d", "\u200b", "\ufeff", "a", "m", "3", ";", "é", "日", "👩", "\ud800"],
  ),
});

describe("text for a terminal", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b[38;5;208;1mred\u001b[m \u001b[?25l\u001b[2J\u001b[1 q!", "red !"],
    ["\u001b]8;;http://evil\u0007link\u001b]8;;\u0007", "link"],
    ["\u001b]52;c;ZXZpbA==\u001b\\clipboard", "clipboard"],
    ["\u009d0;title\u009ctitle", "title"],
    ["\u001bP1$r\u001b\\device \u001b_apc\u001b\\program", "device program"],
    ["a\u009b2Kb", "ab"],
    ["reset\u001bc set\u001b(B", "reset set"],
    ["one\r\ntwo\rthree\u0085four\u2028five", "one\ntwo\nthree\nfour\nfive"],
    ["user\u202egnp.exe \u2066x\u2069\u200e\u200f\u061c", "usergnp.exe x"],
    ["bell\u0007 back\u0008 nul\u0000 del\u007f", "bell back nul del"],
    ["pay\u200dpal pay\u200bpal pay\u2060pal pay\u00adpal \u3164", "paypal paypal paypal paypal "],
    ["tag\u{e0041}\u{e0042} selector\u{e0100}", "tag selector"],
    ["tab\tstays, 日本 🙂 stays", "tab\tstays, 日本 🙂 stays"],
    ["👩\u200d👧 and نمی\u200cخواهم stay", "👩\u200d👧 and نمی\u200cخواهم stay"],
  ])("%j becomes harmless", (input, output) => {
    expect(cleanText(input)).toBe(output);
  });

  it("keeps no blank on one line that is no space", () => {
    expect(cleanLine("\u2800Kim\u2800\ufffc\u3000x\u2800")).toBe("Kim x");
    expect(cleanLine("\u2800\u2800")).toBe("");
  });

  it.each(["", " \n", "\u0000", "\u200b\ufeff", "\u2800", "\u001b[31m\u001b[0m", "\u200d"])(
    "sees nothing in %j",
    (text) => {
      expect(isBlank(text)).toBe(true);
      expect(isBlank(`${text}.`)).toBe(false);
    },
  );

  it("keeps the text after a string sequence without an end", () => {
    expect(cleanText("\u001b]52;c;hello, the rest\nis here")).toBe("52;c;hello, the rest\nis here");
  });

  it("is harmless for any input, and cleaning it again changes nothing", () => {
    fc.assert(
      fc.property(fc.oneof(SHARP, fc.string({ unit: "binary" })), (text) => {
        const clean = cleanText(text);
        expect(DANGEROUS.test(clean)).toBe(false);
        expect(cleanText(clean)).toBe(clean);
        expect(cleanLine(text)).not.toMatch(/[\n\t]/);
      }),
    );
  });

  it("takes linear time, whichever sequences are left open", () => {
    const million = 1_000_000;
    const began = process.cpuUsage();
    for (const start of ["\u001b]", "\u001b[", "\u009d", "\u001b[1;", "\u001b]x\u001b[", "\u200d", "\u001b "])
      cleanText(start.repeat(million / start.length) + "1".repeat(million));
    // A quadratic pattern needs hours for this.
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(20_000);
  });
});

describe("JSON for a terminal", () => {
  it("keeps its value and escapes all control sequences", () => {
    fc.assert(
      fc.property(fc.oneof(SHARP, fc.string({ unit: "binary" })), (text) => {
        const json = cleanJson({ [text]: text }, 2);
        expect(JSON.parse(json)).toEqual({ [text]: text });
        expect(DANGEROUS.test(json)).toBe(false);
      }),
    );
  });

  it("is null for a value that JSON does not have", () => {
    expect(cleanJson(undefined)).toBe("null");
  });
});
