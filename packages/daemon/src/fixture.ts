/** For tests: a home in a temporary folder, and daemons over it in this process or in their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostEntry } from "@tinyagi/harness";
import { bundledProgram, testProgram } from "@tinyagi/testkit";
import { onTestFinished } from "vitest";
import { type DaemonOptions, startDaemon } from "./daemon.js";
import { type DaemonEnvironment, readEnvironment } from "./environment.js";
import type { RuntimeFacts } from "./runtime-file.js";
import type { RunningDaemon } from "./serve.js";

const HOST_MAIN = new URL("../../harness/src/host/main.ts", import.meta.url);

export interface TestHome {
  home: string;
  env: Record<string, string>;
  environment: DaemonEnvironment;
  settingsPath: string;
  runtime(): RuntimeFacts;
  log(): string;
}

/** @param settings content of settings.json; undefined creates no file, as before a first run */
export function testHome(settings?: Record<string, unknown>, env: Record<string, string> = {}): TestHome {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-daemon-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, "home");
  mkdirSync(home);
  const settingsPath = join(home, "settings.json");
  if (settings !== undefined)
    writeFileSync(settingsPath, JSON.stringify({ workspace: { path: join(root, "ws") }, ...settings }));
  const variables = {
    PATH: process.env.PATH ?? "",
    HOME: root,
    TINYAGI_HOME: home,
    TINYAGI_WORKSPACE: join(root, "ws"),
    TINYAGI_API_PORT: "0",
    ...env,
  };
  return {
    home,
    env: variables,
    environment: readEnvironment(variables),
    settingsPath,
    runtime: () => JSON.parse(readFileSync(join(home, "daemon.json"), "utf8")),
    log: () => readFileSync(join(home, "logs", "daemon.log"), "utf8"),
  };
}

export interface TestDaemon extends RunningDaemon {
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Returns the body of the response, typed by the test. */
  json<T>(path: string, init?: RequestInit): Promise<T>;
}

/** The agent host from the sources, as Node can run it. */
export async function testHostEntry(): Promise<HostEntry> {
  return { file: await bundledProgram(HOST_MAIN), flags: [] };
}

/** Starts a daemon in this process and stops it when the test ends. */
export async function startTestDaemon(
  place: TestHome,
  options: Partial<DaemonOptions> = {},
): Promise<TestDaemon> {
  const daemon = await startDaemon(place.environment, {
    foreground: false,
    hostEntry: await testHostEntry(),
    ...options,
  });
  onTestFinished(() => daemon.stop({ signal: "test", graceMs: 0 }));
  const token = readFileSync(join(place.home, "auth", "token"), "utf8").trim();
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${daemon.port}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${token}`,
        ...(init.body === undefined ? {} : { "content-type": "application/json" }),
      },
    });
  return {
    ...daemon,
    call,
    json: async <T>(path: string, init?: RequestInit) => (await (await call(path, init)).json()) as T,
  };
}

/** Starts a daemon in its own process and kills it when the test ends. */
export function spawnTestDaemon(place: TestHome, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [...testProgram("daemon/src/main"), "--foreground"], {
    env: { ...place.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Resolves with the exit code and signal of a process. */
export function ending(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
}

export const DEMO_AGENTS = {
  agents: { tinyagi: { name: "TinyAGI", provider: "demo", model: "" } },
  default_agent: "tinyagi",
};
