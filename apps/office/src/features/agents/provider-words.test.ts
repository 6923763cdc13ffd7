import { expect, it } from "vitest";
import { failureOf, foundInWords, named } from "./provider-words";

it("a failed test says why, then what to do, each as a sentence", () => {
  const failed = {
    name: "answer",
    ok: false,
    detail: "the key is wrong",
    hint: "log in with: claude",
  } as const;
  expect(failureOf([{ name: "key", ok: true, detail: "none" }, failed])).toBe(
    "the key is wrong. Log in with: claude.",
  );
  expect(failureOf([{ name: "answer", ok: false, detail: "no answer" }])).toBe("no answer.");
  expect(failureOf([])).toBeUndefined();
});

it("in English providers are called and described as the daemon does", () => {
  const found = {
    provider: "api",
    name: "A model API",
    state: "ready",
    detail: "A key.",
    next: null,
  } as const;
  expect(foundInWords([found])).toEqual([found]);
  expect(named({ api: { name: "A model API", model: "m" } })).toEqual({
    api: { name: "A model API", model: "m" },
  });
});
