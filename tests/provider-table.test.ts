/**
 * The tables of contracts are the only list of providers and harnesses. Everything that cannot be derived from them is
 * compared here, so that a new row fails until it is complete.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, SILENT_LOG } from "@tinyagi/base";
import {
  ACP_AGENT_IDS,
  agentConfigSchema,
  ENDPOINT_HARNESSES,
  HARNESS_IDS,
  HARNESSES,
  harnessRow,
  MODEL_PROVIDER_IDS,
  PROVIDER_IDS,
  PROVIDERS,
  settingsSchema,
} from "@tinyagi/contracts";
import { createAgentProcesses } from "@tinyagi/harness";
import { homePaths } from "@tinyagi/home";
import { createRedactor, modelAliases } from "@tinyagi/kernel";
import { expect, test } from "vitest";
import { createAgentInvoker } from "../packages/daemon/src/invoker.js";

const resolveAgent = (provider: string) => agentConfigSchema.parse({ name: "A", provider });
const custom = (harness: string) => ({ name: "C", harness, base_url: "http://127.0.0.1:1", api_key: "k" });

test("each provider that serves a model has an entry under models and its own short names", () => {
  for (const id of MODEL_PROVIDER_IDS) {
    const models = {
      provider: id,
      [id]: { model: "short", api_key: "k" },
      aliases: { [id]: { short: "m-1" } },
    };
    const settings = settingsSchema.parse({ models });
    expect(modelAliases(id, settings).get("short")).toBe("m-1");
  }
});

test("the daemon has the harness of each provider and of each custom endpoint", async () => {
  const home = await mkdtemp(join(tmpdir(), "tinyagi-table-"));
  try {
    const custom_providers = Object.fromEntries(ENDPOINT_HARNESSES.map((id) => [id, custom(id)]));
    const settings = settingsSchema.parse({ custom_providers });
    const invoker = await createAgentInvoker({
      environment: { variables: {} } as Parameters<typeof createAgentInvoker>[0]["environment"],
      settings: () => settings,
      paths: homePaths(home),
      reach: async () => ({ readable: [], closed: [], siblings: [] }),
      access: {
        grant: async () => ({ env: {}, readablePaths: [], closedPaths: [], release: async () => {} }),
      },
      newId: createIds(),
      startProcess: createAgentProcesses(),
      redactor: createRedactor(),
      log: SILENT_LOG,
      versions: { of: async () => undefined },
    });
    for (const id of PROVIDER_IDS)
      expect(invoker.resolve(resolveAgent(id)).harness).toBe(PROVIDERS[id].harness);
    for (const id of ACP_AGENT_IDS) expect(invoker.resolve(resolveAgent(`acp:${id}`)).harness).toBe("acp");
    for (const id of ENDPOINT_HARNESSES)
      expect(invoker.resolve(resolveAgent(`custom:${id}`)).harness).toBe(id);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});

test("each harness executes a provider, and each program is named like its harness", () => {
  const executed = new Set<string>(["acp", ...PROVIDER_IDS.map((id) => PROVIDERS[id].harness)]);
  expect(HARNESS_IDS.filter((id) => !executed.has(id))).toEqual([]);
  // The harnesses start the program by this name.
  for (const id of HARNESS_IDS) expect(harnessRow(id)?.cli?.binary ?? id).toBe(id);
});

test.each(["docs/guide/providers.md", "docs/guide/agents.md"])("%s names each provider", async (file) => {
  const text = await readFile(new URL(`../${file}`, import.meta.url), "utf8");
  for (const id of PROVIDER_IDS) expect(text, id).toMatch(new RegExp(`\\b${id}\\b`));
});

test("the security guide lists the findings of each harness that needs sandbox tools or a sandbox around its program", async () => {
  const text = await readFile(new URL("../docs/guide/security.md", import.meta.url), "utf8");
  for (const id of HARNESS_IDS) {
    if (Object.keys(HARNESSES[id].sandboxTools).length > 0) expect(text).toContain(`\`${id}.sandbox-tools\``);
    if (harnessRow(id)?.unenclosed !== undefined) expect(text).toContain(`\`${id}.nested-sandbox\``);
  }
});
