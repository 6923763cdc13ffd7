import { settingsJsonSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { effective } from "./effective";
import type { Json } from "./json";
import { groupsOf, type Schema } from "./schema-fields";

const groups = groupsOf(settingsJsonSchema() as Schema);
const shows = (settings: Json, typed: Record<string, string> = {}) =>
  effective(groups, settings, typed)
    .flatMap(({ fields }) => fields)
    .some(({ key }) => key === "execution.redisUrl");

test("a field is shown only where it has an effect: the URL of Redis with the driver that uses it", () => {
  expect(shows({})).toBe(false);
  expect(shows({ execution: { driver: "local", redisUrl: "redis://127.0.0.1" } })).toBe(false);
  expect(shows({ execution: { driver: "bullmq" } })).toBe(true);
});

test("what is typed counts before it is saved", () => {
  expect(shows({}, { "execution.driver": "bullmq" })).toBe(true);
  expect(shows({ execution: { driver: "bullmq" } }, { "execution.driver": "local" })).toBe(false);
  // Taken back to its default.
  expect(shows({ execution: { driver: "bullmq" } }, { "execution.driver": "" })).toBe(false);
});

test("a change that is not saved stays in sight", () => {
  expect(shows({}, { "execution.redisUrl": "redis://127.0.0.1" })).toBe(true);
});

test("a field without a condition is always shown", () => {
  const keys = effective(groups, {}, {}).flatMap(({ fields }) => fields.map(({ key }) => key));
  expect(keys).toContain("execution.driver");
  expect(keys).toHaveLength(groups.flatMap(({ fields }) => fields).length - 1);
});
