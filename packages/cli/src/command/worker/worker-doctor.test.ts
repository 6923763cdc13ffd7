/** What `worker doctor` and `doctor` say about the machines of workers. @requirement WORKER-1 */
import type { RouteOutput } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";

type Workers = RouteOutput<"listWorkers">;

const ENGINE: Workers["engine"] = {
  ...{ state: "ready", url: "redis://127.0.0.1:6379", version: "7.2.4", eviction: "noeviction" },
  ...{ delayMs: 1, problem: null, isChanged: false },
};
const program = { provider: "anthropic", state: "ready" as const, version: "2.1.0", agents: ["coder"] };
const WORKER: Workers["workers"][number] = {
  ...{ name: "nas", slots: 2, offered: 2, online: true, draining: false, runs: 0, agents: ["coder"] },
  ...{ joinedAt: 1, release: "1.0.0", otherRelease: false, invitedUntil: null },
  machine: {
    clockAheadMs: 0,
    programs: [{ ...program, login: "present" }],
    missingTools: [],
    freeDiskMiB: 40_000,
  },
};

interface Report {
  ok: boolean;
  findings: { id: string; level: string; message: string; hint?: string }[];
}

async function examine(workers: Workers["workers"], ...args: string[]) {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/workers", { status: 200, body: { engine: ENGINE, workers } });
    const { code, stdout, stderr } = await invoke(["worker", "doctor", ...args, "--json"], { home });
    const report: Report = stdout === "" ? { ok: false, findings: [] } : JSON.parse(stdout);
    return { code, stderr, ...report };
  });
}

it("a machine with all that its agents need has no problem", async () => {
  const { code, findings } = await examine([WORKER]);
  expect(code).toBe(0);
  expect(findings.map(({ id, level }) => [id, level])).toEqual([
    ["workers.engine", "ok"],
    ["workers.nas", "ok"],
    ["workers.nas.program.claude", "ok"],
    ["workers.nas.disk", "ok"],
  ]);
});

it("what is missing is named with the command for that machine, and fails the check only where agents cannot work", async () => {
  const lacking: Workers["workers"][number] = {
    ...WORKER,
    name: "gpu",
    machine: {
      clockAheadMs: -120_000,
      programs: [
        { ...program, login: "missing" },
        { provider: "openai", state: "missing", version: null, login: "unknown", agents: ["writer"] },
      ],
      missingTools: ["bwrap"],
      freeDiskMiB: 200,
    },
  };
  const { code, ok, findings } = await examine([WORKER, lacking], "gpu");
  expect(code).toBe(1);
  expect(ok).toBe(false);
  expect(findings.flatMap(({ id, level, hint }) => (level === "ok" ? [] : [[id, level, hint]]))).toEqual([
    ["workers.gpu.program.codex", "error", "Run on gpu: npm install -g @openai/codex"],
    ["workers.gpu.login.claude", "warning", "Run on gpu: claude"],
    ["workers.gpu.tool.bwrap", "warning", "Run on gpu: sudo apt-get install bubblewrap"],
    ["workers.gpu.clock", "warning", "Run on gpu: sudo timedatectl set-ntp true"],
    ["workers.gpu.disk", "warning", "Free disk space there."],
  ]);
});

it("a worker that is away says what to do there, and one that does not exist is not found", async () => {
  const away = await examine([{ ...WORKER, online: false, machine: null }]);
  expect(away.findings.find(({ id }) => id === "workers.nas")?.hint).toMatch(/tinyagi worker doctor/);
  expect((await examine([WORKER], "nobody")).stderr).toMatch(/No worker has this name/);
});
