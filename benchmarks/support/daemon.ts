/** A real daemon in a home of its own, and the cheap agent it starts. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@tinyagi/client";
import { createTempHome, createTinyAgentBin, waitFor } from "@tinyagi/testkit";
import { processorTime } from "./processor-time.js";

const MAIN = fileURLToPath(new URL("../../packages/cli/dist/daemon/src/main.js", import.meta.url));

export interface BenchDaemon extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly home: string;
  /** The environment of the daemon, for programs that look for it. */
  readonly env: Readonly<Record<string, string>>;
  /** The operator's. */
  readonly token: string;
  readonly client: Client;
  /** The executable agents run as. */
  readonly agentCommand: string;
  /** From the start of the process to the first answered `/healthz`, in milliseconds. */
  readonly startMs: number;
  post(path: string, body: unknown): Promise<{ status: number; body: string }>;
  get(path: string): Promise<{ status: number; body: string }>;
  rssMiB(): number;
  /** Processor time the daemon itself has used, in milliseconds. */
  cpuMs(): number;
}

/** How a daemon is started. */
export interface Launch {
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node. */
  readonly nodeFlags?: readonly string[];
}

/**
 * @param settings - merged over agents that all run the cheap `claude`
 * @param prepare - fills the home before the daemon starts
 */
export async function startBenchDaemon(
  settings: Record<string, unknown>,
  prepare: (home: string) => Promise<void> = async () => {},
  { env: more = {}, nodeFlags = [] }: Launch = {},
): Promise<BenchDaemon> {
  const temp = await createTempHome();
  const bin = await createTinyAgentBin(temp.bin);
  await temp.writeSettings({ workspace: { path: temp.workspace }, ...settings });
  await prepare(temp.home);
  const env = {
    ...temp.env,
    PATH: `${temp.bin}:${process.env.PATH ?? ""}`,
    TINYAGI_HOME: temp.home,
    TINYAGI_API_PORT: "0",
    TINYAGI_LOG_LEVEL: "warn",
    ...more,
  };
  const begun = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...nodeFlags, MAIN], {
    stdio: ["ignore", "inherit", "inherit"],
    env,
  });
  const runtime = join(temp.home, "daemon.json");
  await waitFor(async () => (await stat(runtime).catch(() => undefined)) !== undefined, {
    timeoutMs: 20_000,
    intervalMs: 2,
  });
  const { port } = JSON.parse(await readFile(runtime, "utf8")) as { port: number };
  const token = await readFile(join(temp.home, "auth", "token"), "utf8");
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const call = (method: string, path: string, body?: unknown) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${token.trim()}`,
        ...(payload === undefined
          ? {}
          : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
      };
      const outgoing = request({ host: "127.0.0.1", port, method, path, agent, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      });
      outgoing.on("error", reject);
      outgoing.end(payload);
    });
  await call("GET", "/healthz");
  const startMs = performance.now() - begun;
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    home: temp.home,
    env,
    token: token.trim(),
    client: createClient({ baseUrl: `http://127.0.0.1:${port}`, token: token.trim() }),
    agentCommand: bin.claude,
    startMs,
    post: (path, body) => call("POST", path, body),
    get: (path) => call("GET", path),
    rssMiB: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0") / 1_024,
    cpuMs: () => processorTime(pid).own,
    async [Symbol.asyncDispose]() {
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      process.kill(pid, "SIGTERM");
      await gone;
      agent.destroy();
      await temp.cleanup();
    },
  };
}

export function claudeAgents(count: number): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: count }, (_unused, index) => [
      `a${index}`,
      { name: `Agent ${index}`, provider: "anthropic", model: "sonnet" },
    ]),
  );
}

interface QueueStatus {
  incoming: number;
  queued: number;
  processing: number;
  completed: number;
  dead: number;
}

export async function queueStatus(daemon: BenchDaemon): Promise<QueueStatus> {
  return JSON.parse((await daemon.get("/api/queue/status")).body) as QueueStatus;
}
