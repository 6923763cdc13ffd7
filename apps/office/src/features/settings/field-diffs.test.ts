import { expect, test } from "vitest";
import { fieldDiffs, fieldNames } from "./field-diffs";

test("a part that was added or removed is told by its fields, in words, without the marks of secrets", () => {
  const after = { secret: "7fc…a9fd", agent: "dev", enabled: true, hasKey: true };
  expect(fieldDiffs([{ path: "webhooks.github", after }])).toEqual([
    {
      key: "webhooks.github.secret",
      name: "Webhooks › Github: secret",
      before: "nothing",
      after: "7fc…a9fd",
    },
    {
      key: "webhooks.github.agent",
      name: "Webhooks › Github: agent",
      before: "nothing",
      after: "dev",
    },
    {
      key: "webhooks.github.enabled",
      name: "Webhooks › Github: enabled",
      before: "nothing",
      after: "on",
    },
  ]);
  const removed = fieldDiffs([{ path: "channels.notify", before: { channel: "telegram" }, after: null }]);
  expect(removed).toMatchObject([{ key: "channels.notify.channel", before: "telegram", after: "nothing" }]);
});

test("a list is its items, and an empty one is nothing", () => {
  const path = "channels.enabled";
  expect(fieldDiffs([{ path, before: ["telegram", "discord"], after: [] }])).toMatchObject([
    { before: "telegram, discord", after: "nothing" },
  ]);
});

test("the title of a revision names its fields in words", () => {
  expect(fieldNames(["budgets.day.usd", "default_agent"])).toBe("Budgets › Day: US dollars, Default agent");
});
