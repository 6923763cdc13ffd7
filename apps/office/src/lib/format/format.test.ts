import { expect, it } from "vitest";
import { capital, excerpt, oneLine, toMark, visible, wordsOfReply } from "./text";

it("text that could reorder, hide or forge other text is removed", () => {
  expect(visible("a\u202egpj.exe\u0007\u001b[2Jb\u200b")).toBe("agpj.exe[2Jb");
  expect(oneLine("\n\n# **Title**\nrest")).toBe("Title");
  expect(oneLine("x".repeat(50), 10)).toHaveLength(10);
});

it("the joiners of an emoji and of a script stay, and those that make two names differ go", () => {
  expect(visible("👩\u200d👩\u200d👧 می\u200cخواهم")).toBe("👩\u200d👩\u200d👧 می\u200cخواهم");
  expect(visible("ad\u200cmin \u200d")).toBe("admin ");
});

it("a text that is shortened ends with no half of a character", () => {
  expect(oneLine("👩👩👩", 4)).toBe("👩…");
  expect(excerpt("ab👩cd", 5)).toBe("ab👩…");
});

it("a text begins with a capital where its script has one", () => {
  expect(["claude failed", "Done", "\u00e9t\u00e9", "运行", ""].map(capital)).toEqual([
    ...["Claude failed", "Done", "\u00c9t\u00e9", "运行", ""],
  ]);
});

it("a mark has room for two figures", () => {
  expect([0, 7, 99, 100, 10_000].map(toMark)).toEqual(["0", "7", "99", "99+", "99+"]);
});

it("the beginning of a longer text is one line of what it says", () => {
  const joined = "@lead:\n# **Plan**\n- first `a`\n\n------\n\n@coder:\nDone.";
  expect(excerpt(joined)).toBe("@lead: Plan first a @coder: Done.");
  expect(excerpt("word ".repeat(50), 12)).toBe("word word w…");
});

it("a page shows what each agent said, without the signature and the commands of a chat", () => {
  const message = "It is done.\n\n(@coder failed: no key (retry it with …).)\n\n- [lead]";
  const said = { agent: "lead", text: "It is done.", failure: null, waiting: null };
  const failed = { agent: "coder", text: null, failure: "failed: no key", waiting: null };
  expect(wordsOfReply({ message, parts: [said, failed] })).toBe("It is done.\n\n@coder failed: no key");
  expect(wordsOfReply({ message, parts: null })).toBe(message);
});
