import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { auditMachine } from "./machine-audit.js";

const BARE = { PATH: "/nowhere", CODEX_HOME: "/nowhere" };

function agentOf(provider: string, fields: object = {}) {
  return settingsSchema.parse({ agents: { a: { name: "A", provider, model: "", ...fields } } });
}

test.each([
  ["anthropic", ["claude.sandbox-tools"]],
  ["opencode", ["opencode.sandbox-tools"]],
  ["api", ["api.sandbox-tools"]],
  ["openai", []],
  ["demo", []],
])("on Linux without bubblewrap and socat, agents of %s lack %j", async (provider, ids) => {
  const findings = await auditMachine(agentOf(provider), BARE, "linux");
  expect(findings.map(({ id }) => id)).toEqual(ids);
  for (const { fix } of findings) expect(fix).toBe("sudo apt-get install bubblewrap socat");
  expect(await auditMachine(agentOf(provider), BARE, "darwin")).toEqual([]);
});

test("a fallback counts like the agent's own provider", async () => {
  const settings = agentOf("demo", { fallback: [{ provider: "opencode" }] });
  const [finding] = await auditMachine(settings, BARE, "linux");
  expect(finding?.message).toBe(
    "opencode agents cannot run commands in a sandbox and cannot reach the API of the daemon: bubblewrap and socat are not installed",
  );
});
