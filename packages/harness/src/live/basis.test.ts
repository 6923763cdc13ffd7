import { expect, test } from "vitest";
import { changedPart, digestOf, type LiveBasis } from "./basis.js";

const basis: LiveBasis = { program: "1", login: "1", settings: "1", prompt: "1", files: "1", session: "s" };

test("a program fits as long as nothing has changed", () => {
  expect(changedPart(basis, { ...basis })).toBeUndefined();
});

test.each(["program", "login", "settings", "prompt", "files", "session"] as const)(
  "a change of the %s is named",
  (part) => {
    expect(changedPart(basis, { ...basis, [part]: "2" })).toBe(`${part}_changed`);
  },
);

test("of several changes, the one that a person made first is named", () => {
  expect(changedPart(basis, { ...basis, session: "", prompt: "2", login: "2" })).toBe("login_changed");
});

test("a digest differs with each value, and shows none of them", () => {
  const digest = digestOf({ key: "sk-secret" });
  expect(digest).not.toBe(digestOf({ key: "sk-other" }));
  expect(digest).not.toContain("secret");
});
