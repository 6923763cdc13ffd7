import { type Advice, FAILURE_CAUSES, RUN_ERROR_CLASSES } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { adviceText, stepText, storyStepText, whyText } from "./reason-text.js";

type Retry = Extract<Advice, { code: "retry" }>;

function retry(known: Partial<Pick<Retry, "cause" | "provider" | "errorClass">>): Retry {
  return {
    code: "retry",
    message: 7,
    subAgent: null,
    cause: null,
    provider: null,
    errorClass: null,
    ...known,
  };
}

function listCommands(advice: Advice, words?: typeof zh): string[] {
  return adviceText(advice, undefined, words)
    .split("`")
    .filter((_part, index) => index % 2 === 1);
}

describe("advice in Chinese", () => {
  test.each(
    FAILURE_CAUSES.flatMap((cause) =>
      [null, "anthropic", "openai", "custom:local"].map((provider) => [cause, provider] as const),
    ),
  )("names the commands of the English one: %s of %s", (cause, provider) => {
    const advice = retry({ cause, provider });
    expect(listCommands(advice, zh)).toEqual(listCommands(advice));
  });

  test.each(RUN_ERROR_CLASSES)("says as much as the English one of the class %s alone", (errorClass) => {
    const [plain, classed] = [retry({}), retry({ errorClass })];
    expect(listCommands(classed, zh)).toEqual(listCommands(classed));
    const differs = (words?: typeof zh) =>
      adviceText(classed, undefined, words) !== adviceText(plain, undefined, words);
    expect(differs(zh)).toBe(differs());
  });

  test("names the login of the provider that is waited for", () => {
    const advice: Advice = { code: "provider", provider: "anthropic", cause: "login" };
    expect(listCommands(advice, zh)).toEqual(listCommands(advice));
  });

  test.each([
    ["away", ["tinyagi worker start"]],
    ["full", []],
    ["draining", ["tinyagi worker drain nas --off"]],
  ] as const)("names what to do about a worker that is %s", (because, commands) => {
    const advice: Advice = { code: "place", place: "nas", because };
    expect(listCommands(advice)).toEqual(commands);
    expect(listCommands(advice, zh)).toEqual(commands);
  });
});

describe("a story that is told", () => {
  const told = { verdict: "It waits for the moon.", next: "Wait for it." };
  const known = { code: "waits.start" } as const;
  // Of a daemon that is newer than its reader.
  const unknown = { code: "waits.moon" } as never;

  test("is worded by the reader, from codes that it knows", () => {
    const story = { reasons: [known], advice: { code: "held" } as const };
    expect(whyText({ ...story, ...told })).toEqual({
      verdict: "It is due and starts next.",
      next: "It continues when that has ended.",
    });
    expect(whyText({ ...story, advice: null, verdict: "", next: null }, undefined, zh)).toEqual({
      verdict: "它已到时，接下来就开始。",
      next: null,
    });
  });

  test.each([
    ["has no codes", {}],
    ["has an empty list of codes", { reasons: [] }],
    ["says one code that the reader does not know", { reasons: [known, unknown], advice: unknown }],
    [
      "says a code with the name of a built-in",
      { reasons: [{ code: "toString" } as never], advice: unknown },
    ],
  ])("is told in the daemon's words when it %s", (_what, story) => {
    expect(whyText({ ...story, ...told })).toEqual(told);
  });
});

describe("a step of a story", () => {
  const text = "the daemon's words";

  test("is worded by the reader", () => {
    expect(storyStepText({ reasons: [{ code: "waits.start" }], text })).toBe("It is due and starts next.");
    const event = { type: "reply.delivered", data: { outboxId: 3, channel: "cli" } } as const;
    expect(storyStepText({ event, text })).toBe("reply 3 delivered on cli");
  });

  test.each([
    ["is of an event that the reader does not know", { event: { type: "moon.full" as never, data: {} } }],
    ["has the name of a built-in", { event: { type: "toString" as never, data: {} } }],
    ["has an empty list of codes", { reasons: [] }],
    ["has neither", {}],
  ])("is told in the daemon's words when it %s", (_what, step) => {
    expect(storyStepText({ ...step, text })).toBe(text);
  });

  test("of an event that nobody has words for is named by its type", () => {
    expect(storyStepText({ event: { type: "moon.full" as never, data: {} } })).toBe("moon full");
  });
});

describe("what helps before a retry", () => {
  test("is a sentence of the cause, else of the class", () => {
    const known = { cause: "program", provider: "custom:local", errorClass: "not_found" } as const;
    expect(stepText(known)).toBe("Check that its program is installed: `tinyagi doctor`.");
    expect(stepText({ errorClass: "rate_limited" })).toBe("Wait until the provider's limit has passed.");
    expect(stepText({ errorClass: "rate_limited" }, zh)).toBe("等到提供商的限额解除。");
  });

  test.each([null, "transient", "moon", "toString"])("is nothing for the class %s", (errorClass) => {
    expect(stepText({ errorClass }, zh)).toBeUndefined();
  });
});
