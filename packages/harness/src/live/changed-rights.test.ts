import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { agentsWithOtherRights } from "./changed-rights.js";

const settingsOf = (more: object) =>
  settingsSchema.parse({ agents: { coder: { name: "Coder", provider: "anthropic", ...more } } });

test.each<[string, object, object, string[]]>([
  ["another mode", { permissions: "bypass" }, { permissions: "sandboxed" }, ["coder"]],
  ["a folder less to read", { reads: ["/srv"] }, {}, ["coder"]],
  ["another variable", { env: { KEY: "1" } }, { env: { KEY: "2" } }, ["coder"]],
  ["another folder", { working_directory: "/srv/a" }, { working_directory: "/srv/b" }, ["coder"]],
  ["another name", {}, { name: "Reviewer" }, []],
  ["another model, which no start depends on alone", { model: "opus" }, { model: "sonnet" }, []],
])("%s", (_what, before, after, agents) => {
  expect(agentsWithOtherRights(settingsOf(before), settingsOf(after))).toEqual(agents);
});

test("an agent that is gone has no rights to compare", () => {
  expect(agentsWithOtherRights(settingsOf({}), settingsSchema.parse({}))).toEqual([]);
});
