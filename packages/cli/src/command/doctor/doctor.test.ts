import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../doctor/finding.js";
import { serveHome } from "../../testing/fake-server.js";
import { type Invocation, invoke, withHome } from "../../testing/invoke.js";
import { checkNode } from "./doctor-findings.js";

interface Report {
  code: number;
  ok: boolean;
  findings: Map<string, Finding>;
}

const STATUS = {
  ok: true,
  uptime: 1,
  version: "1.2.3",
  bootId: "b",
  pid: 42,
  home: "/h",
  server: { running: true, port: 1 },
  channels: {},
  heartbeat: { running: false, interval: 0, lastSent: {} },
  settings: { valid: true, problem: null },
  live: 0,
};

async function examine(home: string, options: Partial<Invocation> = {}): Promise<Report> {
  const env = { TINYAGI_API_PORT: "1", ...options.env };
  const { code, stdout } = await invoke(["doctor", "--json"], { home, ...options, env });
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
  return { code, ok, findings: new Map(findings.map((finding) => [finding.id, finding])) };
}

describe("doctor", () => {
  it.each<[string, (home: string) => Promise<void>, string]>([
    [
      "settings with unknown and odd parts",
      (home) =>
        writeFile(
          join(home, "settings.json"),
          '{"wrong": 1, "agents": {"a": {"name": "A", "provider": "anthropic", "permissions": "bypass"}}, "teams": {"x": {"name": "X", "agents": ["gone"], "leader_agent": "gone"}}}',
        ),
      "settings.unknown-key",
    ],
    ["settings that are no JSON", (home) => writeFile(join(home, "settings.json"), "{"), "settings.json"],
    ["a database that is none", (home) => writeFile(join(home, "tinyagi.db"), "rubbish"), "database.whole"],
    [
      "folders that are missing",
      (home) => writeFile(join(home, "settings.json"), "{}").then(() => chmod(home, 0o755)),
      "home.folder",
    ],
  ])("says what to do about each problem: %s", async (_, spoil, id) => {
    await withHome(async (home) => {
      await spoil(home);
      const { findings } = await examine(home, { env: { PATH: "" } });
      const wrong = [...findings.values()].filter(({ level }) => level === "warning" || level === "error");
      expect(wrong.map((one) => one.id)).toContain(id);
      expect(wrong.filter(({ hint = "" }) => hint.trim() === "")).toEqual([]);
    });
  });

  it("looks for programs where the running daemon does, not where its own shell does", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      server.answers.set("GET /api/status", { status: 200, body: STATUS });
      const here = await examine(home, { env: { PATH: process.env.PATH ?? "" } });
      const elsewhere = await examine(home, { env: { PATH: "/nowhere" } });
      const sandbox = ({ findings }: Report) => findings.get("sandbox.bubblewrap")?.message;
      expect(sandbox(elsewhere)).toBe(sandbox(here));
    });
  });

  it("reports invalid settings with line and column, and exits with 1", async () => {
    await withHome(async (home) => {
      await writeFile(join(home, "settings.json"), '{\n  "agents": {},\n}');
      const report = await examine(home);
      expect(report).toMatchObject({ code: 1, ok: false });
      expect(report.findings.get("settings.json")?.message).toMatch(/line 3, column 1: /);
    });
  });

  it("reports agents in the mode ask whose program cannot ask, and no others", async () => {
    await withHome(async (home) => {
      const agents = Object.fromEntries(
        ["anthropic", "openai", "opencode", "api", "demo"].map((provider) => [
          `a-${provider}`,
          { name: "A", provider, permissions: "ask" },
        ]),
      );
      await writeFile(join(home, "settings.json"), JSON.stringify({ agents }));
      const finding = (await examine(home)).findings.get("agents.cannot-ask");
      expect(finding).toMatchObject({ level: "warning" });
      expect(finding?.message).toBe(
        "the programs of these agents cannot ask for permission, so they are read-only: @a-opencode (OpenCode)",
      );
    });
  });

  it("reports agents without confinement, agents whose CLI is missing, and unknown keys", async () => {
    await withHome(async (home) => {
      const agents = {
        coder: { name: "C", provider: "anthropic", permissions: "bypass" },
        demo: { name: "D", provider: "demo" },
      };
      await writeFile(join(home, "settings.json"), JSON.stringify({ agents }));
      const report = await examine(home, { env: { PATH: "/nowhere" } });
      expect(report.findings.get("agents.bypass")).toMatchObject({ level: "warning" });
      expect(report.findings.get("agents.bypass")?.message).toContain("@coder");
      expect(report.findings.get("agent-cli.claude")).toMatchObject({ level: "error" });
      expect(report.findings.get("agent-cli.codex")).toMatchObject({ level: "info" });
      await writeFile(join(home, "settings.json"), JSON.stringify({ colour: "red" }));
      expect((await examine(home)).findings.get("settings.unknown-key")?.level).toBe("warning");
    });
  });

  it.runIf(process.platform === "linux")(
    "says which agents start differently without bubblewrap",
    async () => {
      await withHome(async (home) => {
        const { findings } = await examine(home, { env: { PATH: "/nowhere" } });
        expect(findings.get("sandbox.enclosure")).toMatchObject({
          level: "info",
          message: expect.stringContaining("codex agents start slowly and close places one by one"),
          hint: "Install it: sudo apt-get install bubblewrap",
        });
      });
    },
  );

  it.each([
    ["cgroup", null, { level: "ok" }],
    ["marks", null, { level: "info" }],
    ["marks", "systemd-run tinyagi restart", { level: "warning", hint: "systemd-run tinyagi restart" }],
  ])("says what containment by %s means, and what would improve it: %s", async (kind, advice, expected) => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const containment = { kind, meaning: "All of it ends.", advice };
      const settings = { valid: true, problem: null };
      server.answers.set("GET /api/status", { status: 200, body: { ...STATUS, settings, containment } });
      const { findings } = await examine(home);
      expect(findings.get("daemon.access")?.level).toBe("ok");
      expect(findings.get("daemon.containment")).toEqual({
        id: "daemon.containment",
        message: "All of it ends.",
        ...expected,
      });
    });
  });

  it.each([
    [
      { state: "running", restarts: 0, problem: null },
      "ok",
      "the agent host 1.2.3 is running (pid 43, 2 agent",
    ],
    [
      { state: "running", restarts: 1, problem: "it was ended by SIGKILL" },
      "warning",
      "after 1 crash since the daemon started; the last one: it was ended by SIGKILL",
    ],
    [
      { state: "paused", restarts: 5, problem: "it was ended by SIGKILL" },
      "error",
      "no message is dispatched, because the agent host crashed five times within a minute",
    ],
  ])("shows the agent host %o as %s", async (state, level, message) => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const agentHost = { pid: 43, version: "1.2.3", live: 2, ...state };
      server.answers.set("GET /api/status", { status: 200, body: { ...STATUS, agentHost } });
      const finding = (await examine(home)).findings.get("daemon.agent-host");
      expect(finding?.level).toBe(level);
      expect(finding?.message).toContain(message);
      expect(finding?.hint === undefined).toBe(level === "ok");
    });
  });

  it("finds what refers to an agent that does not exist, with a command", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      server.answers.set("GET /api/status", { status: 200, body: STATUS });
      const nightly = {
        role: "schedule",
        from: "sch_1",
        name: "nightly",
        count: 1,
        target: { kind: null, id: "ghost" },
        successor: null,
      };
      server.answers.set("GET /api/references/missing", { status: 200, body: { references: [nightly] } });
      expect((await examine(home)).findings.get("references.missing")).toMatchObject({
        level: "warning",
        message: "the schedule nightly is for @ghost, which does not exist",
        hint: expect.stringContaining("tinyagi schedule set sch_1 --agent <agent>"),
      });
    });
  });

  it("says nothing about containment if the daemon is of an earlier release", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      server.answers.set("GET /api/status", { status: 200, body: STATUS });
      const { findings } = await examine(home);
      expect(findings.get("daemon.access")?.level).toBe("ok");
      expect(findings.has("daemon.containment")).toBe(false);
    });
  });

  it("finds an agent CLI with path and version", async () => {
    await withHome(async (home) => {
      const bin = join(home, "bin");
      await mkdir(bin);
      await writeFile(join(bin, "claude"), "#!/bin/sh\necho '2.1.197 (Claude Code)'\n", { mode: 0o755 });
      const report = await examine(home, { env: { PATH: `${bin}:/bin:/usr/bin` } });
      expect(report.findings.get("agent-cli.claude")?.message).toBe(
        `claude 2.1.197 at ${join(bin, "claude")}`,
      );
    });
  });

  it("reports a home that others may read and a port that is taken", async () => {
    await withHome(async (home) => {
      await chmod(home, 0o755);
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      const port = typeof address === "object" && address !== null ? String(address.port) : "";
      try {
        const report = await examine(home, { env: { TINYAGI_API_PORT: port } });
        expect(report.findings.get("home.mode")).toMatchObject({ level: "error", hint: `chmod 700 ${home}` });
        expect(report.findings.get("port.free")).toMatchObject({ level: "error" });
      } finally {
        server.close();
      }
    });
  });

  it("reports each finding of the security audit once, and does not fail a working home for it", async () => {
    await withHome(async (home) => {
      const agent = { name: "C", provider: "demo", model: "", permissions: "bypass" };
      const settings = {
        agents: { coder: agent },
        server: { allowedOrigins: ["http://localhost:3000"] },
        models: { anthropic: { api_key: "sk-plain" } },
      };
      await writeFile(join(home, "settings.json"), JSON.stringify(settings), { mode: 0o600 });
      const { stdout } = await invoke(["doctor", "--json"], { home, env: { TINYAGI_API_PORT: "1" } });
      const { findings } = JSON.parse(stdout) as { findings: Finding[] };
      const ids = findings.map(({ id }) => id);
      for (const id of ["agents.bypass", "server.allowed-origins", "settings.plain-secrets"])
        expect(ids.filter((each) => each === id)).toEqual([id]);
      expect(findings.find(({ id }) => id === "settings.plain-secrets")?.level).toBe("warning");
    });
  });

  it("reports enabled channels for which this version has no client", async () => {
    await withHome(async (home) => {
      const settings = { channels: { enabled: ["telegram", "discord", "matrix"] } };
      await writeFile(join(home, "settings.json"), JSON.stringify(settings), { mode: 0o600 });
      const { findings } = await examine(home);
      expect(findings.get("channels.no-client")).toEqual({
        id: "channels.no-client",
        level: "warning",
        message: expect.stringContaining(": matrix"),
        hint: expect.stringContaining("tinyagi token create --channel matrix"),
      });
      const incomplete = { channels: { enabled: ["email", "slack"], email: { address: "a@b.test" } } };
      await writeFile(join(home, "settings.json"), JSON.stringify(incomplete), { mode: 0o600 });
      expect((await examine(home)).findings.get("channels.incomplete")).toMatchObject({
        level: "warning",
        message: expect.stringMatching(/^(?:email .*imap_host and no smtp_host|slack .*app_token)$/),
      });
      await writeFile(join(home, "settings.json"), "{}", { mode: 0o600 });
      expect((await examine(home)).findings.has("channels.no-client")).toBe(false);
    });
  });

  it("requires Node 20.20 or newer", () => {
    expect(checkNode("20.19.5").level).toBe("error");
    expect([checkNode("20.20.0").level, checkNode("24.1.0").level]).toEqual(["ok", "ok"]);
  });
});
