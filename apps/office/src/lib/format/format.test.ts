import { expect, it } from "vitest";
import { addMoney, money, sumOfMoney } from "./money";
import { grouped } from "./number";
import { capital, excerpt, markOf, oneLine, visible, wordsOfReply } from "./text";
import { duration, elapsed, span } from "./time";

it("spans are short, and what lies ahead counts as now", () => {
  expect([-5, 9_999, 12_000, 720_000, 7_200_000, 172_800_000].map(span)).toEqual([
    "now",
    "now",
    "12 s",
    "12 min",
    "2 h",
    "2 d",
  ]);
  expect([400, 221_000].map(duration)).toEqual(["0.4 s", "3 min 41 s"]);
});

it("a large count has its digits in groups", () => {
  expect([0, 999, 1_000, 39_999, 1_234_567, -1_500].map(grouped)).toEqual([
    "0",
    "999",
    "1,000",
    "39,999",
    "1,234,567",
    "-1,500",
  ]);
});

it("an unknown price is a dash, and a tiny one is not zero", () => {
  expect([null, undefined, 0, 0.0004, 4.184].map(money)).toEqual(["–", "–", "$0.00", "$0.0004", "$4.18"]);
});

it("an estimate carries a mark, and an unknown amount none", () => {
  const of = (costUsd: number | null | undefined) => sumOfMoney({ costUsd, estimated: true });
  expect([0.94, 0, null, undefined].map(of)).toEqual(["~$0.94", "~$0.00", "–", "–"]);
  expect(sumOfMoney({ costUsd: 0.94 })).toBe("$0.94");
});

it("a sum is of what is known, and one estimate makes it an estimate", () => {
  expect(addMoney([{}, { costUsd: null }])).toEqual({});
  expect(addMoney([{ costUsd: 1 }, {}, { costUsd: 0.5, estimated: true }])).toEqual({
    costUsd: 1.5,
    estimated: true,
  });
});

it("text that could reorder, hide or forge other text is removed", () => {
  expect(visible("a\u202egpj.exe\u0007\u001b[2Jb\u200b")).toBe("agpj.exe[2Jb");
  expect(oneLine("\n\n# **Title**\nrest")).toBe("Title");
  expect(oneLine("x".repeat(50), 10)).toHaveLength(10);
});

it("a text begins with a capital where its script has one", () => {
  expect(["claude failed", "Done", "\u00e9t\u00e9", "运行", ""].map(capital)).toEqual([
    ...["Claude failed", "Done", "\u00c9t\u00e9", "运行", ""],
  ]);
});

it("a mark has room for two figures", () => {
  expect([0, 7, 99, 100, 10_000].map(markOf)).toEqual(["0", "7", "99", "99+", "99+"]);
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

it("what lasts begins with seconds", () => {
  expect([-5, 4_200, 12_000, 720_000].map(elapsed)).toEqual(["0 s", "4 s", "12 s", "12 min"]);
});
