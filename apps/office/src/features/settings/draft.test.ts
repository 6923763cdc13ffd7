import { settingsJsonSchema } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { applied, differences, toCommand } from "./change";
import { readDraft } from "./draft";
import { nameOfKey } from "./field-names";
import { toText } from "./field-text";
import { withoutMarks } from "./json";
import { type Field, found, groupsOf, type Schema } from "./schema-fields";

const groups = groupsOf(settingsJsonSchema() as Schema);
const fields = groups.flatMap((group) => group.fields);
const field = (key: string): Field => {
  const one = fields.find((candidate) => candidate.key === key);
  if (one === undefined) throw new Error(`no field ${key}`);
  return one;
};
const SETTINGS = {
  execution: { maxAttempts: 5 },
  server: { allowedHosts: ["a.example", "b.example"], agentAccess: true },
  models: { anthropic: { api_key: "sk-…abcd", hasKey: true } },
  channels: { enabled: [] },
};

describe("the form", () => {
  it("has a field for every setting of the schema, in words, with its help and kind", () => {
    expect(fields.length).toBeGreaterThan(60);
    expect(field("execution.maxAttempts")).toMatchObject({
      name: "Max attempts",
      kind: "whole",
      standard: 5,
    });
    expect(field("channels.telegram.bot_token")).toMatchObject({
      name: "Telegram: bot token",
      kind: "secret",
    });
    expect(field("server.allowedHosts").kind).toBe("list");
    expect(field("spawn.approval").choices).toContainEqual({ value: "over-budget", name: "Over budget" });
    expect(fields.filter(({ help }) => help === "").map(({ key }) => key)).toEqual([]);
    expect(nameOfKey("retryBaseMs")).toBe("Retry base (ms)");
  });

  it("names the page of what has one, instead of a field", () => {
    expect(groups.find(({ key }) => key === "agents")).toMatchObject({ page: "/agents", fields: [] });
  });

  it("is searched by name, help and key", () => {
    expect(found(groups, "MaxAttempts").flatMap((group) => group.fields)).toEqual([
      field("execution.maxAttempts"),
    ]);
    expect(found(groups, "no such setting")).toEqual([]);
  });
});

describe("a draft", () => {
  it("never shows a secret, and never sends a mask back", () => {
    const key = "models.anthropic.api_key";
    expect(toText(field(key), SETTINGS)).toBe("");
    expect(readDraft(fields, { [key]: "sk-…abcd" }, SETTINGS).problems[key]).toContain("whole secret");
    const [change] = readDraft(fields, { [key]: "sk-new" }, SETTINGS).changes;
    expect(change).toMatchObject({ before: "sk-…abcd", after: "•••• new", edit: { value: "sk-new" } });
    expect(toCommand(change as never)).toBe("tinyagi config set models.anthropic.api_key -");
  });

  it("holds only what differs; an empty field removes the value", () => {
    const draft = {
      "execution.maxAttempts": "5",
      "server.allowedHosts": "a.example\n\n c.example ",
      "server.agentAccess": "",
    };
    expect(readDraft(fields, draft, SETTINGS).changes.map(({ edit }) => edit)).toEqual([
      { path: ["server", "allowedHosts"], value: ["a.example", "c.example"] },
      { path: ["server", "agentAccess"] },
    ]);
  });

  it.each([
    ["execution.maxAttempts", "many", "Use a number."],
    ["execution.maxAttempts", "1.5", "Use a whole number."],
    ["execution.maxAttempts", "0", "Use 1 to 100."],
    ["budgets.day.usd", "-1", "Use 0 or more."],
  ])("says at %s that %j is wrong", (key, text, problem) => {
    expect(readDraft(fields, { [key]: text }, SETTINGS)).toEqual({
      changes: [],
      problems: { [key]: problem },
    });
  });
});

describe("the raw file", () => {
  const clean = withoutMarks(SETTINGS);

  it("does not contain the marks beside masks", () => {
    expect(JSON.stringify(clean)).not.toContain("hasKey");
  });

  it("becomes the changes between what was shown and what was written, without masked secrets", () => {
    const next = { ...clean, execution: {}, channels: { enabled: ["telegram"] } };
    const changes = differences(clean, next);
    expect(changes.map(({ edit }) => edit)).toEqual([
      { path: ["execution", "maxAttempts"] },
      { path: ["channels", "enabled"], value: ["telegram"] },
    ]);
    expect(applied(clean, changes)).toEqual(next);
  });

  it("makes a command that a shell reads as one value", () => {
    const [change] = differences({ a: "x" }, { a: "it's" });
    expect(toCommand(change as never)).toBe("tinyagi config set a 'it'\\''s'");
  });
});
