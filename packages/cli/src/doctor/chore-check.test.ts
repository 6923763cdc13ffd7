import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { checkChores } from "./chore-check.js";

const levels = (settings: object, env: Record<string, string> = {}) =>
  checkChores(settingsSchema.parse(settings), env).map(({ level }) => level);
const chores = { model: "small" };

test("nothing is said where no model is named", () => {
  expect(checkChores(undefined, {})).toEqual([]);
  expect(levels({})).toEqual([]);
});

test.each<[string, object, Record<string, string>, string]>([
  ["a key of the settings", { models: { api: { api_key: "sk-x" } } }, {}, "ok"],
  ["a key of the host", {}, { ANTHROPIC_API_KEY: "sk-x" }, "ok"],
  ["no key", {}, {}, "warning"],
  ["a key of another vendor", {}, { OPENAI_API_KEY: "sk-x" }, "warning"],
  [
    "a server of one's own",
    { models: { api: { base_url: "http://127.0.0.1:1/v1", format: "openai-chat" } } },
    {},
    "ok",
  ],
  [
    "a foreign address, for which the host's key is not",
    { models: { api: { base_url: "https://a.example" } } },
    { ANTHROPIC_API_KEY: "sk-x" },
    "warning",
  ],
])("the model for chores with %s", (_what, settings, env, level) => {
  expect(levels({ ...settings, chores }, env)).toEqual([level]);
});
