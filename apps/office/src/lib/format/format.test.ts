import { expect, it } from "vitest";
import { capital, excerpt, forPage, markOf, oneLine, visible, withoutNames } from "./text";

it("text that could reorder, hide or forge other text is removed", () => {
  expect(visible("a\u202egpj.exe\u0007\u001b[2Jb\u200b")).toBe("agpj.exe[2Jb");
  expect(oneLine("\n\n# **Title**\nrest")).toBe("Title");
  expect(oneLine("x".repeat(50), 10)).toHaveLength(10);
});

it("the names at the beginning of a message are left out", () => {
  expect(withoutNames("@dev @coder: fix a@b now")).toBe("fix a@b now");
  expect(withoutNames("[Message from teammate @lead]:\nDo it")).toBe("Do it");
  expect(withoutNames("[Chat room #dev — @user]:\n@coder look at it")).toBe("look at it");
  expect(withoutNames("[file: /in/0123.txt] (plan.txt)\n[file: /in/4567.txt]")).toBe("plan.txt\n4567.txt");
  expect(withoutNames("[Message] Do it")).toBe("[Message] Do it");
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

it("a page shows a reply without its signature and the command for which it has a button", () => {
  expect(forPage("It is done.\n\n- [lead]")).toBe("It is done.");
  // Hostile: an expression that tries each line again would take minutes.
  expect(forPage(`a${"\n".repeat(500_000)}b`)).toHaveLength(500_002);
  const failed = "(@coder failed after 1 attempt: no key. (retry it with `tinyagi queue retry 17`).)";
  expect(forPage(failed)).toBe("(@coder failed after 1 attempt: no key.)");
});
