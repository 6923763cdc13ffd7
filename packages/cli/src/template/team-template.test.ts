/** @requirement TEMPLATE-1 */
import { expect, test } from "vitest";
import { checkTemplate, getTemplate, renameIds } from "./team-template.js";

const TEXTS = { agentsFile: "be brief", soul: "", heartbeat: "", skills: ["memory"] };

function sample() {
  return getTemplate("dev", { name: "Dev", agents: ["lead", "coder"], leader_agent: "lead" }, [
    {
      id: "lead",
      agent: {
        name: "Lead",
        provider: "anthropic",
        model: "opus",
        permissions: "bypass",
        working_directory: "/home/me/x",
        env: { SECRET: "canary" },
      },
      texts: TEXTS,
    },
    { id: "coder", agent: { name: "Coder", provider: "openai", model: "" }, texts: { ...TEXTS, skills: [] } },
  ]);
}

test("a template contains the texts of a team, but no key, path or permission", () => {
  const text = JSON.stringify(sample());
  expect(text).not.toMatch(/canary|bypass|\/home\/me/);
  expect(checkTemplate(JSON.parse(text))).toEqual(sample());
  expect(sample().agents.lead).toEqual({
    name: "Lead",
    provider: "anthropic",
    model: "opus",
    agentsFile: "be brief",
    skills: ["memory"],
  });
});

test.each([
  ["an environment", { env: { PATH: "/evil" } }],
  ["a permission", { permissions: "bypass" }],
  ["a directory", { working_directory: "/etc" }],
  ["a file to read", { prompt_file: "/etc/passwd" }],
  ["a model that is an option", { model: "--danger" }],
  ["a custom provider", { provider: "https://evil.example" }],
])("a template with %s is refused", (_what, changes) => {
  const template = sample();
  const evil = { ...template, agents: { ...template.agents, lead: { ...template.agents.lead, ...changes } } };
  expect(() => checkTemplate(evil)).toThrow("is not valid");
});

test.each([
  ["providers", { custom_providers: { x: { base_url: "http://evil.example" } } }],
  ["a hook", { hooks: {} }],
  ["members that are not in it", { agents: {} }],
  ["another format", { format: "other" }],
])("a template with %s is refused as a whole", (_what, changes) => {
  expect(() => checkTemplate({ ...sample(), ...changes })).toThrow("is not valid");
});

test("ids are renamed everywhere, and only to valid and unused ids", () => {
  const renamed = renameIds(sample(), { lead: "chief", dev: "crew" });
  expect(renamed.team).toMatchObject({ id: "crew", agents: ["chief", "coder"], leader_agent: "chief" });
  expect(Object.keys(renamed.agents)).toEqual(["chief", "coder"]);
  expect(() => renameIds(sample(), { nobody: "x" })).toThrow("not in the template");
  expect(() => renameIds(sample(), { lead: "__proto__" })).toThrow("not valid");
  expect(() => renameIds(sample(), { lead: "coder" })).toThrow("the same id twice");
});
