/** The audit of secure and insecure homes. @requirement SECURE-6 */
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { processStartTime } from "@tinyagi/base/process-table";
import { describe, expect, test } from "vitest";
import { invoke, withHome } from "../testing/invoke.js";

interface Answer {
  ok: boolean;
  findings: { id: string; severity: string; message: string; fix: string }[];
}

/** A private home with these settings; `spoil` weakens it. */
async function audit(
  settings: object,
  spoil: (home: string) => Promise<void> = async () => {},
  more: Record<string, string> = {},
) {
  return withHome(async (home) => {
    await chmod(home, 0o700);
    const workspace = join(home, "agents");
    await mkdir(workspace, { mode: 0o700 });
    await mkdir(join(home, "auth"), { mode: 0o700 });
    await writeFile(join(home, "auth", "token"), "t".repeat(43), { mode: 0o600 });
    const text = JSON.stringify({ workspace: { path: workspace }, ...settings });
    await writeFile(join(home, "settings.json"), text, { mode: 0o600 });
    await spoil(home);
    const env = { CODEX_HOME: join(home, "codex"), ...more };
    const json = await invoke(["security", "audit", "--json"], { home, env });
    const plain = await invoke(["security", "audit", "--plain"], { home, env });
    expect(plain.code).toBe(json.code);
    const answer: Answer = JSON.parse(json.stdout);
    expect(answer.ok).toBe(json.code === 0);
    return { ...answer, ids: answer.findings.map(({ id }) => id), text: plain.stdout, code: json.code };
  });
}
const demo = { name: "Demo", provider: "demo", model: "" };

describe("security audit", () => {
  test("finds nothing in a secure home and exits with 0", async () => {
    const { findings, code, text } = await audit({ agents: { demo } });
    expect({ findings, code }).toEqual({ findings: [], code: 0 });
    expect(text).toContain("no weaknesses found");
  });

  test("reports weak settings, the most severe first, without secrets", async () => {
    const { ids, code, text } = await audit({
      server: {
        auth: "none",
        host: "0.0.0.0",
        allowedOrigins: ["http://a.example"],
        allowedHosts: ["box.lan"],
      },
      agents: { demo: { ...demo, permissions: "bypass" } },
      models: { anthropic: { api_key: "sk-canary-0123456789abcdef" }, openai: { api_key: "env:OPENAI" } },
      webhooks: {
        shop: { secret: "canary-short", agent: "demo" },
        safe: { secret: "env:SAFE", agent: "demo" },
      },
      execution: { engine: { url: "redis://far.example:6379" } },
    });
    expect(ids).toEqual([
      "server.auth-none",
      "agents.bypass",
      "engine.plain",
      "server.host",
      "webhooks.short-secret",
      "server.allowed-origins",
      "settings.plain-secrets",
      "server.allowed-hosts",
    ]);
    expect(code).toBe(1);
    expect(text).not.toContain("canary");
    expect(text).toContain("models.anthropic.api_key, webhooks.shop.secret");
  });

  test.each([
    ["0.0.0.0", ["server.host"]],
    ["127.0.0.1", []],
    [" ", []],
  ])(
    "takes the address %j of TINYAGI_HOST for that of the daemon, because it overrides the settings",
    async (host, ids) => {
      const found = await audit({ agents: { demo } }, undefined, { TINYAGI_HOST: host });
      expect(found.ids).toEqual(ids);
      for (const { fix } of found.findings) expect(fix).toContain("without the variable TINYAGI_HOST");
    },
  );

  test("TINYAGI_HOST may also close what the settings open", async () => {
    const settings = { agents: { demo }, server: { host: "0.0.0.0" } };
    expect((await audit(settings)).ids).toEqual(["server.host"]);
    expect((await audit(settings, undefined, { TINYAGI_HOST: "127.0.0.1" })).ids).toEqual([]);
  });

  test("asks the running daemon what it listens on, whatever this terminal would start", async () => {
    const running = async (home: string) => {
      const startTime = await processStartTime(process.pid);
      const facts = { pid: process.pid, startTime, host: "0.0.0.0", port: 1, bootId: "b", version: "1" };
      await writeFile(join(home, "daemon.json"), JSON.stringify(facts));
    };
    expect((await audit({ agents: { demo } }, running)).ids).toEqual(["server.host"]);
  });

  test.each<[string, (home: string) => Promise<void>]>([
    ["home.mode", (home) => chmod(home, 0o755)],
    ["token.mode", (home) => chmod(join(home, "auth", "token"), 0o644)],
    ["settings.mode", (home) => chmod(join(home, "settings.json"), 0o640)],
    ["workspace.writable", (home) => chmod(join(home, "agents"), 0o777)],
    [
      "plugins.writable",
      async (home) => {
        await mkdir(join(home, "plugins", "mine"), { recursive: true });
        await chmod(join(home, "plugins", "mine"), 0o775);
      },
    ],
  ])("finds %s, and its advice mends it", async (id, spoil) => {
    const { ids, findings, code } = await audit({ agents: { demo } }, spoil);
    expect({ ids, code }).toEqual({ ids: [id], code: 1 });
    expect(findings[0]?.fix).toMatch(/^chmod /);
  });

  test("reports a codex configuration that disables permission profiles if an agent uses codex", async () => {
    const spoil = async (home: string) => {
      await mkdir(join(home, "codex"));
      await writeFile(join(home, "codex", "config.toml"), 'sandbox_mode = "workspace-write"\n');
    };
    const codex = { name: "C", provider: "openai", model: "gpt-5.4" };
    expect((await audit({ agents: { codex } }, spoil)).ids).toEqual(["codex.sandbox-mode"]);
    expect((await audit({ agents: { demo } }, spoil)).ids).toEqual([]);
  });

  test("reports settings that it cannot read", async () => {
    const { ids, code } = await audit({}, (home) => writeFile(join(home, "settings.json"), "{"));
    expect({ ids, code }).toEqual({ ids: ["settings.unreadable"], code: 1 });
  });
});
