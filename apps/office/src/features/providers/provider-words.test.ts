import type { ProviderTestStep } from "@tinyagi/contracts";
import { expect, it, vi } from "vitest";
import { loadWords } from "../../locale/words";
import { foundInWords, named, toFailure } from "./provider-words";

it("a failed test says why, then what to do, each as a sentence", () => {
  const failed = {
    name: "answer",
    ok: false,
    detail: "the key is wrong",
    hint: "Log in with: claude",
  } as const;
  expect(toFailure([{ name: "key", ok: true, detail: "none" }, failed])).toBe(
    "the key is wrong. Log in with: claude",
  );
  expect(toFailure([{ name: "answer", ok: false, detail: "no answer" }])).toBe("no answer.");
  expect(toFailure([])).toBeUndefined();
});

it("a failed test whose reason names a check still gives the command, in the language of the reader", async () => {
  const failed: ProviderTestStep = {
    name: "answer",
    ok: false,
    detail: "Unknown model. Check its name.",
    hint: "Check the name of the model: tinyagi provider list",
    advice: "check_model",
    commands: ["tinyagi provider list"],
  };
  expect(toFailure([failed])).toBe(
    "Unknown model. Check its name. Check the name of the model: tinyagi provider list",
  );
  vi.stubGlobal("navigator", { languages: ["zh"] });
  vi.stubGlobal("document", { documentElement: {} });
  await loadWords();
  const inChinese = toFailure([failed]);
  vi.stubGlobal("navigator", { languages: ["en"] });
  await loadWords();
  vi.unstubAllGlobals();
  expect(inChinese).toBe("Unknown model. Check its name. 检查模型名称：tinyagi provider list");
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
